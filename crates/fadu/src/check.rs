//! `fadu check`: compiles packs and overlays, resolves citations, runs cases.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use fadu_kernel::calendar::Calendar;
use fadu_kernel::words::{Lang, Words};
use fadu_office::outlines::Outlines;
use fadu_pack::case::Case;
use fadu_pack::complaint::{Complaint, said};
use fadu_pack::packs::{CitationCount, Packs, find_packs, load_within};
use fadu_pack::run_case::run_case;
use serde_json::json;

use crate::home::{Home, today};
use crate::speak::Speak;

/// Compile packs, resolve citations and run cases.
///
/// Example: fadu check packs/mediation
#[derive(Args)]
pub struct Check {
    /// Packs or folders of packs whose complaints and cases are shown (default: all).
    paths: Vec<PathBuf>,
    /// Overlays laid on top, by name.
    #[arg(long)]
    overlay: Vec<String>,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

struct Findings {
    packs: Packs,
    complaints: Vec<Complaint>,
    cases: Vec<CaseFinding>,
}

struct CaseFinding {
    file: String,
    title: Words,
    faults: Vec<(usize, Words)>,
}

impl Check {
    /// Runs the command.
    pub fn run(self, home: &Home, speak: Speak) -> ExitCode {
        let findings = match self.look(home) {
            Ok(findings) => findings,
            Err(fault) => return speak.usage(&fault),
        };
        let failed = findings
            .cases
            .iter()
            .filter(|case| !case.faults.is_empty())
            .count();
        let holds = findings.complaints.is_empty() && failed == 0;
        if self.json {
            say(&as_json(&findings, failed));
        } else {
            say(&as_text(&findings, failed, &home.folder, speak));
        }
        speak.verdict(holds)
    }

    fn look(&self, home: &Home) -> Result<Findings, Words> {
        let statutes = home.statutes()?;
        let calendar = home.calendar(None).map_err(|complaints| {
            let all = |pick: fn(&Complaint) -> String| {
                complaints.iter().map(pick).collect::<Vec<_>>().join("\n")
            };
            Words::new(all(ToString::to_string), all(ToString::to_string))
        })?;
        let wanted = self.wanted()?;
        let mut folders = find_packs(&home.folder.join("packs")).unwrap_or_default();
        let known = |folder: &PathBuf| {
            let mut folders = folders.iter().filter_map(|known| known.canonicalize().ok());
            folders.any(|known| known == *folder)
        };
        let others: Vec<PathBuf> = wanted.iter().filter(|one| !known(one)).cloned().collect();
        folders.extend(others);
        let overlays = self.overlays(home)?;
        let home = &home.folder;
        let load =
            |overlays: &[PathBuf]| load_within(home, &folders, overlays, Some(&statutes), today());
        let (mut packs, mut complaints) = load(&overlays);
        let shown = |file: &str| self.shows(&home.join(file), &wanted, &overlays);
        complaints.extend(outlines(&packs));
        complaints.retain(|complaint| shown(&complaint.file));
        packs.warnings.retain(|complaint| shown(&complaint.file));
        // Cases of packs tell what the packs say; an overlay may set other values on top and has
        // cases of its own, each overlay by itself where none is asked for.
        let mut cases = if overlays.is_empty() {
            run_cases(&packs.cases, &packs, &calendar, shown)
        } else {
            let plain = load(&[]).0;
            run_cases(&plain.cases, &plain, &calendar, shown)
        };
        if overlays.is_empty() && self.paths.is_empty() {
            for overlay in overlays_with_cases(&home.join("overlays")) {
                let (local, found) = load(std::slice::from_ref(&overlay));
                let own = |complaint: &Complaint| home.join(&complaint.file).starts_with(&overlay);
                complaints.extend(found.into_iter().filter(own));
                cases.extend(run_cases(&local.overlay_cases, &local, &calendar, |_| true));
            }
        } else {
            cases.extend(run_cases(&packs.overlay_cases, &packs, &calendar, shown));
        }
        Ok(Findings {
            packs,
            complaints,
            cases,
        })
    }

    /// The packs asked for, by their full paths: a pack outside the home folder has no other name.
    fn wanted(&self) -> Result<Vec<PathBuf>, Words> {
        let mut wanted = Vec::new();
        for path in &self.paths {
            let found = path.canonicalize().and_then(|path| find_packs(&path));
            wanted.extend(found.map_err(|error| {
                let path = path.display();
                Words::new(format!("{path}：{error}"), format!("{path}: {error}"))
            })?);
        }
        Ok(wanted)
    }

    /// Whether a file lies in what was asked for.
    fn shows(&self, file: &Path, wanted: &[PathBuf], overlays: &[PathBuf]) -> bool {
        if self.paths.is_empty() {
            return true;
        }
        // A file that is named and missing still lies in a folder that is there.
        let found = file.canonicalize().ok();
        let found = found.or_else(|| file.parent()?.canonicalize().ok());
        let overlays = overlays
            .iter()
            .filter_map(|overlay| overlay.canonicalize().ok());
        let mut asked = wanted.iter().cloned().chain(overlays);
        found.is_some_and(|found| asked.any(|folder| found.starts_with(folder)))
    }

    /// The overlays named, which are names and not paths.
    fn overlays(&self, home: &Home) -> Result<Vec<PathBuf>, Words> {
        let folder = home.folder.join("overlays");
        let found = self.overlay.iter().map(|name| {
            let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            if name.chars().all(letters) && folder.join(name).is_dir() {
                Ok(folder.join(name))
            } else {
                Err(Words::new(
                    format!("overlays 中没有“{name}”"),
                    format!("there is no “{name}” in overlays"),
                ))
            }
        });
        found.collect()
    }
}

/// The overlays that have cases, in order.
fn overlays_with_cases(folder: &Path) -> Vec<PathBuf> {
    let found = std::fs::read_dir(folder).into_iter().flatten();
    let mut overlays: Vec<PathBuf> = found
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|overlay| overlay.join("cases").is_dir())
        .collect();
    overlays.sort();
    overlays
}

fn run_cases(
    cases: &[Case],
    packs: &Packs,
    calendar: &Calendar,
    shown: impl Fn(&str) -> bool,
) -> Vec<CaseFinding> {
    let cases = cases.iter().filter(|case| shown(&case.file)).map(|case| {
        let faults = run_case(case, packs, calendar);
        CaseFinding {
            file: case.file.clone(),
            title: case.title.clone(),
            faults: faults
                .into_iter()
                .map(|fault| (fault.line, fault.words))
                .collect(),
        }
    });
    cases.collect()
}

/// What is wrong with outlines of reports, which the office reads.
fn outlines(packs: &Packs) -> impl Iterator<Item = Complaint> + use<> {
    let faults = Outlines::of(packs).faults.into_iter();
    faults.map(|fault| Complaint {
        file: fault.file,
        line: fault.line,
        column: 1,
        rule: "unknown_name",
        words: fault.words,
        remedy: Words::new(
            "请改正提纲，写法见 docs/guide/reports.md",
            "Mend the outline; docs/guide/reports.md says how it is written",
        ),
    })
}

fn as_json(findings: &Findings, failed: usize) -> String {
    let packs = &findings.packs;
    let complaint = |c: &Complaint| {
        json!({
            "file": c.file, "line": c.line, "column": c.column, "rule": c.rule,
            "words": c.words, "remedy": c.remedy,
        })
    };
    let faults = findings.cases.iter().flat_map(|case| {
        case.faults.iter().map(|(line, words)| {
            json!({
                "file": case.file, "line": line, "column": 1, "rule": "case", "words": words,
            })
        })
    });
    let complaints: Vec<_> = findings
        .complaints
        .iter()
        .map(complaint)
        .chain(faults)
        .collect();
    let warnings: Vec<_> = packs.warnings.iter().map(complaint).collect();
    let document = json!({
        "packs": packs.packs.len(),
        "procedures": packs.procedures.iter().count(),
        "acts": packs.procedures.iter().map(|p| p.acts.len()).sum::<usize>(),
        "clocks": packs.procedures.iter().map(|p| p.clocks.len()).sum::<usize>(),
        "indicators": packs.indicators.len(),
        "unwritten": packs.procedures.iter().map(|p| p.unwritten.len()).sum::<usize>(),
        "citations": packs.citations,
        "cases": { "passed": findings.cases.len() - failed, "failed": failed },
        "complaints": complaints,
        "warnings": warnings,
    });
    format!("{document:#}")
}

/// Prints; a reader that has gone away, such as a pager, is no fault.
fn say(text: &str) {
    let _gone = writeln!(std::io::stdout(), "{text}");
}

/// A complaint with the line it stands in and a caret under the column.
fn lines_of(complaint: &Complaint, home: &Path, speak: Speak) -> Vec<String> {
    let Complaint {
        file,
        line,
        column,
        rule,
        words,
        remedy,
    } = complaint;
    let doubtful = if complaint.is_warning() {
        speak.say("（存疑）", " (doubtful)")
    } else {
        ""
    };
    let mut lines = vec![format!("{file}:{line}:{column} [{rule}]{doubtful}")];
    let source = std::fs::read_to_string(home.join(file)).unwrap_or_default();
    if let Some(written) = source.lines().nth(line.saturating_sub(1)) {
        let (part, caret) = view(written, *column);
        let gutter = line.to_string();
        let blank = " ".repeat(gutter.len());
        lines.push(format!("  {gutter} | {part}"));
        lines.push(format!("  {blank} | {caret}"));
    }
    lines.push(format!("  {}", said(words, remedy, speak.lang)));
    lines
}

/// Widest part of a line that is shown, in characters; a procedure may stand in one long line.
const VIEW_CHARS: usize = 90;
/// Characters shown before the column where the line is cut.
const VIEW_BEFORE: usize = 30;

/// The part of a line around a column, from 1, and a caret that stands under it on a terminal.
fn view(line: &str, column: usize) -> (String, String) {
    let at = column.saturating_sub(1);
    let start = if line.chars().count() > VIEW_CHARS {
        at.saturating_sub(VIEW_BEFORE)
    } else {
        0
    };
    let seen = line.chars().skip(start).take(VIEW_CHARS);
    let part: String = seen
        .map(|c| {
            if c.is_control() || is_unseen(c) {
                ' '
            } else {
                c
            }
        })
        .collect();
    let before: usize = part.chars().take(at - start).map(width).sum();
    let lead = if start > 0 { "…" } else { "" };
    let indent = " ".repeat(before + lead.chars().count());
    (format!("{lead}{part}"), format!("{indent}^"))
}

/// Marks that turn or join what a terminal shows.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
}

/// Columns that a character takes on a terminal: two for Chinese and what goes with it.
fn width(c: char) -> usize {
    match c {
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

fn as_text(findings: &Findings, failed: usize, home: &Path, speak: Speak) -> String {
    let complaints = findings.complaints.iter().chain(&findings.packs.warnings);
    let mut lines: Vec<String> = complaints
        .flat_map(|complaint| lines_of(complaint, home, speak))
        .collect();
    // While packs do not hold, cases fail for that reason too: their words would only hide it.
    let told = findings.complaints.is_empty();
    for case in findings
        .cases
        .iter()
        .filter(|case| told && !case.faults.is_empty())
    {
        lines.push(format!("{} {}", case.file, case.title.get(speak.lang)));
        for (line, words) in &case.faults {
            lines.push(format!("  {}:{line} {}", case.file, words.get(speak.lang)));
        }
    }
    if !told && failed > 0 {
        lines.push(speak.say(
            "有案例不通过；改好上面的问题后再看，多半是由它们引起的。",
            "Cases fail too: look at them when what stands above is mended; they may follow \
             from it.",
        ).to_owned());
    }
    lines.push(totals(findings, failed, speak));
    lines.join("\n")
}

fn totals(findings: &Findings, failed: usize, speak: Speak) -> String {
    let packs = &findings.packs;
    let acts: usize = packs.procedures.iter().map(|p| p.acts.len()).sum();
    let clocks: usize = packs.procedures.iter().map(|p| p.clocks.len()).sum();
    let unwritten: usize = packs.procedures.iter().map(|p| p.unwritten.len()).sum();
    let (procedures, indicators) = (packs.procedures.iter().count(), packs.indicators.len());
    let (good, bad) = (findings.cases.len() - failed, findings.complaints.len());
    let (doubtful, packs_read) = (packs.warnings.len(), packs.packs.len());
    let CitationCount {
        resolved,
        hashed,
        unresolved,
    } = packs.citations;
    match speak.lang {
        Lang::Zh => format!(
            "{packs_read} 个程序包，{procedures} 个程序，{acts} 个行为，{clocks} 个期限，\
             {indicators} 个指标；未写入的规定 {unwritten} 条；\
             引用：{resolved} 处有效（{hashed} 处有文本校验），\
             {unresolved} 处无效；案例：{good} 个通过，{failed} 个不通过；\
             问题 {bad} 处，存疑 {doubtful} 处"
        ),
        Lang::En => format!(
            "{packs_read} packs, {procedures} procedures, {acts} acts, {clocks} clocks, \
             {indicators} indicators, {unwritten} provisions unwritten; \
             citations: {resolved} resolved ({hashed} hashed), \
             {unresolved} unresolved; cases: {good} passed, {failed} failed; \
             complaints: {bad}, doubtful: {doubtful}"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_stands_under_the_column_and_chinese_takes_two() {
        assert_eq!(
            view("number = \"灯会{month}\"", 13),
            ("number = \"灯会{month}\"".into(), " ".repeat(14) + "^")
        );
        assert_eq!(view("a = 1", 1).1, "^");
        assert_eq!(view("", 1), (String::new(), "^".into()));
    }

    #[test]
    fn a_long_line_is_cut_around_the_column() {
        let line = "x".repeat(500);
        let (part, caret) = view(&line, 400);
        assert!(part.starts_with('…') && part.chars().count() <= VIEW_CHARS + 1);
        assert_eq!(caret.chars().count(), VIEW_BEFORE + 2);
    }
}

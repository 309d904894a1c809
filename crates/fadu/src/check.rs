//! `fadu check`: compiles packs and overlays, resolves citations, runs cases.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use fadu_kernel::calendar::Calendar;
use fadu_kernel::words::Words;
use fadu_pack::complaint::Complaint;
use fadu_pack::packs::{Packs, find_packs, load_within};
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
            println!("{}", as_json(&findings, failed));
        } else {
            print(&findings, failed, &home.folder, speak);
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
        let mut folders = find_packs(&home.folder.join("packs")).unwrap_or_default();
        let mut wanted: Vec<PathBuf> = Vec::new();
        for path in &self.paths {
            let found = find_packs(path).map_err(|error| {
                Words::new(
                    format!("{}：{error}", path.display()),
                    format!("{}: {error}", path.display()),
                )
            })?;
            wanted.extend(found);
        }
        let same = |a: &PathBuf, b: &PathBuf| a.canonicalize().ok() == b.canonicalize().ok();
        for folder in &wanted {
            if !folders.iter().any(|known| same(known, folder)) {
                folders.push(folder.clone());
            }
        }
        let overlays: Vec<PathBuf> = self
            .overlay
            .iter()
            .map(|name| home.folder.join("overlays").join(name))
            .collect();
        let home = &home.folder;
        let (mut packs, mut complaints) =
            load_within(home, &folders, &overlays, Some(&statutes), today());
        let wanted: Vec<PathBuf> = wanted
            .iter()
            .chain(&overlays)
            .filter_map(|w| w.canonicalize().ok())
            .collect();
        let all = self.paths.is_empty();
        let shown = |file: &str| {
            // A file that is named and missing still lies in a folder that is there.
            let file = home.join(file);
            let found = file.canonicalize().ok();
            let found = found.or_else(|| file.parent()?.canonicalize().ok());
            all || found.is_some_and(|found| wanted.iter().any(|w| found.starts_with(w)))
        };
        complaints.retain(|complaint| shown(&complaint.file));
        packs.warnings.retain(|complaint| shown(&complaint.file));
        let cases = run_cases(&packs, &calendar, shown);
        Ok(Findings {
            packs,
            complaints,
            cases,
        })
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

fn run_cases(packs: &Packs, calendar: &Calendar, shown: impl Fn(&str) -> bool) -> Vec<CaseFinding> {
    let cases = packs
        .cases
        .iter()
        .filter(|case| shown(&case.file))
        .map(|case| {
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

/// Prints a complaint with the line it stands in and a caret under the column.
fn print_complaint(complaint: &Complaint, home: &Path, speak: Speak) {
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
    println!("{file}:{line}:{column} [{rule}]{doubtful}");
    let text = std::fs::read_to_string(home.join(file)).unwrap_or_default();
    if let Some(view) = text
        .lines()
        .nth(line.saturating_sub(1))
        .map(|text| view(text, *column))
    {
        let (part, caret) = view;
        let gutter = line.to_string();
        let blank = " ".repeat(gutter.len());
        println!("  {gutter} | {part}");
        println!("  {blank} | {caret}");
    }
    let stop = speak.say("。", ".");
    let gap = speak.say("", " ");
    println!(
        "  {}{stop}{gap}{}{stop}",
        words.get(speak.lang),
        remedy.get(speak.lang)
    );
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

fn print(findings: &Findings, failed: usize, home: &Path, speak: Speak) {
    for complaint in findings.complaints.iter().chain(&findings.packs.warnings) {
        print_complaint(complaint, home, speak);
    }
    for case in findings.cases.iter().filter(|case| !case.faults.is_empty()) {
        println!("{} {}", case.file, case.title.get(speak.lang));
        for (line, words) in &case.faults {
            println!("  {}:{line} {}", case.file, words.get(speak.lang));
        }
    }
    print_totals(findings, failed, speak);
}

fn print_totals(findings: &Findings, failed: usize, speak: Speak) {
    let packs = &findings.packs;
    let acts: usize = packs.procedures.iter().map(|p| p.acts.len()).sum();
    let clocks: usize = packs.procedures.iter().map(|p| p.clocks.len()).sum();
    let (good, bad) = (findings.cases.len() - failed, findings.complaints.len());
    let doubtful = packs.warnings.len();
    let citations = packs.citations;
    match speak.lang {
        fadu_kernel::words::Lang::Zh => println!(
            "{} 个程序包，{} 个程序，{acts} 个行为，{clocks} 个期限，{} 个指标；\
             引用：{} 处有效（{} 处有文本校验），{} 处无效；\
             案例：{good} 个通过，{failed} 个不通过；\
             问题 {bad} 处，存疑 {doubtful} 处",
            packs.packs.len(),
            packs.procedures.iter().count(),
            packs.indicators.len(),
            citations.resolved,
            citations.hashed,
            citations.unresolved,
        ),
        fadu_kernel::words::Lang::En => println!(
            "{} packs, {} procedures, {acts} acts, {clocks} clocks, {} indicators; citations: \
             {} resolved ({} hashed), {} unresolved; cases: {good} passed, {failed} failed; \
             {bad} complaints, {doubtful} doubtful",
            packs.packs.len(),
            packs.procedures.iter().count(),
            packs.indicators.len(),
            citations.resolved,
            citations.hashed,
            citations.unresolved,
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

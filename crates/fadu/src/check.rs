//! `fadu check`: compiles packs and overlays, resolves citations, runs cases.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use fadu_kernel::calendar::Calendar;
use fadu_kernel::words::Words;
use fadu_pack::complaint::Complaint;
use fadu_pack::packs::{Packs, find_packs, load};
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
        let failed = findings.cases.iter().filter(|case| !case.faults.is_empty()).count();
        let holds = findings.complaints.is_empty() && failed == 0;
        if self.json {
            println!("{}", as_json(&findings, failed));
        } else {
            print(&findings, failed, speak);
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
        let overlays: Vec<PathBuf> =
            self.overlay.iter().map(|name| home.folder.join("overlays").join(name)).collect();
        let (packs, mut complaints) = load(&folders, &overlays, Some(&statutes), today());
        let shown = |file: &str| {
            let file = std::path::Path::new(file).canonicalize().unwrap_or_default();
            wanted.is_empty()
                || wanted.iter().any(|w| w.canonicalize().is_ok_and(|w| file.starts_with(w)))
        };
        complaints.retain(|complaint| shown(&complaint.file));
        let cases = run_cases(&packs, &calendar, shown);
        Ok(Findings { packs, complaints, cases })
    }
}

fn run_cases(packs: &Packs, calendar: &Calendar, shown: impl Fn(&str) -> bool) -> Vec<CaseFinding> {
    let cases = packs.cases.iter().filter(|case| shown(&case.file)).map(|case| {
        let faults = run_case(case, packs, calendar);
        CaseFinding {
            file: case.file.clone(),
            title: case.title.clone(),
            faults: faults.into_iter().map(|fault| (fault.line, fault.words)).collect(),
        }
    });
    cases.collect()
}

fn as_json(findings: &Findings, failed: usize) -> String {
    let packs = &findings.packs;
    let complaints: Vec<_> = findings
        .complaints
        .iter()
        .map(|c| {
            json!({
                "file": c.file, "line": c.line, "column": c.column, "rule": c.rule,
                "words": c.words, "remedy": c.remedy,
            })
        })
        .chain(findings.cases.iter().flat_map(|case| {
            case.faults.iter().map(|(line, words)| {
                json!({
                    "file": case.file, "line": line, "column": 1, "rule": "case", "words": words,
                })
            })
        }))
        .collect();
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
    });
    format!("{document:#}")
}

fn print(findings: &Findings, failed: usize, speak: Speak) {
    for complaint in &findings.complaints {
        let Complaint { file, line, column, rule, words, remedy } = complaint;
        println!("{file}:{line}:{column} [{rule}]");
        let stop = speak.say("。", ".");
        println!("  {}{stop} {}{stop}", words.get(speak.lang), remedy.get(speak.lang));
    }
    for case in findings.cases.iter().filter(|case| !case.faults.is_empty()) {
        println!("{} {}", case.file, case.title.get(speak.lang));
        for (line, words) in &case.faults {
            println!("  {}:{line} {}", case.file, words.get(speak.lang));
        }
    }
    let packs = &findings.packs;
    let acts: usize = packs.procedures.iter().map(|p| p.acts.len()).sum();
    let clocks: usize = packs.procedures.iter().map(|p| p.clocks.len()).sum();
    let (good, bad) = (findings.cases.len() - failed, findings.complaints.len());
    let citations = packs.citations;
    match speak.lang {
        fadu_kernel::words::Lang::Zh => println!(
            "{} 个程序包，{} 个程序，{acts} 个行为，{clocks} 个期限，{} 个指标；\
             引用：{} 处有效（{} 处有文本校验），{} 处无效；案例：{good} 个通过，{failed} 个不通过；\
             问题 {bad} 处",
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
             {bad} complaints",
            packs.packs.len(),
            packs.procedures.iter().count(),
            packs.indicators.len(),
            citations.resolved,
            citations.hashed,
            citations.unresolved,
        ),
    }
}

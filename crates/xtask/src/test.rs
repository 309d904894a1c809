//! `cargo xtask test`: every test there is, counted on the last line.
//!
//! One build serves all: unit tests, `fadu check` and the browser tests share the dev profile.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use serde_json::Value;

use crate::tally::{self, Tally};
use crate::{needs, run, tidy};

#[derive(Args)]
pub struct Options {
    /// Run this part only; may be given several times.
    #[arg(long, value_enum)]
    only: Vec<Part>,
}

/// The parts, in the order in which they run: the quick ones first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    Format,
    Tidy,
    Lints,
    Tests,
    Docs,
    Packs,
    Browser,
}

const PARTS: [Part; 7] = [
    Part::Format,
    Part::Tidy,
    Part::Lints,
    Part::Tests,
    Part::Docs,
    Part::Packs,
    Part::Browser,
];

/// How a part ended.
enum End {
    Counted(Tally),
    /// It could not run on this machine, and why.
    Skipped(String),
}

/// Runs the parts; true when nothing failed.
pub fn run(root: &Path, options: &Options) -> bool {
    let mut sum = Tally::default();
    let mut summary = Vec::new();
    let chosen = PARTS
        .into_iter()
        .filter(|p| options.only.is_empty() || options.only.contains(p));
    for part in chosen {
        let started = now();
        let name = format!("{part:?}").to_lowercase();
        let end = run_part(root, part).unwrap_or_else(|error| {
            eprintln!("xtask: {name}: {error:#}");
            End::Counted(Tally::one(false))
        });
        let seconds = started.elapsed().as_secs();
        let tally = match end {
            End::Counted(tally) => tally,
            End::Skipped(why) => skipped(&name, &why),
        };
        summary.push(format!("{name:>8}: {tally} ({seconds} s)"));
        sum += tally;
    }
    println!("\n{}\n{sum}", summary.join("\n"));
    sum.failed == 0
}

/// Says loudly what does not run; on a build machine that is a failure.
fn skipped(name: &str, why: &str) -> Tally {
    let line = "!".repeat(72);
    eprintln!("\n{line}\n!! NOT TESTED: {name}\n!! {why}\n{line}");
    if needs::is_build_machine() {
        Tally::of(0, 1, 0)
    } else {
        Tally::of(0, 0, 1)
    }
}

fn run_part(root: &Path, part: Part) -> Result<End> {
    match part {
        Part::Format => format(root),
        Part::Tidy => {
            println!("\n$ cargo xtask tidy");
            let findings = tidy::report(root)?;
            let count = |rules: usize| u64::try_from(rules).unwrap_or(u64::MAX);
            let (held, broken) = (count(findings.rules_held), count(findings.rules_broken));
            Ok(End::Counted(Tally::of(held, broken, 0)))
        }
        Part::Lints => lints(root),
        Part::Tests => tests(root),
        Part::Docs => {
            let ran = run::shown(run::cargo(root).args(["test", "--workspace", "--doc"]))?;
            Ok(End::Counted(counted(&ran)))
        }
        Part::Packs => packs(root),
        Part::Browser => browser(root),
    }
}

fn format(root: &Path) -> Result<End> {
    if !needs::cargo_has(root, "fmt") && !needs::rustup_component("rustfmt") {
        return Ok(End::Skipped(
            "run `rustup component add rustfmt`".to_owned(),
        ));
    }
    let ran = run::shown(run::cargo(root).args(["fmt", "--all", "--check"]))?;
    Ok(End::Counted(Tally::one(ran.ok)))
}

/// The manifest denies `clippy::all` and more; `pedantic` only warns.
fn lints(root: &Path) -> Result<End> {
    if !needs::cargo_has(root, "clippy") && !needs::rustup_component("clippy") {
        return Ok(End::Skipped("run `rustup component add clippy`".to_owned()));
    }
    let ran = run::shown(run::cargo(root).args(["clippy", "--workspace", "--all-targets"]))?;
    Ok(End::Counted(Tally::one(ran.ok)))
}

fn tests(root: &Path) -> Result<End> {
    // The tests of the press draw with it; without it they fail and say so.
    if let Err(why) = needs::chinese_font() {
        eprintln!("xtask: {why}");
    }
    let mut command = run::cargo(root);
    if needs::cargo_has(root, "nextest") {
        command.args([
            "nextest",
            "run",
            "--workspace",
            "--no-fail-fast",
            "--no-tests",
            "pass",
        ]);
    } else {
        command.args(["test", "--workspace", "--all-targets", "--no-fail-fast"]);
    }
    Ok(End::Counted(counted(&run::shown(&mut command)?)))
}

/// What a runner counted; a runner that fails without counting a failure has not even begun.
fn counted(ran: &run::Ran) -> Tally {
    let mut tally = tally::read(&ran.lines);
    if !ran.ok && tally.failed == 0 {
        tally.failed = 1;
    }
    tally
}

/// Every case that a lawyer can read, and every citation.
fn packs(root: &Path) -> Result<End> {
    let program = built(root)?;
    let mut command = std::process::Command::new(&program);
    command.args(["check", "--json"]).current_dir(root);
    println!("\n$ fadu check --json");
    let output = command.output()?;
    eprint!("{}", String::from_utf8_lossy(&output.stderr));
    let Ok(answer) = serde_json::from_slice::<Value>(&output.stdout) else {
        println!("{}", String::from_utf8_lossy(&output.stdout));
        bail!("fadu check did not answer in JSON");
    };
    let (tally, words) = read_check(&answer);
    for line in words {
        println!("{line}");
    }
    let mut tally = tally;
    if !output.status.success() && tally.failed == 0 {
        tally.failed = 1;
    }
    Ok(End::Counted(tally))
}

/// Counts each case, each complaint and each citation that does not resolve.
fn read_check(answer: &Value) -> (Tally, Vec<String>) {
    let number = |pointer: &str| answer.pointer(pointer).and_then(Value::as_u64).unwrap_or(0);
    let mut words = vec![format!(
        "{} packs, {} procedures, {} citations resolved, {} not; {} cases pass, {} fail",
        number("/packs"),
        number("/procedures"),
        number("/citations/resolved"),
        number("/citations/unresolved"),
        number("/cases/passed"),
        number("/cases/failed"),
    )];
    let complaints = answer.get("complaints").and_then(Value::as_array);
    for complaint in complaints.into_iter().flatten() {
        words.push(complaint.to_string());
    }
    let complained = u64::try_from(complaints.map_or(0, Vec::len)).unwrap_or(u64::MAX);
    let failed = number("/cases/failed") + number("/citations/unresolved").max(complained);
    (Tally::of(number("/cases/passed"), failed, 0), words)
}

fn browser(root: &Path) -> Result<End> {
    let needs::Browser { node, chromium } = match needs::browser(root) {
        Ok(programs) => programs,
        Err(why) => return Ok(End::Skipped(why)),
    };
    let program = built(root)?;
    let folder = root.join("tests/browser");
    // First the runner itself: one that finds nothing would let every page pass.
    let mut sum = Tally::default();
    for arguments in [
        &["--test", "--test-reporter=tap", "runner.test.mjs"][..],
        &["run.mjs"],
    ] {
        let mut command = std::process::Command::new(&node);
        command.args(arguments).current_dir(&folder);
        command
            .env("FADU_BIN", &program)
            .env("CHROMIUM_BIN", &chromium);
        sum += counted(&run::shown(&mut command)?);
    }
    Ok(End::Counted(sum))
}

/// The program in the dev profile, whose crates the unit tests have built already.
fn built(root: &Path) -> Result<PathBuf> {
    let ran = run::shown(run::cargo(root).args(["build", "--package", "fadu"]))?;
    if !ran.ok {
        bail!("the program does not build");
    }
    Ok(run::target_folder(root).join("debug/fadu"))
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long each part took is for people to read"
)]
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_cases_complaints_and_citations() {
        let answer = serde_json::json!({
            "packs": 2, "procedures": 3, "citations": {"resolved": 9, "unresolved": 1},
            "cases": {"passed": 4, "failed": 1}, "complaints": [{"file": "a"}, {"file": "b"}],
        });
        let (tally, words) = read_check(&answer);
        assert_eq!(tally, Tally::of(4, 3, 0));
        assert_eq!(words.len(), 3);
    }

    #[test]
    fn a_runner_that_never_began_counts_as_one_failure() {
        let ran = run::Ran {
            ok: false,
            lines: vec!["error: could not compile".to_owned()],
        };
        assert_eq!(counted(&ran), Tally::of(0, 1, 0));
    }
}

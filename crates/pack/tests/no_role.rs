//! What nobody may skip, tried by every role there is: the steps of a major decision, the legality
//! review, the officer's certificate, the answer to a comment.
//!
//! The cases of the packs say at which point the law refuses and by which article. Here each of
//! these attempts is made again by everybody, heads of government and administrators too.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says no by panicking"
)]

use std::path::Path;

use fadu_pack::case::{Case, Expect};
use fadu_pack::packs::{Packs, find_packs, load_within};
use fadu_pack::run_case::{CaseFault, run_case};
use fadu_pack::statutes::StatuteIndex;
use jiff::civil::date;

/// Cases, and the rules in them by the beginning of the citation that refuses.
const UNSKIPPABLE: [(&str, &str); 6] = [
    // The five steps of a major decision, and the comment without an answer (art. 18).
    (
        "packs/decisions/cases/five_steps_none_skipped.toml",
        "重大行政决策程序暂行条例:",
    ),
    // Officers without a valid certificate, in ordinary procedure and on the spot.
    (
        "packs/enforcement/cases/ordinary_with_hearing.toml",
        "行政处罚法:42:1",
    ),
    (
        "packs/enforcement/cases/on_the_spot.toml",
        "行政处罚法:42:1",
    ),
    // The legality review of penalties.
    (
        "packs/enforcement/cases/ordinary_with_hearing.toml",
        "行政处罚法:58:1",
    ),
    // Documents: the legality review and the comments.
    ("packs/normative/cases/what_may_not_pass.toml", ""),
    // Rules: the comment without an answer, and the examination by the justice bureau.
    ("packs/legislation/cases/rule_made_in_2025.toml", ""),
];

#[test]
fn no_role_gets_past_what_nobody_may_skip() {
    let home = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let statutes = StatuteIndex::load(&home.join("statutes/index")).unwrap();
    let folders = find_packs(&home.join("packs")).unwrap();
    let today = date(2026, 11, 22);
    let (packs, _) = load_within(home, &folders, &[], Some(&statutes), today);
    let calendar = fadu_pack::calendar::load_calendar(&home.join("statutes/calendar"), None);
    let calendar = calendar.unwrap();
    let run = |case: &Case| run_case(case, &packs, &calendar);
    let mut doers: Vec<&str> = packs.roles.keys().map(String::as_str).collect();
    doers.extend(["anyone", "party"]);
    let mut let_past = Vec::new();
    for (file, citation) in UNSKIPPABLE {
        let attempts = attempts(&packs, file, citation);
        assert!(!attempts.is_empty(), "{file}: nothing by {citation}");
        for attempt in &attempts {
            assert_eq!(run(attempt), [], "{file}");
            for doer in &doers {
                if !refuses(&run, attempt, doer) {
                    let_past.push(format!(
                        "{file}:{} {doer}",
                        attempt.steps.last().unwrap().line
                    ));
                }
            }
        }
    }
    assert_eq!(let_past, Vec::<String>::new());
}

/// A case cut off after each step that an article refuses.
fn attempts(packs: &Packs, file: &str, citation: &str) -> Vec<Case> {
    let case = packs.cases.iter().find(|case| case.file == file);
    let case = case.expect(file);
    let refused = (0..case.steps.len()).filter(|&at| {
        let by = case
            .steps
            .get(at)
            .and_then(|step| step.expect.refused.as_deref());
        by.is_some_and(|by| by.contains(':') && by.starts_with(citation))
    });
    let cut = refused.map(|at| Case {
        steps: case.steps.get(..=at).unwrap_or_default().to_vec(),
        ..case.clone()
    });
    cut.collect()
}

/// Whether the last step of a case is refused when somebody else takes it.
fn refuses(run: &impl Fn(&Case) -> Vec<CaseFault>, attempt: &Case, doer: &str) -> bool {
    let mut tried = attempt.clone();
    let last = tried.steps.last_mut().unwrap();
    last.does.as_mut().unwrap().by = doer.to_owned();
    // Nothing is expected, so that a fault can only be the refusal itself.
    last.expect = Expect::default();
    let line = last.line;
    let faults = run(&tried);
    !faults.is_empty() && faults.iter().all(|fault| fault.line == line)
}

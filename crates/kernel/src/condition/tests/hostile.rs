//! Sources that nobody should write: endless, deep, broken. None may panic or exhaust the stack.

use proptest::prelude::*;

use super::{Nothing, scope};
use crate::condition::{Condition, Expected, LENGTH_MAX, NESTING_MAX};
use crate::words::Lang;

/// Compiles on a stack as small as those of worker threads; says whether it was accepted.
fn accepted(source: String) -> bool {
    let compiling = move || {
        let scope = scope();
        let compiled = Condition::compile(&source, &scope, &Expected::Any);
        if let Ok(condition) = &compiled {
            let _ = condition.evaluate(&Nothing);
            let _ = (
                condition.sentence(&scope, Lang::Zh),
                condition.sentence(&scope, Lang::En),
            );
        }
        compiled.is_ok()
    };
    let thread = std::thread::Builder::new()
        .stack_size(1 << 20)
        .spawn(compiling);
    thread.unwrap().join().unwrap()
}

#[test]
fn refuses_what_is_too_long_or_too_deep_without_a_deep_stack() {
    for (before, middle, after, times) in [
        ("", "true", " ", 100_000),
        ("true && ", "true", "", 100_000),
        ("(", "true", ")", 900),
        ("(", "", "", 1_900),
        ("[", "1", "]", 900),
        ("{1:", "1", "}", 400),
        ("size(", "'x'", ")", 300),
        ("-(", "1", ")", 400),
        ("!(", "true", ")", 400),
        ("true ? 1 : ", "2", "", 150),
        ("1+", "1", "", 900),
        ("1<", "1", "", 900),
        ("true ==", "true", "", 200),
        ("matter", "", ".x", 900),
        ("matter.papers", "", "[0]", 600),
        ("today.f(", "1", ")", 200),
        ("[1].map(x,", "1", ")", 180),
    ] {
        let source = format!("{}{middle}{}", before.repeat(times), after.repeat(times));
        assert!(!accepted(source), "{before}{middle}{after} {times}");
    }
}

#[test]
fn accepts_what_stays_within_the_limits() {
    let depth = NESTING_MAX;
    for source in [
        format!("{}true{}", "(".repeat(depth), ")".repeat(depth)),
        format!("{}1{} > 0", "abs(".repeat(depth), ")".repeat(depth)),
        format!("{}1", "true ? 2 : ".repeat(depth)),
        format!("{}1 > 0", "1 + ".repeat(40)),
        format!("{}matter.urgent", "matter.urgent || ".repeat(100)),
        format!("{}true", "!".repeat(LENGTH_MAX - 4)),
        format!("{}true", " ".repeat(LENGTH_MAX - 4)),
        "matter.name == '（[{' // a comment with ( and ‘".to_owned(),
        "matter.name == r'\\' || matter.name == \"it's\" || matter.name == '''a'b'''".to_owned(),
    ] {
        assert!(accepted(source.clone()), "{source}");
    }
}

/// Pieces that make sources look like conditions.
const PIECES: [&str; 56] = [
    "matter.amount",
    "matter.kind",
    "matter.harms",
    "matter.name",
    "matter.area",
    "today",
    "matter.urgent",
    "matter",
    ".",
    "has(",
    "size(",
    "yuan(",
    "gravest(",
    "at_least(",
    "min(",
    "days_between(",
    "add_days(",
    "matches(",
    "exists(",
    ".all(x, ",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "&&",
    "||",
    "!",
    "-",
    "+",
    "*",
    "/",
    "%",
    "==",
    "!=",
    "<",
    ">=",
    " in ",
    "?",
    ":",
    ",",
    "'grave'",
    "'2024-01-01'",
    "'",
    "\"",
    "1",
    "0",
    "2.50",
    "9223372036854775807",
    "null",
    "true",
    "r'",
    "//",
    "`",
    "标",
];

proptest! {
    #![proptest_config(super::cases(2_000))]

    #[test]
    fn never_panics_on_any_text(source in "\\PC{0,60}") {
        let _ = Condition::compile(&source, &scope(), &Expected::Any);
    }

    #[test]
    fn never_panics_on_any_characters_of_its_own(
        source in "[a-c.()\\[\\]{}'\"?:,!<>=&|+*/%0-9 \\n\\\\r`-]{0,40}",
    ) {
        let _ = Condition::compile(&source, &scope(), &Expected::Any);
    }

    #[test]
    fn never_panics_on_pieces_of_conditions(
        pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..14),
    ) {
        let scope = scope();
        let source = pieces.concat();
        match Condition::compile(&source, &scope, &Expected::Any) {
            Ok(condition) => {
                let _ = condition.evaluate(&Nothing);
                let _ = condition.evaluate(&super::facts());
                let said = condition.sentence(&scope, Lang::Zh);
                prop_assert!(!said.is_empty(), "{}", source);
                prop_assert!(!condition.sentence(&scope, Lang::En).is_empty(), "{}", source);
            }
            Err(fault) => {
                let end = source.chars().count() + 1;
                prop_assert!((1..=end).contains(&fault.column), "{}: {}", source, fault);
            }
        }
    }
}

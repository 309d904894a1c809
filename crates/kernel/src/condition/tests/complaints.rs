//! What is said about expressions that cannot be accepted: column, words and remedy.

use super::scope;
use crate::condition::{Condition, ConditionFault, Expected};

fn fault(source: &str, expected: &Expected) -> ConditionFault {
    match Condition::compile(source, &scope(), expected) {
        Ok(_) => panic!("{source} was accepted"),
        Err(fault) => fault,
    }
}

/// Source, column, beginning of the English words, part of the English remedy.
pub(super) type Complaint = (&'static str, usize, &'static str, &'static str);

/// Asserts every complaint of a table.
pub(super) fn complains(table: &[Complaint]) {
    let mut wrong = Vec::new();
    for (source, column, words, remedy) in table {
        let fault = fault(source, &Expected::Any);
        let said = fault.words.en.starts_with(words) && fault.remedy.en.contains(remedy);
        let twice = !fault.words.zh.is_empty() && !fault.remedy.zh.is_empty();
        if !said || !twice || fault.column != *column {
            wrong.push(format!("{source}: {fault}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const COMPLAINTS: &[Complaint] = &[
    // Names.
    (
        "matter.amout > 1",
        1,
        "nothing is named “matter.amout”",
        "did you mean “matter.amount”?",
    ),
    (
        "1 < amount",
        5,
        "nothing is named “amount”",
        "did you mean “matter.amount”?",
    ),
    (
        "matter.zzzzzzzzz",
        1,
        "nothing is named “matter.zzzzzzzzz”",
        "names in reach: “matter.address”",
    ),
    (
        "has(matter.fe)",
        5,
        "nothing is named “matter.fe”",
        "“matter.fee”",
    ),
    (
        "matter == null",
        1,
        "“matter” is a group of names, not a value",
        "names in reach",
    ),
    (
        "matter.amount.yuan > 1",
        1,
        "nothing is named “matter.amount.yuan”",
        "",
    ),
    // Options.
    (
        "matter.kind == 'gravee'",
        16,
        "“gravee” is not an option of this field",
        "did you mean “grave”? options: “minor”, “plain”, “grave”",
    ),
    (
        "matter.kind in ['minor', 'x']",
        26,
        "“x” is not an option of this field",
        "options: “minor”",
    ),
    (
        "at_least(matter.kind, 'x')",
        23,
        "“x” is not an option of this field",
        "",
    ),
    (
        "'x' in matter.harms",
        1,
        "“x” is not an option of this field",
        "",
    ),
    (
        "matter.kind > 'minor'",
        13,
        "“kind” (matter.kind) is a choice, which has no order",
        "at_least(x, 'option')",
    ),
    (
        "matter.harms > 1",
        16,
        "this is a whole number, where several choices is needed",
        "",
    ),
    // Types.
    (
        "matter.amount > 'x'",
        17,
        "'x' is text, where an amount of money is needed",
        "",
    ),
    (
        "matter.amount > matter.people",
        17,
        "“number of people” (matter.people) is a whole number, where an amount of money is needed",
        "yuan(5000)",
    ),
    (
        "matter.amount > 1.5",
        17,
        "this is a decimal, where an amount of money is needed",
        "yuan(5000)",
    ),
    (
        "matter.filed_on > '2024-1-1'",
        19,
        "“2024-1-1” is not a date",
        "'2024-01-01'",
    ),
    (
        "matter.filed_on > '2024-02-30'",
        19,
        "“2024-02-30” is not a date",
        "'2024-01-01'",
    ),
    (
        "matter.filed_on > 5",
        19,
        "this is a whole number, where a date is needed",
        "'2024-01-01'",
    ),
    (
        "matter.filed_on < matter.heard_at",
        19,
        "“time of hearing” (matter.heard_at) is a date and time, where a date is needed",
        "days_between",
    ),
    (
        "matter.name == 5",
        16,
        "this is a whole number, where text is needed",
        "single quotes",
    ),
    (
        "matter.name < 'x'",
        13,
        "“party’s name” (matter.name) is text, which has no order",
        "use == or !=",
    ),
    (
        "matter.name == matter.kind",
        16,
        "“kind” (matter.kind) is a choice, where text is needed",
        "",
    ),
    (
        "matter.harms == ['minor']",
        14,
        "conditions do not know comparing whole lists",
        "'x' in list",
    ),
    (
        "matter.amount && matter.urgent",
        1,
        "“amount” (matter.amount) is an amount of money, where yes or no is needed",
        "x > 0",
    ),
    (
        "!matter.kind",
        2,
        "“kind” (matter.kind) is a choice, where yes or no is needed",
        "x == 'option'",
    ),
    (
        "matter.filed_on ? true : false",
        1,
        "“date of filing” (matter.filed_on) is a date, where yes or no is needed",
        "has(",
    ),
    (
        "matter.urgent ? 1 : 'x'",
        21,
        "'x' is text, where a whole number is needed",
        "",
    ),
    (
        "matter.kind in 'plain'",
        16,
        "'plain' is text, but in takes a list on its right",
        "==",
    ),
    (
        "matter.filed_on + 30 > today",
        1,
        "“date of filing” (matter.filed_on) is a date, which cannot be calculated with",
        "add_days(date, days)",
    ),
    (
        "today - matter.filed_on > 30",
        1,
        "“the day” (today) is a date, which cannot be calculated with",
        "days_between(from, to)",
    ),
    (
        "matter.name + 1 == 'x'",
        1,
        "“party’s name” (matter.name) is text, which cannot be calculated with",
        "two texts",
    ),
    (
        "matter.amount * matter.amount > 1",
        15,
        "these two kinds of number do not multiply or divide",
        "whole numbers",
    ),
    (
        "matter.amount * 0.5 > 1",
        15,
        "these two kinds of number do not multiply or divide",
        "x * 3 / 100",
    ),
    (
        "-matter.name == 'x'",
        2,
        "“party’s name” (matter.name) is text, where a whole number is needed",
        "",
    ),
    ("matter.people / 0 > 1", 15, "division by zero", ""),
    ("1 / 0 > matter.people", 3, "division by zero", ""),
    (
        "9223372036854775807 + 1 > matter.people",
        21,
        "the constant calculation leaves the range",
        "",
    ),
    // Functions.
    (
        "day_between(today, today) > 1",
        1,
        "no function is named “day_between”",
        "did you mean “days_between”?",
    ),
    (
        "true && frobnicate (1)",
        9,
        "no function is named “frobnicate”",
        "functions: size, count",
    ),
    (
        "days_between(today) > 1",
        1,
        "days_between has the wrong number of arguments",
        "days_between(from, to)",
    ),
    (
        "min(1) > 1",
        1,
        "min has the wrong number of arguments",
        "min(a, b)",
    ),
    ("has(matter.fee, 1)", 1, "has takes one name", ""),
    ("has(today)", 5, "has(…) takes a dotted name", "x != null"),
    (
        "add_days(today, 'x') > today",
        17,
        "'x' is text, where a whole number is needed",
        "",
    ),
    (
        "add_days(null, 1) > today",
        10,
        "this is null, where a date is needed",
        "",
    ),
    (
        "yuan('x') > 1",
        6,
        "'x' is text, where a whole number is needed",
        "yuan(0.50)",
    ),
    (
        "yuan(0.001) > 1",
        6,
        "this is a decimal, where a whole number is needed",
        "yuan(0.50)",
    ),
    (
        "gravest(matter.kind) == 'minor'",
        9,
        "“kind” (matter.kind) is a choice, but gravest takes several choices",
        "lightest to gravest",
    ),
    (
        "at_least(matter.name, 'x')",
        10,
        "“party’s name” (matter.name) is text, where a choice is needed",
        "",
    ),
    (
        "at_least(matter.kind, matter.name)",
        23,
        "the second argument of at_least is an option in quotes",
        "“minor”",
    ),
    (
        "matches(matter.name, '(')",
        22,
        "“(” is not a usable regular expression",
        "",
    ),
    (
        "matches(matter.name, '(a{999}){999}')",
        22,
        "“(a{999}){999}” is not a usable regular expression",
        "",
    ),
    (
        "matches(matter.name, matter.unit)",
        22,
        "the second argument of matches is a pattern in quotes",
        "",
    ),
    (
        "count(matter.name) > 1",
        7,
        "“party’s name” (matter.name) is text, where a list is needed",
        "",
    ),
];

#[test]
fn names_column_fault_and_remedy() {
    complains(COMPLAINTS);
}

#[test]
fn complains_in_chinese_too() {
    for (source, words, remedy) in [
        (
            "matter.amout > 1",
            "没有名为“matter.amout”的字段",
            "是否应为“matter.amount”？",
        ),
        (
            "matter.kind == 'x'",
            "“x”不是该字段的选项",
            "可选：“minor”、“plain”、“grave”",
        ),
        (
            "matter.amount > 'x'",
            "'x' 是文字，而这里需要金额",
            "请改用同一类型的字段或值",
        ),
        (
            "matter.amount && true",
            "“标的额”（matter.amount）是金额，而这里需要是或否",
            "请写一个比较，例如 x > 0",
        ),
        (
            "matter.amount >",
            "表达式没有写完",
            "请补全运算符右边的内容",
        ),
    ] {
        let fault = fault(source, &Expected::Any);
        assert_eq!(
            (fault.words.zh.as_str(), fault.remedy.zh.as_str()),
            (words, remedy),
            "{source}"
        );
    }
}

#[test]
fn the_place_decides_what_type_is_due() {
    for (source, expected, accepted) in [
        ("matter.urgent", Expected::Flag, true),
        ("matter.amount", Expected::Flag, false),
        ("null", Expected::Flag, false),
        ("matter.amount", Expected::Number, true),
        ("matter.area * 2", Expected::Number, true),
        ("times.extend", Expected::Number, true),
        ("matter.name", Expected::Number, false),
        ("500", Expected::Money, true),
        ("matter.people", Expected::Money, false),
        ("matter.name + '等'", Expected::Text, true),
        ("matter.kind", Expected::Text, false),
        ("'2024-01-01'", Expected::Date, true),
        ("'soon'", Expected::Date, false),
        ("matter.heard_at", Expected::Date, false),
        ("matter.heard_at", Expected::Moment, true),
        ("'2024-01-01T08:00'", Expected::Moment, true),
        ("matter.filed_on", Expected::Of(super::Type::Text), false),
        ("null", Expected::Of(super::Type::Text), true),
    ] {
        let found = Condition::compile(source, &scope(), &expected);
        assert_eq!(
            found.is_ok(),
            accepted,
            "{source} as {expected:?}: {found:?}"
        );
    }
}

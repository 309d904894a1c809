//! What conditions answer over given facts, and when they cannot.

use std::cell::Cell;

use jiff::civil::date;

use super::{Nothing, compile, facts, scope};
use crate::condition::{Condition, EvaluationFault, Expected, FactValue, Facts};
use crate::words::Words;

fn holds(source: &str) -> Result<bool, EvaluationFault> {
    compile(source).holds(&facts())
}

fn missing(path: &str) -> Result<bool, EvaluationFault> {
    Err(EvaluationFault::Missing {
        path: path.to_owned(),
    })
}

#[test]
fn answers_from_the_facts() {
    for (source, expected) in [
        ("matter.amount > yuan(5000)", true),
        ("matter.amount == 600000", true),
        ("matter.amount / 7 * 7 < matter.amount", true),
        ("matter.amount / yuan(1000) == 6", true),
        ("matter.amount % yuan(7000) == matter.amount", true),
        ("matter.kind in ['minor', 'plain']", true),
        ("!(matter.kind in ['minor', 'plain'])", false),
        ("matter.kind == matter.other_kind", false),
        ("at_least(matter.kind, 'minor')", true),
        ("at_least(matter.kind, 'grave')", false),
        ("gravest(matter.harms) == 'grave'", true),
        ("gravest([matter.kind, matter.other_kind]) == 'grave'", true),
        (
            "'minor' in matter.harms && !('plain' in matter.harms)",
            true,
        ),
        ("'申请书' in matter.papers", true),
        ("matter.filed_on == '2024-01-31'", true),
        ("matter.filed_on < today", true),
        ("add_months(matter.filed_on, 1) == today", true),
        ("add_days(today, -29) == matter.filed_on", true),
        ("add_years(today, 1) == '2025-02-28'", true),
        (
            "days_between(matter.filed_on, clock.decide.due) == 60",
            true,
        ),
        ("days_between(matter.heard_at, today) == 28", true),
        ("months_between(matter.filed_on, today) == 1", true),
        ("age_on(matter.born_on, today) == 17", true),
        ("matter.heard_at >= '2024-02-01'", true),
        ("matter.heard_at < '2024-02-01T09:31'", true),
        (
            "matter.area > 3.2 && matter.area < 3.3 && matter.area == 3.25",
            true,
        ),
        ("matter.area > matter.people", true),
        ("matter.area * 2 == 6.5", true),
        ("matter.people < 3.5 && 2.5 < matter.people", true),
        (
            "matter.people in [1, 2, 3] && times.extend <= matter.people",
            true,
        ),
    ] {
        assert_eq!(holds(source), Ok(expected), "{source}");
    }
}

#[test]
fn calculates_with_facts() {
    for (source, expected) in [
        (
            "min(3, matter.people, 1 + 1) == 2 && max(3.5, matter.people) == 3.50",
            true,
        ),
        ("max(matter.filed_on, today, '2023-01-01') == today", true),
        ("abs(2 - matter.people) == 1 && -matter.people == -3", true),
        (
            "yuan(matter.people) == 300 && yuan(0.05) == 5 && yuan(1.5) == 150",
            true,
        ),
        ("size(matter.name) == 2 && count(matter.harms) == 2", true),
        ("matter.name + '等人' == '赵某等人'", true),
        (
            "starts_with(matter.name, '赵') && matches(matter.name, '^赵.$')",
            true,
        ),
        (
            "matter.urgent && !matter.agreed && matter.urgent != matter.agreed",
            true,
        ),
        ("matter.urgent ? matter.people == 3 : matter.fee > 1", true),
        ("(matter.urgent ? 'plain' : 'grave') == matter.kind", true),
        ("1 < 2 && 'a' != 'b' && 10 % 4 == 2 && -7 / 2 == -3", true),
    ] {
        assert_eq!(holds(source), Ok(expected), "{source}");
    }
}

#[test]
fn a_missing_fact_equals_nothing_and_has_no_order() {
    for (source, expected) in [
        ("has(matter.fee)", Ok(false)),
        ("matter.fee == null", Ok(true)),
        ("null != matter.fee", Ok(false)),
        ("done.accept != null", Ok(false)),
        ("gravest(matter.harms) == null", Ok(false)),
        ("matter.fee == 5", Ok(false)),
        ("matter.fee != 5", Ok(true)),
        ("matter.address == 'x'", Ok(false)),
        ("matter.address in ['x']", Ok(false)),
        ("matter.served_on == done.accept", Ok(false)),
        ("matter.fee > 5", missing("matter.fee")),
        ("!(matter.fee > 5)", missing("matter.fee")),
        ("matter.amount > matter.fee", missing("matter.fee")),
        ("matter.amount + matter.fee == 5", missing("matter.fee")),
        ("min(matter.amount, matter.fee) == 5", missing("matter.fee")),
        (
            "today > add_days(matter.served_on, 3)",
            missing("matter.served_on"),
        ),
        (
            "days_between(matter.filed_on, done.accept) > 3",
            missing("done.accept"),
        ),
        (
            "starts_with(matter.address, 'x')",
            missing("matter.address"),
        ),
        ("matches(matter.address, 'x')", missing("matter.address")),
        ("size(matter.address) > 1", missing("matter.address")),
        (
            "(matter.urgent ? matter.fee : matter.amount) > 1",
            missing("matter.fee"),
        ),
    ] {
        assert_eq!(holds(source), expected, "{source}");
    }
}

#[test]
fn a_side_that_decides_absorbs_the_fault_of_the_other() {
    for (source, expected) in [
        ("matter.fee > 5 && matter.agreed", Ok(false)),
        ("matter.agreed && matter.fee > 5", Ok(false)),
        ("matter.fee > 5 || matter.urgent", Ok(true)),
        ("matter.urgent || matter.fee > 5", Ok(true)),
        ("matter.fee > 5 && matter.urgent", missing("matter.fee")),
        ("matter.fee > 5 || matter.agreed", missing("matter.fee")),
        ("has(matter.fee) && matter.fee > 5", Ok(false)),
        ("has(matter.fee) ? matter.fee > 5 : true", Ok(true)),
        (
            "matter.fee > 5 || done.accept < today",
            missing("matter.fee"),
        ),
    ] {
        assert_eq!(holds(source), expected, "{source}");
    }
}

#[test]
fn a_flag_that_nobody_stated_does_not_hold() {
    for (source, expected) in [
        ("matter.urgent", false),
        ("!matter.urgent", true),
        ("matter.urgent || matter.agreed", false),
        ("matter.urgent == false", false),
        ("matter.urgent != true", true),
        ("has(matter.urgent)", false),
    ] {
        assert_eq!(compile(source).holds(&Nothing), Ok(expected), "{source}");
    }
    let missing = Err(EvaluationFault::Missing {
        path: "matter.kind".to_owned(),
    });
    assert_eq!(
        compile("at_least(matter.kind, 'minor')").holds(&Nothing),
        missing
    );
    assert_eq!(
        compile("gravest(matter.harms) == 'grave'").holds(&Nothing),
        Ok(false)
    );
    assert_eq!(
        compile("matter.fee").evaluate(&Nothing),
        Ok(FactValue::Null)
    );
}

#[test]
fn calculations_out_of_range_are_faults_and_not_panics() {
    for (source, expected) in [
        (
            "matter.amount * 9223372036854775807 > 1",
            EvaluationFault::Overflow,
        ),
        (
            "matter.amount + 9223372036854775807 > 1",
            EvaluationFault::Overflow,
        ),
        (
            "matter.people / (matter.people - 3) > 1",
            EvaluationFault::DivisionByZero,
        ),
        (
            "matter.people % (matter.people - 3) > 1",
            EvaluationFault::DivisionByZero,
        ),
        (
            "add_days(today, 9223372036854775807) > today",
            EvaluationFault::Overflow,
        ),
        (
            "add_years(today, matter.people * 3000) > today",
            EvaluationFault::Overflow,
        ),
        (
            "yuan(matter.people * 100000000000000000) > 1",
            EvaluationFault::Overflow,
        ),
    ] {
        assert_eq!(holds(source), Err(expected), "{source}");
    }
}

/// One fact whose content does not fit its type.
struct Wrong(&'static str, FactValue);

impl Facts for Wrong {
    fn fact(&self, path: &str) -> FactValue {
        if path == self.0 {
            self.1.clone()
        } else {
            FactValue::Null
        }
    }
}

#[test]
fn a_fact_of_another_type_is_named() {
    let text = || FactValue::Text("31.1.2024".to_owned());
    for (source, path, value) in [
        ("matter.filed_on == '2024-01-31'", "matter.filed_on", text()),
        ("matter.heard_at > '2024-01-31'", "matter.heard_at", text()),
        ("matter.amount > 1", "matter.amount", text()),
        ("matter.urgent", "matter.urgent", FactValue::Integer(1)),
        ("at_least(matter.kind, 'minor')", "matter.kind", text()),
        (
            "gravest(matter.harms) == 'grave'",
            "matter.harms",
            FactValue::List(vec![text()]),
        ),
        (
            "count(matter.papers) > 0",
            "matter.papers",
            FactValue::List(vec![FactValue::Flag(true)]),
        ),
    ] {
        let found = compile(source).holds(&Wrong(path, value));
        let named =
            matches!(&found, Err(EvaluationFault::Mismatch { path: named, .. }) if named == path);
        assert!(named, "{source}: {found:?}");
    }
}

#[test]
fn yields_values_of_the_type_it_announces() {
    for (source, expected) in [
        ("matter.amount * 3 / 100", FactValue::Integer(18_000)),
        (
            "add_days(matter.filed_on, 1)",
            FactValue::Date(date(2024, 2, 1)),
        ),
        (
            "matter.heard_at",
            FactValue::Moment(date(2024, 2, 1).at(9, 30, 0, 0)),
        ),
        ("matter.name", FactValue::Text("赵某".to_owned())),
        ("matter.urgent ? 1 : 2", FactValue::Integer(1)),
        ("matter.agreed ? 1 : null", FactValue::Null),
        ("matter.people > 2", FactValue::Flag(true)),
        (
            "[matter.people, 4]",
            FactValue::List(vec![FactValue::Integer(3), FactValue::Integer(4)]),
        ),
        ("gravest(matter.harms)", FactValue::Text("grave".to_owned())),
    ] {
        assert_eq!(compile(source).evaluate(&facts()), Ok(expected), "{source}");
    }
}

#[test]
fn values_take_the_type_of_their_place() {
    let scope = scope();
    for (source, path, expected) in [
        (
            "'grave'",
            "matter.kind",
            FactValue::Text("grave".to_owned()),
        ),
        (
            "'2024-01-31'",
            "matter.filed_on",
            FactValue::Date(date(2024, 1, 31)),
        ),
        ("5", "matter.area", FactValue::Integer(500)),
        (
            "matter.urgent ? 'minor' : null",
            "matter.kind",
            FactValue::Text("minor".to_owned()),
        ),
        (
            "['minor']",
            "matter.harms",
            FactValue::List(vec![FactValue::Text("minor".to_owned())]),
        ),
        ("null", "matter.amount", FactValue::Null),
    ] {
        let expected_type = Expected::Of(scope.get(path).unwrap().ty.clone());
        let condition = Condition::compile(source, &scope, &expected_type).unwrap();
        assert_eq!(condition.evaluate(&facts()), Ok(expected), "{source}");
    }
}

#[test]
fn reads_only_what_it_needs() {
    struct Counting(Cell<usize>);
    impl Facts for Counting {
        fn fact(&self, path: &str) -> FactValue {
            assert_eq!(path, "matter.urgent");
            self.0.set(self.0.get() + 1);
            FactValue::Flag(true)
        }
    }
    let condition = compile("matter.urgent || matter.amount > yuan(1) || has(done.accept)");
    let uses: Vec<&str> = condition.uses().iter().map(String::as_str).collect();
    assert_eq!(uses, ["done.accept", "matter.amount", "matter.urgent"]);
    let counting = Counting(Cell::new(0));
    assert_eq!(condition.holds(&counting), Ok(true));
    assert_eq!(counting.0.get(), 1);
}

#[test]
fn faults_name_the_missing_fact_by_its_title() {
    let fault = compile("matter.fee > 1").holds(&Nothing).unwrap_err();
    let expected = Words::new(
        "尚无“费用”，不能认定",
        "“fee” is not stated, so this cannot be established",
    );
    assert_eq!(fault.words(&scope()), expected);
    assert_eq!(fault.to_string(), "matter.fee is missing");
}

#[test]
fn is_equal_by_source_and_may_cross_threads() {
    fn crosses<T: Send + Sync + Clone>(_: &T) {}
    let condition = compile("matter.urgent");
    crosses(&condition);
    assert_eq!(condition, compile("matter.urgent"));
    assert_ne!(condition, compile("!matter.urgent"));
    assert_eq!(
        format!("{condition} {condition:?}"),
        "matter.urgent Condition(\"matter.urgent\")"
    );
}

//! Tests of conditions over one invented procedure, as tables of expressions and answers.
//!
//! The scope and the facts stand here; each file asks one kind of question of them.

mod complaints;
mod evaluation;
mod hostile;
mod oracle;
mod sentences;
mod syntax;

use std::collections::BTreeMap;

use jiff::civil::date;

use super::{ChoiceOption, Condition, Expected, FactValue, Facts, Scope, Type, Variable};
use crate::words::Words;

/// Facts by path; whatever is not listed is missing.
struct Known(BTreeMap<&'static str, FactValue>);

impl Facts for Known {
    fn fact(&self, path: &str) -> FactValue {
        self.0.get(path).cloned().unwrap_or(FactValue::Null)
    }
}

/// No facts at all.
struct Nothing;

impl Facts for Nothing {
    fn fact(&self, _: &str) -> FactValue {
        FactValue::Null
    }
}

fn options() -> Vec<ChoiceOption> {
    [
        ("minor", "轻微", "minor"),
        ("plain", "一般", "plain"),
        ("grave", "严重", "grave"),
    ]
    .map(|(id, zh, en)| ChoiceOption {
        id: id.to_owned(),
        title: Words::new(zh, en),
    })
    .to_vec()
}

/// Path, type and titles of a variable.
type Entry = (&'static str, Type, &'static str, &'static str);

fn fields() -> Vec<Entry> {
    vec![
        ("matter.amount", Type::Money, "标的额", "amount"),
        ("matter.fee", Type::Money, "费用", "fee"),
        ("matter.people", Type::Integer, "人数", "number of people"),
        ("matter.area", Type::Decimal { decimals: 2 }, "面积", "area"),
        ("matter.kind", Type::Choice(options()), "类型", "kind"),
        (
            "matter.other_kind",
            Type::Choice(options()),
            "另案类型",
            "other kind",
        ),
        ("matter.harms", Type::Choices(options()), "后果", "harms"),
        ("matter.name", Type::Text, "当事人姓名", "party’s name"),
        ("matter.address", Type::Text, "住址", "address"),
        (
            "matter.papers",
            Type::List(Box::new(Type::Text)),
            "材料",
            "papers",
        ),
        ("matter.urgent", Type::Flag, "加急", "urgent"),
        (
            "matter.agreed",
            Type::Flag,
            "双方已达成协议",
            "an agreement has been reached",
        ),
        ("matter.born_on", Type::Date, "出生日期", "date of birth"),
        ("matter.filed_on", Type::Date, "申请日期", "date of filing"),
        (
            "matter.served_on",
            Type::Date,
            "送达日期",
            "date of service",
        ),
        (
            "matter.heard_at",
            Type::Moment,
            "听证时间",
            "time of hearing",
        ),
        ("matter.unit", Type::Text, "承办单位", "unit in charge"),
    ]
}

fn others() -> Vec<Entry> {
    vec![
        (
            "clock.decide.due",
            Type::Date,
            "办结期限",
            "time limit to decide",
        ),
        (
            "clock.decide.lapsed",
            Type::Flag,
            "办结期限已届满",
            "the time limit to decide is over",
        ),
        ("done.accept", Type::Date, "受理日期", "date of acceptance"),
        (
            "done.extend",
            Type::Date,
            "“延期”之日",
            "the date of “Extend”",
        ),
        (
            "did.accept",
            Type::Flag,
            "本人曾办理“受理或者登记”",
            "the same person did “Accept”",
        ),
        (
            "times.extend",
            Type::Count,
            "延期次数",
            "number of extensions",
        ),
        ("parameter.days", Type::Integer, "目标天数", "target days"),
        ("today", Type::Date, "当日", "the day"),
    ]
}

fn scope() -> Scope {
    let mut scope = Scope::new();
    for (path, ty, zh, en) in fields().into_iter().chain(others()) {
        let title = Words::new(zh, en);
        let optional = path.starts_with("matter.");
        let variable = Variable {
            ty,
            title,
            optional,
        };
        assert_eq!(
            scope.insert(path, variable),
            None,
            "{path} is declared twice"
        );
    }
    scope
}

/// Facts in which `matter.fee`, `matter.address`, `matter.served_on` and `done.accept` are missing.
fn facts() -> Known {
    let text = |text: &str| FactValue::Text(text.to_owned());
    Known(BTreeMap::from([
        ("matter.amount", FactValue::Integer(600_000)),
        ("matter.people", FactValue::Integer(3)),
        ("matter.area", FactValue::Integer(325)),
        ("matter.kind", text("plain")),
        ("matter.other_kind", text("grave")),
        (
            "matter.harms",
            FactValue::List(vec![text("grave"), text("minor")]),
        ),
        ("matter.name", text("赵某")),
        ("matter.papers", FactValue::List(vec![text("申请书")])),
        ("matter.urgent", FactValue::Flag(true)),
        ("matter.agreed", FactValue::Flag(false)),
        ("matter.born_on", FactValue::Date(date(2006, 9, 1))),
        ("matter.filed_on", text("2024-01-31")),
        ("matter.heard_at", text("2024-02-01T09:30")),
        ("clock.decide.due", FactValue::Date(date(2024, 3, 31))),
        ("clock.decide.lapsed", FactValue::Flag(false)),
        ("times.extend", FactValue::Integer(1)),
        ("parameter.days", FactValue::Integer(30)),
        ("today", FactValue::Date(date(2024, 2, 29))),
    ]))
}

/// So many cases; failures are printed, not kept in files.
fn cases(cases: u32) -> proptest::test_runner::Config {
    proptest::test_runner::Config {
        cases,
        failure_persistence: None,
        ..Default::default()
    }
}

fn compile(source: &str) -> Condition {
    Condition::compile(source, &scope(), &Expected::Any).unwrap_or_else(|fault| {
        panic!("{source}: {fault}");
    })
}

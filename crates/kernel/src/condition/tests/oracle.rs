//! Our evaluation held against CEL's own, over the same facts and the same functions.
//!
//! Only where both are meant to agree: missing facts are ours alone, since CEL knows no null that
//! equals nothing, and dates are ISO texts to CEL.

use std::collections::BTreeSet;
use std::sync::Arc;

use cel::objects::{Key, Map};
use cel::{Context, Program, Value};
use proptest::prelude::*;

use super::{Known, compile, facts, options};
use crate::condition::{Condition, Expected, FactValue, dates};

fn value(fact: &FactValue) -> Value {
    match fact {
        FactValue::Null => Value::Null,
        FactValue::Text(text) => Value::from(text.as_str()),
        FactValue::Integer(number) => Value::from(*number),
        FactValue::Flag(flag) => Value::from(*flag),
        FactValue::Date(date) => Value::from(date.to_string()),
        FactValue::Moment(moment) => Value::from(moment.strftime("%Y-%m-%dT%H:%M").to_string()),
        FactValue::List(values) => Value::from(values.iter().map(value).collect::<Vec<Value>>()),
    }
}

type Text = Arc<String>;

fn date(text: &Text) -> jiff::civil::Date {
    dates::parse_date(text).unwrap()
}

fn rank(id: &str) -> i64 {
    let place = options().iter().position(|option| option.id == id);
    i64::try_from(place.unwrap()).unwrap()
}

fn gravest(list: &[Value]) -> Value {
    let place = |value: &Value| {
        let Value::String(text) = value else {
            panic!("{value:?} is not an option");
        };
        rank(text)
    };
    list.iter()
        .max_by_key(|value| place(value))
        .cloned()
        .unwrap_or(Value::Null)
}

/// The value at a path: the fact itself, or a map of everything below.
fn nested(paths: &[(Vec<&str>, Value)], at: &[&str]) -> Value {
    if let Some((_, value)) = paths.iter().find(|(path, _)| path == at) {
        return value.clone();
    }
    let below = paths.iter().filter(|(path, _)| path.starts_with(at));
    let names: BTreeSet<&str> = below.map(|(path, _)| path[at.len()]).collect();
    let entry = |name: &str| {
        let path = [at, &[name]].concat();
        (Key::from(name), nested(paths, &path))
    };
    Value::Map(Map {
        map: Arc::new(names.into_iter().map(entry).collect()),
    })
}

/// CEL's context with the facts as nested maps, and our functions.
fn context(known: &Known) -> Context<'static, 'static> {
    let mut context = Context::default();
    let paths: Vec<(Vec<&str>, Value)> = known
        .0
        .iter()
        .map(|(path, fact)| (path.split('.').collect(), value(fact)))
        .collect();
    let roots: BTreeSet<&str> = paths.iter().map(|(path, _)| path[0]).collect();
    for root in roots {
        context.add_variable_from_value(root, nested(&paths, &[root]));
    }
    let mut add = || -> Result<(), cel::DeclarationError> {
        context.add_function("yuan", |number: i64| number * 100)?;
        context.add_function("abs", |number: i64| number.abs())?;
        context.add_function("min", |left: i64, right: i64| left.min(right))?;
        context.add_function("max", |left: i64, right: i64| left.max(right))?;
        context.add_function("count", |list: Arc<Vec<Value>>| {
            i64::try_from(list.len()).unwrap()
        })?;
        context.add_function("starts_with", |text: Text, start: Text| {
            text.starts_with(start.as_str())
        })?;
        context.add_function("at_least", |found: Text, option: Text| {
            rank(&found) >= rank(&option)
        })?;
        context.add_function("gravest", |list: Arc<Vec<Value>>| gravest(&list))?;
        context.add_function("days_between", |from: Text, to: Text| {
            dates::days_between(date(&from), date(&to)).unwrap()
        })?;
        context.add_function("months_between", |from: Text, to: Text| {
            dates::months_between(date(&from), date(&to)).unwrap()
        })?;
        context.add_function("age_on", |birth: Text, on: Text| {
            dates::age_on(date(&birth), date(&on))
        })?;
        context.add_function("add_days", |from: Text, days: i64| {
            dates::add_days(date(&from), days).unwrap().to_string()
        })?;
        context.add_function("add_months", |from: Text, months: i64| {
            dates::add_months(date(&from), months).unwrap().to_string()
        })?;
        context.add_function("add_years", |from: Text, years: i64| {
            dates::add_years(date(&from), years).unwrap().to_string()
        })
    };
    add().unwrap();
    context
}

/// Asserts that both evaluations agree, on the value or on there being none.
fn agrees(condition: &Condition, known: &Known, context: &Context<'_, '_>) {
    let source = condition.source();
    let theirs = Program::compile(source).unwrap().execute(context);
    match (condition.evaluate(known), theirs) {
        (Ok(ours), Ok(theirs)) => assert_eq!(value(&ours), theirs, "{source}"),
        (Err(_), Err(_)) => {}
        (ours, theirs) => panic!("{source}: we say {ours:?}, CEL says {theirs:?}"),
    }
}

#[test]
fn answers_as_cel_does_where_nothing_is_missing() {
    let known = facts();
    let context = context(&known);
    for source in [
        "matter.amount > yuan(5000) && matter.kind in ['minor', 'plain']",
        "matter.amount / 7 * 7 - matter.amount % 7",
        "-7 / 2 + -7 % 2 - -matter.people",
        "matter.people * 9223372036854775807",
        "matter.people / (matter.people - 3)",
        "matter.people / (matter.people - 3) > 1 || matter.urgent",
        "matter.agreed && matter.people / (matter.people - 3) > 1",
        "matter.people / (matter.people - 3) > 1 && matter.urgent",
        "!matter.agreed && !(matter.urgent && matter.agreed)",
        "matter.urgent == matter.agreed || matter.urgent != matter.agreed",
        "matter.urgent ? matter.people : matter.people * 1 + parameter.days",
        "matter.kind == matter.other_kind ? 'x' : matter.name + '等人'",
        "'minor' in matter.harms && !('plain' in matter.harms)",
        "at_least(matter.kind, 'plain') && !at_least(matter.kind, 'grave')",
        "gravest(matter.harms) == 'grave' && count(matter.harms) == 2",
        "today > '2024-02-28' && today <= '2024-02-29' && today != '2024-02-28'",
        "clock.decide.due < today || clock.decide.lapsed",
        "days_between(matter.born_on, today) > 6000",
        "months_between(matter.born_on, today)",
        "age_on(matter.born_on, today) < 18",
        "add_days(today, parameter.days) <= clock.decide.due",
        "add_months(today, -1) == '2024-01-29'",
        "add_years(today, 1) == '2025-02-28'",
        "min(matter.people, 2) + max(matter.people, 2) + abs(-2)",
        "size(matter.name) + size(matter.papers)",
        "starts_with(matter.name, '赵') && matches(matter.name, '^.{2}$')",
        "matches(matter.name, 'x')",
        "[matter.people, 1 + 1]",
        "has(matter.people) && has(matter.fee) == false",
    ] {
        agrees(&compile(source), &known, &context);
    }
}

/// Numbers, flags and comparisons put together at random.
fn number() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("matter.people".to_owned()),
        Just("parameter.days".to_owned()),
        (0..40_i64).prop_map(|number| number.to_string()),
    ];
    leaf.prop_recursive(3, 12, 2, |inner| {
        let operator = prop::sample::select(&["+", "-", "*"][..]);
        prop_oneof![
            (inner.clone(), operator, inner.clone())
                .prop_map(|(left, operator, right)| format!("({left} {operator} {right})")),
            (inner.clone(), inner.clone())
                .prop_map(|(left, right)| format!("({left} / (1 + abs({right} - 1)))")),
            (inner.clone(), inner).prop_map(|(left, right)| format!("max({left}, {right})")),
        ]
    })
}

fn flag() -> impl Strategy<Value = String> {
    let comparison = prop::sample::select(&["==", "!=", "<", "<=", ">", ">="][..]);
    let leaf = prop_oneof![
        Just("matter.urgent".to_owned()),
        Just("matter.agreed".to_owned()),
        Just("matter.kind in ['plain', 'grave']".to_owned()),
        (number(), comparison, number())
            .prop_map(|(left, comparison, right)| format!("{left} {comparison} {right}")),
    ];
    leaf.prop_recursive(4, 16, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|inner| format!("!({inner})")),
            (inner.clone(), inner.clone()).prop_map(|(left, right)| format!("({left} && {right})")),
            (inner.clone(), inner.clone()).prop_map(|(left, right)| format!("({left} || {right})")),
            (inner.clone(), inner.clone(), inner)
                .prop_map(|(asked, then, other)| format!("({asked} ? {then} : {other})")),
        ]
    })
}

proptest! {
    #![proptest_config(super::cases(300))]

    #[test]
    fn answers_as_cel_does_on_random_conditions(source in flag()) {
        prop_assume!(Condition::compile(&source, &super::scope(), &Expected::Any).is_ok());
        let known = facts();
        agrees(&compile(&source), &known, &context(&known));
    }
}

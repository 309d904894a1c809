//! Evaluation of a checked expression over facts that are looked up one at a time.
//!
//! It follows CEL, which a test compares it with, but for missing facts: those have no order and
//! equal nothing, and a flag that nobody stated does not hold. No clock, no I/O.

use std::cmp::Ordering;

use jiff::civil::{Date, Time};

use super::dates;
use super::facts::{EvaluationFault, FactValue, Facts};
use super::tree::{Comparison, Function, Kind, Node, Operator};
use super::types::Type;

type Outcome<T> = Result<T, EvaluationFault>;

/// Whether a part of type flag holds; missing flags do not.
pub(super) fn flag(node: &Node, facts: &dyn Facts) -> Outcome<bool> {
    match &node.kind {
        Kind::Not(inner) => Ok(!flag(inner, facts)?),
        Kind::All(terms) => decided(terms, false, facts),
        Kind::Any(terms) => decided(terms, true, facts),
        Kind::Present(inner) => Ok(value(inner, facts)? != FactValue::Null),
        Kind::Compare(comparison, sides) => compare(*comparison, sides, facts),
        Kind::Among(sides) => among(sides, facts),
        Kind::Conditional(parts) => {
            let [condition, then, otherwise] = parts.as_ref();
            let taken = if flag(condition, facts)? {
                then
            } else {
                otherwise
            };
            flag(taken, facts)
        }
        Kind::Matches(text, pattern) => Ok(pattern.is_match(&self::text(text, facts)?)),
        Kind::Call(Function::AtLeast, arguments) => at_least(arguments, facts),
        Kind::Call(Function::StartsWith, arguments) => {
            let [whole, start] = two(arguments)?;
            Ok(text(whole, facts)?.starts_with(&text(start, facts)?))
        }
        Kind::Literal(_)
        | Kind::Variable(_)
        | Kind::List(_)
        | Kind::Arithmetic(..)
        | Kind::Negative(_)
        | Kind::Rescaled(..)
        | Kind::Call(..) => {
            let found = value(node, facts)?;
            if let FactValue::Flag(flag) = found {
                return Ok(flag);
            }
            if found == FactValue::Null {
                Ok(false)
            } else {
                Err(mismatch(node))
            }
        }
    }
}

/// The value of a part; `Null` where it is missing.
pub(super) fn value(node: &Node, facts: &dyn Facts) -> Outcome<FactValue> {
    match &node.kind {
        Kind::Literal(value) => Ok(value.clone()),
        Kind::Variable(path) => read(path, &node.ty, facts.fact(path)),
        Kind::List(parts) => {
            let values: Outcome<Vec<FactValue>> =
                parts.iter().map(|part| value(part, facts)).collect();
            Ok(FactValue::List(values?))
        }
        Kind::Arithmetic(operator, sides) => {
            let [left, right] = sides.as_ref();
            calculate(*operator, &present(left, facts)?, &present(right, facts)?)
        }
        Kind::Negative(inner) => negative(&present(inner, facts)?),
        Kind::Rescaled(factor, inner) => {
            let inner = value(inner, facts)?;
            if inner == FactValue::Null {
                return Ok(inner);
            }
            calculate(Operator::Times, &inner, &FactValue::Integer(*factor))
        }
        Kind::Conditional(parts) => {
            let [condition, then, otherwise] = parts.as_ref();
            let taken = if flag(condition, facts)? {
                then
            } else {
                otherwise
            };
            value(taken, facts)
        }
        Kind::Call(Function::AtLeast | Function::StartsWith, _)
        | Kind::Present(_)
        | Kind::Not(_)
        | Kind::All(_)
        | Kind::Any(_)
        | Kind::Compare(..)
        | Kind::Among(_)
        | Kind::Matches(..) => Ok(FactValue::Flag(flag(node, facts)?)),
        Kind::Call(function, arguments) => call(*function, arguments, facts),
    }
}

/// `&&` and `||`: one side that decides absorbs the faults of the others.
fn decided(terms: &[Node], by: bool, facts: &dyn Facts) -> Outcome<bool> {
    let mut fault = None;
    for term in terms {
        match flag(term, facts) {
            Ok(held) if held == by => return Ok(by),
            Ok(_) => {}
            Err(found) => fault = fault.or(Some(found)),
        }
    }
    fault.map_or(Ok(!by), Err)
}

fn compare(comparison: Comparison, sides: &[Node; 2], facts: &dyn Facts) -> Outcome<bool> {
    let [left, right] = sides;
    let equality = match comparison {
        Comparison::Equal => Some(true),
        Comparison::NotEqual => Some(false),
        Comparison::Less | Comparison::AtMost | Comparison::Greater | Comparison::AtLeast => None,
    };
    if let Some(equal) = equality {
        let (left, right) = (value(left, facts)?, value(right, facts)?);
        let missing = left == FactValue::Null || right == FactValue::Null;
        return Ok((!missing && left == right) == equal);
    }
    let ordering = order(&present(left, facts)?, &present(right, facts)?);
    let ordering = ordering.ok_or_else(|| mismatch(left))?;
    Ok(match comparison {
        Comparison::Less => ordering.is_lt(),
        Comparison::AtMost => ordering.is_le(),
        Comparison::Greater => ordering.is_gt(),
        Comparison::AtLeast => ordering.is_ge(),
        Comparison::Equal => ordering.is_eq(),
        Comparison::NotEqual => ordering.is_ne(),
    })
}

fn order(left: &FactValue, right: &FactValue) -> Option<Ordering> {
    match (left, right) {
        (FactValue::Integer(left), FactValue::Integer(right)) => Some(left.cmp(right)),
        (FactValue::Date(left), FactValue::Date(right)) => Some(left.cmp(right)),
        (FactValue::Moment(left), FactValue::Moment(right)) => Some(left.cmp(right)),
        _ => None,
    }
}

fn among([left, right]: &[Node; 2], facts: &dyn Facts) -> Outcome<bool> {
    let left = value(left, facts)?;
    if left == FactValue::Null {
        return Ok(false);
    }
    if let Kind::List(parts) = &right.kind {
        for part in parts {
            let found = match part.constant() {
                Some(constant) => *constant == left,
                None => value(part, facts)? == left,
            };
            if found {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    let right = value(right, facts)?;
    Ok(matches!(right, FactValue::List(values) if values.contains(&left)))
}

/// Whole-number arithmetic, and texts put end to end.
pub(super) fn calculate(
    operator: Operator,
    left: &FactValue,
    right: &FactValue,
) -> Outcome<FactValue> {
    match (left, right) {
        (FactValue::Text(left), FactValue::Text(right)) => {
            Ok(FactValue::Text(format!("{left}{right}")))
        }
        (FactValue::Integer(left), FactValue::Integer(right)) => {
            let divides = matches!(operator, Operator::Divide | Operator::Remainder);
            if divides && *right == 0 {
                return Err(EvaluationFault::DivisionByZero);
            }
            let result = match operator {
                Operator::Plus => left.checked_add(*right),
                Operator::Minus => left.checked_sub(*right),
                Operator::Times => left.checked_mul(*right),
                Operator::Divide => left.checked_div(*right),
                Operator::Remainder => left.checked_rem(*right),
            };
            result
                .map(FactValue::Integer)
                .ok_or(EvaluationFault::Overflow)
        }
        _ => Err(EvaluationFault::Overflow),
    }
}

pub(super) fn negative(value: &FactValue) -> Outcome<FactValue> {
    calculate(Operator::Minus, &FactValue::Integer(0), value)
}

fn call(function: Function, arguments: &[Node], facts: &dyn Facts) -> Outcome<FactValue> {
    let overflow = EvaluationFault::Overflow;
    match function {
        Function::Size | Function::Count => {
            let of = one(arguments)?;
            let found = present(of, facts)?;
            let size = if let FactValue::List(values) = found {
                values.len()
            } else if let FactValue::Text(text) = found {
                text.chars().count()
            } else {
                return Err(mismatch(of));
            };
            let size = i64::try_from(size).map_err(|_| overflow)?;
            Ok(FactValue::Integer(size))
        }
        Function::DaysBetween | Function::MonthsBetween | Function::AgeOn => {
            let [from, to] = two(arguments)?;
            let (from, to) = (day(from, facts)?, day(to, facts)?);
            let length = if function == Function::DaysBetween {
                dates::days_between(from, to)
            } else if function == Function::MonthsBetween {
                dates::months_between(from, to)
            } else {
                Some(dates::age_on(from, to))
            };
            length.map(FactValue::Integer).ok_or(overflow)
        }
        Function::AddDays | Function::AddMonths | Function::AddYears => {
            let [date, length] = two(arguments)?;
            let (date, length) = (day(date, facts)?, integer(length, facts)?);
            let moved = if function == Function::AddDays {
                dates::add_days(date, length)
            } else if function == Function::AddMonths {
                dates::add_months(date, length)
            } else {
                dates::add_years(date, length)
            };
            moved.map(FactValue::Date).ok_or(overflow)
        }
        Function::Gravest => gravest(one(arguments)?, facts),
        Function::Yuan => {
            let yuan = integer(one(arguments)?, facts)?;
            yuan.checked_mul(100)
                .map(FactValue::Integer)
                .ok_or(overflow)
        }
        Function::Abs => {
            let number = integer(one(arguments)?, facts)?;
            number.checked_abs().map(FactValue::Integer).ok_or(overflow)
        }
        Function::Min | Function::Max => extreme(function, arguments, facts),
        Function::AtLeast => Ok(FactValue::Flag(at_least(arguments, facts)?)),
        Function::StartsWith | Function::Matches => Err(EvaluationFault::Overflow),
    }
}

fn extreme(function: Function, arguments: &[Node], facts: &dyn Facts) -> Outcome<FactValue> {
    let wanted = if function == Function::Min {
        Ordering::Less
    } else {
        Ordering::Greater
    };
    let mut best: Option<FactValue> = None;
    for argument in arguments {
        let next = present(argument, facts)?;
        let better = match &best {
            None => true,
            Some(best) => order(&next, best) == Some(wanted),
        };
        if better {
            best = Some(next);
        }
    }
    best.ok_or(EvaluationFault::Overflow)
}

/// The option declared last among those chosen; missing when none is.
fn gravest(of: &Node, facts: &dyn Facts) -> Outcome<FactValue> {
    let found = value(of, facts)?;
    if found == FactValue::Null {
        return Ok(found);
    }
    let FactValue::List(values) = found else {
        return Err(mismatch(of));
    };
    let mut gravest = None;
    for value in &values {
        if *value != FactValue::Null {
            gravest = gravest.max(Some(rank(of, value)?));
        }
    }
    let options = of.ty.options().unwrap_or_default();
    let option = gravest.and_then(|rank| options.get(rank));
    Ok(option.map_or(FactValue::Null, |option| FactValue::Text(option.id.clone())))
}

fn at_least(arguments: &[Node], facts: &dyn Facts) -> Outcome<bool> {
    let [of, option] = two(arguments)?;
    let found = rank(of, &present(of, facts)?)?;
    Ok(found >= rank(of, &present(option, facts)?)?)
}

/// The place of an option in the declared order, from lightest to gravest.
fn rank(of: &Node, option: &FactValue) -> Outcome<usize> {
    let options = of.ty.options().unwrap_or_default();
    let same = |id: &str| matches!(option, FactValue::Text(text) if text == id);
    options
        .iter()
        .position(|known| same(&known.id))
        .ok_or_else(|| mismatch(of))
}

/// A value that may not be missing.
fn present(node: &Node, facts: &dyn Facts) -> Outcome<FactValue> {
    let found = value(node, facts)?;
    if found == FactValue::Null {
        return Err(EvaluationFault::Missing {
            path: missing(node, facts).unwrap_or("null").to_owned(),
        });
    }
    Ok(found)
}

/// The first variable below that has no value, or else the first variable.
fn missing<'a>(node: &'a Node, facts: &dyn Facts) -> Option<&'a str> {
    let mut variables = Vec::new();
    collect(node, &mut variables);
    let empty = variables
        .iter()
        .find(|path| facts.fact(path) == FactValue::Null);
    empty.or(variables.first()).copied()
}

fn collect<'a>(node: &'a Node, variables: &mut Vec<&'a str>) {
    if let Kind::Variable(path) = &node.kind {
        variables.push(path);
    }
    for child in node.children() {
        collect(child, variables);
    }
}

fn text(node: &Node, facts: &dyn Facts) -> Outcome<String> {
    let FactValue::Text(text) = present(node, facts)? else {
        return Err(mismatch(node));
    };
    Ok(text)
}

fn integer(node: &Node, facts: &dyn Facts) -> Outcome<i64> {
    let FactValue::Integer(number) = present(node, facts)? else {
        return Err(mismatch(node));
    };
    Ok(number)
}

fn day(node: &Node, facts: &dyn Facts) -> Outcome<Date> {
    let found = present(node, facts)?;
    if let FactValue::Moment(moment) = found {
        return Ok(moment.date());
    }
    let FactValue::Date(date) = found else {
        return Err(mismatch(node));
    };
    Ok(date)
}

/// A fact brought to its declared type; dates and moments may come as ISO texts.
fn read(path: &str, ty: &Type, found: FactValue) -> Outcome<FactValue> {
    let fitting = match (ty, found) {
        (_, FactValue::Null) => Some(FactValue::Null),
        (Type::Text | Type::Choice(_), FactValue::Text(text)) => Some(FactValue::Text(text)),
        (
            Type::Integer | Type::Money | Type::Decimal { .. } | Type::Count,
            FactValue::Integer(number),
        ) => Some(FactValue::Integer(number)),
        (Type::Flag, FactValue::Flag(flag)) => Some(FactValue::Flag(flag)),
        (Type::Date, FactValue::Date(date)) => Some(FactValue::Date(date)),
        (Type::Date, FactValue::Text(text)) => dates::parse_date(&text).map(FactValue::Date),
        (Type::Moment, FactValue::Moment(moment)) => Some(FactValue::Moment(moment)),
        (Type::Moment, FactValue::Date(date)) => {
            Some(FactValue::Moment(date.to_datetime(Time::midnight())))
        }
        (Type::Moment, FactValue::Text(text)) => dates::parse_moment(&text).map(FactValue::Moment),
        (Type::Choices(_), FactValue::List(values)) => Some(FactValue::List(values)),
        (Type::List(element), FactValue::List(values)) => {
            let values: Outcome<Vec<FactValue>> = values
                .into_iter()
                .map(|value| read(path, element, value))
                .collect();
            Some(FactValue::List(values?))
        }
        _ => None,
    };
    fitting.ok_or_else(|| EvaluationFault::Mismatch {
        path: path.to_owned(),
        expected: declared(ty),
    })
}

/// A part whose value does not have the type that was checked.
fn mismatch(node: &Node) -> EvaluationFault {
    let mut variables = Vec::new();
    collect(node, &mut variables);
    EvaluationFault::Mismatch {
        path: variables.first().copied().unwrap_or("null").to_owned(),
        expected: declared(&node.ty),
    }
}

const fn declared(ty: &Type) -> &'static str {
    match ty {
        Type::Text => "text",
        Type::Integer | Type::Count => "a whole number",
        Type::Money => "an amount in fen",
        Type::Decimal { .. } => "a decimal in its smallest unit",
        Type::Date => "a date",
        Type::Moment => "a date and time",
        Type::Flag => "yes or no",
        Type::Choice(_) => "one of its options",
        Type::Choices(_) => "a list of its options",
        Type::List(_) => "a list of its type",
        Type::Null => "nothing",
    }
}

fn one(arguments: &[Node]) -> Outcome<&Node> {
    arguments.first().ok_or(EvaluationFault::Overflow)
}

fn two(arguments: &[Node]) -> Outcome<&[Node; 2]> {
    arguments.try_into().map_err(|_| EvaluationFault::Overflow)
}

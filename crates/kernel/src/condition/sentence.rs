//! A checked expression said as a sentence, in Chinese or in English.
//!
//! What both languages share stands here: numbers, options, which side is the subject.
//! Sentences have no full stop and begin with a small letter, so that they can stand in others.

mod en;
mod zh;

use super::facts::FactValue;
use super::tree::{Comparison, Function, Kind, Node, Operator};
use super::types::{Scope, Type};
use crate::words::Lang;

/// Says a whole expression: a clause for a condition, a noun phrase for a value.
pub(super) fn sentence(root: &Node, scope: &Scope, lang: Lang) -> String {
    let condition = root.ty == Type::Flag;
    let text = match (lang, condition) {
        (Lang::Zh, true) => zh::Chinese(scope).clause(root, false),
        (Lang::Zh, false) => zh::Chinese(scope).term(root),
        (Lang::En, true) => en::English(scope).clause(root, false),
        (Lang::En, false) => en::English(scope).term(root),
    };
    if condition || !matches!(root.kind, Kind::Conditional(_)) {
        return text;
    }
    // A choice between values needs its brackets only inside another part.
    let inside = text
        .strip_prefix(['（', '('])
        .and_then(|text| text.strip_suffix(['）', ')']));
    inside.map_or_else(|| text.clone(), str::to_owned)
}

/// The terms of a chain that need saying.
///
/// `has(x) && x > 1` says only the second: to be more than one is to be stated. Likewise
/// `!has(x) || !x` for a flag, which is said as “no or not stated”.
fn spoken<'a>(terms: &'a [Node], all: bool) -> Vec<&'a Node> {
    let presumed = |term: &&'a Node| {
        let stated = if all { Some(*term) } else { denied_by(term) };
        let Some(Kind::Present(of)) = stated.map(|stated| &stated.kind) else {
            return false;
        };
        let Kind::Variable(path) = &of.kind else {
            return false;
        };
        terms.iter().any(|other| {
            if all {
                presumes(other, path)
            } else {
                denies(other, path)
            }
        })
    };
    terms.iter().filter(|term| !presumed(term)).collect()
}

/// What a negation negates.
fn denied_by(node: &Node) -> Option<&Node> {
    if let Kind::Not(inner) = &node.kind {
        Some(inner)
    } else {
        None
    }
}

/// Whether a clause speaks of a variable in a way that takes for granted that it is stated.
fn presumes(node: &Node, path: &str) -> bool {
    match &node.kind {
        Kind::Variable(found) => found == path,
        Kind::Not(inner) => matches!(inner.kind, Kind::Variable(_)) && presumes(inner, path),
        Kind::Compare(comparison, sides) => {
            *comparison != Comparison::NotEqual && sides.iter().any(|side| presumes(side, path))
        }
        Kind::Among(sides) => {
            let [left, _] = sides.as_ref();
            presumes(left, path)
        }
        Kind::Call(_, arguments) => arguments.iter().any(|argument| presumes(argument, path)),
        Kind::Matches(text, _) => presumes(text, path),
        Kind::Literal(_)
        | Kind::Present(_)
        | Kind::List(_)
        | Kind::All(_)
        | Kind::Any(_)
        | Kind::Arithmetic(..)
        | Kind::Negative(_)
        | Kind::Rescaled(..)
        | Kind::Conditional(_) => false,
    }
}

/// Whether a clause denies this flag.
fn denies(node: &Node, path: &str) -> bool {
    denied_by(node).is_some_and(|inner| is_variable(inner, path))
}

/// The flag that a clause denies while the chain also says that it may not be stated.
fn perhaps_unstated<'a>(node: &'a Node, terms: &[Node]) -> Option<&'a str> {
    let Kind::Variable(path) = &denied_by(node)?.kind else {
        return None;
    };
    let unstated = |term: &Node| {
        let inner = denied_by(term).map(|inner| &inner.kind);
        matches!(inner, Some(Kind::Present(of)) if is_variable(of, path))
    };
    terms.iter().any(unstated).then_some(path)
}

/// The flag of a chain such as `has(x) && x`, where that is all there is.
fn only_flag<'a>(spoken: &[&'a Node], terms: &[Node]) -> Option<&'a str> {
    if let ([only], true) = (spoken, terms.len() > 1)
        && let Kind::Variable(path) = &only.kind
    {
        return Some(path);
    }
    None
}

fn is_variable(node: &Node, path: &str) -> bool {
    matches!(&node.kind, Kind::Variable(found) if found == path)
}

/// A chain of `? :` as its branches in order, and what is taken otherwise.
fn branches(parts: &[Node; 3]) -> (Vec<(&Node, &Node)>, &Node) {
    let [condition, then, otherwise] = parts;
    let mut found = vec![(condition, then)];
    let mut last = otherwise;
    while let Kind::Conditional(parts) = &last.kind {
        let [condition, then, otherwise] = parts.as_ref();
        found.push((condition, then));
        last = otherwise;
    }
    (found, last)
}

/// What a plain number counts when it stands beside this part.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Days,
    Months,
    Years,
    Characters,
    Entries,
}

fn unit_of(node: &Node) -> Option<Unit> {
    let Kind::Call(function, arguments) = &node.kind else {
        return None;
    };
    match function {
        Function::DaysBetween => Some(Unit::Days),
        Function::MonthsBetween => Some(Unit::Months),
        Function::AgeOn => Some(Unit::Years),
        Function::Size if arguments.iter().any(|of| of.ty == Type::Text) => Some(Unit::Characters),
        Function::Size | Function::Count => Some(Unit::Entries),
        Function::AddDays
        | Function::AddMonths
        | Function::AddYears
        | Function::Gravest
        | Function::AtLeast
        | Function::Yuan
        | Function::Min
        | Function::Max
        | Function::Abs
        | Function::StartsWith
        | Function::Matches => None,
    }
}

/// A comparison of a length or a number of entries with a constant: what is measured, and its unit.
fn measured<'a>(left: &'a Node, right: &Node) -> Option<(Function, &'a [Node], Unit)> {
    let Kind::Call(function, arguments) = &left.kind else {
        return None;
    };
    right.constant()?;
    Some((*function, arguments, unit_of(left)?))
}

/// A comparison turned so that what is compared comes first and the constant last.
fn turned(comparison: Comparison, [left, right]: &[Node; 2]) -> (Comparison, &Node, &Node) {
    if left.constant().is_some() && right.constant().is_none() {
        (comparison.exchanged(), right, left)
    } else {
        (comparison, left, right)
    }
}

/// A comparison with `true` or `false` is the flag itself: the flag, and whether it is denied.
fn flag_compared<'a>(
    comparison: Comparison,
    left: &'a Node,
    right: &Node,
) -> Option<(&'a Node, bool)> {
    let Some(FactValue::Flag(flag)) = right.constant() else {
        return None;
    };
    Some((left, (comparison == Comparison::NotEqual) == *flag))
}

/// A whole number with commas: 1,234,567.
fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if number < 0 {
        text.insert(0, '-');
    }
    text
}

/// A number kept in its smallest unit: 325 with two decimals is 3.25.
fn decimal(number: i64, decimals: u8) -> String {
    let Some(scale) = 10_u64.checked_pow(u32::from(decimals)) else {
        return grouped(number);
    };
    let magnitude = number.unsigned_abs();
    let sign = if number < 0 { "-" } else { "" };
    let whole = grouped(i64::try_from(magnitude / scale).unwrap_or(i64::MAX));
    let fraction = magnitude % scale;
    let width = usize::from(decimals);
    if decimals == 0 {
        return format!("{sign}{whole}");
    }
    format!("{sign}{whole}.{fraction:0width$}")
}

/// Fen as yuan; whole yuan without decimals.
fn yuan(fen: i64) -> String {
    if fen % 100 == 0 {
        grouped(fen / 100)
    } else {
        decimal(fen, 2)
    }
}

/// Splits a title at the first such word that stands outside quotation marks.
fn split_outside_quotes<'a>(title: &'a str, word: &str) -> Option<(&'a str, &'a str)> {
    for (at, found) in title.match_indices(word) {
        let (before, rest) = title.split_at(at);
        if before.matches('“').count() == before.matches('”').count() {
            return Some((before, rest.get(found.len()..)?));
        }
    }
    None
}

/// A title without what stands in its quotation marks.
fn outside_quotes(title: &str) -> String {
    let mut depth = 0_usize;
    let outside = |letter: &char| {
        match letter {
            '“' => depth += 1,
            '”' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    };
    title.chars().filter(outside).collect()
}

/// The title of an option, or its id where it is none of the declared.
fn option_title<'a>(ty: &'a Type, id: &'a str, lang: Lang) -> &'a str {
    let options = ty.options().unwrap_or_default();
    let option = options.iter().find(|option| option.id == id);
    option.map_or(id, |option| option.title.get(lang))
}

/// How strongly an operator binds in print.
const fn strength(operator: Operator) -> u8 {
    match operator {
        Operator::Plus | Operator::Minus => 1,
        Operator::Times | Operator::Divide => 2,
        Operator::Remainder => 0,
    }
}

/// Whether an operand of an operator needs brackets.
fn needs_brackets(operand: &Node, operator: Operator, right: bool) -> bool {
    if let Kind::Arithmetic(inner, _) = &operand.kind {
        let (inner, outer) = (strength(*inner), strength(operator));
        return inner < outer || outer == 0 || (right && inner == outer);
    }
    right && matches!(operand.kind, Kind::Negative(_))
}

/// Whether a clause inside another needs brackets: it has a connective of its own.
fn is_connected(node: &Node, denied: bool) -> bool {
    match &node.kind {
        Kind::Not(inner) => is_connected(inner, !denied),
        // A denied chain is printed with its own brackets.
        Kind::All(terms) | Kind::Any(terms) => {
            let all = matches!(node.kind, Kind::All(_));
            match spoken(terms, all).as_slice() {
                [only] => is_connected(only, denied),
                _ => !denied,
            }
        }
        Kind::Conditional(_) => true,
        Kind::Literal(_)
        | Kind::Variable(_)
        | Kind::Present(_)
        | Kind::List(_)
        | Kind::Compare(..)
        | Kind::Among(_)
        | Kind::Arithmetic(..)
        | Kind::Negative(_)
        | Kind::Rescaled(..)
        | Kind::Call(..)
        | Kind::Matches(..) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_numbers_as_people_do() {
        for (number, expected) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (-1_234_567, "-1,234,567"),
            (i64::MIN, "-9,223,372,036,854,775,808"),
        ] {
            assert_eq!(grouped(number), expected);
        }
        assert_eq!(decimal(325, 2), "3.25");
        assert_eq!(decimal(-5, 2), "-0.05");
        assert_eq!(decimal(1_234_567, 3), "1,234.567");
        assert_eq!(yuan(500_000), "5,000");
        assert_eq!(yuan(1_250), "12.50");
    }
}

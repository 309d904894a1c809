//! What a condition may speak about: types, declared variables and the scope that holds them.
//!
//! This file declares and looks up; it parses nothing and checks nothing.
//! The scope is filled by whoever knows the fields, clocks and acts of a procedure.

use std::collections::BTreeMap;

use crate::words::{Lang, Words};

/// The type of a variable or of a whole expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// Free text.
    Text,
    /// A whole number.
    Integer,
    /// An amount of money in fen.
    Money,
    /// A decimal kept as a whole number of the smallest unit: 3.25 with two decimals is 325.
    Decimal {
        /// Digits after the point.
        decimals: u8,
    },
    /// A civil date; in expressions an ISO text such as `'2024-01-01'`.
    Date,
    /// A civil date and time; in expressions an ISO text such as `'2024-01-01T08:30'`.
    Moment,
    /// Yes or no.
    Flag,
    /// One of the declared options, listed from lightest to gravest.
    Choice(Vec<ChoiceOption>),
    /// Any number of the declared options, listed from lightest to gravest.
    Choices(Vec<ChoiceOption>),
    /// A number of things counted; goes with `Integer`.
    Count,
    /// Several values of one type.
    List(Box<Type>),
    /// The literal `null`.
    Null,
}

/// One option of a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceOption {
    /// The id written in expressions and stored.
    pub id: String,
    /// The title shown to people.
    pub title: Words,
}

impl Type {
    /// What the type is called in a complaint.
    pub fn name(&self) -> Words {
        let (zh, en) = match self {
            Self::Text => ("文字", "text"),
            Self::Integer => ("整数", "a whole number"),
            Self::Money => ("金额", "an amount of money"),
            Self::Decimal { .. } => ("小数", "a decimal"),
            Self::Date => ("日期", "a date"),
            Self::Moment => ("日期和时刻", "a date and time"),
            Self::Flag => ("是或否", "yes or no"),
            Self::Choice(_) => ("选项", "a choice"),
            Self::Choices(_) => ("多选", "several choices"),
            Self::Count => ("数量", "a count"),
            Self::List(_) => ("列表", "a list"),
            Self::Null => ("空值", "null"),
        };
        Words::new(zh, en)
    }

    /// The declared options, for choices only.
    pub(super) fn options(&self) -> Option<&[ChoiceOption]> {
        match self {
            Self::Choice(options) | Self::Choices(options) => Some(options),
            Self::List(element) => element.options(),
            Self::Text
            | Self::Integer
            | Self::Money
            | Self::Decimal { .. }
            | Self::Date
            | Self::Moment
            | Self::Flag
            | Self::Count
            | Self::Null => None,
        }
    }

    /// Whether values are whole numbers without a unit.
    pub(super) fn is_plain_number(&self) -> bool {
        matches!(self, Self::Integer | Self::Count)
    }

    /// Whether values can be calculated with.
    pub(super) fn is_number(&self) -> bool {
        self.is_plain_number() || matches!(self, Self::Money | Self::Decimal { .. })
    }

    /// Whether values have an earlier and a later, a smaller and a greater.
    pub(super) fn is_ordered(&self) -> bool {
        self.is_number() || matches!(self, Self::Date | Self::Moment)
    }

    /// Whether both types hold the same kind of value without conversion.
    pub(super) fn equals(&self, other: &Self) -> bool {
        self == other || (self.is_plain_number() && other.is_plain_number())
    }
}

/// A variable that expressions may read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// What it holds.
    pub ty: Type,
    /// The noun that stands for it in sentences; for a flag, a noun or a short clause.
    pub title: Words,
    /// Whether it may be missing.
    pub optional: bool,
}

/// The variables in reach of an expression, by dotted path such as `matter.amount`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    variables: BTreeMap<String, Variable>,
}

impl Scope {
    /// An empty scope.
    pub fn new() -> Self {
        Self::default()
    }

    /// Declares a variable; returns the one that stood at the path before, if any.
    pub fn insert(&mut self, path: impl Into<String>, variable: Variable) -> Option<Variable> {
        self.variables.insert(path.into(), variable)
    }

    /// The variable at a dotted path.
    pub fn get(&self, path: &str) -> Option<&Variable> {
        self.variables.get(path)
    }

    /// All dotted paths, in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.variables.keys().map(String::as_str)
    }

    /// The noun for a path, or the path itself where nothing is declared.
    pub(super) fn title<'a>(&'a self, path: &'a str, lang: Lang) -> &'a str {
        self.get(path)
            .map_or(path, |variable| variable.title.get(lang))
    }

    /// The declared path that a mistyped one most likely meant.
    pub(super) fn nearest(&self, path: &str) -> Option<&str> {
        let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
        nearest(path, self.paths())
            .or_else(|| self.paths().find(|declared| last(declared) == last(path)))
    }

    /// Declared paths that share the first segment with `path`, or all: at most eight.
    pub(super) fn examples(&self, path: &str) -> Vec<&str> {
        let group = path.split('.').next().unwrap_or_default();
        let shares = |declared: &&str| declared.split('.').next() == Some(group);
        let near: Vec<&str> = self.paths().filter(shares).take(8).collect();
        if near.is_empty() {
            self.paths().take(8).collect()
        } else {
            near
        }
    }
}

/// What an expression must yield in the place where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Anything that type-checks.
    Any,
    /// Yes or no: a condition.
    Flag,
    /// A number of any kind: whole, money or decimal.
    Number,
    /// An amount of money in fen.
    Money,
    /// Text.
    Text,
    /// A date.
    Date,
    /// A date and time.
    Moment,
    /// A value that a variable of this type can take; `null` is accepted and empties it.
    Of(Type),
}

/// The candidate that differs from `name` by few enough letters to be a slip of the pen.
pub(super) fn nearest<'a>(
    name: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    let allowed = (name.chars().count() / 4).max(1) + 1;
    candidates
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Letters to insert, remove or replace to turn one text into the other.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (line, from) in left.chars().enumerate() {
        let mut diagonal = line;
        let mut previous = line + 1;
        for (cell, to) in row.iter_mut().skip(1).zip(&right) {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = *cell;
            *cell = replaced.min(diagonal + 1).min(previous + 1);
            previous = *cell;
        }
        if let Some(first) = row.first_mut() {
            *first = line + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_the_letters_that_differ() {
        for (left, right, expected) in [
            ("", "", 0),
            ("abc", "", 3),
            ("", "abc", 3),
            ("matter.amout", "matter.amount", 1),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(distance(left, right), expected, "{left} {right}");
        }
    }
}

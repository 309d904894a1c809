//! The checked expression: what remains of CEL's syntax tree once every name and type is resolved.
//!
//! Literals are already values, constants already folded, functions already known.
//! Nothing here evaluates or prints.

use regex::Regex;

use super::facts::FactValue;
use super::types::Type;

/// A checked part of an expression.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub kind: Kind,
    pub ty: Type,
    /// Where it begins, in characters from 1.
    pub column: usize,
}

/// What a part of an expression is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// A value known when the expression is compiled.
    Literal(FactValue),
    /// A fact by its dotted path.
    Variable(String),
    /// `has(x)` and `x != null`.
    Present(Box<Node>),
    List(Vec<Node>),
    Not(Box<Node>),
    /// `&&`, flattened.
    All(Vec<Node>),
    /// `||`, flattened.
    Any(Vec<Node>),
    Compare(Comparison, Box<[Node; 2]>),
    /// `a in list`.
    Among(Box<[Node; 2]>),
    Arithmetic(Operator, Box<[Node; 2]>),
    Negative(Box<Node>),
    /// A whole number or decimal brought to more decimals by this factor.
    Rescaled(i64, Box<Node>),
    /// `condition ? then : otherwise`.
    Conditional(Box<[Node; 3]>),
    Call(Function, Vec<Node>),
    /// `matches(text, 'pattern')` with the pattern compiled.
    Matches(Box<Node>, Regex),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl Comparison {
    /// The comparison that holds exactly when this one does not.
    pub const fn negated(self) -> Self {
        match self {
            Self::Equal => Self::NotEqual,
            Self::NotEqual => Self::Equal,
            Self::Less => Self::AtLeast,
            Self::AtMost => Self::Greater,
            Self::Greater => Self::AtMost,
            Self::AtLeast => Self::Less,
        }
    }

    /// The comparison that says the same with the sides exchanged.
    pub const fn exchanged(self) -> Self {
        match self {
            Self::Equal => Self::Equal,
            Self::NotEqual => Self::NotEqual,
            Self::Less => Self::Greater,
            Self::AtMost => Self::AtLeast,
            Self::Greater => Self::Less,
            Self::AtLeast => Self::AtMost,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Plus,
    Minus,
    Times,
    /// Towards zero, as in CEL.
    Divide,
    Remainder,
}

/// The functions that may be called; `has` and `in` are syntax.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Size,
    Count,
    DaysBetween,
    MonthsBetween,
    AddDays,
    AddMonths,
    AddYears,
    AgeOn,
    Gravest,
    AtLeast,
    Yuan,
    Min,
    Max,
    Abs,
    StartsWith,
    Matches,
}

/// Every function with its name and how it is written.
pub(super) const FUNCTIONS: [(Function, &str, &str); 16] = [
    (Function::Size, "size", "size(x)"),
    (Function::Count, "count", "count(list)"),
    (
        Function::DaysBetween,
        "days_between",
        "days_between(from, to)",
    ),
    (
        Function::MonthsBetween,
        "months_between",
        "months_between(from, to)",
    ),
    (Function::AddDays, "add_days", "add_days(date, days)"),
    (
        Function::AddMonths,
        "add_months",
        "add_months(date, months)",
    ),
    (Function::AddYears, "add_years", "add_years(date, years)"),
    (Function::AgeOn, "age_on", "age_on(birth, on)"),
    (Function::Gravest, "gravest", "gravest(choices)"),
    (Function::AtLeast, "at_least", "at_least(choice, 'option')"),
    (Function::Yuan, "yuan", "yuan(5000)"),
    (Function::Min, "min", "min(a, b)"),
    (Function::Max, "max", "max(a, b)"),
    (Function::Abs, "abs", "abs(number)"),
    (
        Function::StartsWith,
        "starts_with",
        "starts_with(text, 'start')",
    ),
    (Function::Matches, "matches", "matches(text, 'pattern')"),
];

impl Node {
    pub fn new(kind: Kind, ty: Type, column: usize) -> Self {
        Self { kind, ty, column }
    }

    pub fn literal(value: FactValue, ty: Type, column: usize) -> Self {
        Self::new(Kind::Literal(value), ty, column)
    }

    /// The value, if it is known when the expression is compiled.
    pub fn constant(&self) -> Option<&FactValue> {
        if let Kind::Literal(value) = &self.kind {
            Some(value)
        } else {
            None
        }
    }

    pub fn is_null(&self) -> bool {
        self.constant() == Some(&FactValue::Null)
    }

    /// The parts directly below.
    pub fn children(&self) -> &[Node] {
        match &self.kind {
            Kind::Literal(_) | Kind::Variable(_) => &[],
            Kind::Present(inner)
            | Kind::Not(inner)
            | Kind::Negative(inner)
            | Kind::Rescaled(_, inner)
            | Kind::Matches(inner, _) => std::slice::from_ref(inner.as_ref()),
            Kind::List(parts) | Kind::All(parts) | Kind::Any(parts) | Kind::Call(_, parts) => parts,
            Kind::Compare(_, sides) | Kind::Among(sides) | Kind::Arithmetic(_, sides) => {
                sides.as_slice()
            }
            Kind::Conditional(parts) => parts.as_slice(),
        }
    }
}

//! The values that conditions are evaluated over, and why an evaluation may not be able to answer.
//!
//! A fault of evaluation is not a refusal: whoever asked decides what a missing fact means.
//! Nothing here computes.

use jiff::civil::{Date, DateTime};

use super::types::Scope;
use crate::words::{Lang, Words};

/// A value read from a matter, or yielded by an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactValue {
    /// Missing.
    Null,
    /// Text, or the id of an option.
    Text(String),
    /// A whole number; money in fen, a decimal in its smallest unit.
    Integer(i64),
    /// Yes or no.
    Flag(bool),
    /// A civil date.
    Date(Date),
    /// A civil date and time.
    Moment(DateTime),
    /// Several values.
    List(Vec<FactValue>),
}

/// Where variables are looked up, one at a time and only when needed.
pub trait Facts {
    /// The value at a dotted path such as `matter.amount`; `Null` for whatever is not known.
    fn fact(&self, path: &str) -> FactValue;
}

/// Why an expression could not be evaluated over the given facts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EvaluationFault {
    /// A value was needed that is missing: the condition is not established.
    #[error("{path} is missing")]
    Missing {
        /// Dotted path of the missing fact.
        path: String,
    },
    /// A fact does not have the declared type.
    #[error("{path} does not hold {expected}")]
    Mismatch {
        /// Dotted path of the fact, or a description of the part of the expression.
        path: String,
        /// What was declared.
        expected: &'static str,
    },
    /// A number or date left the range that can be represented.
    #[error("the calculation leaves the range of numbers or dates")]
    Overflow,
    /// A division or remainder by zero.
    #[error("division by zero")]
    DivisionByZero,
}

impl EvaluationFault {
    /// The fault in words for people.
    pub fn words(&self, scope: &Scope) -> Words {
        match self {
            Self::Missing { path } => Words::new(
                format!("尚无“{}”，不能认定", scope.title(path, Lang::Zh)),
                format!(
                    "“{}” is not stated, so this cannot be established",
                    scope.title(path, Lang::En)
                ),
            ),
            Self::Mismatch { path, .. } => Words::new(
                format!("“{}”的内容与其类型不符", scope.title(path, Lang::Zh)),
                format!(
                    "“{}” does not hold what it is declared to hold",
                    scope.title(path, Lang::En)
                ),
            ),
            Self::Overflow => Words::new(
                "计算结果超出可表示的范围",
                "The result is outside the range that can be represented",
            ),
            Self::DivisionByZero => Words::new("除数为零", "Division by zero"),
        }
    }
}

//! Why a period cannot be computed.
//!
//! A fault of counting is never a refusal by the law.

use jiff::civil::Date;

use crate::words::Words;

use super::rule::{Counting, LengthUnit};

/// A period that has no end, or none that can be computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeadlineError {
    /// The rule does not count this unit.
    #[error("rule {counting} does not count in units of {unit}")]
    UnitMismatch {
        /// The rule.
        counting: Counting,
        /// The unit given.
        unit: LengthUnit,
    },
    /// A period of length zero.
    #[error("a period must have a length of at least 1")]
    LengthZero,
    /// A length over the limit of its unit.
    #[error("{length} is over the limit of {max} for the unit {unit}")]
    LengthTooLong {
        /// The length given.
        length: u32,
        /// The limit.
        max: u32,
        /// The unit.
        unit: LengthUnit,
    },
    /// The end lies outside the years that can be written.
    #[error("the end lies outside the years that can be computed")]
    OutOfRange,
    /// A suspension that ends before it begins.
    #[error("the suspension from {from} ends before it begins, on {to}")]
    SuspensionReversed {
        /// First day.
        from: Date,
        /// Day of resumption.
        to: Date,
    },
    /// Suspensions out of order or overlapping, or one after an open one.
    #[error("the suspension from {from} is out of order or overlaps the one before it")]
    SuspensionsOutOfOrder {
        /// First day of the later one.
        from: Date,
    },
    /// More suspensions than accepted.
    #[error("a period has at most 100 suspensions")]
    TooManySuspensions,
    /// Suspensions of a period counted backward from an event, which has none.
    #[error("a period counted backward cannot be suspended")]
    BackwardSuspended,
    /// The period is suspended now, so it has no end yet.
    #[error("the period is suspended since {from}: it has no end until it resumes")]
    StillSuspended {
        /// First day of the open suspension.
        from: Date,
    },
}

impl DeadlineError {
    /// The complaint for people, in both languages.
    pub fn words(&self) -> Words {
        let zh = match self {
            Self::UnitMismatch { counting, unit } => {
                format!("计算规则 {counting} 不能以 {unit} 为单位")
            }
            Self::LengthZero => "期限长度至少为1".to_owned(),
            Self::LengthTooLong { length, max, unit } => {
                format!("长度 {length} 超过单位 {unit} 的上限 {max}")
            }
            Self::OutOfRange => "届满日超出可计算的年份".to_owned(),
            Self::SuspensionReversed { from, to } => {
                format!("中止开始日 {from} 晚于恢复日 {to}")
            }
            Self::SuspensionsOutOfOrder { from } => {
                format!("自 {from} 起的中止顺序有误，或与前一次重叠")
            }
            Self::TooManySuspensions => "一个期限最多中止100次".to_owned(),
            Self::BackwardSuspended => "倒推计算的期限不能中止".to_owned(),
            Self::StillSuspended { from } => {
                format!("期限自 {from} 起中止，恢复前没有届满日")
            }
        };
        Words::new(zh, self.to_string())
    }
}

//! Indicators (指标): named measures over acts, by unit and month.
//!
//! An act contributes to indicators in the same decision that changes the matter. Contributions
//! add up to cells, cells to figures. Where cells are kept is not known here: values are computed
//! through [`Tally`].

mod contribute;
mod list;
mod span;
mod value;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use self::contribute::contributions;
pub use self::list::Indicators;
pub use self::span::Span;
pub use self::value::{Amount, Tally, value};
use crate::condition::Condition;
use crate::words::Words;

/// An indicator as a pack defines it.
#[derive(Debug, Clone)]
pub struct Indicator {
    /// `pack.key`.
    pub id: String,
    /// The mission's system code.
    pub system: String,
    /// Name.
    pub title: Words,
    /// What is counted and when, in words.
    pub definition: Words,
    /// Unit of the value (件, 人次, %).
    pub unit: Words,
    /// Decimals printed; rounded half away from zero.
    pub decimals: u8,
    /// Supplied by another body.
    pub source: bool,
    /// How it is measured.
    pub measure: Measure,
}

/// How an indicator is measured.
#[derive(Debug, Clone)]
pub enum Measure {
    /// Number of acts.
    Count(Observed),
    /// Sum of a number; values carry `scale` decimals.
    Sum(Observed),
    /// Number of different values.
    Distinct(Observed),
    /// Matters standing in some stages on the last day.
    Stock(Standing),
    /// Different values among matters standing on the last day.
    StockDistinct(Standing),
    /// Share of a clock's ended instances that were kept.
    OnTime {
        /// The procedure.
        procedure: String,
        /// The clock.
        clock: String,
    },
    /// The value reported last within the period.
    Latest(Observed),
    /// Numerator over denominator, times `per`.
    Ratio {
        /// Indicator above the line.
        numerator: String,
        /// Indicator below the line.
        denominator: String,
        /// 100 for per cent, 1 for a mean.
        per: i64,
    },
    /// Numerator minus denominator.
    Difference {
        /// Taken from.
        numerator: String,
        /// Taken away.
        denominator: String,
    },
    /// Change against another period.
    Change {
        /// The indicator compared.
        over: String,
        /// Against which period.
        against: Against,
        /// Of the printed or of the exact values.
        on: ChangeOn,
        /// 100 for per cent.
        per: i64,
    },
    /// Days in the period.
    Days,
}

/// Acts observed, with compiled expressions for each procedure version.
#[derive(Debug, Clone, Default)]
pub struct Observed {
    /// `procedure` and `act` pairs.
    pub acts: Vec<(String, String)>,
    /// Expressions by procedure version.
    pub by_version: BTreeMap<String, Lens>,
    /// Decimals that stored amounts carry (2 for money in fen).
    pub scale: u8,
}

/// Matters standing in stages, with compiled expressions for each procedure version.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    /// The procedure.
    pub procedure: String,
    /// Its stages.
    pub stages: Vec<String>,
    /// Expressions by procedure version.
    pub by_version: BTreeMap<String, Lens>,
}

/// Through what an act is looked at.
#[derive(Debug, Clone, Default)]
pub struct Lens {
    /// Only if.
    pub when: Option<Condition>,
    /// What is added or told apart.
    pub of: Option<Condition>,
    /// The class under which it is also kept.
    pub class: Option<Condition>,
}

/// Which period a change is measured against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// The same period a year before.
    PreviousYear,
    /// The period of the same length just before.
    PreviousPeriod,
}

/// Whether a change is of printed (rounded) or exact values: both are in use, so it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeOn {
    /// Of the values as printed.
    Printed,
    /// Of the exact values.
    Unrounded,
}

/// What one act adds to one indicator.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Contribution {
    /// Indicator id.
    pub indicator: String,
    /// Unit of the matter.
    pub unit: String,
    /// First day of the month.
    pub month: Date,
    /// Class, or empty.
    pub class: String,
    /// What is added.
    pub amount: i64,
    /// The value told apart, or empty.
    pub member: String,
}

//! When a period ends: the seven counting rules, suspensions, and the days in between.
//!
//! Given a calendar, a start, a period and its suspensions, [`due`] says on which day or at
//! which moment the period ends and [`explain`] says why, day by day.
//! It knows no procedure: which rule a clock has is written in the pack, clock by clock.
//! An extension is a greater length counted on without a break, so it needs nothing here.

mod count;
mod explain;
mod explain_backward;
mod explain_hours;
mod fault;
mod phrases;
mod rule;

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

pub use self::count::{counted_until, days_left, due, working_days_between};
pub use self::explain::{DayLine, explain};
pub use self::fault::DeadlineError;
pub use self::rule::{Counting, LengthUnit, UnknownName};

/// A statutory period: how long, in what unit, counted how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// Length in `unit`, from 1; extensions are added to it.
    pub length: u32,
    /// The unit the law uses.
    pub unit: LengthUnit,
    /// One of the seven rules.
    pub counting: Counting,
}

/// A stretch in which a period does not run (中止).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suspension {
    /// First day that is not counted.
    pub from: Date,
    /// Day on which the cause ended; not counted either, counting goes on the day after.
    /// None while the suspension lasts.
    pub to: Option<Date>,
}

/// Which of two dates is the due one where the law does not say whether a period ending on a
/// free day is carried over (CR6). A city decides this once and in public.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// The last day counted, free or not.
    Strict,
    /// The first working day after it, by analogy with 民法典 art. 203.
    #[default]
    Rolled,
}

/// The end of a period: a whole day, or a moment for periods in hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Expiry {
    /// Ends when this day ends.
    Day(Date),
    /// Ends at this moment, local time.
    Moment(DateTime),
}

/// When a period ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// The end that counts.
    pub due: Expiry,
    /// The last day counted, before any carrying over; the date for the internal alarm.
    pub strict: Expiry,
    /// The end after carrying over to a working day; equal to `strict` where the rule has none.
    pub rolled: Expiry,
    /// True if a day that decides this is not settled by a published notice yet, so that the
    /// dates must be computed again when it is.
    pub provisional: bool,
}

/// How far away an end is, counted from a day without that day; negative when it has passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaysLeft {
    /// Calendar days.
    pub calendar: i32,
    /// Working days.
    pub working: i32,
}

impl Expiry {
    /// The day of the end.
    pub fn date(self) -> Date {
        match self {
            Self::Day(on) => on,
            Self::Moment(at) => at.date(),
        }
    }

    /// Whether the end lies before `now` (local time).
    pub fn has_passed(self, now: DateTime) -> bool {
        match self {
            Self::Day(on) => now.date() > on,
            Self::Moment(at) => now > at,
        }
    }
}

impl fmt::Display for Expiry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(on) => on.fmt(f),
            Self::Moment(at) => at.fmt(f),
        }
    }
}

impl FromStr for Expiry {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.contains('T') {
            text.parse().map(Self::Moment)
        } else {
            text.parse().map(Self::Day)
        }
    }
}

impl TryFrom<String> for Expiry {
    type Error = jiff::Error;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Expiry> for String {
    fn from(expiry: Expiry) -> Self {
        expiry.to_string()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_passes_when_it_ends_and_a_moment_when_it_is_over() {
        let day = Expiry::Day(date(2025, 1, 31));
        assert!(!day.has_passed(date(2025, 1, 31).at(23, 59, 59, 0)));
        assert!(day.has_passed(date(2025, 2, 1).at(0, 0, 0, 0)));
        let moment = Expiry::Moment(date(2025, 1, 31).at(16, 30, 0, 0));
        assert!(!moment.has_passed(date(2025, 1, 31).at(16, 30, 0, 0)));
        assert!(moment.has_passed(date(2025, 1, 31).at(16, 30, 1, 0)));
    }

    #[test]
    fn travels_as_iso_text() {
        for text in ["\"2025-01-31\"", "\"2025-01-31T16:30:00\""] {
            let expiry: Expiry = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&expiry).unwrap(), text);
        }
        assert!(serde_json::from_str::<Expiry>("\"soon\"").is_err());
    }
}

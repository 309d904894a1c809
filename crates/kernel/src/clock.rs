//! Clocks (期限): a running statutory period of one matter.
//!
//! A clock keeps what is needed to explain itself: when it started, how long it is, what suspended
//! it, how often it was extended. Counting days is left to [`crate::deadline`].

use jiff::Span;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::deadline::{self, Counting, Deadline, Expiry, LengthUnit, Period, Policy, Suspension};
use crate::words::{Lang, Words};

/// One instance of a clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// 1 for the first instance on the matter, 2 for the next, and so on.
    pub nth: u32,
    /// The event from which it counts.
    pub started_at: DateTime,
    /// The length with extensions; `None` where an order set the date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// The last day or moment in time.
    pub due: Expiry,
    /// The date without rollover, which alarms first where the law is silent.
    pub strict: Expiry,
    /// A right that lapses and not a duty: past due, nobody is late.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub right: bool,
    /// Reaches past the last announced holiday arrangement.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub provisional: bool,
    /// Whether it runs.
    pub state: ClockState,
    /// Periods that do not count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suspensions: Vec<Suspension>,
    /// How often it was extended.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub extended: u32,
    /// The variant of the rule that set its term, counted from 1; 0 is the main rule.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub variant: u32,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature serde asks for"
)]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Whether a clock runs, and how it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum ClockState {
    /// It runs.
    Running,
    /// It stands still.
    Suspended,
    /// Kept or broken, but done.
    Satisfied {
        /// When.
        at: DateTime,
        /// Not later than due.
        in_time: bool,
    },
    /// Ended without being kept or broken.
    Cancelled {
        /// When.
        at: DateTime,
    },
    /// The law drew the consequence.
    Lapsed {
        /// The due date.
        at: Expiry,
    },
}

/// A light (灯): shape and word, never colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// Not running (未起算).
    Grey,
    /// In time (正常).
    Green,
    /// Due soon (临期).
    Yellow,
    /// Past due (超期).
    Red,
}

impl Light {
    /// The key in records and cases.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Grey => "grey",
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }

    /// The word shown beside the shape.
    pub fn words(self) -> Words {
        match self {
            Self::Grey => Words::new("未起算", "Not running"),
            Self::Green => Words::new("正常", "In time"),
            Self::Yellow => Words::new("临期", "Due soon"),
            Self::Red => Words::new("超期", "Overdue"),
        }
    }
}

/// Why a clock could not start: the term overflows what dates can hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the period cannot be counted: {}", .0.en)]
pub struct ClockFault(pub Words);

impl Clock {
    /// Starts a clock of a length.
    pub fn start(
        nth: u32,
        started_at: DateTime,
        period: Period,
        variant: u32,
        calendar: &Calendar,
        policy: Policy,
    ) -> Result<Self, ClockFault> {
        let deadline = count(calendar, started_at, period, &[], policy)?;
        Ok(Self {
            nth,
            started_at,
            period: Some(period),
            due: deadline.due,
            strict: deadline.strict,
            right: false,
            provisional: deadline.provisional,
            state: ClockState::Running,
            suspensions: Vec::new(),
            extended: 0,
            variant,
        })
    }

    /// Starts a clock whose date an order sets.
    pub fn start_until(nth: u32, started_at: DateTime, due_on: Date, variant: u32) -> Self {
        let due = Expiry::Day(due_on);
        Self {
            nth,
            started_at,
            period: None,
            due,
            strict: due,
            right: false,
            provisional: false,
            state: ClockState::Running,
            suspensions: Vec::new(),
            extended: 0,
            variant,
        }
    }

    /// Whether it runs or stands still.
    pub fn is_alive(&self) -> bool {
        matches!(self.state, ClockState::Running | ClockState::Suspended)
    }

    /// Whether it runs now.
    pub fn is_running(&self) -> bool {
        self.state == ClockState::Running
    }

    /// Whether a moment is not later than due.
    pub fn keeps(&self, at: DateTime) -> bool {
        !self.due.has_passed(at)
    }

    /// Whether it was kept; of one that runs, whether it would be by now.
    pub fn in_time(&self, at: DateTime) -> bool {
        match &self.state {
            ClockState::Running => self.keeps(at),
            ClockState::Satisfied { in_time, .. } => *in_time,
            // Only a clock that is not overdue is suspended, and then no day counts.
            ClockState::Suspended | ClockState::Cancelled { .. } => true,
            ClockState::Lapsed { .. } => false,
        }
    }

    /// Whether its time has run out.
    pub fn has_lapsed(&self, at: DateTime) -> bool {
        match &self.state {
            ClockState::Running => !self.keeps(at),
            ClockState::Satisfied { in_time, .. } => !in_time,
            ClockState::Lapsed { .. } => true,
            ClockState::Suspended | ClockState::Cancelled { .. } => false,
        }
    }

    /// Ends it, kept or late.
    pub fn satisfy(&mut self, at: DateTime) {
        debug_assert!(self.is_alive(), "only a live clock is satisfied");
        let in_time = self.in_time(at);
        self.state = ClockState::Satisfied { at, in_time };
    }

    /// Stops counting from a day on, that day included.
    pub fn suspend(&mut self, on: Date) {
        self.suspensions.push(Suspension { from: on, to: None });
        self.state = ClockState::Suspended;
    }

    /// Counts on after a day, that day not included, and computes the due date anew.
    pub fn resume(
        &mut self,
        on: Date,
        calendar: &Calendar,
        policy: Policy,
    ) -> Result<(), ClockFault> {
        if let Some(open) = self.suspensions.last_mut().filter(|last| last.to.is_none()) {
            open.to = Some(on);
        }
        self.state = ClockState::Running;
        self.recount(calendar, policy)
    }

    /// Lengthens it in its own unit and computes the due date anew.
    pub fn extend(
        &mut self,
        by: u32,
        calendar: &Calendar,
        policy: Policy,
    ) -> Result<(), ClockFault> {
        self.extended += 1;
        if let Some(period) = &mut self.period {
            period.length = period.length.saturating_add(by);
        } else {
            let days = Span::new().try_days(i64::from(by));
            let moved = days.and_then(|days| self.due.date().checked_add(days));
            self.due = Expiry::Day(moved.map_err(|_| too_far())?);
            self.strict = self.due;
        }
        self.recount(calendar, policy)
    }

    /// Computes the due date anew, after a suspension, an extension or a new holiday notice.
    pub fn recount(&mut self, calendar: &Calendar, policy: Policy) -> Result<(), ClockFault> {
        let Some(period) = self.period else {
            return Ok(());
        };
        let deadline = count(calendar, self.started_at, period, &self.suspensions, policy)?;
        self.due = deadline.due;
        self.strict = deadline.strict;
        self.provisional = deadline.provisional;
        Ok(())
    }

    /// The day from which its light is yellow.
    pub fn warns_on(&self, warn_days: u32) -> Date {
        let first = self.strict.date().min(self.due.date());
        first.saturating_sub(Span::new().days(i64::from(warn_days.min(3_650))))
    }

    /// Its light at a moment.
    pub fn light(&self, at: DateTime, warn_days: u32) -> Light {
        match &self.state {
            ClockState::Suspended | ClockState::Cancelled { .. } => Light::Grey,
            // A right that ran out is over, also where the law draws something from it.
            ClockState::Lapsed { .. } if self.right => Light::Grey,
            ClockState::Satisfied { in_time: true, .. } => Light::Green,
            ClockState::Satisfied { in_time: false, .. } | ClockState::Lapsed { .. } => Light::Red,
            ClockState::Running if !self.keeps(at) && self.right => Light::Grey,
            ClockState::Running if !self.keeps(at) => Light::Red,
            ClockState::Running if self.warns_on(warn_days) <= at.date() => Light::Yellow,
            ClockState::Running => Light::Green,
        }
    }

    /// How it counts, in words: “60日，遇节假日顺延”.
    pub fn term_in_words(&self, lang: Lang) -> String {
        match (&self.period, lang) {
            (Some(period), lang) => {
                term_in_words(period.length, period.unit, period.counting, lang)
            }
            (None, Lang::Zh) => "由文书指定日期".to_owned(),
            (None, Lang::En) => "a date set by order".to_owned(),
        }
    }
}

/// A term in words: the length, its unit and the counting rule.
pub fn term_in_words(length: u32, unit: LengthUnit, counting: Counting, lang: Lang) -> String {
    let (term, rule) = (unit.in_words(length), counting.title());
    match lang {
        Lang::Zh => format!("{}（{}）", term.zh, rule.zh),
        Lang::En => format!("{} ({})", term.en, rule.en),
    }
}

fn count(
    calendar: &Calendar,
    start: DateTime,
    period: Period,
    suspensions: &[Suspension],
    policy: Policy,
) -> Result<Deadline, ClockFault> {
    deadline::due(calendar, start, period, suspensions, policy)
        .map_err(|fault| ClockFault(fault.words()))
}

fn too_far() -> ClockFault {
    ClockFault(Words::new(
        "日期超出可计算范围",
        "the date lies beyond what can be counted",
    ))
}

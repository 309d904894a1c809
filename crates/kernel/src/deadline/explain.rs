//! Why a period ends when it ends, day by day, in words.
//!
//! Gives lines for people; the dates themselves come from the counting. Long periods and those
//! in months or years give only the days that matter: start, suspensions, end, carrying over.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::calendar::{Calendar, DayKind};
use crate::words::Words;

use super::count::{corresponding_day, day_after, day_before, days_between, due, suspension_on};
use super::fault::DeadlineError;
use super::phrases::{and, and_free_day, free_day, is_free, suspended_day};
use super::rule::{Counting, LengthUnit};
use super::{Deadline, Period, Policy, Suspension};

/// Longest stretch explained day by day, in calendar days from start to end; longer ones, and
/// periods in months or years, are explained by the days that matter.
const EXPLAINED_DAYS_MAX: i32 = 800;
/// Most lines between the last day counted and the end; only an endless suspension has more.
const ROLLED_DAYS_MAX: i32 = 400;

/// One day of a period and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayLine {
    /// The day.
    pub date: Date,
    /// The running number of the day in the period; none for a day that is not counted, and
    /// for periods in months, years and hours.
    pub counted: Option<u32>,
    /// Why it is counted or not, or what happens on it.
    pub why: Words,
}

/// Explains when a period ends; takes what [`due`] takes. The last line is the end (under CR6
/// the carried-over one), or the beginning of a suspension that still lasts.
///
/// # Errors
/// As [`due`], except that a period suspended now is explained up to its suspension.
pub fn explain(
    calendar: &Calendar,
    start: DateTime,
    period: Period,
    suspensions: &[Suspension],
    policy: Policy,
) -> Result<Vec<DayLine>, DeadlineError> {
    let (deadline, last) = match due(calendar, start, period, suspensions, policy) {
        Ok(deadline) => (Some(deadline), deadline.strict.date()),
        Err(DeadlineError::StillSuspended { from }) => (None, from),
        Err(error) => return Err(error),
    };
    let mut account = Account {
        calendar,
        period,
        suspensions,
        policy,
        lines: Vec::new(),
    };
    let by_day = matches!(period.unit, LengthUnit::Day | LengthUnit::WorkingDay)
        && days_between(start.date(), last).abs() <= EXPLAINED_DAYS_MAX;
    match period.counting {
        Counting::Cr5Hours { from_next_hour } => {
            account.hours(start, from_next_hour, deadline)?;
        }
        Counting::Cr7Backward => account.backward(start.date(), by_day, deadline)?,
        Counting::Cr1Rolled
        | Counting::Cr2WorkingDays
        | Counting::Cr3Months
        | Counting::Cr4Strict
        | Counting::Cr6Unstated => {
            account.start(start.date());
            if by_day {
                account.each_day(start.date(), deadline)?;
            } else {
                account.days_that_matter(start.date(), deadline)?;
            }
            if let Some(deadline) = deadline {
                account.carry_over(deadline)?;
            }
        }
    }
    Ok(account.lines)
}

/// An explanation being put together.
pub(super) struct Account<'a> {
    pub(super) calendar: &'a Calendar,
    pub(super) period: Period,
    pub(super) suspensions: &'a [Suspension],
    policy: Policy,
    lines: Vec<DayLine>,
}

impl Account<'_> {
    pub(super) fn say(&mut self, date: Date, counted: Option<u32>, why: Words) {
        self.lines.push(DayLine { date, counted, why });
    }

    fn start(&mut self, on: Date) {
        self.say(
            on,
            None,
            Words::new("起算日，不计入", "start day, not counted"),
        );
    }

    fn each_day(&mut self, start: Date, deadline: Option<Deadline>) -> Result<(), DeadlineError> {
        let working_only = matches!(self.period.counting, Counting::Cr2WorkingDays);
        let mut counted = 0;
        let mut day = start;
        while counted < self.period.length {
            day = day_after(day)?;
            if let Some(suspension) = suspension_on(self.suspensions, day) {
                let Some(to) = suspension.to else {
                    self.still_suspended(day);
                    return Ok(());
                };
                self.say(day, None, suspended_day(day == to));
                continue;
            }
            let kind = self.calendar.kind(day);
            let free = is_free(&kind);
            if working_only && free {
                let why = and(free_day(&kind), "不计入", "not counted");
                self.say(day, None, self.with_doubt(day, why));
                continue;
            }
            counted += 1;
            let mut why = match (&kind, free) {
                (DayKind::MakeUp, _) => {
                    let name = Words::new("调休上班日", "weekend worked in exchange");
                    and(name, "计入", "counted")
                }
                (_, true) => and(free_day(&kind), "仍计入", "still counted"),
                (_, false) if working_only => Words::new("工作日，计入", "working day, counted"),
                (_, false) => Words::new("计入", "counted"),
            };
            if working_only {
                why = self.with_doubt(day, why);
            }
            if counted == self.period.length {
                why = self.last_day(why, day, deadline);
            }
            self.say(day, Some(counted), why);
        }
        Ok(())
    }

    fn days_that_matter(
        &mut self,
        start: Date,
        deadline: Option<Deadline>,
    ) -> Result<(), DeadlineError> {
        let end = deadline.map(|deadline| deadline.strict.date());
        let mut open = day_after(start)?;
        for suspension in self.suspensions {
            let first = suspension.from.max(open);
            if end.is_some_and(|end| first > end) {
                break;
            }
            let Some(to) = suspension.to else {
                self.still_suspended(first);
                return Ok(());
            };
            if to < first {
                continue;
            }
            open = day_after(to)?;
            let days = days_between(first, to) + 1;
            let zh = format!("自本日至 {to} 中止，{days}日不计入");
            let en = format!("suspended from this day to {to}: {days} days not counted");
            self.say(first, None, Words::new(zh, en));
        }
        let Some(end) = end else { return Ok(()) };
        let mut why = self.period.unit.in_words(self.period.length);
        why = Words::new(format!("满{}", why.zh), format!("{} complete", why.en));
        if matches!(self.period.unit, LengthUnit::Month | LengthUnit::Year) {
            let corresponding = corresponding_day(start, self.period)?;
            let exact = corresponding.day() == start.day();
            why = if corresponding != end {
                let zh = format!("对应日 {corresponding} 加中止日数");
                and(
                    why,
                    &zh,
                    &format!("{corresponding} plus the suspended days"),
                )
            } else if exact {
                and(why, "到期月的对应日", "the corresponding day")
            } else {
                and(
                    why,
                    "到期月无对应日，以月末日为准",
                    "no corresponding day: month's end",
                )
            };
        }
        let kind = self.calendar.kind(end);
        if is_free(&kind) {
            why = and_free_day(why, &kind);
        }
        let why = self.last_day(why, end, deadline);
        self.say(end, None, why);
        Ok(())
    }

    /// Adds what becomes of the last day counted.
    fn last_day(&self, why: Words, on: Date, deadline: Option<Deadline>) -> Words {
        let why = and(why, "期限最后一日", "last day of the period");
        let kind = self.calendar.kind(on);
        let free = is_free(&kind);
        let Some(deadline) = deadline else { return why };
        match self.period.counting {
            Counting::Cr4Strict if free => and(
                why,
                "虽为休假日，不顺延",
                "a free day, but not carried over",
            ),
            Counting::Cr6Unstated if free => {
                let why = and(
                    why,
                    "法律未规定是否顺延",
                    "the law is silent on carrying over",
                );
                match self.policy {
                    Policy::Strict => and(why, "本市以本日为准", "this day counts in this city"),
                    Policy::Rolled => and(why, "以本日为内部预警日", "this day is the alarm"),
                }
            }
            Counting::Cr1Rolled | Counting::Cr3Months if deadline.rolled != deadline.strict => {
                self.with_doubt(on, and(why, "顺延", "carried over"))
            }
            Counting::Cr1Rolled | Counting::Cr3Months | Counting::Cr6Unstated => {
                self.with_doubt(on, why)
            }
            Counting::Cr2WorkingDays
            | Counting::Cr4Strict
            | Counting::Cr5Hours { .. }
            | Counting::Cr7Backward => why,
        }
    }

    /// The days from the last day counted to the day it is carried over to.
    fn carry_over(&mut self, deadline: Deadline) -> Result<(), DeadlineError> {
        let (mut day, end) = (deadline.strict.date(), deadline.rolled.date());
        if days_between(day, end) > ROLLED_DAYS_MAX {
            day = day_before(end)?;
        }
        while day < end {
            day = day_after(day)?;
            let why = if day == end {
                self.carried_end()
            } else if let Some(suspension) = suspension_on(self.suspensions, day) {
                suspended_day(suspension.to == Some(day))
            } else {
                let kind = self.calendar.kind(day);
                and(free_day(&kind), "继续顺延", "carried over further")
            };
            self.say(day, None, self.with_doubt(day, why));
        }
        Ok(())
    }

    fn carried_end(&self) -> Words {
        let first = Words::new("其后第一个工作日", "the first working day after it");
        if !matches!(self.period.counting, Counting::Cr6Unstated) {
            return and(first, "期限届满", "the period ends");
        }
        match self.policy {
            Policy::Rolled => {
                let en = "carried over by analogy, this day counts in this city";
                and(first, "类推顺延，本市以本日为准", en)
            }
            Policy::Strict => and(
                first,
                "如类推顺延则为本日",
                "the end if carried over by analogy",
            ),
        }
    }

    pub(super) fn still_suspended(&mut self, on: Date) {
        let why = Words::new(
            "自本日起中止，尚未恢复",
            "suspended from this day, not resumed yet",
        );
        self.say(on, None, why);
    }

    /// Says that a day may yet change when the notice for its year is published.
    pub(super) fn with_doubt(&self, on: Date, why: Words) -> Words {
        if self.calendar.is_settled(on) {
            return why;
        }
        and(
            why,
            "放假安排未公布，暂定",
            "no holiday notice yet, provisional",
        )
    }
}

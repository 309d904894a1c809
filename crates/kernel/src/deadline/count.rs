//! The arithmetic of the seven rules. Nothing here allocates.
//!
//! It explains nothing; that is left to its neighbours.

use jiff::Span;
use jiff::civil::{Date, DateTime};

use crate::calendar::Calendar;

use super::fault::DeadlineError;
use super::rule::{Counting, LengthUnit};
use super::{DaysLeft, Deadline, Expiry, Period, Policy, Suspension};

/// Most suspensions of one period; each is an act with a document, so a real file has few.
const SUSPENSIONS_MAX: usize = 100;

/// A day found by counting, and whether every day that decided it is settled.
#[derive(Clone, Copy)]
pub(super) struct Found {
    pub(super) on: Date,
    pub(super) settled: bool,
}

/// Computes when a period ends.
///
/// `start` is the day or moment of the triggering fact, local time; the day itself is never
/// counted. `suspensions` are in order and do not overlap. `policy` matters only for CR6.
///
/// # Errors
/// If the period or the suspensions make no sense, if the period is suspended now, or if the
/// end cannot be represented.
pub fn due(
    calendar: &Calendar,
    start: DateTime,
    period: Period,
    suspensions: &[Suspension],
    policy: Policy,
) -> Result<Deadline, DeadlineError> {
    refuse_senseless(period, suspensions)?;
    let from = start.date();
    let whole = |strict: Date, rolled: Found, due: Date| Deadline {
        due: Expiry::Day(due),
        strict: Expiry::Day(strict),
        rolled: Expiry::Day(rolled.on),
        provisional: !rolled.settled,
    };
    match period.counting {
        Counting::Cr1Rolled | Counting::Cr3Months => {
            let strict = last_calendar_day(from, period, suspensions)?;
            let rolled = roll_forward(calendar, strict, suspensions)?;
            Ok(whole(strict, rolled, rolled.on))
        }
        Counting::Cr2WorkingDays => {
            let last = last_working_day(calendar, from, period.length, suspensions)?;
            Ok(whole(last.on, last, last.on))
        }
        Counting::Cr4Strict => {
            let strict = last_calendar_day(from, period, suspensions)?;
            Ok(whole(
                strict,
                Found {
                    on: strict,
                    settled: true,
                },
                strict,
            ))
        }
        Counting::Cr5Hours { from_next_hour } => {
            let begin = first_moment(start, from_next_hour)?;
            let end = Expiry::Moment(last_moment(begin, period.length, suspensions)?);
            Ok(Deadline {
                due: end,
                strict: end,
                rolled: end,
                provisional: false,
            })
        }
        Counting::Cr6Unstated => {
            let strict = last_calendar_day(from, period, suspensions)?;
            let rolled = roll_forward(calendar, strict, suspensions)?;
            let due = match policy {
                Policy::Strict => strict,
                Policy::Rolled => rolled.on,
            };
            Ok(whole(strict, rolled, due))
        }
        Counting::Cr7Backward => {
            let first = first_day_backward(calendar, from, period)?;
            let rolled = roll_backward(calendar, first.on)?;
            let settled = first.settled && rolled.settled;
            Ok(whole(first.on, Found { settled, ..rolled }, rolled.on))
        }
    }
}

/// How many days of a period have been used up by the end of day `on`: working days under CR2,
/// calendar days otherwise, suspended days left out. None for periods in hours and backward
/// ones. An open suspension is allowed: this is how far the period had run.
///
/// # Errors
/// If the period or the suspensions make no sense.
pub fn counted_until(
    calendar: &Calendar,
    start: Date,
    period: Period,
    suspensions: &[Suspension],
    on: Date,
) -> Result<Option<u32>, DeadlineError> {
    refuse_senseless(period, suspensions)?;
    let working = match period.counting {
        Counting::Cr2WorkingDays => true,
        Counting::Cr1Rolled | Counting::Cr3Months | Counting::Cr4Strict | Counting::Cr6Unstated => {
            false
        }
        Counting::Cr5Hours { .. } | Counting::Cr7Backward => return Ok(None),
    };
    let mut counted = 0;
    let mut day = start;
    while day < on {
        day = day.tomorrow().map_err(|_| DeadlineError::OutOfRange)?;
        let free = working && !calendar.is_working_day(day);
        if !free && suspension_on(suspensions, day).is_none() {
            counted += 1;
        }
    }
    Ok(Some(counted))
}

/// Working days after `a` up to and including `b`; negative if `b` lies before `a`.
pub fn working_days_between(calendar: &Calendar, a: Date, b: Date) -> i32 {
    let (mut day, last, sign) = if a <= b { (a, b, 1) } else { (b, a, -1) };
    let mut count = 0;
    while day < last {
        // There is a day after `day`, because `last` is one.
        let Ok(next) = day.tomorrow() else { break };
        day = next;
        count += i32::from(calendar.is_working_day(day));
    }
    sign * count
}

/// How many days are left after `today` until the end, for notes like “还有 6 个工作日”.
pub fn days_left(calendar: &Calendar, today: Date, expiry: Expiry) -> DaysLeft {
    let end = expiry.date();
    DaysLeft {
        calendar: days_between(today, end),
        working: working_days_between(calendar, today, end),
    }
}

pub(super) fn refuse_senseless(
    period: Period,
    suspensions: &[Suspension],
) -> Result<(), DeadlineError> {
    let Period {
        length,
        unit,
        counting,
    } = period;
    if !counting.takes(unit) {
        return Err(DeadlineError::UnitMismatch { counting, unit });
    }
    if length == 0 {
        return Err(DeadlineError::LengthZero);
    }
    // A period under CR2 is in working days even where the law writes 日.
    let working_only = matches!(counting, Counting::Cr2WorkingDays);
    let limited = if working_only {
        LengthUnit::WorkingDay
    } else {
        unit
    };
    let max = limited.length_max();
    if length > max {
        return Err(DeadlineError::LengthTooLong {
            length,
            max,
            unit: limited,
        });
    }
    if suspensions.len() > SUSPENSIONS_MAX {
        return Err(DeadlineError::TooManySuspensions);
    }
    if matches!(counting, Counting::Cr7Backward) && !suspensions.is_empty() {
        return Err(DeadlineError::BackwardSuspended);
    }
    for suspension in suspensions {
        let from = suspension.from;
        if let Some(to) = suspension.to.filter(|to| *to < from) {
            return Err(DeadlineError::SuspensionReversed { from, to });
        }
    }
    for pair in suspensions.windows(2) {
        if let [before, after] = pair
            && before.to.is_none_or(|to| after.from < to)
        {
            return Err(DeadlineError::SuspensionsOutOfOrder { from: after.from });
        }
    }
    Ok(())
}

/// The suspension that covers a day, if any; both of its days are covered.
pub(super) fn suspension_on(suspensions: &[Suspension], on: Date) -> Option<&Suspension> {
    let after = suspensions.partition_point(|suspension| suspension.from <= on);
    // Two can meet in one day, on which the first ends: then either answer leaves it out.
    suspensions[..after]
        .last()
        .filter(|suspension| suspension.to.is_none_or(|to| on <= to))
}

/// The last day of a period in days, months or years before suspensions: for months and years
/// the corresponding day, or the month's end where there is none (民法典 art. 202).
pub(super) fn corresponding_day(start: Date, period: Period) -> Result<Date, DeadlineError> {
    start
        .checked_add(span(period))
        .map_err(|_| DeadlineError::OutOfRange)
}

/// The last day of a period counted through free days, suspended days added at the end.
pub(super) fn last_calendar_day(
    start: Date,
    period: Period,
    suspensions: &[Suspension],
) -> Result<Date, DeadlineError> {
    let mut end = corresponding_day(start, period)?;
    // The first day that could still be left out.
    let mut open = day_after(start)?;
    for suspension in suspensions {
        let first = suspension.from.max(open);
        if first > end {
            break;
        }
        let from = suspension.from;
        let to = suspension
            .to
            .ok_or(DeadlineError::StillSuspended { from })?;
        if to >= first {
            let days = days_between(first, to) + 1;
            end = end
                .checked_add(Span::new().days(days))
                .map_err(|_| DeadlineError::OutOfRange)?;
            open = day_after(to)?;
        }
    }
    Ok(end)
}

/// The day on which the `length`-th working day falls.
fn last_working_day(
    calendar: &Calendar,
    start: Date,
    length: u32,
    suspensions: &[Suspension],
) -> Result<Found, DeadlineError> {
    let mut found = Found {
        on: start,
        settled: true,
    };
    let mut left = length;
    while left > 0 {
        found.on = next_running_day(found.on, suspensions)?;
        found.settled &= calendar.is_settled(found.on);
        left -= u32::from(calendar.is_working_day(found.on));
    }
    Ok(found)
}

/// The first working day on or after a day on which the period also runs.
pub(super) fn roll_forward(
    calendar: &Calendar,
    from: Date,
    suspensions: &[Suspension],
) -> Result<Found, DeadlineError> {
    let mut found = Found {
        on: from,
        settled: calendar.is_settled(from),
    };
    while !calendar.is_working_day(found.on) {
        found.on = next_running_day(found.on, suspensions)?;
        found.settled &= calendar.is_settled(found.on);
    }
    Ok(found)
}

/// The last working day on or before a day.
pub(super) fn roll_backward(calendar: &Calendar, from: Date) -> Result<Found, DeadlineError> {
    let mut found = Found {
        on: from,
        settled: calendar.is_settled(from),
    };
    while !calendar.is_working_day(found.on) {
        found.on = day_before(found.on)?;
        found.settled &= calendar.is_settled(found.on);
    }
    Ok(found)
}

/// The day reached by counting back from an event, before it gives way to a working day.
fn first_day_backward(
    calendar: &Calendar,
    event: Date,
    period: Period,
) -> Result<Found, DeadlineError> {
    if !matches!(period.unit, LengthUnit::WorkingDay) {
        let on = event
            .checked_sub(span(period))
            .map_err(|_| DeadlineError::OutOfRange)?;
        return Ok(Found { on, settled: true });
    }
    let mut found = Found {
        on: event,
        settled: true,
    };
    let mut left = period.length;
    while left > 0 {
        found.on = day_before(found.on)?;
        found.settled &= calendar.is_settled(found.on);
        left -= u32::from(calendar.is_working_day(found.on));
    }
    Ok(found)
}

/// The moment from which hours run. Under the court rule the hour in which the period begins
/// is not counted, even if it has only just begun (民诉法 art. 85(2)).
pub(super) fn first_moment(
    start: DateTime,
    from_next_hour: bool,
) -> Result<DateTime, DeadlineError> {
    if !from_next_hour {
        return Ok(start);
    }
    let hour = start.date().at(start.hour(), 0, 0, 0);
    hour.checked_add(Span::new().hours(1))
        .map_err(|_| DeadlineError::OutOfRange)
}

pub(super) fn last_moment(
    begin: DateTime,
    length: u32,
    suspensions: &[Suspension],
) -> Result<DateTime, DeadlineError> {
    let out_of_range = |_| DeadlineError::OutOfRange;
    let mut end = begin
        .checked_add(Span::new().hours(i64::from(length)))
        .map_err(out_of_range)?;
    let mut open = begin;
    for suspension in suspensions {
        let first = suspension.from.at(0, 0, 0, 0).max(open);
        if first >= end {
            break;
        }
        let from = suspension.from;
        let to = suspension
            .to
            .ok_or(DeadlineError::StillSuspended { from })?;
        let resumed = day_after(to)?.at(0, 0, 0, 0);
        if resumed > first {
            end = end
                .checked_add(first.duration_until(resumed))
                .map_err(out_of_range)?;
            open = resumed;
        }
    }
    Ok(end)
}

/// The next day on which the period runs.
fn next_running_day(after: Date, suspensions: &[Suspension]) -> Result<Date, DeadlineError> {
    let mut day = day_after(after)?;
    while let Some(suspension) = suspension_on(suspensions, day) {
        let from = suspension.from;
        day = day_after(
            suspension
                .to
                .ok_or(DeadlineError::StillSuspended { from })?,
        )?;
    }
    Ok(day)
}

pub(super) fn day_after(day: Date) -> Result<Date, DeadlineError> {
    day.tomorrow().map_err(|_| DeadlineError::OutOfRange)
}

pub(super) fn day_before(day: Date) -> Result<Date, DeadlineError> {
    day.yesterday().map_err(|_| DeadlineError::OutOfRange)
}

/// Calendar days from `a` to `b`; negative if `b` lies before `a`.
pub(super) fn days_between(a: Date, b: Date) -> i32 {
    // Civil days have 24 hours, and jiff's whole range has fewer days than an i32 holds.
    i32::try_from(a.duration_until(b).as_hours() / 24).unwrap_or_default()
}

/// A length as jiff adds it; the lengths are within limits already.
fn span(period: Period) -> Span {
    let length = i64::from(period.length);
    match period.unit {
        LengthUnit::Day | LengthUnit::WorkingDay => Span::new().days(length),
        LengthUnit::Month => Span::new().months(length),
        LengthUnit::Year => Span::new().years(length),
        LengthUnit::Hour => Span::new().hours(length),
    }
}

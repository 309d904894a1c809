//! On which days a story happens: a period, the weights of its months, and when offices are open.

use anyhow::{Context, Result, bail, ensure};
use fadu_kernel::calendar::Calendar;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Weekday};
use toml::{Table, Value};

use super::amount::chosen_before;
use super::keys::{count, date, known_keys, maybe_text, range, whole};
use crate::replay::chance::Chance;

/// Weights of the twelve months: disputes crowd before the Spring Festival and at harvest.
const DISPUTES: [u32; 12] = [13, 6, 8, 9, 8, 8, 7, 7, 8, 8, 9, 9];
/// Weights of the twelve months: schools, without their holidays.
const SCHOOL: [u32; 12] = [1, 0, 12, 12, 12, 8, 0, 1, 16, 10, 12, 16];
/// Weights of the twelve months: an even year.
const EVEN: [u32; 12] = [1; 12];

/// Longest time before today, in days: what a register of some years ago needs, with room.
const AGO_MAX: i64 = 4_000;

/// Which days people work on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// Working days.
    Office,
    /// Saturdays too.
    Busy,
    /// Any day.
    Any,
}

/// Days of a period with the sum of weights up to each.
#[derive(Debug, Clone)]
pub struct Days {
    open: Open,
    days: Vec<(Date, u32)>,
}

impl Days {
    /// Reads `during` or `recent`, `season`, `days` and `last` of a story.
    pub fn read(table: &Table, calendar: &Calendar, today: Date) -> Result<Self> {
        let open = Open::read(table)?;
        let weights = season(table)?;
        let (first, end) = match (table.get("during"), table.get("recent")) {
            (None, None) => return Ok(Self { open, days: vec![] }),
            (Some(value), None) => period(value).context("`during`")?,
            (None, Some(value)) => recent(value, today).context("`recent`")?,
            (Some(_), Some(_)) => bail!("either `during` or `recent`, not both"),
        };
        let last = table.get("last").map_or(Ok(0), count)?;
        let end = end.saturating_sub(i64::try_from(last).unwrap_or(0).days());
        ensure!(first <= end, "`last` leaves no day of `during`");
        let weight = |day: Date| {
            let month = usize::try_from(day.month() - 1).unwrap_or(0);
            weights.get(month).copied().unwrap_or(1)
        };
        let mut days = weighed(first, end, |day| {
            if open.is_open(calendar, day) {
                weight(day)
            } else {
                0
            }
        });
        if days.is_empty() {
            days = weighed(first, end, |_| 1);
        }
        Ok(Self { open, days })
    }

    /// A day of the period, by weight.
    pub fn draw(&self, chance: &mut Chance) -> Option<Date> {
        let (last, sum) = *self.days.last()?;
        let drawn = chance.below(sum);
        let place = self.days.partition_point(|(_, upto)| *upto <= drawn);
        Some(self.days.get(place).map_or(last, |(day, _)| *day))
    }

    /// The day of a telling where they come in order, each in its own part of the period.
    pub fn draw_in_order(&self, chance: &mut Chance, telling: u64, tellings: u64) -> Option<Date> {
        let (last, sum) = *self.days.last()?;
        let end = |telling| chosen_before(telling, u64::from(sum), tellings);
        let (first, next) = (end(telling), end(telling + 1));
        let drawn = first + chance.number() % (next - first).max(1);
        let place = self
            .days
            .partition_point(|(_, upto)| u64::from(*upto) <= drawn);
        Some(self.days.get(place).map_or(last, |(day, _)| *day))
    }

    /// The first day of the period.
    pub fn first(&self) -> Option<Date> {
        self.days.first().map(|(day, _)| *day)
    }

    /// A later moment: so many days on, moved to a day on which people work.
    pub fn later(
        &self,
        calendar: &Calendar,
        chance: &mut Chance,
        before: DateTime,
        (least, most): (u32, u32),
    ) -> DateTime {
        let days = chance.between(least, most);
        if days == 0 {
            return soon(chance, before, 40);
        }
        let wanted = before.date().saturating_add(i64::from(days).days());
        let (mut early, mut late) = (wanted, wanted);
        for _ in 0..30 {
            if self.open.is_open(calendar, late) {
                break;
            }
            late = late.saturating_add(1.day());
        }
        while early > before.date() && !self.open.is_open(calendar, early) {
            early = early.saturating_sub(1.day());
        }
        // Work meant for a day off is done before it or after it.
        let earlier = early > before.date() && chance.percent(60);
        moment(chance, if earlier { early } else { late })
    }
}

/// The day so many working days after another, or before it. Before anything is counted, a day
/// off moves to the working day before it, or after it where days after it are counted.
pub fn working_days_from(calendar: &Calendar, day: Date, days: i64) -> Date {
    let step = if days > 0 { 1.day() } else { -1.day() };
    let to_open = |mut day: Date| {
        for _ in 0..60 {
            if calendar.is_working_day(day) {
                break;
            }
            day = day.saturating_add(step);
        }
        day
    };
    let mut day = if days > 0 { day } else { to_open(day) };
    for _ in 0..days.unsigned_abs() {
        day = to_open(day.saturating_add(step));
    }
    day
}

/// The days that lie so many days or working days before today, as a step's `ago` says it.
pub fn days_ago(table: &Table, open: Open, calendar: &Calendar, today: Date) -> Result<Vec<Date>> {
    known_keys(table, &["days", "working_days"])?;
    let (key, value) = match (table.get("days"), table.get("working_days")) {
        (Some(days), None) => ("days", days),
        (None, Some(days)) => ("working_days", days),
        _ => bail!("`ago` is {{ days = … }} or {{ working_days = … }}"),
    };
    let (least, most) = range(value)?;
    ensure!(
        least >= 0 && most <= AGO_MAX,
        "`ago` is from 0 to {AGO_MAX} days"
    );
    if key == "working_days" {
        let back = |days: i64| working_days_from(calendar, today, -days);
        return Ok((least..=most).map(back).collect());
    }
    let back = |days: i64| today.saturating_sub(days.days());
    let all = (least..=most).map(back);
    let within: Vec<Date> = all.filter(|day| open.is_open(calendar, *day)).collect();
    // A holiday may be longer than the days named.
    Ok(if within.is_empty() {
        vec![back(least)]
    } else {
        within
    })
}

/// The day of the month so many months from today's, or the first working day after it.
pub fn day_of_month(table: &Table, calendar: &Calendar, today: Date) -> Result<Date> {
    known_keys(table, &["month", "day"])?;
    let number = |key: &str| -> Result<i64> {
        let value = table.get(key);
        whole(value.with_context(|| format!("`{key}` is missing"))?)
    };
    let (months, day) = (number("month")?, number("day")?);
    ensure!(
        (-120..=0).contains(&months) && (1..=28).contains(&day),
        "`month` is 0 for this month or -1 for the last one, `day` from 1 to 28"
    );
    let month = today.first_of_month().saturating_add(months.months());
    let wanted = month.saturating_add((day - 1).days());
    if calendar.is_working_day(wanted) {
        return Ok(wanted);
    }
    Ok(working_days_from(calendar, wanted, 1))
}

/// A moment of today at which most who try a demo have not come yet.
pub fn early(chance: &mut Chance, today: Date) -> DateTime {
    at_minute(today, chance.between(8 * 60 + 1, 8 * 60 + 9))
}

/// A moment of a day, in minutes after midnight.
fn at_minute(day: Date, minutes: u32) -> DateTime {
    let (hour, minute) = (i8::try_from(minutes / 60), i8::try_from(minutes % 60));
    day.at(hour.unwrap_or(9), minute.unwrap_or(0), 0, 0)
}

impl Open {
    /// Reads `days` of a story.
    pub fn read(table: &Table) -> Result<Self> {
        Ok(match maybe_text(table, "days")? {
            None | Some("office") => Self::Office,
            Some("busy") => Self::Busy,
            Some("any") => Self::Any,
            Some(other) => bail!("`days = \"{other}\"` is not known; write office, busy or any"),
        })
    }

    fn is_open(self, calendar: &Calendar, day: Date) -> bool {
        match self {
            Self::Any => true,
            Self::Office => calendar.is_working_day(day),
            Self::Busy => day.weekday() == Weekday::Saturday || calendar.is_working_day(day),
        }
    }
}

/// A moment of a day within office hours.
pub fn moment(chance: &mut Chance, day: Date) -> DateTime {
    let (least, most) = if chance.percent(55) {
        (8 * 60 + 20, 11 * 60 + 20)
    } else {
        (13 * 60, 16 * 60)
    };
    at_minute(day, chance.between(least, most))
}

/// A later moment of the same day, at most so many minutes on.
pub fn soon(chance: &mut Chance, before: DateTime, most: u32) -> DateTime {
    let minutes = i64::from(chance.between(1, most));
    let later = before.saturating_add(minutes.minutes());
    let closing = before.date().at(18, 0, 0, 0);
    later.min(closing).max(before)
}

fn weighed(first: Date, last: Date, weight: impl Fn(Date) -> u32) -> Vec<(Date, u32)> {
    let (mut days, mut sum, mut day) = (Vec::new(), 0, first);
    while day <= last {
        let own = weight(day);
        if own > 0 {
            sum += own;
            days.push((day, sum));
        }
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    days
}

fn season(table: &Table) -> Result<[u32; 12]> {
    Ok(match table.get("season") {
        None => EVEN,
        Some(Value::String(name)) => match name.as_str() {
            "even" => EVEN,
            "disputes" => DISPUTES,
            "school" => SCHOOL,
            other => bail!("the season {other} is not known; write even, disputes or school"),
        },
        Some(Value::Array(list)) if list.len() == 12 => {
            let mut weights = EVEN;
            for (weight, value) in weights.iter_mut().zip(list) {
                *weight = u32::try_from(count(value)?).unwrap_or(0).min(1000);
            }
            weights
        }
        Some(_) => bail!("`season` is even, disputes, school, or twelve weights"),
    })
}

/// The first and the last day of `2022`, `2022-03`, `2022-03-08` or two of them.
fn period(value: &Value) -> Result<(Date, Date)> {
    let (first, last) = match value {
        Value::String(text) => match text.split_once("..") {
            Some((first, last)) => (first.to_owned(), last.to_owned()),
            None => (text.clone(), text.clone()),
        },
        Value::Array(ends) => match ends.as_slice() {
            [Value::String(first), Value::String(last)] => (first.clone(), last.clone()),
            _ => bail!("a list of two dates belongs here"),
        },
        _ => bail!("a text such as 2022 or 2023-01..2023-06 belongs here"),
    };
    let (first, last) = (span(&first)?.0, span(&last)?.1);
    ensure!(first <= last, "the period ends before it begins");
    Ok((first, last))
}

/// From so many days before today to so many.
fn recent(value: &Value, today: Date) -> Result<(Date, Date)> {
    let (least, most) = range(value)?;
    ensure!(least >= 0, "days before today are not negative");
    let before = |days: i64| today.checked_sub(days.days()).context("too long ago");
    Ok((before(most)?, before(least)?))
}

fn span(text: &str) -> Result<(Date, Date)> {
    let wrong = || format!("{text} is no period; write 2022, 2022-03 or 2022-03-08");
    match text.len() {
        4 => {
            let first = date(&format!("{text}-01-01")).with_context(wrong)?;
            Ok((first, first.last_of_year()))
        }
        7 => {
            let first = date(&format!("{text}-01")).with_context(wrong)?;
            Ok((first, first.last_of_month()))
        }
        _ => {
            let day = date(text).with_context(wrong)?;
            Ok((day, day))
        }
    }
}

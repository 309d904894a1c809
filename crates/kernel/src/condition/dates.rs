//! Calculations with civil dates that conditions offer: days, months, ages.
//!
//! Plain calendar arithmetic: no holidays, no clocks, no rollover; those belong to the calendar.
//! Every function answers `None` when the result leaves the range of dates.

use jiff::Span;
use jiff::civil::{Date, DateTime};

/// Days from one date to another; negative when the second is earlier.
pub(super) fn days_between(from: Date, to: Date) -> Option<i64> {
    let span = from.until(to).ok()?;
    Some(i64::from(span.get_days()))
}

/// Complete months from one date to another; negative when the second is earlier.
///
/// A month is complete on the corresponding day, or on the last day of a month that has none:
/// 民法典 art. 202.
pub(super) fn months_between(from: Date, to: Date) -> Option<i64> {
    if to < from {
        return months_between(to, from)?.checked_neg();
    }
    let years = i64::from(to.year()) - i64::from(from.year());
    let months = years * 12 + i64::from(to.month()) - i64::from(from.month());
    if add_months(from, months)? > to {
        Some(months - 1)
    } else {
        Some(months)
    }
}

pub(super) fn add_days(date: Date, days: i64) -> Option<Date> {
    add(date, Span::new().try_days(days).ok()?)
}

/// The corresponding day, or the last day of a month that has none: 民法典 art. 202.
pub(super) fn add_months(date: Date, months: i64) -> Option<Date> {
    add(date, Span::new().try_months(months).ok()?)
}

/// The corresponding day, or the last day of a month that has none: 民法典 art. 202.
pub(super) fn add_years(date: Date, years: i64) -> Option<Date> {
    add(date, Span::new().try_years(years).ok()?)
}

fn add(date: Date, span: Span) -> Option<Date> {
    date.checked_add(span).ok()
}

/// Full years of age on a day; the year is full on the birthday itself.
///
/// Someone born on 29 February completes a year on 1 March of a year without that day.
/// Criminal interpretations count from the day after the birthday: pass the day before there.
pub(super) fn age_on(birth: Date, on: Date) -> i64 {
    let years = i64::from(on.year()) - i64::from(birth.year());
    if (on.month(), on.day()) < (birth.month(), birth.day()) {
        years - 1
    } else {
        years
    }
}

/// Reads `2024-01-01`, and nothing else.
pub(super) fn parse_date(text: &str) -> Option<Date> {
    let shape = |(index, byte): (usize, u8)| match index {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    if text.len() != 10 || !text.bytes().enumerate().all(shape) {
        return None;
    }
    text.parse().ok()
}

/// Reads `2024-01-01`, which is midnight, or `2024-01-01T08:30` with optional seconds.
pub(super) fn parse_moment(text: &str) -> Option<DateTime> {
    if let Some(date) = parse_date(text) {
        return Some(date.to_datetime(jiff::civil::Time::midnight()));
    }
    let (date, time) = text.split_once(['T', ' '])?;
    let time: jiff::civil::Time = time.parse().ok()?;
    Some(parse_date(date)?.to_datetime(time))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        parse_date(text).unwrap()
    }

    #[test]
    fn completes_months_on_the_corresponding_day_or_the_month_end() {
        for (from, to, expected) in [
            ("2024-01-31", "2024-02-28", 0),
            ("2024-01-31", "2024-02-29", 1),
            ("2024-01-31", "2024-03-30", 1),
            ("2024-01-31", "2024-03-31", 2),
            ("2023-05-10", "2024-05-09", 11),
            ("2023-05-10", "2024-05-10", 12),
            ("2024-05-10", "2023-05-10", -12),
            ("2024-05-10", "2024-05-10", 0),
        ] {
            let found = months_between(date(from), date(to));
            assert_eq!(found, Some(expected), "{from} {to}");
        }
    }

    #[test]
    fn a_year_of_age_is_full_on_the_birthday() {
        for (birth, on, expected) in [
            ("2006-09-01", "2024-08-31", 17),
            ("2006-09-01", "2024-09-01", 18),
            ("2008-02-29", "2026-02-28", 17),
            ("2008-02-29", "2026-03-01", 18),
        ] {
            assert_eq!(age_on(date(birth), date(on)), expected, "{birth} {on}");
        }
    }

    #[test]
    fn reads_only_complete_iso_texts() {
        for wrong in [
            "",
            "2024-1-1",
            "2024-02-30",
            "20240101",
            "2024/01/01",
            "2024-01-01T08:00",
        ] {
            assert_eq!(parse_date(wrong), None, "{wrong}");
        }
        for (text, expected) in [
            ("2024-01-01", Some("2024-01-01T00:00:00")),
            ("2024-01-01T08:30", Some("2024-01-01T08:30:00")),
            ("2024-01-01 08:30:15", Some("2024-01-01T08:30:15")),
            ("2024-01-01T25:00", None),
            ("08:30", None),
        ] {
            let found = parse_moment(text).map(|moment| moment.to_string());
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn answers_nothing_beyond_the_range_of_dates() {
        assert_eq!(add_days(date("2024-01-01"), i64::MAX), None);
        assert_eq!(add_months(date("9999-12-01"), 1), None);
        assert_eq!(add_years(date("2024-01-01"), i64::MIN), None);
        assert_eq!(
            days_between(date("2024-01-01"), date("2024-03-01")),
            Some(60)
        );
    }
}

//! The counting rules against a slow walk, day by day, written without looking at them and fed
//! from the second source of holidays.

#![expect(clippy::unwrap_used, reason = "a test says no by panicking")]

mod announced;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use fadu_kernel::calendar::Calendar;
use fadu_kernel::deadline::{
    Counting, Expiry, LengthUnit, Period, Policy, Suspension, counted_until, due, explain,
    working_days_between,
};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use proptest::prelude::*;

static CALENDAR: LazyLock<Calendar> = LazyLock::new(announced::calendar);
/// Weekdays that are free and weekend days that are worked, from the second source.
static EXCEPTIONS: LazyLock<BTreeSet<Date>> = LazyLock::new(|| {
    let mut days = BTreeSet::new();
    for line in include_str!("working_days.csv").lines().skip(1) {
        let columns: Vec<&str> = line.split(',').collect();
        for day in columns[13..]
            .iter()
            .flat_map(|column| column.split_whitespace())
        {
            let text = format!("{}-{}-{}", columns[0], &day[..2], &day[2..]);
            days.insert(text.parse().unwrap());
        }
    }
    days
});

fn works(on: Date) -> bool {
    let weekday = !matches!(on.weekday(), Weekday::Saturday | Weekday::Sunday);
    weekday != EXCEPTIONS.contains(&on)
}

fn stands_still(suspensions: &[Suspension], on: Date) -> bool {
    suspensions
        .iter()
        .any(|s| s.from <= on && on <= s.to.unwrap())
}

/// Walks forward until enough days are counted, then on to a working day on which it runs.
fn walk(start: Date, length: u32, working_only: bool, suspensions: &[Suspension]) -> (Date, Date) {
    let mut on = start;
    let mut left = length;
    while left > 0 {
        on += 1.day();
        if !stands_still(suspensions, on) && (!working_only || works(on)) {
            left -= 1;
        }
    }
    let strict = on;
    while !works(on) || stands_still(suspensions, on) {
        on += 1.day();
    }
    (strict, on)
}

fn days_in_months(start: Date, months: u32) -> u32 {
    let index = i32::from(start.year()) * 12 + i32::from(start.month()) - 1;
    let index = index + i32::try_from(months).unwrap();
    let (year, month) = (index / 12, index % 12 + 1);
    let mut day = start.day();
    let (year, month) = (i16::try_from(year).unwrap(), i8::try_from(month).unwrap());
    let end = loop {
        match Date::new(year, month, day) {
            Ok(end) => break end,
            Err(_) => day -= 1,
        }
    };
    let mut on = start;
    let mut days = 0;
    while on < end {
        on += 1.day();
        days += 1;
    }
    days
}

prop_compose! {
    fn start_day()(days in 0..7_600_i32) -> Date { date(2004, 1, 1) + days.days() }
}

prop_compose! {
    /// Up to three suspensions around a period that starts on the day given; they may touch.
    fn start_and_suspensions()(
        start in start_day(),
        parts in prop::collection::vec((-20..60_i32, 0..30_i32), 0..4),
    ) -> (Date, Vec<Suspension>) {
        let mut suspensions = Vec::new();
        let mut at = start;
        for (gap, days) in parts {
            let gap = if suspensions.is_empty() { gap } else { gap.max(0) };
            let from = at + gap.days();
            let to = from + days.days();
            suspensions.push(Suspension { from, to: Some(to) });
            at = to;
        }
        (start, suspensions)
    }
}

fn expect(
    start: Date,
    period: Period,
    suspensions: &[Suspension],
    (strict, rolled): (Date, Date),
) -> Result<(), TestCaseError> {
    let moment = start.at(10, 20, 30, 0);
    for policy in [Policy::Strict, Policy::Rolled] {
        let found = due(&CALENDAR, moment, period, suspensions, policy).unwrap();
        let chosen = match (period.counting, policy) {
            (Counting::Cr6Unstated, Policy::Strict) => strict,
            _ => rolled,
        };
        prop_assert_eq!(found.strict, Expiry::Day(strict));
        prop_assert_eq!(found.rolled, Expiry::Day(rolled));
        prop_assert_eq!(found.due, Expiry::Day(chosen));
        let lines = explain(&CALENDAR, moment, period, suspensions, policy).unwrap();
        prop_assert_eq!(lines[0].date, start);
        prop_assert_eq!(lines.last().unwrap().date, rolled);
        if matches!(period.unit, LengthUnit::Day | LengthUnit::WorkingDay) {
            let counted: Vec<_> = lines.iter().filter(|line| line.counted.is_some()).collect();
            prop_assert_eq!(counted.len(), usize::try_from(period.length).unwrap());
            prop_assert_eq!(counted.last().unwrap().date, strict);
            let unbroken = lines.windows(2).all(|pair| {
                let step = if strict < start { -1 } else { 1 };
                pair[1].date == pair[0].date + step.days()
            });
            prop_assert!(unbroken, "one line a day");
        }
    }
    if !matches!(period.counting, Counting::Cr7Backward) {
        let counted = counted_until(&CALENDAR, start, period, suspensions, strict).unwrap();
        let by_day = !matches!(period.unit, LengthUnit::Month | LengthUnit::Year);
        prop_assert!(!by_day || counted == Some(period.length));
    }
    Ok(())
}

proptest! {
    #[test]
    fn calendar_days_agree_with_a_walk(
        (start, suspensions) in start_and_suspensions(),
        length in 1..=180_u32,
    ) {
        let (strict, rolled) = walk(start, length, false, &suspensions);
        let unit = LengthUnit::Day;
        for (counting, end) in [
            (Counting::Cr1Rolled, rolled),
            (Counting::Cr4Strict, strict),
            (Counting::Cr6Unstated, rolled),
        ] {
            expect(start, Period { length, unit, counting }, &suspensions, (strict, end))?;
        }
    }

    #[test]
    fn working_days_agree_with_a_walk(
        (start, suspensions) in start_and_suspensions(),
        length in 1..=90_u32,
    ) {
        let (last, _) = walk(start, length, true, &suspensions);
        let counting = Counting::Cr2WorkingDays;
        for unit in [LengthUnit::Day, LengthUnit::WorkingDay] {
            expect(start, Period { length, unit, counting }, &suspensions, (last, last))?;
        }
        if suspensions.is_empty() {
            let between = working_days_between(&CALENDAR, start, last);
            prop_assert_eq!(between, i32::try_from(length).unwrap());
            prop_assert_eq!(working_days_between(&CALENDAR, last, start), -between);
        }
    }

    #[test]
    fn months_and_years_agree_with_a_walk(
        (start, suspensions) in start_and_suspensions(),
        length in 1..=12_u32,
    ) {
        let counting = Counting::Cr3Months;
        let ends = walk(start, days_in_months(start, length), false, &suspensions);
        expect(start, Period { length, unit: LengthUnit::Month, counting }, &suspensions, ends)?;
        let ends = walk(start, days_in_months(start, 12), false, &suspensions);
        let year = Period { length: 1, unit: LengthUnit::Year, counting };
        expect(start, year, &suspensions, ends)?;
    }

    #[test]
    fn days_counted_back_agree_with_a_walk(start in start_day(), length in 1..=60_u32) {
        let event = start + 120.days();
        for unit in [LengthUnit::Day, LengthUnit::WorkingDay] {
            let mut on = event;
            let mut left = length;
            while left > 0 {
                on -= 1.day();
                if unit == LengthUnit::Day || works(on) {
                    left -= 1;
                }
            }
            let strict = on;
            while !works(on) {
                on -= 1.day();
            }
            let period = Period { length, unit, counting: Counting::Cr7Backward };
            expect(event, period, &[], (strict, on))?;
        }
    }

    #[test]
    fn hours_agree_with_a_walk_by_the_minute(
        (start, suspensions) in start_and_suspensions(),
        minute in 0..1440_i32,
        length in 1..=96_u32,
        from_next_hour: bool,
    ) {
        let start = start.at(0, 0, 0, 0) + minute.minutes();
        let mut at = start;
        if from_next_hour {
            at += 1.minute();
            while at.minute() != 0 {
                at += 1.minute();
            }
        }
        let mut left = length * 60;
        while left > 0 {
            if !stands_still(&suspensions, at.date()) {
                left -= 1;
            }
            at += 1.minute();
        }
        let counting = Counting::Cr5Hours { from_next_hour };
        let period = Period { length, unit: LengthUnit::Hour, counting };
        let found = due(&CALENDAR, start, period, &suspensions, Policy::Rolled).unwrap();
        prop_assert_eq!(found.due, Expiry::Moment(at));
        let lines = explain(&CALENDAR, start, period, &suspensions, Policy::Rolled).unwrap();
        prop_assert_eq!(lines.last().unwrap().date, at.date());
    }
}

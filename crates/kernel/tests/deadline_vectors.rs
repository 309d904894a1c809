//! The counting rules against `deadline_vectors.csv`: worked examples of real statutory periods,
//! one line each, that anyone can add to.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says no by panicking"
)]

mod announced;

use fadu_kernel::calendar::Calendar;
use fadu_kernel::deadline::{
    Counting, DayLine, DaysLeft, Deadline, DeadlineError, Expiry, LengthUnit, Period, Policy,
    Suspension, counted_until, days_left, due, explain, working_days_between,
};
use jiff::civil::{Date, DateTime, date};

struct Vector {
    id: String,
    start: DateTime,
    period: Period,
    expected: Expiry,
    expected_strict: Expiry,
    suspensions: Vec<Suspension>,
}

fn vectors() -> Vec<Vector> {
    include_str!("deadline_vectors.csv")
        .lines()
        .skip(1)
        .map(vector)
        .collect()
}

fn vector(line: &str) -> Vector {
    let columns: Vec<&str> = line.splitn(10, ',').collect();
    let [
        id,
        rule,
        start,
        length,
        unit,
        expected,
        expected_strict,
        from,
        to,
        _,
    ] = columns[..]
    else {
        panic!("ten columns: {line}");
    };
    let suspensions = match from {
        "" => Vec::new(),
        _ => vec![Suspension {
            from: from.parse().unwrap(),
            to: Some(to.parse().unwrap()),
        }],
    };
    Vector {
        id: id.to_owned(),
        start: start.parse().unwrap(),
        period: Period {
            length: length.parse().unwrap(),
            unit: unit.parse().unwrap(),
            counting: rule.parse().unwrap(),
        },
        expected: expected.parse().unwrap(),
        expected_strict: expected_strict.parse().unwrap(),
        suspensions,
    }
}

fn period(length: u32, unit: LengthUnit, counting: Counting) -> Period {
    Period {
        length,
        unit,
        counting,
    }
}

fn due_day(calendar: &Calendar, start: Date, period: Period) -> Deadline {
    due(calendar, start.at(9, 0, 0, 0), period, &[], Policy::Rolled).unwrap()
}

#[test]
fn every_vector_holds_under_both_policies() {
    let calendar = announced::calendar();
    let vectors = vectors();
    assert_eq!(vectors.len(), 32);
    for v in vectors {
        for policy in [Policy::Strict, Policy::Rolled] {
            let found = due(&calendar, v.start, v.period, &v.suspensions, policy).unwrap();
            let silent = v.period.counting == Counting::Cr6Unstated;
            let expected = match policy {
                Policy::Strict if silent => v.expected_strict,
                Policy::Strict | Policy::Rolled => v.expected,
            };
            assert_eq!(found.due, expected, "{} {policy:?}", v.id);
            assert_eq!(found.strict, v.expected_strict, "{} strict", v.id);
            assert_eq!(found.rolled, v.expected, "{} rolled", v.id);
            assert!(!found.provisional, "{}", v.id);
        }
    }
}

#[test]
fn every_vector_is_explained_up_to_its_end() {
    let calendar = announced::calendar();
    for v in vectors() {
        let lines = explain(&calendar, v.start, v.period, &v.suspensions, Policy::Rolled).unwrap();
        assert_eq!(lines.last().unwrap().date, v.expected.date(), "{}", v.id);
        let numbers: Vec<u32> = lines.iter().filter_map(|line| line.counted).collect();
        let days = matches!(v.period.unit, LengthUnit::Day | LengthUnit::WorkingDay);
        let all = if days { v.period.length } else { 0 };
        assert_eq!(numbers, (1..=all).collect::<Vec<u32>>(), "{}", v.id);
    }
}

fn said(lines: &[DayLine]) -> Vec<String> {
    let line = |line: &DayLine| {
        let counted = line
            .counted
            .map_or("-".to_owned(), |number| number.to_string());
        format!("{} {counted} {}", line.date, line.why.zh)
    };
    lines.iter().map(line).collect()
}

#[test]
fn explains_working_days_around_a_spring_festival() {
    let calendar = announced::calendar();
    let rule = period(5, LengthUnit::WorkingDay, Counting::Cr2WorkingDays);
    let start = date(2024, 2, 8).at(9, 0, 0, 0);
    let lines = said(&explain(&calendar, start, rule, &[], Policy::Rolled).unwrap());
    assert_eq!(lines.len(), 14);
    assert_eq!(lines[0], "2024-02-08 - 起算日，不计入");
    assert_eq!(lines[1], "2024-02-09 1 工作日，计入");
    assert_eq!(lines[2], "2024-02-10 - 春节放假，不计入");
    assert_eq!(lines[10], "2024-02-18 2 调休上班日，计入");
    assert_eq!(lines[13], "2024-02-21 5 工作日，计入，期限最后一日");
}

#[test]
fn explains_a_last_day_carried_over() {
    let calendar = announced::calendar();
    let rule = period(45, LengthUnit::Day, Counting::Cr1Rolled);
    let start = date(2024, 11, 20).at(9, 0, 0, 0);
    let lines = said(&explain(&calendar, start, rule, &[], Policy::Rolled).unwrap());
    assert_eq!(
        lines[45..],
        [
            "2025-01-04 45 周末，仍计入，期限最后一日，顺延",
            "2025-01-05 - 周末，继续顺延",
            "2025-01-06 - 其后第一个工作日，期限届满",
        ]
    );
}

#[test]
fn explains_months_by_the_days_that_matter() {
    let calendar = announced::calendar();
    let rule = period(6, LengthUnit::Month, Counting::Cr3Months);
    let start = date(2024, 8, 31).at(9, 0, 0, 0);
    let lines = said(&explain(&calendar, start, rule, &[], Policy::Rolled).unwrap());
    assert_eq!(
        lines,
        [
            "2024-08-31 - 起算日，不计入",
            "2025-02-28 - 满6个月，到期月无对应日，以月末日为准，期限最后一日",
        ]
    );
}

#[test]
fn explains_months_ending_in_a_holiday_and_suspended_on_the_way() {
    let calendar = announced::calendar();
    let rule = period(6, LengthUnit::Month, Counting::Cr3Months);
    let start = date(2024, 8, 2).at(9, 0, 0, 0);
    let say = |suspensions: &[Suspension]| {
        said(&explain(&calendar, start, rule, suspensions, Policy::Rolled).unwrap())
    };
    let lines = say(&[]);
    let end = "2025-02-02 - 满6个月，到期月的对应日，春节放假，期限最后一日，顺延";
    assert_eq!(lines[1], end);
    assert_eq!(lines[2], "2025-02-03 - 春节放假，继续顺延");
    assert_eq!(lines[4], "2025-02-05 - 其后第一个工作日，期限届满");
    let touching = [(10, 12), (12, 14)].map(|(from, to)| Suspension {
        from: date(2024, 9, from),
        to: Some(date(2024, 9, to)),
    });
    let lines = say(&touching);
    assert_eq!(lines[1], "2024-09-10 - 自本日至 2024-09-12 中止，3日不计入");
    assert_eq!(lines[2], "2024-09-13 - 自本日至 2024-09-14 中止，2日不计入");
    let end = "2025-02-07 - 满6个月，对应日 2025-02-02 加中止日数，期限最后一日";
    assert_eq!(lines[3], end);
}

#[test]
fn explains_a_suspension_of_centuries_in_a_few_lines() {
    let calendar = announced::calendar();
    let rule = period(60, LengthUnit::Day, Counting::Cr1Rolled);
    let start = date(2024, 3, 1).at(9, 0, 0, 0);
    let endless = [Suspension {
        from: date(2024, 3, 20),
        to: Some(date(9000, 1, 1)),
    }];
    let lines = explain(&calendar, start, rule, &endless, Policy::Rolled).unwrap();
    assert!(lines.len() < 10);
}

#[test]
fn explains_hours_and_both_of_their_beginnings() {
    let calendar = announced::calendar();
    let start = date(2025, 1, 27).at(16, 30, 0, 0);
    let hours = |from_next_hour| {
        let rule = period(24, LengthUnit::Hour, Counting::Cr5Hours { from_next_hour });
        said(&explain(&calendar, start, rule, &[], Policy::Rolled).unwrap())
    };
    assert_eq!(
        hours(false),
        [
            "2025-01-27 - 自 16:30 起算",
            "2025-01-28 - 满24小时，于 16:30 届满，休假日不顺延"
        ]
    );
    assert_eq!(hours(true)[0], "2025-01-27 - 自下一小时 17:00 起算");
}

#[test]
fn explains_an_open_suspension_and_how_far_the_period_had_run() {
    let calendar = announced::calendar();
    let rule = period(60, LengthUnit::Day, Counting::Cr1Rolled);
    let start = date(2024, 3, 1);
    let open = [Suspension {
        from: date(2024, 3, 20),
        to: None,
    }];
    let suspended = due(&calendar, start.at(9, 0, 0, 0), rule, &open, Policy::Rolled);
    let from = date(2024, 3, 20);
    assert_eq!(suspended, Err(DeadlineError::StillSuspended { from }));
    let lines = explain(&calendar, start.at(9, 0, 0, 0), rule, &open, Policy::Rolled).unwrap();
    assert_eq!(
        said(&lines).last().unwrap(),
        "2024-03-20 - 自本日起中止，尚未恢复"
    );
    let run = counted_until(&calendar, start, rule, &open, date(2024, 5, 1)).unwrap();
    assert_eq!(run, Some(18));
}

#[test]
fn a_suspension_that_begins_after_the_end_changes_nothing() {
    let calendar = announced::calendar();
    let rule = period(15, LengthUnit::Day, Counting::Cr1Rolled);
    let start = date(2024, 3, 1).at(9, 0, 0, 0);
    let late = [Suspension {
        from: date(2024, 3, 19),
        to: None,
    }];
    let found = due(&calendar, start, rule, &late, Policy::Rolled).unwrap();
    // Day 15 is Saturday 16 March.
    assert_eq!(found.due, Expiry::Day(date(2024, 3, 18)));
}

#[test]
fn an_open_suspension_on_the_way_to_the_next_working_day_keeps_the_period_open() {
    let calendar = announced::calendar();
    let rule = period(15, LengthUnit::Day, Counting::Cr1Rolled);
    let start = date(2024, 3, 1).at(9, 0, 0, 0);
    let from = date(2024, 3, 17);
    let sunday = |to| [Suspension { from, to }];
    let open = due(&calendar, start, rule, &sunday(None), Policy::Rolled);
    assert_eq!(open, Err(DeadlineError::StillSuspended { from }));
    let resumed = sunday(Some(date(2024, 3, 20)));
    let found = due(&calendar, start, rule, &resumed, Policy::Rolled).unwrap();
    assert_eq!(found.due, Expiry::Day(date(2024, 3, 21)));
}

#[test]
fn a_custody_period_in_months_ends_on_the_corresponding_day() {
    let calendar = announced::calendar();
    let rule = period(2, LengthUnit::Month, Counting::Cr4Strict);
    let found = due_day(&calendar, date(2025, 8, 4), rule);
    assert_eq!(found.due, Expiry::Day(date(2025, 10, 4)));
}

#[test]
fn a_day_counted_back_onto_a_weekend_gives_way_to_the_friday_before() {
    let calendar = announced::calendar();
    let rule = period(7, LengthUnit::Day, Counting::Cr7Backward);
    let found = due_day(&calendar, date(2024, 3, 17), rule);
    assert_eq!(found.strict, Expiry::Day(date(2024, 3, 10)));
    assert_eq!(found.due, Expiry::Day(date(2024, 3, 8)));
    let start = date(2024, 3, 17).at(9, 0, 0, 0);
    let lines = said(&explain(&calendar, start, rule, &[], Policy::Rolled).unwrap());
    assert_eq!(
        lines.last().unwrap(),
        "2024-03-08 - 其前第一个工作日，最迟于本日"
    );
}

#[test]
fn a_period_that_reaches_an_unannounced_year_is_provisional() {
    let calendar = announced::calendar();
    let start = date(2026, 12, 10);
    let days = |length, counting| {
        let unit = match counting {
            Counting::Cr2WorkingDays => LengthUnit::WorkingDay,
            _ => LengthUnit::Day,
        };
        due_day(&calendar, start, period(length, unit, counting)).provisional
    };
    assert!(!days(5, Counting::Cr2WorkingDays));
    assert!(days(15, Counting::Cr2WorkingDays));
    assert!(!days(5, Counting::Cr1Rolled));
    assert!(days(30, Counting::Cr1Rolled));
    assert!(
        !days(30, Counting::Cr4Strict),
        "no holiday moves a strict period"
    );
    assert!(days(30, Counting::Cr6Unstated));
}

#[test]
fn refuses_periods_and_suspensions_that_make_no_sense() {
    let calendar = announced::calendar();
    let start = date(2024, 3, 1).at(9, 0, 0, 0);
    let day = |n| date(2024, 3, n);
    let sixty = period(60, LengthUnit::Day, Counting::Cr1Rolled);
    let hours = period(24, LengthUnit::Hour, Counting::Cr1Rolled);
    let zero = period(0, LengthUnit::Day, Counting::Cr1Rolled);
    let long = period(2_501, LengthUnit::Day, Counting::Cr2WorkingDays);
    let back = period(5, LengthUnit::Day, Counting::Cr7Backward);
    let from = |from, to| Suspension {
        from: day(from),
        to: Some(day(to)),
    };
    let open = Suspension {
        from: day(5),
        to: None,
    };
    let rows: [(Period, Vec<Suspension>, &str); 9] = [
        (hours, vec![], "rule CR1 does not count in units of hour"),
        (zero, vec![], "at least 1"),
        (
            long,
            vec![],
            "2501 is over the limit of 2500 for the unit working_day",
        ),
        (sixty, vec![from(20, 10)], "ends before it begins"),
        (sixty, vec![from(10, 20), from(15, 25)], "out of order"),
        (sixty, vec![from(20, 25), from(10, 15)], "out of order"),
        (sixty, vec![open, from(10, 15)], "out of order"),
        (sixty, vec![from(10, 10); 101], "at most 100"),
        (back, vec![from(10, 15)], "backward"),
    ];
    for (period, suspensions, part) in rows {
        let error = due(&calendar, start, period, &suspensions, Policy::Rolled).unwrap_err();
        let words = error.words();
        assert!(words.en.contains(part), "{words:?}");
        assert!(!words.zh.is_empty());
        assert!(explain(&calendar, start, period, &suspensions, Policy::Rolled).is_err());
    }
}

#[test]
fn an_end_beyond_all_years_is_refused_and_not_a_crash() {
    let calendar = announced::calendar();
    let last = Date::MAX.at(9, 0, 0, 0);
    for counting in Counting::ALL {
        let unit = [LengthUnit::Day, LengthUnit::Month, LengthUnit::Hour]
            .into_iter()
            .find(|unit| counting.takes(*unit))
            .unwrap();
        let start = match counting {
            Counting::Cr7Backward => Date::MIN.at(9, 0, 0, 0),
            _ => last,
        };
        let found = due(
            &calendar,
            start,
            period(30, unit, counting),
            &[],
            Policy::Rolled,
        );
        assert_eq!(found, Err(DeadlineError::OutOfRange), "{counting}");
    }
}

#[test]
fn says_how_many_days_are_left_and_how_many_too_late() {
    let calendar = announced::calendar();
    let end = Expiry::Day(date(2024, 2, 21));
    let left = |on| days_left(&calendar, on, end);
    assert_eq!(
        left(date(2024, 2, 8)),
        DaysLeft {
            calendar: 13,
            working: 5
        }
    );
    assert_eq!(
        left(date(2024, 2, 21)),
        DaysLeft {
            calendar: 0,
            working: 0
        }
    );
    assert_eq!(
        left(date(2024, 2, 26)),
        DaysLeft {
            calendar: -5,
            working: -3
        }
    );
    assert_eq!(
        working_days_between(&calendar, date(2024, 2, 9), date(2024, 2, 18)),
        1
    );
}

//! The announced years against a second source that was compiled independently of the first:
//! working days per month, free weekdays and worked weekends of 23 years.

#![expect(clippy::unwrap_used, reason = "a test says no by panicking")]

mod announced;

use jiff::civil::{Date, Weekday, date};

#[test]
fn every_day_of_twenty_three_years_agrees_with_a_second_source() {
    let calendar = announced::calendar();
    let mut years = 0;
    for line in include_str!("working_days.csv").lines().skip(1) {
        let columns: Vec<&str> = line.split(',').collect();
        let year: i16 = columns[0].parse().unwrap();
        let mut months = [0; 12];
        let (mut free, mut worked) = (Vec::new(), Vec::new());
        let mut on = date(year, 1, 1);
        while on.year() == year {
            let works = calendar.is_working_day(on);
            months[usize::try_from(on.month() - 1).unwrap()] += i32::from(works);
            match (is_weekend(on), works) {
                (false, false) => free.push(format!("{:02}{:02}", on.month(), on.day())),
                (true, true) => worked.push(format!("{:02}{:02}", on.month(), on.day())),
                (true, false) | (false, true) => {}
            }
            on = on.tomorrow().unwrap();
        }
        assert_eq!(
            months.map(|days| days.to_string())[..],
            columns[1..13],
            "{year}"
        );
        assert_eq!(free.join(" "), columns[13], "free weekdays of {year}");
        assert_eq!(worked.join(" "), columns[14], "worked weekends of {year}");
        years += 1;
    }
    assert_eq!(years, 23);
}

fn is_weekend(on: Date) -> bool {
    matches!(on.weekday(), Weekday::Saturday | Weekday::Sunday)
}

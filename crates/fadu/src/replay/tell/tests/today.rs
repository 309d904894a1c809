//! Steps whose day is counted from today, from a drawn value or from the step before, and those
//! that must be refused.

use fadu_kernel::calendar::Calendar;
use fadu_office::submission::Subject;
use jiff::ToSpan;
use jiff::civil::Date;

use super::{CALENDAR, LATE, fact, read};
use crate::replay::{Expected, Planned};

/// The acts of a story whose steps hold an activity each, on the days that these keys say.
fn held(story: &str, days: &[&str]) -> Vec<Planned> {
    let mut text = format!("[[story]]\nid = \"one\"\nunit = \"any:village\"\n{story}\n");
    for day in days {
        text.push_str(
            "[[story.step]]\nby = \"village_clerk\"\ndoes = \"education_activity.hold\"\n",
        );
        text.push_str("facts = { form = \"other\", topic = \"t\" }\n");
        text.push_str(day);
        text.push('\n');
    }
    read(&text, 1).unwrap()
}

fn days_of(planned: &[Planned]) -> Vec<Date> {
    let days = planned.iter().map(|planned| planned.submission.at.date());
    days.collect()
}

fn working_days_between(calendar: &Calendar, first: Date, last: Date) -> usize {
    let days = first.tomorrow().unwrap().series(1.day());
    let until = days.take_while(|day| *day <= last);
    until.filter(|day| calendar.is_working_day(*day)).count()
}

#[test]
fn a_step_lies_so_many_days_or_working_days_before_today() {
    let today = LATE.date();
    let steps = [
        "ago = { days = [30, 34] }",
        "ago = { working_days = 12 }",
        "ago = { working_days = [3, 5] }",
    ];
    let days = days_of(&held("tells = 1", &steps));
    let back = (today - days[0]).get_days();
    assert!((30..=34).contains(&back) && CALENDAR.is_working_day(days[0]));
    // The first of January is a day off: it is counted from the working day before it.
    let open = Date::constant(2025, 12, 31);
    assert!(CALENDAR.is_working_day(open) && !CALENDAR.is_working_day(today));
    assert_eq!(working_days_between(&CALENDAR, days[1], open), 12);
    assert!((3..=5).contains(&working_days_between(&CALENDAR, days[2], open)));
}

#[test]
fn a_step_lies_on_a_day_of_a_month_or_the_working_day_after_it() {
    let steps = ["on = { month = -1, day = 27 }"];
    let planned = held("tells = 1", &steps);
    // The 27th of December 2025 is a Saturday.
    assert_eq!(days_of(&planned), [Date::constant(2025, 12, 29)]);
}

#[test]
fn a_step_lies_on_a_drawn_day_and_is_left_out_from_that_day_on() {
    let story = "tells = 20\nduring = \"2022-03\"\n[story.let]\nuntil = { day = [20, 40] }";
    let steps = [
        "",
        "after = [18, 45]\nbefore = \"{until}\"",
        "on = \"{until}\"",
    ];
    let planned = held(story, &steps);
    let of = |step: usize| {
        let end = format!("-{step}");
        let found = planned
            .iter()
            .filter(move |p| p.submission.key.ends_with(&end));
        found.collect::<Vec<_>>()
    };
    let (begun, between, ended) = (of(1), of(2), of(3));
    assert_eq!((begun.len(), ended.len()), (20, 20));
    assert!(!between.is_empty() && between.len() < 20);
    for early in between {
        let telling = early.submission.key.split('-').nth(1).unwrap();
        let end = ended
            .iter()
            .find(|end| end.submission.key.split('-').nth(1) == Some(telling));
        assert!(early.submission.at.date() < end.unwrap().submission.at.date());
    }
}

#[test]
fn repetitions_lie_days_apart_where_a_step_says_so() {
    let story = "tells = 1\nduring = \"2022-03\"\ndays = \"any\"";
    let days = days_of(&held(story, &["repeat = 4\napart = [10, 12]"]));
    let waits = days.windows(2).map(|pair| (pair[1] - pair[0]).get_days());
    assert!(waits.into_iter().all(|wait| (10..=12).contains(&wait)));
    assert_eq!(days.len(), 4);
}

#[test]
fn what_must_be_refused_is_told_with_its_article_and_opens_nothing() {
    let text = r#"
[[story]]
id = "one"
during = "2022"
unit = "small_east_upper"
[[story.step]]
by = "mediator"
does = "mediation.register"
facts = { applicant = "甲", respondent = "乙", kind = "other", summary = "争议" }
refused = "人民调解法:17"
[[story.step]]
by = "mediator"
does = "mediation.register"
facts = { applicant = "甲", respondent = "乙", kind = "other", summary = "争议" }
[[story.step]]
by = "mediator"
does = "mediation.begin"
facts = { both_willing = true, mediators = ["某某"] }
"#;
    let planned = read(text, 1).unwrap();
    let article = "人民调解法:17".parse().unwrap();
    assert_eq!(planned[0].expected, Expected::RefusedBy(article));
    assert_eq!(planned[1].expected, Expected::Lawful);
    let opened = Subject::OpenedBy {
        key: planned[1].submission.key.clone(),
        procedure: "mediation".to_owned(),
    };
    assert_eq!(planned[2].submission.subject, opened);
}

#[test]
fn a_scheme_s_matter_is_that_of_the_period_closed_last_in_the_step_s_unit() {
    let text = r#"
[[story]]
id = "one"
unit = "small_east_upper"
[[story.step]]
on = "2022-05-16"
by = "mediator"
matter = "scheme:litigation.court_lamp"
does = "supervision_order.acknowledge"
"#;
    let planned = read(text, 1).unwrap();
    let opened = Subject::OpenedIn {
        key: "scheme/litigation.court_lamp/2022-04-01".to_owned(),
        procedure: "supervision_order".to_owned(),
        unit: "small_east_upper".to_owned(),
    };
    assert_eq!(planned[0].submission.subject, opened);
    let unknown = text.replace("court_lamp", "no_lamp");
    assert!(
        read(&unknown, 1)
            .unwrap_err()
            .contains("no pack has the scheme")
    );
}

#[test]
fn facts_name_days_from_today_and_published_values() {
    let text = r#"
[[story]]
id = "one"
during = "2022-05"
unit = "small_east_upper"
[[story.step]]
by = "village_clerk"
does = "education_activity.hold"
facts = { form = "other", topic = { list = [{ working_day = 2, since = "today" }, { day = -3, since = "2022-01-10" }, { month = 0, day = 5 }, { figure = "F2" }, { figure = "F1", less = 20 }] } }
"#;
    let planned = read(text, 1).unwrap();
    // The first three days of 2026 are days off, the fourth a Sunday on which people work.
    let mut open = (1..).map(|days| LATE.date().saturating_add(i64::from(days).days()));
    let second = open
        .by_ref()
        .filter(|day| CALENDAR.is_working_day(*day))
        .nth(1);
    let second = second.unwrap().to_string();
    let expected = serde_json::json!([second, "2022-01-07", "2026-01-05", "98.46", 280]);
    assert_eq!(*fact(&planned[0], "topic"), expected);
}

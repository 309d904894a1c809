//! Stories told from small files: each kind of draw, totals that add up, and what is refused.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use fadu_kernel::calendar::Calendar;
use fadu_office::submission::{Doer, Subject};
use fadu_pack::packs::{Packs, find_packs, load};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Weekday};
use serde_json::Value as Json;

use super::{RowTables, Sources, StoryFiles, Told, Town, Values};
use crate::replay::Planned;
use crate::replay::city::CityFile;
use crate::replay::figures::FigureFile;

mod cities;
mod faults;
mod rows;
mod today;

const CITY: &str = r#"
[city]
id = "small"
name = { zh = "小城", en = "Small" }
office_name = { zh = "小城平台", en = "Small platform" }
telephone = "12348"
time_offset_hours = 8
policy = "strict"

[[units]]
id = "small"
name = { zh = "小城", en = "Small" }
short = "小"
kind = "city"

[[units]]
id = "justice_bureau"
name = { zh = "小城司法局", en = "Justice bureau" }
short = "小司"
kind = "department"
parent = "small"

[[units_of]]
kind = "township"
parent = "small"
count = 2
names = [
  { id = "east", zh = "东镇", en = "East Town", short = "东" },
  { id = "west", zh = "西镇", en = "West Town", short = "西" },
]

[[units_of]]
kind = "village"
parent = "each:township"
count = { small_east = 2, small_west = 1 }
names = [
  { id = "upper", zh = "上村", en = "Upper Village", short = "上" },
  { id = "lower", zh = "下村", en = "Lower Village", short = "下" },
]

[[staff]]
roles = ["mediator", "village_clerk"]
units = "each:village"
count = 2

[[staff]]
roles = ["judicial_office_worker"]
units = "each:township"
"#;

const FIGURES: &str = r#"
[[figure]]
id = "F1"
period = "2022"
value = "300"
unit = { zh = "场", en = "lectures" }
name = { zh = "讲座", en = "Lectures" }
indicator = "education.activities"
span = "2022"

[[figure]]
id = "F2"
period = "2022"
value = "98.46"
unit = { zh = "%", en = "%" }
name = { zh = "率", en = "Rate" }
indicator = "mediation.success_rate"
span = "2022"
"#;

pub fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub static PACKS: LazyLock<Packs> = LazyLock::new(|| {
    let folders = find_packs(&home().join("packs")).unwrap();
    load(&folders, &[], None, Date::constant(2026, 1, 1)).0
});

pub static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| {
    fadu_pack::calendar::load_calendar(&home().join("statutes/calendar"), None).unwrap()
});

pub static ROWS: LazyLock<RowTables> =
    LazyLock::new(|| RowTables::read(&home().join("demo/rows")).unwrap());

const LATE: DateTime = DateTime::constant(2026, 1, 1, 0, 0, 0, 0);

fn read(text: &str, seed: u64) -> Result<Vec<Planned>, String> {
    let city = CityFile::parse(CITY).unwrap();
    let figures = FigureFile::parse(FIGURES).unwrap();
    let values = Values::new(&figures.figure);
    let files = StoryFiles::of_text("small", text).map_err(|fault| format!("{fault:#}"))?;
    let town = Town::new(&city);
    let sources = Sources {
        town: &town,
        values: &values,
        rows: &ROWS,
        packs: &PACKS,
        calendar: &CALENDAR,
        today: LATE.date(),
        seed,
    };
    let stories = files
        .stories(sources)
        .map_err(|fault| format!("{fault:#}"))?;
    let told = Told::new(&stories, &town, &CALENDAR, LATE);
    told.map(|planned| planned.map_err(|fault| format!("{fault:#}")))
        .collect()
}

/// The acts of one story with one step that holds an activity.
fn activities(story: &str, facts: &str) -> Vec<Planned> {
    let text = format!(
        "[[story]]\nid = \"one\"\n{story}\n[[story.step]]\nby = \"village_clerk\"\n\
         does = \"education_activity.hold\"\nfacts = {{ {facts} }}\n"
    );
    read(&text, 1).unwrap()
}

fn fact<'a>(planned: &'a Planned, name: &str) -> &'a Json {
    &planned.submission.facts[name]
}

fn numbers(planned: &[Planned], name: &str) -> Vec<u64> {
    let facts = planned.iter().map(|planned| fact(planned, name));
    facts.map(|fact| fact.as_u64().unwrap()).collect()
}

#[test]
fn a_story_is_told_as_often_as_a_figure_says_in_its_period_in_turn() {
    let story =
        "tells = { figure = \"F1\" }\nduring = \"2022-03..2022-04\"\nunit = \"each:village\"";
    let planned = activities(story, "form = \"into_village\", topic = \"宪法\"");
    assert_eq!(planned.len(), 300);
    let mut villages: BTreeMap<String, usize> = BTreeMap::new();
    for planned in &planned {
        let submission = &planned.submission;
        let day = submission.at.date();
        assert!(Date::constant(2022, 3, 1) <= day && day <= Date::constant(2022, 4, 30));
        assert!(CALENDAR.is_working_day(day), "{day}");
        let Subject::New { unit } = &submission.subject else {
            panic!("opens nothing");
        };
        let Doer::Account(login) = &submission.doer else {
            panic!("nobody does it");
        };
        assert!(login.ends_with(unit) || login.ends_with(&format!("{unit}_2")));
        *villages.entry(unit.clone()).or_default() += 1;
    }
    assert_eq!(villages.values().copied().collect::<Vec<_>>(), [100; 3]);
    let order = planned.windows(2);
    assert!(
        order
            .into_iter()
            .all(|pair| pair[0].submission.at <= pair[1].submission.at)
    );
}

#[test]
fn amounts_add_take_away_and_reckon_rates() {
    let count = |tells: &str| {
        let story = format!("tells = {tells}\nduring = \"2022\"\nunit = \"any:village\"");
        activities(&story, "form = \"other\", topic = \"宪法\"").len()
    };
    assert_eq!(count("40"), 40);
    assert_eq!(count("{ figure = \"F1\", less = 12, plus = [1, 2] }"), 291);
    assert_eq!(count("{ rate = \"F2\", of = \"F1\" }"), 295);
    assert_eq!(
        count("{ figure = \"F1\", less = { rate = \"F2\", of = \"F1\" } }"),
        5
    );
    let story = "tells = 7\nduring = \"2022\"\nunit = \"every:village\"";
    assert_eq!(
        activities(story, "form = \"other\", topic = \"宪法\"").len(),
        21
    );
}

#[test]
fn shares_add_up_exactly_also_where_only_some_tellings_reach_them() {
    let story = "tells = 83\nduring = \"2022\"\nunit = \"each:village\"";
    let facts = "form = \"other\", topic = \"t\", audience = { share = 4001 }";
    let parts = numbers(&activities(story, facts), "audience");
    assert_eq!(parts.iter().sum::<u64>(), 4001);
    assert!(parts.iter().all(|part| *part > 0));
    let different: BTreeSet<&u64> = parts.iter().collect();
    assert!(different.len() > 5, "{parts:?}");
    let facts = "form = \"other\", topic = \"t\", audience = { when = { exactly = 20 }, \
                 then = { share = 4001 } }";
    let planned = activities(story, facts);
    let told = planned
        .iter()
        .filter_map(|planned| planned.submission.facts.get("audience"));
    let parts: Vec<u64> = told.map(|part| part.as_u64().unwrap()).collect();
    assert_eq!((parts.len(), parts.iter().sum::<u64>()), (20, 4001));
}

#[test]
fn the_same_seed_tells_the_same_and_another_seed_something_else() {
    let text = r#"
[[story]]
id = "one"
tells = 30
during = "2022"
unit = "any:village"
[[story.step]]
by = "village_clerk"
does = "education_activity.hold"
facts = { form = "other", topic = { draw = "person" } }
"#;
    let first = read(text, 1).unwrap();
    assert_eq!(first, read(text, 1).unwrap());
    assert_ne!(first, read(text, 2).unwrap());
}

#[test]
fn texts_are_filled_and_values_drawn_once_are_the_same_everywhere() {
    let text = r#"
[[story]]
id = "one"
tells = 3
during = "2022-05"
unit = "small_east_upper"
[story.let]
whole = "{part}-{n:03}"
part = { pick = ["甲", "乙"] }
[[story.step]]
by = "mediator"
does = "mediation.register"
[story.step.facts]
applicant = { draw = "person" }
respondent = "{role:mediator#2}"
kind = "other"
summary = "{whole} {n+200} {year} {township}{village} {city} {{}}"
place = "{doer}"
[[story.step]]
after = [1, 3]
by = "mediator"
does = "mediation.begin"
facts = { both_willing = true, mediators = { list = ["{doer}", { same = "whole" }] } }
"#;
    let planned = read(text, 1).unwrap();
    assert_eq!(planned.len(), 6);
    let mut registered = planned.iter().filter(|p| p.submission.act == "register");
    let second = registered
        .find(|p| p.submission.key == "small.one-2-1")
        .unwrap();
    let summary = fact(second, "summary").as_str().unwrap();
    let (whole, rest) = summary.split_once(' ').unwrap();
    assert_eq!(rest, "202 2022 东镇上村 小城 {}");
    assert!(whole == "甲-002" || whole == "乙-002");
    assert_ne!(fact(second, "respondent"), fact(second, "place"));
    let begun = planned.iter().find(|p| p.submission.key == "small.one-2-2");
    let begun = begun.unwrap();
    assert_eq!(fact(begun, "mediators")[1], whole);
    assert_eq!(begun.submission.doer, second.submission.doer);
    let opened = Subject::OpenedBy {
        key: "small.one-2-1".to_owned(),
        procedure: "mediation".to_owned(),
    };
    assert_eq!(begun.submission.subject, opened);
    assert!(begun.submission.at > second.submission.at);
}

#[test]
fn each_kind_of_draw_gives_what_it_says() {
    let story = "tells = 60\nduring = \"2022\"\nunit = \"any:village\"";
    let of = |draw: &str| {
        let facts = format!("form = \"other\", topic = {draw}");
        let planned = activities(story, &facts);
        let topics = planned
            .iter()
            .map(|planned| (planned.submission.clone(), fact(planned, "topic").clone()));
        topics.collect::<Vec<_>>()
    };
    let different = |draw: &str| {
        let drawn = of(draw).into_iter().map(|(_, fact)| fact.to_string());
        drawn.collect::<BTreeSet<_>>().len()
    };
    for kind in ["person", "phone", "firm", "address", "school", "law_firm"] {
        assert!(different(&format!("{{ draw = \"{kind}\" }}")) > 5, "{kind}");
    }
    assert_eq!(different("{ draw = \"different_person\" }"), 60);
    for (_, number) in of("{ draw = \"id_number\" }") {
        assert_eq!(number.as_str().unwrap().len(), 18);
    }
    for (_, birth) in of("{ draw = \"birth\" }") {
        let born: Date = birth.as_str().unwrap().parse().unwrap();
        assert!(born < Date::constant(2004, 1, 1));
    }
    for (_, drawn) in of("{ between = [10, 40], step = 10 }") {
        assert!([10, 20, 30, 40].contains(&drawn.as_i64().unwrap()));
    }
    for (submission, day) in of("{ day = [3, 5] }") {
        let day: Date = day.as_str().unwrap().parse().unwrap();
        assert!((3..=5).contains(&(day - submission.at.date()).get_days()));
    }
    for (submission, moment) in of("{ day = 1, time = \"14:30\" }") {
        let moment: DateTime = moment.as_str().unwrap().parse().unwrap();
        assert_eq!((moment.hour(), moment.minute()), (14, 30));
        assert_eq!(moment.date(), submission.at.date().tomorrow().unwrap());
    }
    for (_, unit) in of("{ unit = \"above:township\" }") {
        assert!(unit == "small_east" || unit == "small_west");
    }
    assert_eq!(different("{ turn = [\"a\", \"b\", \"c\"] }"), 3);
    assert_eq!(different("{ pick = [\"a\", \"b\"], weights = [1, 0] }"), 1);
    assert_eq!(
        of("{ units = \"each:village\", count = 2 }")[0]
            .1
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(
        different("{ when = { every = 4 }, then = \"a\", otherwise = \"b\" }"),
        2
    );
    assert!(different("{ unit = \"any:village\" }") == 3 && different("{ unit = \"own\" }") == 3);
}

#[test]
fn conditions_choose_so_many_tellings_and_branches_are_each_others_rest() {
    let told = |when: &str| {
        let text = format!(
            "[[story]]\nid = \"one\"\ntells = 200\nduring = \"2022\"\nunit = \"any:village\"\n\
             [story.let]\noutcome = {{ turn = [\"a\", \"b\"] }}\n\
             [[story.step]]\nwhen = {when}\nby = \"village_clerk\"\n\
             does = \"education_activity.hold\"\nfacts = {{ form = \"other\", topic = \"t\" }}\n"
        );
        let keys = read(&text, 1).unwrap().into_iter();
        keys.map(|planned| planned.submission.key)
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(told("{ of = 100, first = 98 }").len(), 196);
    assert_eq!(told("{ exactly = 17 }").len(), 17);
    assert_eq!(told("{ except = 17 }").len(), 183);
    assert!(told("{ exactly = 17 }").is_disjoint(&told("{ except = 17 }")));
    assert_eq!(told("{ rate = \"F2\" }").len(), 197);
    assert_eq!(told("{ every = 7 }").len(), 29);
    assert_eq!(told("{ let = \"outcome\", is = \"a\" }").len(), 100);
    assert_eq!(
        told("{ not = { let = \"outcome\", is = [\"a\", \"b\"] } }").len(),
        0
    );
    assert_eq!(told("{ all = [ { every = 2 }, { every = 5 } ] }").len(), 20);
    assert_eq!(
        told("{ any = [ { every = 2 }, { every = 5 } ] }").len(),
        120
    );
    let drawn = told("{ percent = 30 }").len();
    assert!((30..90).contains(&drawn), "{drawn}");
}

#[test]
fn a_step_repeats_itself_for_units_or_so_often_in_all() {
    let text = r#"
[[story]]
id = "one"
tells = 2
during = "2022"
unit = "small"
[[story.step]]
repeat = "every:village"
unit = "{each}"
by = "village_clerk@{each}"
does = "education_activity.hold"
facts = { form = "other", topic = "{each_name}{i}", audience = { share = 100 } }
[[story.step]]
repeat = { figure = "F1", less = 293 }
unit = "any:village"
by = "village_clerk"
does = "education_activity.hold"
facts = { form = "online", topic = "第{i}次" }
"#;
    let planned = read(text, 1).unwrap();
    let form = |form: &str| {
        let of_form = planned
            .iter()
            .filter(|planned| fact(planned, "form") == form);
        of_form.cloned().collect::<Vec<_>>()
    };
    let in_villages = form("other");
    assert_eq!(in_villages.len(), 6);
    assert_eq!(numbers(&in_villages, "audience").iter().sum::<u64>(), 100);
    assert!(in_villages.iter().any(|p| fact(p, "topic") == "下村2"));
    assert_eq!(form("online").len(), 7);
}

#[test]
fn a_story_acts_on_the_matters_of_another() {
    let text = r#"
[[story]]
id = "first"
tells = 2
during = "2022-01"
unit = "each:village"
[[story.step]]
by = "mediator"
does = "mediation.register"
as = "dispute"
facts = { applicant = "甲", respondent = "乙", kind = "other", summary = "争议" }
[[story]]
id = "second"
tells = 2
during = "2022-03"
unit = "small"
days = "any"
[[story.step]]
by = "mediator"
matter = "story:first.dispute"
does = "mediation.begin"
facts = { both_willing = true, mediators = ["某某"] }
"#;
    let planned = read(text, 1).unwrap();
    let begun = planned.iter().filter(|p| p.submission.act == "begin");
    let mut keys: Vec<String> = begun
        .map(|planned| match &planned.submission.subject {
            Subject::OpenedBy { key, .. } => key.clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    keys.sort();
    assert_eq!(keys, ["small.first-1-1", "small.first-2-1"]);
}

#[test]
fn days_are_those_on_which_people_work_and_nothing_lies_after_the_last_moment() {
    let story = "tells = 300\nduring = \"2022-03\"\nunit = \"any:village\"\ndays = \"busy\"";
    let planned = activities(story, "form = \"other\", topic = \"t\"");
    let on = |day: Weekday| {
        let days = planned.iter().map(|p| p.submission.at.date().weekday());
        days.filter(|other| *other == day).count()
    };
    assert!(on(Weekday::Saturday) > 10 && on(Weekday::Sunday) == 0);
    let story = "tells = 9\nduring = [\"2025-12-01\", \"2026-12-31\"]\nunit = \"any:village\"";
    let planned = activities(story, "form = \"other\", topic = \"t\"");
    assert!(planned.len() < 9);
    assert!(planned.iter().all(|planned| planned.submission.at <= LATE));
}

#[test]
fn a_recent_story_ends_where_today_is_and_leaves_the_rest_undone() {
    let text = r#"
[[story]]
id = "living"
tells = 20
recent = [1, 20]
unit = "each:village"
[[story.step]]
by = "mediator"
does = "mediation.register"
facts = { applicant = "甲", respondent = "乙", kind = "other", summary = "争议" }
[[story.step]]
after = [5, 30]
by = "mediator"
does = "mediation.begin"
facts = { both_willing = true, mediators = ["某某"] }
"#;
    let planned = read(text, 1).unwrap();
    let begun = planned
        .iter()
        .filter(|p| p.submission.act == "begin")
        .count();
    assert!((20..40).contains(&planned.len()) && begun > 0, "{begun}");
    let first = LATE.date().checked_sub(20.days()).unwrap();
    assert!(planned.iter().all(|p| p.submission.at.date() >= first));
}

//! Rows: entries that belong together, drawn by weight, in turn or from a shared table.

use std::collections::BTreeSet;

use super::{fact, read};

fn told(lets: &str, facts: &str) -> Result<Vec<(String, String)>, String> {
    let text = format!(
        "[[story]]\nid = \"one\"\ntells = 60\nduring = \"2022\"\nunit = \"any:village\"\n\
         [story.let]\n{lets}\n[[story.step]]\nby = \"village_clerk\"\n\
         does = \"education_activity.hold\"\nfacts = {{ {facts} }}\n"
    );
    let planned = read(&text, 1)?.into_iter();
    let told = planned.map(|planned| {
        let facts = &planned.submission.facts;
        let group = facts
            .get("group")
            .map_or("", |group| group.as_str().unwrap());
        let topic = fact(&planned, "topic").as_str().unwrap();
        (topic.to_owned(), group.to_owned())
    });
    Ok(told.collect())
}

const LESSONS: &str = "lesson = { row = [ \
    { topic = \"宪法{number}\", group = \"pupils\", number = { between = [10, 99] }, weight = 3 }, \
    { topic = \"民法典\" } ]";

#[test]
fn entries_of_a_row_belong_together_and_one_that_is_not_there_leaves_its_fact_out() {
    let facts = "form = \"other\", topic = \"{lesson.topic}\", group = { same = \"lesson.group\" }";
    let told = told(&format!("{LESSONS} }}"), facts).unwrap();
    let constitution = told.iter().filter(|(topic, _)| topic.starts_with("宪法"));
    let constitution: Vec<_> = constitution.collect();
    assert!((30..60).contains(&constitution.len()));
    let whole = |topic: &str| topic.chars().count() == 4;
    assert!(
        constitution
            .iter()
            .all(|(topic, group)| whole(topic) && group == "pupils")
    );
    let topics: BTreeSet<&String> = constitution.iter().map(|(topic, _)| topic).collect();
    assert!(topics.len() > 5);
    let rest = told.iter().filter(|(topic, _)| topic == "民法典");
    assert!(rest.into_iter().all(|(_, group)| group.is_empty()));
}

#[test]
fn rows_come_in_turn_or_only_those_that_are_asked_for() {
    let facts = "form = \"other\", topic = \"{lesson.topic}\"";
    let of_code = |told: &[(String, String)]| told.iter().filter(|(t, _)| t == "民法典").count();
    let in_turn = told(&format!("{LESSONS}, in_turn = true }}"), facts).unwrap();
    assert_eq!(of_code(&in_turn), 30);
    let asked = format!("{LESSONS}, where = {{ group = [\"pupils\", \"firms\"] }} }}");
    assert_eq!(of_code(&told(&asked, facts).unwrap()), 0);
    let none = format!("{LESSONS}, where = {{ group = \"elderly\" }} }}");
    assert!(told(&none, facts).unwrap_err().contains("no row is left"));
}

#[test]
fn tables_of_rows_are_shared_by_all_cities() {
    let facts = "form = \"other\", topic = \"{dispute.summary}：{dispute.agreement}\"";
    let lets = "dispute = { row = \"disputes\", where = { kind = \"debt\" } }";
    let told_of = told(lets, facts).unwrap();
    assert!(told_of.iter().all(|(topic, _)| !topic.contains(['{', '}'])));
    let unknown = "dispute = { row = \"quarrels\" }";
    assert!(
        told(unknown, facts)
            .unwrap_err()
            .contains("no table quarrels")
    );
}

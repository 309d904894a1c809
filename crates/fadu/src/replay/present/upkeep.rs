//! What an office does with the registers of a replayed year in the years after it: checks,
//! elections, new terms, releases on their day. So a desk of today shows today's work and not
//! years of neglect. A few entries are passed over, as in any office.

use std::collections::{BTreeMap, BTreeSet};

use fadu_kernel::calendar::Calendar;
use fadu_office::submission::Subject;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::{Value as Json, json};

use super::{Living, Present};
use crate::replay::city::CityFile;
use crate::replay::{Planned, YEAR};

const AGENCY: &str = "justice_bureau";
/// Every so-manyth entry of a register is forgotten.
const FORGOTTEN: usize = 60;

/// A matter of the replayed year.
struct Entry {
    unit: String,
    /// The act that opened it, and its facts.
    opening: String,
    facts: BTreeMap<String, Json>,
    opened_on: Date,
    acts: BTreeSet<String>,
}

impl Entry {
    fn has(&self, act: &str) -> bool {
        self.acts.contains(act)
    }

    fn day(&self, fact: &str) -> Option<Date> {
        self.facts.get(fact)?.as_str()?.parse().ok()
    }
}

type Register = BTreeMap<(String, String), Entry>;

/// The acts of the years between the replayed one and today, in the order in which they are done.
pub fn upkeep(
    year: &[Planned],
    city: &CityFile,
    calendar: &Calendar,
    today: Date,
    seed: u64,
) -> Vec<Planned> {
    let mut work = Present::new(city, calendar, today, seed);
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for ((key, procedure), entry) in &register(year) {
        let place = places.entry(procedure.clone()).or_default();
        *place += 1;
        let on = Living {
            key: key.clone(),
            procedure: procedure.clone(),
        };
        match procedure.as_str() {
            "correction" => release(&mut work, &on, entry),
            "resettlement" => accompany(&mut work, &on, entry, *place),
            "enforcement_certificate" => certificate(&mut work, &on, entry, *place),
            "law_savvy_villager" => villager(&mut work, &on, entry, *place),
            "mediation_committee" => committee(&mut work, &on, entry, *place),
            "mediation" => perform(&mut work, &on, entry, *place),
            "vice_principal" => vice_principal(&mut work, &on, entry, *place),
            _ => {}
        }
    }
    work.finish()
}

/// Matters by the key and procedure under which they are found, with what was done on them.
fn register(year: &[Planned]) -> Register {
    let mut register = Register::new();
    for planned in year.iter().filter(|planned| !planned.expects_refusal) {
        let done = &planned.submission;
        let entry = |unit: &str| Entry {
            unit: unit.to_owned(),
            opening: done.act.clone(),
            facts: done.facts.clone(),
            opened_on: done.at.date(),
            acts: BTreeSet::new(),
        };
        match &done.subject {
            Subject::New { unit } => {
                let name = (done.key.clone(), done.procedure.clone());
                register.insert(name, entry(unit));
                if done.facts.get("enters_register") == Some(&json!(true)) {
                    let name = (done.key.clone(), "enforcement_certificate".to_owned());
                    register.insert(name, entry(unit));
                }
            }
            Subject::OpenedBy { key, procedure } => {
                let name = (key.clone(), procedure.clone());
                if let Some(found) = register.get_mut(&name) {
                    found.acts.insert(done.act.clone());
                }
                if done.facts.get("wants_help") == Some(&json!(true)) {
                    let name = (done.key.clone(), "resettlement".to_owned());
                    register.insert(name, entry(AGENCY));
                }
            }
            Subject::Upon(_)
            | Subject::OpenedIn { .. }
            | Subject::OpenedAs { .. }
            | Subject::Matter(_)
            | Subject::Number(_) => {}
        }
    }
    register
}

/// A day on which some of a register's entries were checked within the last year, or none for
/// the forgotten.
fn last_check(work: &Present<'_>, place: usize) -> Option<Date> {
    if place % FORGOTTEN == FORGOTTEN - 1 {
        return None;
    }
    let days = 20 + step(place, 12) * 29;
    let day = work.before(work.ago(days), 0);
    (day.year() > YEAR).then_some(day)
}

fn release(work: &mut Present<'_>, on: &Living, entry: &Entry) {
    let Some(until) = entry.day("term_until") else {
        return;
    };
    if entry.has("release") || until >= work.today || until.year() <= YEAR {
        return;
    }
    let officer = work.who("corrections_officer", AGENCY);
    let facts = json!({
        "release_ground": "expired", "told": true, "declared": true, "wants_help": false,
    });
    work.act(on, ("release", officer, until), facts);
}

/// The first visit where none was recorded, and the end of help after its years.
fn accompany(work: &mut Present<'_>, on: &Living, entry: &Entry, place: usize) {
    let officer = work.who("resettlement_officer", &entry.unit);
    let after_corrections = entry.opening == "release";
    if !entry.has("visit") {
        let day = work.after(entry.opened_on.max(date(YEAR, 12, 31)), 3 + step(place, 5));
        let facts = json!({ "visit_note": "生活稳定，家庭接纳。", "settled": true });
        work.act(on, ("visit", officer.clone(), day), facts);
    }
    let years = if after_corrections { 3 } else { 5 };
    let released = entry.day("released_on").unwrap_or(entry.opened_on);
    let day = work.before(released.saturating_add(i64::from(years).years()), 1);
    if day < work.today {
        let facts = json!({ "reason": "帮教期满，生活和就业稳定。" });
        work.act(on, ("end", officer, day), facts);
    }
}

/// Agreements whose performance nobody recorded within the year; some stay as they are.
fn perform(work: &mut Present<'_>, on: &Living, entry: &Entry, place: usize) {
    let agreed = |act: &str| entry.has(act) || entry.opening == act;
    let agreed = ["agree_in_writing", "agree_orally", "settle_on_the_spot"]
        .into_iter()
        .any(agreed);
    let gone_on = ["perform_and_archive", "apply_for_confirmation", "archive"];
    if !agreed || gone_on.iter().any(|act| entry.has(act)) || place % 6 == 5 {
        return;
    }
    let day = work.after(date(YEAR + 1, 4, 3), step(place, 4));
    let mediator = work.who("mediator", &entry.unit);
    let facts =
        json!({ "performed_on": day.to_string(), "visit_note": "年度清理时回访，已履行。" });
    work.act(on, ("perform_and_archive", mediator, day), facts);
}

/// So many working days, different from entry to entry.
fn step(place: usize, most: usize) -> u32 {
    u32::try_from(place % most).unwrap_or(0)
}

fn certificate(work: &mut Present<'_>, on: &Living, entry: &Entry, place: usize) {
    let stands = ["enter", "attend"].contains(&entry.opening.as_str()) || entry.has("issue");
    let gone = ["cancel", "hand_over"].iter().any(|act| entry.has(act));
    if !stands || gone || entry.has("suspend") && !entry.has("restore") {
        return;
    }
    let clerk = work.who("certificate_officer", AGENCY);
    if entry.opening == "enter" {
        // The old series ran out, and nobody renewed it.
        let valid = entry.day("valid_until").unwrap_or(work.today);
        let day = work.after(valid, 5 + step(place, 4));
        if day < work.today {
            work.act(
                on,
                ("cancel", clerk, day),
                json!({ "cancel_ground": "expired" }),
            );
        }
        return;
    }
    let Some(day) = last_check(work, place) else {
        return;
    };
    if day < date(YEAR + 5, 4, 30) {
        work.act(
            on,
            ("check_yearly", clerk, day),
            json!({ "year_hours": 40 }),
        );
    }
}

fn villager(work: &mut Present<'_>, on: &Living, entry: &Entry, place: usize) {
    if entry.has("remove") {
        return;
    }
    let worker = work.who("judicial_office_worker", &entry.unit);
    if entry.opening == "enter" || entry.has("name") {
        if let Some(day) = last_check(work, place) {
            work.act(on, ("check", worker, day), json!({ "active": true }));
        }
    } else if !entry.has("train") {
        let day = work.after(date(YEAR + 1, 4, 10), step(place, 4));
        let facts = json!({ "hours": 8, "topic": "民法典和调解方法" });
        work.act(on, ("train", worker, day), facts);
    }
}

/// Elected anew after three years, and the court told.
fn committee(work: &mut Present<'_>, on: &Living, entry: &Entry, place: usize) {
    let Some(elected) = entry.day("elected_on") else {
        return;
    };
    let mut due = elected.saturating_add(3.years());
    while due < work.today {
        let day = work.before(due, 2 + step(place, 6));
        let chief = work.who("mediation_officer", AGENCY);
        let fact = |name: &str| entry.facts.get(name).cloned();
        let facts = json!({
            "director": fact("director"), "member_count": fact("member_count"),
            "women_count": fact("women_count"), "elected_on": day.to_string(),
        });
        work.act(on, ("re_elect", chief.clone(), day), facts);
        let told = work.after(day, 3);
        if told > work.today {
            return;
        }
        let facts = json!({ "court_name": "调兵山市人民法院" });
        work.act(on, ("report_to_court", chief, told), facts);
        due = day.saturating_add(3.years());
    }
}

/// Appointed for another term before the first one ends, and checked within the year.
fn vice_principal(work: &mut Present<'_>, on: &Living, entry: &Entry, place: usize) {
    if ["end", "leave"].iter().any(|act| entry.has(act)) {
        return;
    }
    let officer = work.who("school_officer", "education_bureau");
    let Some(mut until) = entry.day("term_until") else {
        return;
    };
    while until < work.today {
        let day = work.before(until, 3 + step(place, 6));
        until = until.saturating_add(3.years());
        let facts = json!({ "term_until": until.to_string() });
        work.act(on, ("reappoint", officer.clone(), day), facts);
    }
    if let Some(day) = last_check(work, place) {
        work.act(on, ("check", officer, day), json!({ "year_hours": 8 }));
    }
}

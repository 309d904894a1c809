//! Community corrections: assessments before trial, persons received and released, checks, talks
//! and meetings. Persons are codes; what is written about them is invented.

use fadu_office::submission::Doer;
use jiff::civil::{Date, DateTime};
use serde_json::json;

use super::plan::{EVEN, Opened, Plan, after, at_minute, on, open_from};
use super::{YEAR, names, unlawful};

/// The unit of the corrections agency.
const AGENCY: &str = "justice_bureau";
/// Persons supervised when the year began who stay beyond it.
const STAYING: u32 = 22;
/// Persons received in the year whose period ends within it.
const SHORT: u32 = 5;

const OFFENCES: [&str; 6] = [
    "危险驾驶",
    "盗窃",
    "故意伤害",
    "交通肇事",
    "诈骗",
    "滥伐林木",
];

/// A person in corrections.
struct Person {
    code: String,
    matter: Opened,
    office: String,
    from: DateTime,
    until: Date,
}

pub fn plan(plan: &mut Plan<'_>) {
    plan.family("assessment");
    assessments(plan);
    plan.family("corrections");
    let received = plan.target("corrections.newly_received");
    let released = plan.target("corrections.released");
    let short = SHORT.min(received).min(released);
    let mut people = Vec::new();
    for place in 0..released - short + STAYING {
        people.push(standing(plan, place, place < released - short));
    }
    for place in 0..received {
        people.push(newly_received(plan, place, place < short));
    }
    for person in &people {
        supervise(plan, person);
    }
    plan.family("corrections-round");
    rounds(plan, &people);
    plan.family("corrections-talk");
    meetings_and_talks(plan, &people);
    plan.family("resettlement");
    resettlement(plan);
}

fn officer(plan: &mut Plan<'_>) -> Doer {
    plan.who("corrections_officer", AGENCY)
}

fn assessments(plan: &mut Plan<'_>) {
    for place in 0..plan.target("corrections.assessments") {
        let day = plan.day_until(&EVEN, on(YEAR, 12, 9));
        let at = plan.at(day);
        let officer = officer(plan);
        let towns = plan.units("township");
        let office = plan.chance.pick(&towns);
        let facts = json!({
            "entrusting_body": "调兵山市人民法院", "body_kind": "court",
            "person_code": format!("评{:03}", place + 1), "fast_track": place % 5 == 4,
            "person_name": names::person(&mut plan.chance), "residence": plan.unit_name(office),
            "charge": plan.chance.pick(&OFFENCES), "office_unit": office,
        });
        let done = ("receive", officer.clone(), at);
        let case = plan.open("pretrial_assessment", AGENCY, done, facts);
        let at = plan.later(at, 1, 3);
        let worker = plan.who("corrections_worker", office);
        let findings = "走访家庭和村（社区），征求意见，家庭愿意监管。";
        plan.act(
            &case,
            ("investigate", worker, at),
            json!({ "findings": findings }),
        );
        let at = plan.later(at, 0, 2);
        let opinion = if place % 11 == 7 {
            "unsuitable"
        } else {
            "suitable"
        };
        let facts = json!({ "opinion": opinion });
        plan.act(&case, ("submit_opinion", officer.clone(), at), facts);
        let at = plan.later(at, 8, 25);
        plan.act(
            &case,
            ("record_adoption", officer, at),
            json!({ "adoption": "adopted" }),
        );
    }
}

/// Entered when the year began: received before the platform was used.
fn standing(plan: &mut Plan<'_>, place: u32, ends: bool) -> Person {
    let towns = plan.units("township");
    let office = plan.chance.pick(&towns).to_owned();
    let at = at_minute(on(YEAR, 1, 4), 8 * 60 + 30 + place * 4);
    let until = if ends {
        after(on(YEAR, 1, 12), plan.chance.below(350))
    } else {
        after(on(YEAR + 1, 1, 10), plan.chance.below(600))
    };
    let from =
        until.saturating_sub(jiff::Span::new().days(i64::from(if ends { 400 } else { 900 })));
    let officer = officer(plan);
    let code = format!("矫{:04}", 2101 + place);
    let facts = json!({
        "person_code": code,
        "person_name": names::person(&mut plan.chance),
        "kind": if place % 14 == 9 { "parole" } else { "suspended" },
        "deciding_body": "调兵山市人民法院", "term_from": from.to_string(),
        "term_until": until.to_string(), "office_unit": office,
        "offence": plan.chance.pick(&OFFENCES),
    });
    let matter = plan.open("correction", AGENCY, ("enter", officer, at), facts);
    Person {
        code,
        matter,
        office,
        from: at,
        until,
    }
}

/// Notified, reported, received; some periods are short enough to end within the year.
fn newly_received(plan: &mut Plan<'_>, place: u32, ends: bool) -> Person {
    let towns = plan.units("township");
    let office = plan.chance.pick(&towns).to_owned();
    let last = if ends {
        on(YEAR, 7, 29)
    } else {
        on(YEAR, 12, 14)
    };
    let day = plan.day_until(&EVEN, last);
    let at = plan.at(day);
    let effective = at.date().saturating_sub(jiff::Span::new().days(3));
    let until = if ends {
        after(effective, 110)
    } else {
        after(effective, 380 + plan.chance.below(700)).max(on(YEAR + 1, 1, 10))
    };
    let officer = officer(plan);
    let female = place % 6 == 2;
    let code = format!("矫{:04}", 2201 + place);
    let facts = json!({
        "person_code": code,
        "person_name": names::person(&mut plan.chance),
        "kind": if ends { "control" } else { "suspended" },
        "deciding_body": "调兵山市人民法院", "effective_on": effective.to_string(),
        "term_from": effective.to_string(), "term_until": until.to_string(),
        "sex": if female { "female" } else { "male" }, "office_unit": office,
        "offence": plan.chance.pick(&OFFENCES),
    });
    let done = ("receive_notice", officer.clone(), at);
    let matter = plan.open("correction", AGENCY, done, facts);
    let at = plan.later(at, 0, 1);
    plan.act(
        &matter,
        ("receive_documents", officer.clone(), at),
        json!({}),
    );
    let at = plan.later(at, 0, 2);
    plan.act(&matter, ("report", officer.clone(), at), json!({}));
    let at = plan.soon(at);
    plan.act(
        &matter,
        ("receive", officer.clone(), at),
        json!({ "office_unit": office }),
    );
    let at = plan.later(at, 1, 3);
    let facts = json!({
        "group_members": "司法所、村（社区）、家属",
        "woman_in_group": female || place.is_multiple_of(2),
    });
    let worker = plan.who("corrections_worker", &office);
    plan.act(&matter, ("set_group", worker.clone(), at), facts);
    let at = plan.soon(at);
    let facts = json!({ "plan": "定期教育、就业帮扶、家庭走访。", "class": "ordinary" });
    plan.act(&matter, ("set_plan", worker, at), facts);
    Person {
        code,
        matter,
        office,
        from: at,
        until,
    }
}

/// Checks and help now and then, a leave; release on the day on which the period ends.
fn supervise(plan: &mut Plan<'_>, person: &Person) {
    let worker = plan.who("corrections_worker", &person.office);
    let mut at = person.from;
    loop {
        at = plan.later(at, 30, 75);
        if at.date() >= person.until || at.date() > on(YEAR, 12, 28) {
            break;
        }
        unlawful::in_corrections(plan, &person.matter, person.until, at);
        match plan.chance.weighted(&[50, 38, 12]) {
            0 => {
                let means = plan.chance.pick(&["visit", "call", "records"]);
                let facts = json!({ "means": means, "finding": "in_order" });
                plan.act(&person.matter, ("check", worker.clone(), at), facts);
            }
            1 => {
                let support = plan.chance.pick(&["law", "skills", "counsel", "benefit"]);
                let facts = json!({ "support": support, "education_hours": 3 });
                plan.act(&person.matter, ("support", worker.clone(), at), facts);
            }
            _ => at = leave(plan, person, &worker, at),
        }
    }
    if person.until.year() <= YEAR {
        let officer = officer(plan);
        let facts = json!({
            "release_ground": "expired", "told": true, "declared": true,
            "wants_help": plan.chance.percent(70),
        });
        let at = plan.at(person.until);
        plan.act(&person.matter, ("release", officer, at), facts);
    }
}

/// A leave of some days, approved by who may approve so many.
fn leave(plan: &mut Plan<'_>, person: &Person, worker: &Doer, at: DateTime) -> DateTime {
    let days = plan.chance.between(2, 10);
    let from = after(at.date(), 2);
    let until = after(from, days - 1);
    let facts = json!({
        "leave_reason": "探望住院的亲属", "leave_to": "铁岭市", "leave_from": from.to_string(),
        "leave_until": until.to_string(),
    });
    let key = plan.act(&person.matter, ("request_leave", worker.clone(), at), facts);
    let leave = Opened::by(&key, "leave");
    let at = plan.soon(at);
    let mut approver = worker.clone();
    if days > 7 {
        plan.refused(&leave, ("approve", worker.clone(), at), json!({}));
        approver = officer(plan);
    }
    plan.act(&leave, ("approve", approver, at), json!({}));
    let at = plan.at(until);
    let facts = json!({ "returned_on": until.to_string() });
    plan.act(&leave, ("come_back", worker.clone(), at), facts);
    at
}

/// Every office makes its round every day, on holidays too.
fn rounds(plan: &mut Plan<'_>, people: &[Person]) {
    let mut day = on(YEAR, 1, 1);
    while day.year() == YEAR {
        for (place, office) in plan.units("township").into_iter().enumerate() {
            let supervised = people.iter().filter(|person| {
                person.office == office && person.from.date() <= day && day <= person.until
            });
            let count = supervised.count();
            let worker = plan.who("corrections_worker", office);
            let minute = 8 * 60 + 5 + u32::try_from(place).unwrap_or(0) * 3;
            let at = at_minute(day, minute + plan.chance.below(3));
            let facts = json!({ "supervised_count": count, "not_reached": 0 });
            plan.open("daily_round", office, ("record", worker, at), facts);
        }
        day = after(day, 1);
    }
}

fn meetings_and_talks(plan: &mut Plan<'_>, people: &[Person]) {
    let meetings = plan.target("corrections.group_meetings");
    for place in 0..meetings {
        let month = i8::try_from(place * 11 / meetings.max(1) + 2).unwrap_or(12);
        let day = open_from(on(YEAR, month.min(12), 8));
        let at = plan.at(day);
        let officer = officer(plan);
        let audience = if place % 3 == 2 {
            "both"
        } else {
            "corrections"
        };
        let facts = json!({
            "audience": audience, "topic": "遵纪守法与生活规划",
            "people": plan.chance.between(18, 40),
        });
        plan.open("group_meeting", AGENCY, ("hold", officer, at), facts);
    }
    let talks = plan.target("corrections.talks");
    let mut held = 0;
    for _ in 0..talks * 60 {
        if held == talks {
            break;
        }
        let day = plan.day(&EVEN);
        let person = people.get(plan.chance.place(people.len()));
        let there = |person: &&Person| person.from.date() < day && day < person.until;
        let Some(person) = person.filter(there) else {
            continue;
        };
        let at = plan.at(day);
        let worker = plan.who("corrections_worker", &person.office);
        let facts = json!({
            "audience": "corrections", "person_code": person.code,
            "talk_note": "了解工作和家庭情况，提醒按时报告。",
        });
        plan.open("talk", &person.office, ("hold", worker, at), facts);
        held += 1;
    }
}

/// Persons released from prison: received on the day, visited, helped.
fn resettlement(plan: &mut Plan<'_>) {
    for place in 0..32 {
        let towns = plan.units("township");
        let office = plan.chance.pick(&towns);
        let day = plan.day_until(&EVEN, on(YEAR, 12, 14));
        let at = plan.at(day);
        let officer = plan.who("resettlement_officer", office);
        let facts = json!({
            "person_code": format!("帮{:03}", place + 1),
            "person_name": names::person(&mut plan.chance), "prison": "省内某监狱",
            "released_on": day.to_string(), "residence": plan.unit_name(office),
        });
        let done = ("receive", officer.clone(), at);
        let person = plan.open("resettlement", office, done, facts);
        let at = plan.later(at, 2, 7);
        let facts = json!({ "visit_note": "家庭接纳，有返岗打算。" });
        plan.act(&person, ("visit", officer.clone(), at), facts);
        let at = plan.later(at, 10, 60);
        let help = plan
            .chance
            .pick(&["job", "insurance", "relief", "education"]);
        plan.act(&person, ("give_help", officer, at), json!({ "help": help }));
    }
}

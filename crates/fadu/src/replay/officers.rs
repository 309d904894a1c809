//! Enforcement officers: courses, examinations, certificates and their checks; units whose powers
//! are sorted and confirmed.

use fadu_office::submission::Doer;
use jiff::civil::Date;
use serde_json::json;

use super::plan::{EVEN, Opened, Plan, after, at_minute, on, open_from};
use super::{YEAR, names, unlawful};

/// Units with enforcement officers, with their shares.
const UNITS: [(&str, u32); 16] = [
    ("public_security_bureau", 20),
    ("market_regulation_bureau", 16),
    ("city_management_bureau", 14),
    ("transport_bureau", 9),
    ("agriculture_bureau", 7),
    ("natural_resources_bureau", 6),
    ("health_bureau", 5),
    ("ecology_branch", 5),
    ("human_resources_bureau", 4),
    ("housing_bureau", 4),
    ("emergency_bureau", 4),
    ("water_bureau", 2),
    ("culture_bureau", 2),
    ("xiaoming_town", 1),
    ("daming_town", 1),
    ("xiaonan_town", 1),
];
/// Hours of a continuing course, enough for a yearly check.
const HOURS: u32 = 40;
/// Hours of initial training.
const INITIAL_HOURS: u32 = 60;

struct Officer {
    code: String,
    name: String,
    unit: &'static str,
}

pub fn plan(plan: &mut Plan<'_>) {
    plan.family("officers");
    let trained = plan.target("officers.officers_trained");
    let continuing = plan
        .target("officers.officers_in_continuing_education")
        .min(trained);
    let certified = plan
        .target("officers.officers_certified_by_examination")
        .min(trained);
    let first_time = (trained - continuing).min(certified);
    let holders = trained - certified;
    let clerk = plan.anywhere("certificate_officer");
    for place in 0..trained {
        let officer = officer(plan, place);
        if place < first_time {
            first_certificate(plan, &officer, &clerk);
        } else if place < certified {
            certified_again(plan, &officer, &clerk, place);
        } else {
            standing_holder(plan, &officer, &clerk, place - certified, holders);
        }
    }
    plan.family("powers");
    confirm_powers(plan);
}

fn officer(plan: &mut Plan<'_>, place: u32) -> Officer {
    let chosen = plan.chance.weighted(&UNITS.map(|(_, weight)| weight));
    let (unit, _) = UNITS.get(chosen).copied().unwrap_or(UNITS[0]);
    let code = format!("Z{:04}", place + 1);
    Officer {
        code,
        name: names::numbered(place as usize),
        unit,
    }
}

/// A number of this city's series.
fn certificate_number(officer: &Officer) -> String {
    format!("辽M22{}", officer.code.trim_start_matches('Z'))
}

/// Applied for by the unit, trained, examined, issued.
fn first_certificate(plan: &mut Plan<'_>, officer: &Officer, clerk: &Doer) {
    let liaison = plan.who("unit_liaison", officer.unit);
    let day = open_from(on(
        YEAR,
        2,
        14 + i8::try_from(plan.chance.below(8)).unwrap_or(0),
    ));
    let at = plan.at(day);
    let facts = json!({
        "officer_code": officer.code, "officer_name": officer.name, "engagement": "staff",
        "in_post": true, "enforcement_field": plan.unit_name(officer.unit),
    });
    let done = ("apply", liaison.clone(), at);
    let certificate = plan.open("enforcement_certificate", officer.unit, done, facts);
    let at = plan.later(at, 2, 8);
    let accepted = ("accept_application", clerk.clone(), at);
    let key = plan.act(&certificate, accepted, json!({}));
    let training = Opened::by(&key, "officer_training");
    unlawful::certificate_before_examination(plan, &certificate, clerk, at);
    let at = plan.at(on(YEAR, 4, 15));
    let facts = json!({
        "course": format!("{YEAR}年初任执法人员培训班"), "hours": INITIAL_HOURS,
        "exam_on": on(YEAR, 4, 14).to_string(), "exam_result": "passed",
    });
    plan.act(&training, ("complete", clerk.clone(), at), facts);
    let at = plan.later(at, 5, 20);
    let facts = json!({
        "certificate_number": certificate_number(officer),
        "valid_until": on(YEAR + 5, 4, 30).to_string(), "scope": "own_unit",
    });
    plan.act(&certificate, ("issue", clerk.clone(), at), facts);
    let at = plan.later(at, 3, 12);
    plan.act(&certificate, ("publish", liaison, at), json!({}));
}

/// Continuing education with an examination for the new series of certificates.
fn certified_again(plan: &mut Plan<'_>, officer: &Officer, clerk: &Doer, place: u32) {
    let (course, exam) = course(place);
    let at = plan.at(open_from(after(exam, 3)));
    let facts = json!({
        "officer_code": officer.code, "officer_name": officer.name, "kind": "continuing",
        "course": course, "hours": HOURS, "exam_result": "passed", "exam_on": exam.to_string(),
        "certificate_number": certificate_number(officer),
        "valid_until": on(YEAR + 5, 6, 30).to_string(), "enters_register": true,
    });
    let done = ("attend", clerk.clone(), at);
    let attended = plan.open("officer_training", officer.unit, done, facts);
    if place.is_multiple_of(8) {
        let at = plan.at(open_from(on(YEAR, 11, 15)));
        let facts = json!({
            "officer_code": officer.code, "kind": "continuing",
            "course": "行政处罚法专题培训", "hours": 8,
        });
        let done = ("attend", clerk.clone(), at);
        plan.open("officer_training", officer.unit, done, facts);
    }
    let certificate = attended.other("enforcement_certificate");
    at_work(plan, officer, &certificate, clerk, (exam, place));
}

/// The course that an officer sat in and its examination day.
fn course(place: u32) -> (&'static str, Date) {
    match place % 3 {
        0 => ("2022年第一期执法人员继续教育班", on(YEAR, 5, 20)),
        1 => ("2022年第二期执法人员继续教育班", on(YEAR, 6, 17)),
        _ => ("2022年第三期执法人员继续教育班", on(YEAR, 9, 16)),
    }
}

/// Assignments, a suspension now and then, leaving, moving.
fn at_work(
    plan: &mut Plan<'_>,
    officer: &Officer,
    certificate: &Opened,
    clerk: &Doer,
    (exam, place): (Date, u32),
) {
    let liaison = plan.who("unit_liaison", officer.unit);
    let wait = 12 + plan.chance.below(20);
    let at = plan.at(open_from(after(exam, wait)));
    match place % 97 {
        7 => {
            let facts = json!({
                "suspension_ground": "investigation",
                "suspended_until": after(at.date(), 30).to_string(),
                "facts_note": "被投诉执法时未出示证件，正在核实。",
            });
            plan.act(certificate, ("suspend", clerk.clone(), at), facts);
            unlawful::enforcing_while_suspended(plan, certificate, &liaison, at);
            let at = plan.later(at, 15, 25);
            plan.act(
                certificate,
                ("restore", clerk.clone(), at),
                json!({ "rectified": true }),
            );
        }
        29 => {
            let facts = json!({ "cancel_ground": "left" });
            plan.act(certificate, ("cancel", clerk.clone(), at), facts);
        }
        53 => {
            let to = if officer.unit == "xiaoming_town" {
                "daming_town"
            } else {
                "xiaoming_town"
            };
            plan.act(
                certificate,
                ("hand_over", clerk.clone(), at),
                json!({ "to_unit": to }),
            );
        }
        other if other % 4 == 0 => {
            let task = plan
                .chance
                .pick(&["日常巡查", "专项检查", "投诉核查", "联合整治"]);
            let facts = json!({ "task": task, "task_on": at.date().to_string() });
            plan.act(certificate, ("assign", liaison, at), facts);
        }
        _ => {}
    }
}

/// Holds a certificate of the old series, trained without a new one; checked at the year's end.
fn standing_holder(plan: &mut Plan<'_>, officer: &Officer, clerk: &Doer, place: u32, all: u32) {
    let at = at_minute(on(YEAR, 1, 6), 9 * 60 + place * 420 / all.max(1));
    let facts = json!({
        "officer_code": officer.code, "officer_name": officer.name,
        "certificate_number": format!("辽M17{}", officer.code.trim_start_matches('Z')),
        "valid_until": on(YEAR + 1, 9, 30).to_string(), "scope": "own_unit",
    });
    let done = ("enter", clerk.clone(), at);
    let certificate = plan.open("enforcement_certificate", officer.unit, done, facts);
    let (course, exam) = course(place);
    let at = plan.at(open_from(after(exam, 3)));
    // Those who failed keep the certificate they hold until it is renewed.
    let failed = place.is_multiple_of(9);
    let facts = json!({
        "officer_code": officer.code, "officer_name": officer.name, "kind": "continuing",
        "course": course, "hours": HOURS,
        "exam_result": if failed { "failed" } else { "not_taken" },
        "exam_on": failed.then(|| exam.to_string()),
    });
    plan.open(
        "officer_training",
        officer.unit,
        ("attend", clerk.clone(), at),
        facts,
    );
    let day = plan.day(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    let at = plan.at(day);
    plan.act(
        &certificate,
        ("check_yearly", clerk.clone(), at),
        json!({ "year_hours": HOURS }),
    );
}

/// Departments and towns whose enforcement powers were sorted and confirmed.
fn confirm_powers(plan: &mut Plan<'_>) {
    let units = plan.target("officers.units_confirmed") as usize;
    let officer = plan.anywhere("power_officer");
    let places = UNITS.iter().rev().step_by(2).chain(UNITS.iter().step_by(2));
    for (unit, _) in places.take(units) {
        let township = plan.units("township").contains(unit);
        let day = plan.day_until(&EVEN, on(YEAR, 10, 20));
        let at = plan.at(day);
        let facts = json!({
            "summary": format!("{}行政执法事项清单", plan.unit_name(unit)),
            "powers": plan.chance.between(24, 160),
            "ground": if township { "conferred" } else { "organ" },
            "document_title": township.then_some("辽宁省赋予乡镇行政执法职权的决定"),
            "capable": township.then_some(true), "published": township.then_some(true),
            "liberty": *unit == "public_security_bureau", "compulsion": !township,
        });
        let liaison = plan.who("unit_liaison", unit);
        let list = plan.open(
            "power_confirmation",
            unit,
            ("submit", liaison.clone(), at),
            facts,
        );
        let mut at = plan.later(at, 5, 10);
        if plan.chance.percent(35) {
            let facts = json!({
                "correction": "两项权力依据已修改，请核对。",
                "correct_by": after(at.date(), 15).to_string(),
            });
            plan.act(&list, ("return_for_correction", officer.clone(), at), facts);
            at = plan.later(at, 4, 9);
            let facts = json!({ "powers": plan.chance.between(24, 160) });
            plan.act(&list, ("submit_again", liaison.clone(), at), facts);
            at = plan.later(at, 4, 9);
        }
        let facts = json!({ "opinion": "依据充分，予以确认。" });
        plan.act(&list, ("confirm", officer.clone(), at), facts);
        let at = plan.later(at, 3, 10);
        plan.act(&list, ("publish", liaison, at), json!({}));
    }
}

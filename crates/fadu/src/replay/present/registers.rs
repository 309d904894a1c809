//! Registers and persons with a day coming: certificates, corrections, legal education, schools.

use jiff::civil::{Date, date};
use serde_json::json;

use super::{Living, Present};
use crate::replay::names;

const AGENCY: &str = "justice_bureau";
const TOWN: &str = "xiaoming_town";
/// From this day units can be prompted to do their duty to educate.
const PROMPTS_FROM: Date = date(2025, 11, 1);

pub fn plan(work: &mut Present<'_>) {
    certificates(work);
    applications_for_certificates(work);
    newly_in_corrections(work);
    in_corrections(work);
    assessments(work);
    daily_work(work);
    education(work);
    duties(work);
    schools(work);
}

// ---- certificates

/// Certificates that stand: checks due, one spent soon, one suspended; entered a year ago.
fn certificates(work: &mut Present<'_>) {
    let clerk = work.who("certificate_officer", AGENCY);
    let entered = [
        ("check-near", 345, 900, "market_regulation_bureau"),
        ("check-later", 338, 700, "city_management_bureau"),
        ("check-overdue", 380, 600, "transport_bureau"),
        ("spent-soon", 60, 40, "agriculture_bureau"),
        ("suspended", 65, 800, "housing_bureau"),
    ];
    for (place, (name, ago, valid, unit)) in entered.into_iter().enumerate() {
        let day = work.before(work.ago(ago), 0);
        let facts = json!({
            "officer_code": format!("X{:04}", place + 1),
            "officer_name": names::person(&mut work.chance), "scope": "own_unit",
            "certificate_number": format!("辽M{}{:04}", day.year() % 100, place + 501),
            "valid_until": work.hence(valid).to_string(), "enforcement_field": work.unit_name(unit),
        });
        let name = format!("certificate-{name}");
        let done = ("enter", clerk.clone(), day);
        let entry = work.open(&name, "enforcement_certificate", unit, done, facts);
        let liaison = work.who("unit_liaison", unit);
        match place {
            0 => {
                let day = work.back(15);
                work.act(&entry, ("publish", liaison, day), json!({}));
            }
            1 => {
                let day = work.back(1);
                let facts = json!({
                    "task": "跨部门联合整治", "task_on": work.ahead(1).to_string(), "joint": true,
                });
                work.refused(&entry, ("assign", liaison, day), facts);
            }
            4 => {
                let facts = json!({
                    "suspension_ground": "investigation", "facts_note": "被投诉超范围执法，\
                        正在核实。",
                    "suspended_until": work.ahead(4).to_string(),
                });
                work.act(&entry, ("suspend", clerk.clone(), work.back(12)), facts);
            }
            _ => {}
        }
    }
}

fn applied(work: &mut Present<'_>, name: &str, unit: &str, day: Date) -> Living {
    let liaison = work.who("unit_liaison", unit);
    let facts = json!({
        "officer_code": format!("X-{name}"), "officer_name": names::person(&mut work.chance),
        "engagement": "staff", "in_post": true, "enforcement_field": work.unit_name(unit),
    });
    let name = format!("certificate-{name}");
    work.open(
        &name,
        "enforcement_certificate",
        unit,
        ("apply", liaison, day),
        facts,
    )
}

/// To be examined, in training, passed and to be issued; contract staff cannot apply.
fn applications_for_certificates(work: &mut Present<'_>) {
    let clerk = work.who("certificate_officer", AGENCY);
    let unit = "market_regulation_bureau";
    let day = work.back(2);
    applied(work, "applied", unit, day);
    let training = applied(work, "training", "health_bureau", work.back(14));
    let day = work.back(11);
    work.act(
        &training,
        ("accept_application", clerk.clone(), day),
        json!({}),
    );
    let passed = applied(work, "to-issue", "ecology_branch", work.back(32));
    let done = ("accept_application", clerk.clone(), work.back(29));
    let course = work.act(&passed, done, json!({})).other("officer_training");
    let day = work.back(4);
    let facts = json!({
        "course": format!("{}年新任执法人员培训班", day.year()), "hours": 60,
        "exam_on": work.back(5).to_string(), "exam_result": "passed",
    });
    work.act(&course, ("complete", clerk, day), facts);
    let liaison = work.who("unit_liaison", unit);
    let facts = json!({
        "officer_code": "X-contract", "officer_name": names::person(&mut work.chance),
        "engagement": "contract", "in_post": true,
    });
    let done = ("apply", liaison, work.back(2));
    work.refused_open(
        "certificate-contract",
        "enforcement_certificate",
        unit,
        done,
        facts,
    );
}

// ---- corrections

fn notice(work: &mut Present<'_>, code: &str, day: Date, until: Date) -> Living {
    let officer = work.who("corrections_officer", AGENCY);
    let effective = work.before(day, 1);
    let facts = json!({
        "person_code": code, "person_name": names::person(&mut work.chance),
        "kind": "suspended", "deciding_body": "调兵山市人民法院", "sex": "male",
        "effective_on": effective.to_string(), "term_from": effective.to_string(),
        "term_until": until.to_string(), "offence": "危险驾驶", "office_unit": TOWN,
    });
    let name = format!("correction-{code}");
    work.open(
        &name,
        "correction",
        AGENCY,
        ("receive_notice", officer, day),
        facts,
    )
}

/// A person's code of this year.
fn code(work: &Present<'_>, serial: u32) -> String {
    format!("矫{}{serial:02}", work.today.year())
}

/// Notified and not reported yet; reported and to be received.
fn newly_in_corrections(work: &mut Present<'_>) {
    let until = work.hence(360);
    let first = code(work, 91);
    notice(work, &first, work.back(3), until);
    let second = code(work, 92);
    let reported = notice(work, &second, work.back(5), until);
    let officer = work.who("corrections_officer", AGENCY);
    let day = work.back(2);
    work.refused(
        &reported,
        ("receive", officer.clone(), day),
        json!({ "office_unit": TOWN }),
    );
    work.act(
        &reported,
        ("receive_documents", officer.clone(), day),
        json!({}),
    );
    work.act(&reported, ("report", officer, day), json!({}));
}

/// Supervised: one whose period ends within weeks, one away, one who asks for leave.
fn in_corrections(work: &mut Present<'_>) {
    let worker = work.who("corrections_worker", TOWN);
    let officer = work.who("corrections_officer", AGENCY);
    for (serial, days) in [(81, 20), (82, 400), (83, 230)] {
        let code = code(work, serial);
        let person = notice(work, &code, work.back(38), work.hence(days));
        let day = work.back(36);
        work.act(
            &person,
            ("receive_documents", officer.clone(), day),
            json!({}),
        );
        work.act(&person, ("report", officer.clone(), day), json!({}));
        let facts = json!({ "office_unit": TOWN });
        work.act(&person, ("receive", officer.clone(), day), facts);
        let day = work.back(34);
        let facts = json!({ "group_members": "司法所、村委会、家属", "woman_in_group": false });
        work.act(&person, ("set_group", worker.clone(), day), facts);
        let facts = json!({ "plan": "定期走访、法治教育、就业帮扶。", "class": "ordinary" });
        work.act(&person, ("set_plan", worker.clone(), day), facts);
        let facts = json!({ "means": "visit", "finding": "in_order" });
        work.act(&person, ("check", worker.clone(), work.back(8)), facts);
        if serial == 81 {
            continue;
        }
        // One has been away since yesterday's office day; the other's wish waits for a word.
        let away = serial == 82;
        let day = work.back(if away { 4 } else { 0 });
        let (from, until) = if away {
            (work.back(3), work.ahead(1))
        } else {
            (work.ahead(2), work.ahead(3))
        };
        let facts = json!({
            "leave_reason": "探望住院的父亲", "leave_to": "沈阳市", "leave_from": from.to_string(),
            "leave_until": until.to_string(),
        });
        let done = ("request_leave", worker.clone(), day);
        let leave = work.act(&person, done, facts).other("leave");
        if away {
            work.act(&leave, ("approve", officer.clone(), day), json!({}));
        }
    }
}

fn assessments(work: &mut Present<'_>) {
    let officer = work.who("corrections_officer", AGENCY);
    for (serial, back) in [(1, 7), (2, 1), (3, 5)] {
        let facts = json!({
            "entrusting_body": "调兵山市人民法院", "body_kind": "court",
            "person_code": format!("评{}{serial:02}", work.today.year()), "fast_track": false,
            "person_name": names::person(&mut work.chance), "residence": "晓明镇",
            "charge": "故意伤害", "office_unit": TOWN,
        });
        let name = format!("assessment-{serial}");
        let done = ("receive", officer.clone(), work.back(back));
        let case = work.open(&name, "pretrial_assessment", AGENCY, done, facts);
        if serial == 3 {
            let worker = work.who("corrections_worker", TOWN);
            let facts = json!({ "findings": "家庭愿意监管，村里没有不同意见。" });
            work.act(&case, ("investigate", worker, work.back(2)), facts);
        }
    }
}

fn daily_work(work: &mut Present<'_>) {
    let worker = work.who("corrections_worker", TOWN);
    for days in 0..5 {
        let facts = json!({ "supervised_count": 9, "not_reached": 0 });
        let name = format!("round-{}", days + 1);
        let done = ("record", worker.clone(), work.ago(days));
        work.open(&name, "daily_round", TOWN, done, facts);
    }
    let facts = json!({ "audience": "corrections", "people": 2 });
    let done = ("hold", worker.clone(), work.back(6));
    work.open("talk", "talk", TOWN, done, facts);
    let facts = json!({ "audience": "corrections", "topic": "节前安全和请销假教育", "people": 8 });
    let done = ("hold", worker, work.back(10));
    work.open("meeting", "group_meeting", TOWN, done, facts);
}

// ---- legal education

fn education(work: &mut Present<'_>) {
    let officer = work.who("legal_education_officer", AGENCY);
    let activities = [
        (
            "into_village",
            "民法典进村",
            1,
            TOWN,
            "judicial_office_worker",
        ),
        (
            "into_firm",
            "企业用工法律风险",
            4,
            "human_resources_bureau",
            "unit_liaison",
        ),
        (
            "special_day",
            "农资打假普法",
            9,
            "agriculture_bureau",
            "unit_liaison",
        ),
        (
            "by_case",
            "以案释法：预付卡消费",
            16,
            "market_regulation_bureau",
            "unit_liaison",
        ),
    ];
    for (place, (form, topic, back, unit, role)) in activities.into_iter().enumerate() {
        let doer = work.who(role, unit);
        let facts = json!({
            "form": form, "topic": topic, "audience": work.chance.between(20, 90),
            "group": "public", "leaflets": work.chance.between(30, 120), "asked_for": true,
        });
        let name = format!("activity-{}", place + 1);
        let done = ("hold", doer, work.back(back));
        work.open(&name, "education_activity", unit, done, facts);
    }
    let facts = json!({
        "base_name": "晓明镇法治文化长廊", "kind": "culture", "address": "晓明镇文化广场",
    });
    let done = ("set_up", officer.clone(), work.back(11));
    let base = work.open("base", "education_base", AGENCY, done, facts);
    work.act(&base, ("publish", officer.clone(), work.back(8)), json!({}));
    let facts = json!({
        "plan_title": "调兵山市“九五”普法规划", "higher_plan": "铁岭市“九五”普法规划",
        "from_on": "2026-01-01", "until_on": "2030-12-31",
    });
    let done = ("draft", officer, work.back(13));
    work.open(
        "education-plan",
        "legal_education_plan",
        AGENCY,
        done,
        facts,
    );
}

/// Lists reported on every year, and prompts to units, once the law knows them.
fn duties(work: &mut Present<'_>) {
    let officer = work.who("legal_education_officer", AGENCY);
    let listed = [
        ("near", 350, "market_regulation_bureau"),
        ("later", 300, "housing_bureau"),
        ("reported", 352, "transport_bureau"),
    ];
    for (name, ago, unit) in listed {
        let liaison = work.who("unit_liaison", unit);
        let facts = json!({
            "duties": "向经营者和群众宣传本部门执行的法律法规。", "tasks_planned": 6,
        });
        let day = work.before(work.ago(ago), 0);
        let name = format!("duty-{name}");
        let done = ("list", liaison.clone(), day);
        let list = work.open(&name, "education_duty", unit, done, facts);
        if unit == "transport_bureau" {
            let facts = json!({ "tasks_done": 5, "report_note": "完成五项，一项延至下月。" });
            work.act(&list, ("report", liaison, work.back(3)), facts);
        }
    }
    let prompts = [
        ("to-serve", 2, "health_bureau"),
        ("served", 18, "market_regulation_bureau"),
    ];
    for (name, back, unit) in prompts {
        let day = work.back(back);
        if day < PROMPTS_FROM {
            continue;
        }
        let facts = json!({
            "to_unit": unit, "finding": "年度普法责任清单所列培训尚未开展。",
            "advice": "请于本季度内补办培训并公开课件。",
        });
        let name = format!("prompt-{name}");
        let done = ("issue", officer.clone(), day);
        let prompt = work.open(&name, "education_prompt", AGENCY, done, facts);
        if back > 5 {
            let day = work.back(back - 1);
            let facts = json!({ "served_on": day.to_string(), "receipt": "送达回证" });
            work.act(&prompt, ("serve", officer.clone(), day), facts);
        }
    }
}

fn schools(work: &mut Present<'_>) {
    let officer = work.who("school_officer", "education_bureau");
    let posts = [
        ("市第九小学", "near", 40, "police"),
        ("晓明镇中心校", "vacant", 300, "court"),
    ];
    for (place, (school, name, days, home)) in posts.into_iter().enumerate() {
        let facts = json!({
            "school_name": school, "school_code": format!("N{:02}", place + 91),
            "vice_name": names::person(&mut work.chance),
            "person_code": format!("副{:02}", place + 91), "home": home, "retired": false,
            "term_until": work.hence(days).to_string(), "other_schools": 0,
        });
        let name = format!("vice-principal-{name}");
        let day = work.back(24);
        let done = ("appoint", officer.clone(), day);
        let post = work.open(&name, "vice_principal", "education_bureau", done, facts);
        if place == 0 {
            let day = work.back(21);
            work.act(&post, ("publish", officer.clone(), day), json!({}));
            let facts = json!({ "lesson_hours": 2, "topic": "防欺凌法治课" });
            work.act(&post, ("teach", officer.clone(), work.back(7)), facts);
        } else {
            let facts = json!({ "reason": "工作调动。" });
            work.act(&post, ("leave", officer.clone(), work.back(12)), facts);
        }
    }
}

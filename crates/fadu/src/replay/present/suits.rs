//! Suits against the city's organs: heads in court last month, answers and decisions near their
//! day, a duty to perform, letters of court and procuratorate, and the order a red lamp opened.

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::json;

use super::{Living, Present};
use crate::replay::names;

const CITY: &str = "diaobingshan";
const COURT: &str = "调兵山市人民法院";
/// The unit whose head stayed away, so that its lamp is red.
const ABSENT: &str = "market_regulation_bureau";

pub fn plan(work: &mut Present<'_>) {
    heard_last_month(work);
    order_of_the_lamp(work);
    under_way(work);
    decided(work);
    letters(work);
}

fn received(work: &mut Present<'_>, name: &str, unit: &str, act: &str, day: Date) -> Living {
    let officer = work.who("litigation_officer", unit);
    let kind = match unit {
        CITY => "government",
        unit if unit.ends_with("_town") => "township",
        _ => "department",
    };
    let number = work.chance.between(10, 98);
    let facts = json!({
        "court": COURT, "case_number": format!("（{}）辽1281行初{number}号", day.year()),
        "plaintiff": names::person(&mut work.chance), "defendant_kind": kind, "sued_act": act,
        "received_on": day.to_string(), "filed_on": day.saturating_sub(4.days()).to_string(),
        "call_kind": "must",
    });
    let done = ("receive_complaint", officer.clone(), day);
    let suit = work.open(&format!("suit-{name}"), "litigation", unit, done, facts);
    let facts = json!({ "handler": work.name_of(&officer) });
    work.act(&suit, ("assign", officer, day), facts);
    suit
}

fn answer(work: &mut Present<'_>, suit: &Living, unit: &str, day: Date) {
    let officer = work.who("litigation_officer", unit);
    let facts = json!({
        "answer_paper": "答辩状", "evidence_list": "证据目录", "norms_list": "规范性文件清单",
        "gathered_before": true,
    });
    work.act(suit, ("submit_answer", officer, day), facts);
}

fn summons(work: &mut Present<'_>, suit: &Living, unit: &str, day: Date, hearing: Date) {
    let officer = work.who("litigation_officer", unit);
    let facts = json!({ "hearing_on": hearing.to_string() });
    work.act(suit, ("set_hearing", officer, day), facts);
}

fn appoint(work: &mut Present<'_>, suit: &Living, unit: &str, day: Date) {
    let officer = work.who("litigation_officer", unit);
    let head = work.who("unit_head", unit);
    let facts = json!({
        "head_name": work.name_of(&head), "head_post": "主要负责人", "head_rank": "chief",
        "of_own_organ": true, "proof_sealed": true,
    });
    work.act(suit, ("appoint_head", officer, day), facts);
}

fn hearing(work: &mut Present<'_>, suit: &Living, unit: &str, day: Date, head: &str) {
    let officer = work.who("litigation_officer", unit);
    let facts = json!({
        "head_at_hearing": head, "staff_present": true, "another_hearing": false,
    });
    work.act(suit, ("hold_hearing", officer, day), facts);
}

/// Heads in court last month: one absent, one excused, one present; the lamps follow.
fn heard_last_month(work: &mut Present<'_>) {
    let late = work.today.first_of_month().saturating_sub(1.day());
    let late = late.with().day(24).build().unwrap_or(late);
    let cases = [
        ("head-absent", ABSENT, "投诉举报答复", 0),
        ("head-excused", "housing_bureau", "房屋征收补偿决定", 1),
        ("head-present", "human_resources_bureau", "工伤认定决定", 2),
    ];
    for (name, unit, act, place) in cases {
        let heard = work.before(late, place);
        let day = work.before(heard.saturating_sub(24.days()), 0);
        let suit = received(work, name, unit, act, day);
        answer(work, &suit, unit, work.after(day, 4));
        summons(work, &suit, unit, work.after(day, 5), heard);
        let before = work.before(heard, 4);
        let officer = work.who("litigation_officer", unit);
        work.act(&suit, ("notify_head", officer, before), json!({}));
        let at_hearing = match place {
            0 => "away",
            1 => {
                excuse(work, &suit, unit, before);
                "away"
            }
            _ => {
                appoint(work, &suit, unit, before);
                "spoke"
            }
        };
        hearing(work, &suit, unit, heard, at_hearing);
    }
}

fn excuse(work: &mut Present<'_>, suit: &Living, unit: &str, day: Date) {
    let head = work.who("unit_head", unit);
    let facts = json!({
        "absence_reason": "public_duty", "absence_detail": "当日在现场指挥防汛抢险，\
            不能由他人代替。",
        "absence_proof": "市防汛指挥部通知", "proof_sealed": true,
    });
    work.act(suit, ("explain_absence", head, day), facts);
}

/// The order that last month's red lamp opened: acknowledged, and given more time once.
fn order_of_the_lamp(work: &mut Present<'_>) {
    let lit = work.today.first_of_month();
    let closed = lit.saturating_sub(1.month());
    let order = Living {
        // What a scheme records is found by the scheme and the first day of its period.
        key: format!("scheme/litigation.court_lamp/{closed}"),
        procedure: "supervision_order".to_owned(),
    };
    let due = lit.saturating_add(10.days());
    let acknowledged = work.after(lit, 1);
    if acknowledged > work.today {
        return;
    }
    let head = work.who("unit_head", ABSENT);
    let done = ("acknowledge", head, acknowledged);
    work.act(&order, done, json!({}));
    if due >= work.hence(3) {
        return;
    }
    let officer = work.who("coordination_officer", CITY);
    let day = work.before(due.min(work.today), 1).max(acknowledged);
    let facts = json!({
        "extension_reason": "需要核对出庭通知流转记录。", "reply_by": work.ahead(3).to_string(),
    });
    work.act(&order, ("extend", officer, day), facts);
}

/// An answer due within days, a hearing without a head yet, evidence that came too late.
fn under_way(work: &mut Present<'_>) {
    let day = work.between(11, 13);
    received(work, "answer-due", CITY, "土地征收公告", day);
    let unit = "natural_resources_bureau";
    let day = work.back(16);
    let called = received(work, "head-to-appoint", unit, "不动产登记", day);
    answer(work, &called, unit, work.back(11));
    summons(work, &called, unit, work.back(4), work.ahead(6));
    let officer = work.who("litigation_officer", unit);
    work.act(
        &called,
        ("notify_head", officer.clone(), work.back(1)),
        json!({}),
    );
    let facts = json!({
        "head_name": "邢宝山", "head_post": "不动产登记中心主任", "head_rank": "chief",
        "of_own_organ": false, "proof_sealed": true,
    });
    work.refused(&called, ("appoint_head", officer, work.back(0)), facts);
    let day = work.between(34, 40);
    let late = received(work, "evidence-late", "xiaonan_town", "强制拆除行为", day);
    let officer = work.who("litigation_officer", "xiaonan_town");
    let facts = json!({ "hindrance": "承办人更换。" });
    let day = work.back(0);
    work.refused(&late, ("apply_evidence_delay", officer, day), facts);
}

/// Decisions not in effect yet, and a duty laid down by one in effect.
fn decided(work: &mut Present<'_>) {
    let day = work.back(34);
    let claims = received(work, "judged", CITY, "房屋征收补偿决定", day);
    answer(work, &claims, CITY, work.back(28));
    let officer = work.who("litigation_officer", CITY);
    let day = work.back(7);
    let facts = json!({
        "paper_kind": "judgment", "result": "claims_out", "served_on": day.to_string(),
    });
    work.act(&claims, ("record_judgment", officer, day), facts);
    let unit = "public_security_bureau";
    let day = work.back(38);
    let ordered = received(work, "duty", unit, "不予立案告知", day);
    answer(work, &ordered, unit, work.back(33));
    let officer = work.who("litigation_officer", unit);
    let day = work.back(28);
    let facts = json!({
        "paper_kind": "judgment", "result": "act", "served_on": day.to_string(),
    });
    work.act(&ordered, ("record_judgment", officer.clone(), day), facts);
    let facts = json!({
        "duty": "对原告的报案重新调查并书面答复。", "perform_by": work.ahead(4).to_string(),
    });
    work.act(&ordered, ("set_duty", officer, work.back(6)), facts);
}

/// Letters of the procuratorate and of the court, and a trial watched.
fn letters(work: &mut Present<'_>) {
    let liaison = work.who("unit_liaison", ABSENT);
    let day = work.between(50, 54);
    let facts = json!({
        "kind": "public_interest", "sender": "调兵山市人民检察院",
        "letter_number": format!("辽调检行公建〔{}〕27号", day.year()),
        "subject": "校园周边食品经营许可和标签监管", "received_on": day.to_string(),
        "urgent": false,
    });
    let done = ("receive", liaison.clone(), day);
    let letter = work.open("letter-near", "recommendation", ABSENT, done, facts);
    let head = work.who("unit_head", ABSENT);
    let facts = json!({ "handler": work.name_of(&liaison) });
    work.act(&letter, ("assign", head, work.after(day, 1)), facts);
    let officer = work.who("litigation_officer", CITY);
    let day = work.back(2).max(work.today.first_of_month());
    let facts = json!({
        "kind": "absence", "sender": COURT,
        "letter_number": format!("调法建〔{}〕6号", day.year()),
        "subject": "市场监督管理部门负责人未出庭应诉", "received_on": day.to_string(),
        "reply_by": work.ahead(9).to_string(), "about_unit": ABSENT,
        "recipient_is_defendant": false,
    });
    let done = ("receive", officer, day);
    work.open("letter-absence", "recommendation", CITY, done, facts);
    let coordinator = work.who("litigation_coordinator", CITY);
    let facts = json!({
        "tier": "county", "court": COURT, "case_observed": "某餐馆诉市场监管部门处罚决定案",
        "heads": 9, "others": 26, "explained": true,
    });
    let done = ("hold", coordinator, work.back(9));
    work.open("trial-watched", "trial_observation", CITY, done, facts);
    let done = (
        "receive",
        work.who("unit_liaison", "ecology_branch"),
        work.back(1),
    );
    let facts = json!({
        "kind": "governance", "sender": COURT,
        "letter_number": format!("调法建〔{}〕7号", work.back(1).year()),
        "subject": "规范现场检查笔录制作", "received_on": work.back(1).to_string(),
    });
    work.refused_open(
        "letter-without-a-day",
        "recommendation",
        "ecology_branch",
        done,
        facts,
    );
}

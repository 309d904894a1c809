//! Suits against the city's government and its departments, trials observed, letters from the
//! court and the procuratorate.

use jiff::civil::DateTime;
use serde_json::json;

use super::plan::{EVEN, Opened, Plan, after, on, open_from};
use super::{YEAR, names, unlawful};

/// Suits against departments; the report prints only those against the government.
const DEPARTMENT_SUITS: u32 = 13;
/// Letters of the procuratorate before a public-interest suit; the number is ours.
const LETTERS: u32 = 24;

const DEFENDANTS: [(&str, &str); 6] = [
    ("human_resources_bureau", "工伤认定决定"),
    ("public_security_bureau", "治安处罚决定"),
    ("natural_resources_bureau", "不动产登记"),
    ("market_regulation_bureau", "投诉举报答复"),
    ("housing_bureau", "房屋征收补偿决定"),
    ("xiaonan_town", "强制拆除行为"),
];
const LETTER_TALES: [(&str, &str); 6] = [
    ("ecology_branch", "河道旁堆放垃圾污染水体"),
    ("market_regulation_bureau", "校园周边小食品无标识"),
    ("housing_bureau", "餐饮场所燃气报警装置未安装"),
    ("transport_bureau", "寄递网点未落实收寄验视"),
    ("city_management_bureau", "公园无障碍坡道损坏"),
    ("water_bureau", "小型水库警示标志缺失"),
];

pub fn plan(plan: &mut Plan<'_>) {
    plan.family("litigation");
    let government = plan.target("litigation.government_suits_handled");
    for place in 0..government {
        suit(plan, "diaobingshan", "government", "征收补偿决定", place);
    }
    for place in 0..DEPARTMENT_SUITS {
        let (unit, act) = DEFENDANTS[place as usize % DEFENDANTS.len()];
        let kind = if unit.ends_with("_town") {
            "township"
        } else {
            "department"
        };
        suit(plan, unit, kind, act, place);
    }
    plan.family("trial-observation");
    observations(plan);
    plan.family("recommendation");
    for place in 0..LETTERS {
        letter(plan, place);
    }
}

fn suit(plan: &mut Plan<'_>, unit: &str, kind: &str, act: &str, place: u32) {
    // The court hearing and its decision must lie within the year.
    let day = plan.day_until(&EVEN, on(YEAR, 8, 31));
    let received = plan.at(day);
    let officer = plan.who("litigation_officer", unit);
    let number = format!("（{YEAR}）辽1281行初{}号", plan.chance.between(2, 60));
    let facts = json!({
        "court": "调兵山市人民法院", "case_number": number,
        "plaintiff": names::person(&mut plan.chance), "defendant_kind": kind,
        "sued_act": act, "received_on": received.date().to_string(),
        "filed_on": received.date().to_string(),
        "call_kind": (place % 4 == 1).then_some("must"),
    });
    let done = ("receive_complaint", officer.clone(), received);
    let suit = plan.open("litigation", unit, done, facts);
    let at = plan.later(received, 0, 2);
    let facts = json!({ "handler": plan.name_of(&officer) });
    plan.act(&suit, ("assign", officer.clone(), at), facts);
    let at = plan.later(at, 3, 8);
    unlawful::evidence_gathered_in_suit(plan, &suit, &officer, at);
    let facts = json!({
        "answer_paper": "答辩状", "evidence_list": "证据目录", "norms_list": "规范性文件清单",
        "gathered_before": true,
    });
    plan.act(&suit, ("submit_answer", officer.clone(), at), facts);
    if place % 6 == 5 {
        let at = plan.later(at, 10, 20);
        let facts = json!({ "served_on": at.date().to_string() });
        plan.act(&suit, ("record_withdrawal", officer.clone(), at), facts);
        let at = plan.later(at, 5, 15);
        plan.act(&suit, ("close", officer, at), json!({}));
        return;
    }
    let at = trial(plan, &suit, unit, at, place);
    judged(plan, &suit, unit, at, place);
}

/// Summons, the head who appears, and the court hearing itself.
fn trial(plan: &mut Plan<'_>, suit: &Opened, unit: &str, at: DateTime, place: u32) -> DateTime {
    let officer = plan.who("litigation_officer", unit);
    let at = plan.later(at, 3, 9);
    let hearing = open_from(after(at.date(), 15 + plan.chance.below(20)));
    let facts = json!({ "hearing_on": hearing.to_string() });
    plan.act(suit, ("set_hearing", officer.clone(), at), facts);
    let at = plan.later(at, 2, 5);
    if place % 4 == 1 {
        plan.act(suit, ("notify_head", officer.clone(), at), json!({}));
    }
    let head = plan.who("unit_head", unit);
    let at = plan.soon(at);
    unlawful::head_of_a_lower_body(plan, suit, &officer, at);
    let facts = json!({
        "head_name": plan.name_of(&head), "head_post": "副职负责人", "of_own_organ": true,
        "head_rank": if place.is_multiple_of(3) { "chief" } else { "deputy" }, "proof_sealed": true,
    });
    plan.act(suit, ("appoint_head", officer.clone(), at), facts);
    let at = plan.at(hearing);
    let facts =
        json!({ "head_at_hearing": "spoke", "staff_present": true, "another_hearing": false });
    plan.act(suit, ("hold_hearing", officer, at), facts);
    at
}

fn judged(plan: &mut Plan<'_>, suit: &Opened, unit: &str, at: DateTime, place: u32) {
    let officer = plan.who("litigation_officer", unit);
    let at = plan.later(at, 12, 30);
    let result = [
        "claims_out",
        "claims_out",
        "suit_out",
        "claims_out",
        "revoked",
    ];
    let facts = json!({
        "paper_kind": "judgment", "result": result[place as usize % result.len()],
        "served_on": at.date().to_string(),
    });
    plan.act(suit, ("record_judgment", officer.clone(), at), facts);
    let at = plan.later(at, 24, 34);
    let facts = json!({ "closing_note": "裁判已生效，材料齐全。" });
    plan.act(suit, ("close", officer, at), facts);
}

fn observations(plan: &mut Plan<'_>) {
    for place in 0..5 {
        let day = plan.day(&EVEN);
        let at = plan.at(day);
        let coordinator = plan.anywhere("litigation_coordinator");
        let facts = json!({
            "tier": if place < 3 { "county" } else { "township" }, "court": "调兵山市人民法院",
            "case_observed": "某公司诉市人社局工伤认定案", "heads": plan.chance.between(4, 18),
            "others": plan.chance.between(8, 40), "explained": true,
        });
        plan.open(
            "trial_observation",
            "diaobingshan",
            ("hold", coordinator, at),
            facts,
        );
    }
}

fn letter(plan: &mut Plan<'_>, place: u32) {
    let (unit, subject) = LETTER_TALES[place as usize % LETTER_TALES.len()];
    let day = plan.day_until(&EVEN, on(YEAR, 10, 14));
    let at = plan.at(day);
    let liaison = plan.who("unit_liaison", unit);
    let facts = json!({
        "kind": "public_interest", "sender": "调兵山市人民检察院",
        "letter_number": format!("辽调检行公建〔{YEAR}〕{}号", place + 1),
        "subject": subject, "received_on": at.date().to_string(), "urgent": place % 12 == 5,
    });
    let letter = plan.open(
        "recommendation",
        unit,
        ("receive", liaison.clone(), at),
        facts,
    );
    let at = plan.later(at, 1, 3);
    let facts = json!({ "handler": plan.name_of(&liaison) });
    let head = plan.who("unit_head", unit);
    plan.act(&letter, ("assign", head, at), facts);
    let at = if place % 12 == 5 {
        plan.later(at, 4, 7)
    } else {
        plan.later(at, 20, 42)
    };
    let facts = json!({ "reply": "采纳建议，已组织整改并举一反三排查。" });
    plan.act(&letter, ("reply", liaison.clone(), at), facts);
    let at = plan.later(at, 5, 20);
    let facts = json!({ "implementation": "整改到位，检察机关回访认可。" });
    plan.act(&letter, ("close", liaison, at), facts);
}

//! Applications for reconsideration against departments and towns, from filing to archive.

use fadu_office::submission::Doer;
use jiff::civil::DateTime;
use serde_json::{Value as Json, json};

use super::plan::{EVEN, Opened, Plan, after, on};
use super::{YEAR, names, unlawful};

/// The unit that decides: the city's government.
const ORGAN: &str = "diaobingshan";

/// How a case goes: the act challenged, of which unit and kind, and its outcome.
struct Tale {
    unit: &'static str,
    act_kind: &'static str,
    act: &'static str,
    request: &'static str,
    outcome: &'static str,
    ground: &'static str,
}

const fn tale(
    unit: &'static str,
    act_kind: &'static str,
    act: &'static str,
    request: &'static str,
    (outcome, ground): (&'static str, &'static str),
) -> Tale {
    Tale {
        unit,
        act_kind,
        act,
        request,
        outcome,
        ground,
    }
}

const UPHELD: (&str, &str) = ("uphold", "lawful");
const TALES: [Tale; 12] = [
    tale(
        "public_security_bureau",
        "penalty",
        "治安行政处罚决定",
        "revoke",
        UPHELD,
    ),
    tale(
        "market_regulation_bureau",
        "penalty",
        "食品安全行政处罚决定",
        "change",
        UPHELD,
    ),
    tale(
        "human_resources_bureau",
        "work_injury",
        "不予认定工伤决定",
        "revoke",
        UPHELD,
    ),
    tale(
        "public_security_bureau",
        "penalty",
        "治安行政处罚决定",
        "revoke",
        ("revoke", "procedure_violated"),
    ),
    tale(
        "natural_resources_bureau",
        "licence",
        "不予登记决定",
        "revoke",
        ("withdrawn", ""),
    ),
    tale(
        "city_management_bureau",
        "penalty",
        "占道经营处罚决定",
        "change",
        ("change", "content_improper"),
    ),
    tale(
        "transport_bureau",
        "penalty",
        "道路运输处罚决定",
        "revoke",
        ("mediated", ""),
    ),
    tale(
        "housing_bureau",
        "information_refused",
        "政府信息公开答复",
        "unlawful",
        UPHELD,
    ),
    tale(
        "human_resources_bureau",
        "work_injury",
        "认定工伤决定",
        "revoke",
        ("revoke", "main_facts_unclear"),
    ),
    tale(
        "agriculture_bureau",
        "inaction",
        "未查处占用耕地举报",
        "perform",
        ("order_performance", "duty_unperformed"),
    ),
    tale(
        "xiaoming_town",
        "compulsion",
        "拆除通知",
        "unlawful",
        ("revoke", "no_evidence"),
    ),
    tale(
        "market_regulation_bureau",
        "penalty",
        "广告违法处罚决定",
        "change",
        ("dismiss_application", "inadmissible"),
    ),
];

pub fn plan(plan: &mut Plan<'_>) {
    plan.family("reconsideration");
    let cases = plan.target("reconsideration.accepted");
    for place in 0..cases {
        let tale = &TALES[place as usize % TALES.len()];
        case(plan, tale, place);
    }
}

fn case(plan: &mut Plan<'_>, tale: &Tale, place: u32) {
    let day = plan.day_until(&EVEN, on(YEAR, 9, 9));
    let mut at = plan.at(day);
    let officer = plan.who("reconsideration_officer", ORGAN);
    let matter = file(plan, tale, at, place, &officer);
    if place % 6 == 2 {
        at = plan.later(at, 1, 2);
        let due = after(at.date(), 15);
        let facts = json!({
            "correction_items": "请补充决定书复印件。", "correction_due_on": due.to_string(),
        });
        plan.act(&matter, ("request_correction", officer.clone(), at), facts);
        at = plan.later(at, 3, 8);
        plan.act(
            &matter,
            ("supply_correction", Doer::Party, at),
            json!({ "correction": "已补交决定书复印件。" }),
        );
    }
    if place % 9 == 4 {
        // Nobody decides in five working days: the law accepts.
        at = plan.later(at, 12, 12);
    } else {
        at = plan.later(at, 1, 3);
        plan.act(&matter, ("accept", officer.clone(), at), json!({}));
    }
    let at = examine(plan, tale, &matter, &officer, at);
    end(plan, tale, &matter, &officer, at, place);
}

fn file(plan: &mut Plan<'_>, tale: &Tale, at: DateTime, place: u32, officer: &Doer) -> Opened {
    let knew = after(at.date(), 0)
        .saturating_sub(jiff::Span::new().days(i64::from(plan.chance.between(6, 40))));
    let asked = at.date().saturating_sub(jiff::Span::new().days(95));
    let mut facts = json!({
        "applicant": names::person(&mut plan.chance), "respondent": plan.unit_name(tale.unit),
        "phone": names::telephone(&mut plan.chance), "act_kind": tale.act_kind,
        "challenged_act": format!("{}（{YEAR}）第{}号", tale.act, plan.chance.between(3, 190)),
        "knew_on": knew.to_string(), "request": [tale.request],
        "facts_and_reasons": "申请人认为事实不清、处理不当，请求复议机关审查。",
        "asked_on": (tale.act_kind == "inaction").then(|| asked.to_string()),
    });
    let (act, doer) = match place % 4 {
        0 => ("apply", Doer::Anyone),
        1 => ("record_oral_application", officer.clone()),
        _ => {
            facts["channel"] = json!(if place % 4 == 2 { "in_person" } else { "post" });
            facts["applied_on"] = json!(at.date().to_string());
            ("register_application", officer.clone())
        }
    };
    plan.open("reconsideration", ORGAN, (act, doer, at), facts)
}

/// Handlers, the copy to the respondent, its reply, the parties' views.
fn examine(
    plan: &mut Plan<'_>,
    tale: &Tale,
    matter: &Opened,
    officer: &Doer,
    at: DateTime,
) -> DateTime {
    let head = plan.who("reconsideration_institution_head", ORGAN);
    let second = plan.other_than(officer, "reconsideration_officer", ORGAN);
    let at = plan.soon(at);
    unlawful::one_handler_alone(plan, matter, &head, at);
    let facts = json!({
        "handler": plan.name_of(officer), "second_handler": plan.name_of(&second),
    });
    plan.act(matter, ("assign", head, at), facts);
    let at = plan.later(at, 1, 3);
    let facts = json!({ "respondent_unit": tale.unit });
    plan.act(matter, ("send_copy", officer.clone(), at), facts);
    let agent = plan.who("respondent_agent", tale.unit);
    let at = plan.later(at, 0, 1);
    let facts = json!({ "copy_received_on": at.date().to_string() });
    plan.act(matter, ("acknowledge_copy", agent.clone(), at), facts);
    if tale.ground == "no_evidence" {
        // The respondent lets its ten days pass; the law draws the consequence.
        return plan.later(at, 20, 24);
    }
    let at = plan.later(at, 3, 7);
    unlawful::before_the_reply(plan, matter, officer, at);
    let facts = json!({
        "reply_text": "作出的行为事实清楚、程序合法。", "evidence": ["证据目录", "法律依据"],
    });
    plan.act(matter, ("reply", agent, at), facts);
    let at = plan.later(at, 4, 12);
    let facts = json!({ "views_mode": "in_person", "views_record": "听取了双方意见。" });
    plan.act(matter, ("hear_views", officer.clone(), at), facts);
    at
}

fn end(
    plan: &mut Plan<'_>,
    tale: &Tale,
    matter: &Opened,
    officer: &Doer,
    at: DateTime,
    place: u32,
) {
    let organ_head = plan.who("reconsideration_organ_head", ORGAN);
    let mut at = plan.later(at, 3, 9);
    match tale.outcome {
        "withdrawn" => {
            let facts = json!({ "withdrawal_reason": "问题已解决。", "settled_by_parties": false });
            plan.act(matter, ("ask_to_withdraw", Doer::Party, at), facts);
            at = plan.later(at, 1, 3);
            let facts = json!({ "terminate_ground": "withdrawn" });
            plan.act(matter, ("terminate", organ_head, at), facts);
            return;
        }
        "mediated" => {
            let facts = json!({
                "mediation_scope": "discretion", "all_signed": true,
                "mediation_terms": "减少罚款数额，申请人当场缴纳。",
            });
            plan.act(matter, ("mediate", officer.clone(), at), facts);
            at = plan.later(at, 5, 15);
            plan.act(matter, ("close", officer.clone(), at), json!({}));
            return;
        }
        _ => {}
    }
    if place % 7 == 3 {
        let facts = json!({ "extension_days": 20, "reasons": "案情复杂，需要进一步核实。" });
        plan.act(matter, ("extend", organ_head.clone(), at), facts);
        at = plan.later(at, 8, 12);
        unlawful::extended_twice(plan, matter, &organ_head, at);
    }
    if tale.ground == "no_evidence" {
        unlawful::upheld_without_evidence(plan, matter, officer, at);
    }
    plan.act(
        matter,
        ("propose_decision", officer.clone(), at),
        proposal(tale, at),
    );
    at = plan.later(at, 1, 4);
    unlawful::decided_by_the_handler(plan, matter, officer, at);
    plan.act(
        matter,
        ("decide", organ_head, at),
        json!({ "approval": "head" }),
    );
    at = plan.later(at, 1, 4);
    let facts = json!({ "decision_received_on": at.date().to_string() });
    plan.act(matter, ("serve_decision", officer.clone(), at), facts);
    if matches!(tale.outcome, "order_performance") {
        let agent = plan.who("respondent_agent", tale.unit);
        at = plan.later(at, 8, 18);
        unlawful::closed_unperformed(plan, matter, officer, at);
        let facts = json!({ "performance": "已到现场查处并书面答复举报人。" });
        plan.act(matter, ("report_performance", agent, at), facts);
    }
    at = plan.later(at, 16, 26);
    plan.act(matter, ("close", officer.clone(), at), json!({}));
}

fn proposal(tale: &Tale, at: DateTime) -> Json {
    json!({
        "outcome": tale.outcome, "ground": tale.ground,
        "decision_reasons": "经审查，根据查明的事实和适用的法律提出本意见。",
        "refusal_ground": (tale.outcome == "dismiss_application").then_some("no_interest"),
        "worse_for_applicant": (tale.outcome == "change").then_some(false),
        "perform_by": (tale.outcome == "order_performance")
            .then(|| after(at.date(), 40).to_string()),
    })
}

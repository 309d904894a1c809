//! Attempts that the law must refuse: each is an ordinary mistake somebody makes.
//!
//! The first part stands alone; the second is called from the stories, just before the lawful act.

use fadu_office::submission::Doer;
use jiff::civil::{Date, DateTime};
use serde_json::json;

use super::plan::{EVEN, Opened, Plan, after};
use super::{YEAR, names};

pub fn plan(plan: &mut Plan<'_>) {
    plan.family("unlawful");
    for place in 0..3 {
        referred_without_consent(plan);
        agreed_in_the_future(plan);
        nothing_found_but_handed_over(plan);
        call_handed_over_without_consent(plan);
        aid_right_not_told(plan);
        dispatched_staff(plan, place);
        certificate_after_a_failure(plan, place);
        too_few_hours(plan, place);
        third_school(plan, place);
        sued_already(plan);
        powers_that_cannot_be_given(plan, place);
        in_another_town(plan);
    }
}

fn anywhere(plan: &mut Plan<'_>, kind: &str) -> (String, DateTime) {
    let units = plan.units(kind);
    let unit = plan.chance.pick(&units).to_owned();
    let day = plan.day(&EVEN);
    (unit, plan.at(day))
}

/// 人民调解法 art. 18: the police only tell; without consent nothing is taken over.
fn referred_without_consent(plan: &mut Plan<'_>) {
    let (unit, at) = anywhere(plan, "village");
    let mediator = plan.who("mediator", &unit);
    let (applicant, respondent) = names::pair(&mut plan.chance);
    let facts = json!({
        "applicant": applicant, "respondent": respondent, "summary": "争吵推搡",
        "kind": "neighbour", "referred_by": "派出所", "referral_consent": false,
    });
    plan.refused_open(
        "mediation",
        &unit,
        ("receive_from_police", mediator, at),
        facts,
    );
}

/// A date that lies ahead.
fn agreed_in_the_future(plan: &mut Plan<'_>) {
    let (unit, at) = anywhere(plan, "village");
    let mediator = plan.who("mediator", &unit);
    let (applicant, respondent) = names::pair(&mut plan.chance);
    let facts = json!({
        "applicant": applicant, "respondent": respondent, "summary": "地界争议", "kind": "land",
        "mediators": [plan.name_of(&mediator)], "agreement": "按原桩界耕种。",
        "effective_on": after(at.date(), 3).to_string(),
    });
    plan.refused_open(
        "mediation",
        &unit,
        ("settle_on_the_spot", mediator, at),
        facts,
    );
}

fn nothing_found_but_handed_over(plan: &mut Plan<'_>) {
    let (unit, at) = anywhere(plan, "village");
    let worker = plan.who("grid_worker", &unit);
    let facts = json!({ "found": false, "wants_mediation": true });
    plan.refused_open("screening", &unit, ("screen", worker, at), facts);
}

fn call_handed_over_without_consent(plan: &mut Plan<'_>) {
    let (unit, at) = anywhere(plan, "village");
    let operator = plan.anywhere("hotline_operator");
    let (caller, respondent) = names::pair(&mut plan.chance);
    let facts = json!({
        "subject": "邻里噪声", "caller": caller, "respondent": respondent, "place_unit": unit,
        "caller_phone": names::telephone(&mut plan.chance), "consents": false,
    });
    let done = ("transfer_to_mediation", operator, at);
    plan.refused_open("hotline_call", "justice_bureau", done, facts);
}

fn aid_right_not_told(plan: &mut Plan<'_>) {
    let (_, at) = anywhere(plan, "village");
    let operator = plan.anywhere("hotline_operator");
    let facts = json!({
        "question_kind": "legal_aid", "subject": "请律师没有钱", "referral_kind": "legal_aid",
        "referred_to": "法律援助中心",
    });
    plan.refused_open(
        "hotline_call",
        "justice_bureau",
        ("refer_call", operator, at),
        facts,
    );
}

fn dispatched_staff(plan: &mut Plan<'_>, place: usize) {
    let (_, at) = anywhere(plan, "village");
    let engagement = ["dispatched", "contract", "seconded"][place % 3];
    let unit = "city_management_bureau";
    let liaison = plan.who("unit_liaison", unit);
    let facts = json!({
        "officer_code": format!("L{place:03}"), "officer_name": names::person(&mut plan.chance),
        "engagement": engagement, "in_post": true,
    });
    plan.refused_open(
        "enforcement_certificate",
        unit,
        ("apply", liaison, at),
        facts,
    );
}

fn certificate_after_a_failure(plan: &mut Plan<'_>, place: usize) {
    let (_, at) = anywhere(plan, "village");
    let clerk = plan.anywhere("certificate_officer");
    let facts = json!({
        "officer_code": format!("L{:03}", place + 10), "kind": "continuing",
        "course": "执法人员继续教育班", "hours": 40, "exam_result": "failed",
        "certificate_number": "辽M229999",
    });
    plan.refused_open(
        "officer_training",
        "transport_bureau",
        ("attend", clerk, at),
        facts,
    );
}

fn too_few_hours(plan: &mut Plan<'_>, place: usize) {
    let (_, at) = anywhere(plan, "village");
    let clerk = plan.anywhere("certificate_officer");
    let facts = json!({
        "officer_code": format!("L{:03}", place + 20), "kind": "initial",
        "course": "初任执法人员培训班", "hours": 16, "exam_result": "passed",
        "certificate_number": "辽M229998",
    });
    plan.refused_open(
        "officer_training",
        "transport_bureau",
        ("attend", clerk, at),
        facts,
    );
}

fn third_school(plan: &mut Plan<'_>, place: usize) {
    let (_, at) = anywhere(plan, "village");
    let officer = plan.anywhere("school_officer");
    let facts = json!({
        "school_name": "朝阳小学", "school_code": "X01", "vice_name": "关守成",
        "person_code": format!("F{:02}", place + 1), "home": "police", "retired": false,
        "term_until": format!("{}-02-28", YEAR + 3), "other_schools": 2,
    });
    plan.refused_open(
        "vice_principal",
        "education_bureau",
        ("appoint", officer, at),
        facts,
    );
}

/// 行政复议法 of 2017 art. 16(2): not while a court has accepted the suit.
fn sued_already(plan: &mut Plan<'_>) {
    let (_, at) = anywhere(plan, "village");
    let facts = json!({
        "applicant": names::person(&mut plan.chance), "respondent": "调兵山市公安局",
        "phone": names::telephone(&mut plan.chance), "act_kind": "penalty",
        "challenged_act": "治安行政处罚决定", "knew_on": at.date().to_string(),
        "request": ["revoke"], "facts_and_reasons": "认为处罚过重。", "court_accepted": true,
    });
    plan.refused_open(
        "reconsideration",
        "diaobingshan",
        ("apply", Doer::Anyone, at),
        facts,
    );
}

/// 行政处罚法 art. 18(3), 行政强制法 art. 17(1).
fn powers_that_cannot_be_given(plan: &mut Plan<'_>, place: usize) {
    let (unit, at) = anywhere(plan, "township");
    let liaison = plan.who("unit_liaison", &unit);
    let entrusted = place.is_multiple_of(2);
    let facts = json!({
        "summary": "委托执法事项", "powers": 3, "document_title": "委托书",
        "ground": if entrusted { "entrusted" } else { "conferred" },
        "liberty": !entrusted, "compulsion": entrusted,
    });
    plan.refused_open("power_confirmation", &unit, ("submit", liaison, at), facts);
}

/// A mediator registers a dispute of another town.
fn in_another_town(plan: &mut Plan<'_>) {
    let (_, at) = anywhere(plan, "village");
    let stranger = plan.who("mediator", "xiaoming_town");
    let (applicant, respondent) = names::pair(&mut plan.chance);
    let facts = json!({
        "applicant": applicant, "respondent": respondent, "summary": "地界争议", "kind": "land",
    });
    plan.refused_open(
        "mediation",
        "daming_town",
        ("register", stranger, at),
        facts,
    );
}

/// 人民调解法 art. 17: no mediation once a party has refused it.
pub fn without_consent(plan: &mut Plan<'_>, matter: &Opened, mediator: &Doer, at: DateTime) {
    if plan.every("without consent", 4) {
        let facts = json!({ "both_willing": false, "mediators": [plan.name_of(mediator)] });
        plan.refused(matter, ("begin", mediator.clone(), at), facts);
    }
}

/// Begun all the same after the refusal was recorded.
pub fn after_refusal(plan: &mut Plan<'_>, matter: &Opened, mediator: &Doer, at: DateTime) {
    if plan.every("after refusal", 6) {
        let at = plan.later(at, 1, 3);
        let facts = json!({ "both_willing": true, "mediators": [plan.name_of(mediator)] });
        plan.refused(matter, ("begin", mediator.clone(), at), facts);
    }
}

/// A mediator of another town, or a grid worker, begins.
pub fn while_beginning(plan: &mut Plan<'_>, matter: &Opened, unit: &str, at: DateTime) {
    let stranger = plan.every("stranger", 130);
    let grid = plan.every("grid worker", 170);
    let facts = json!({ "both_willing": true, "mediators": ["某某"] });
    if stranger {
        let towns = ["xiaonan_town", "daming_town"];
        let other = towns
            .into_iter()
            .find(|town| *town != unit && *town != plan.above(unit));
        let doer = plan.who("mediator", other.unwrap_or("wushujie_street"));
        plan.refused(matter, ("begin", doer, at), facts.clone());
    }
    if grid {
        let doer = plan.anywhere("grid_worker");
        plan.refused(matter, ("begin", doer, at), facts);
    }
}

/// An agreement without its seal, or dated ahead; an end without telling of other routes.
pub fn while_concluding(plan: &mut Plan<'_>, matter: &Opened, mediator: &Doer, at: DateTime) {
    let today = at.date();
    if plan.every("unsigned", 140) {
        let facts = json!({
            "agreement": "双方握手言和。", "signed_and_sealed": false,
            "effective_on": today.to_string(),
        });
        plan.refused(matter, ("agree_in_writing", mediator.clone(), at), facts);
    }
    if plan.every("dated ahead", 190) {
        let facts = json!({
            "agreement": "双方握手言和。", "effective_on": after(today, 5).to_string(),
        });
        plan.refused(matter, ("agree_orally", mediator.clone(), at), facts);
    }
    if plan.every("no routes told", 230) {
        let facts = json!({ "failure": "no_agreement" });
        plan.refused(matter, ("terminate", mediator.clone(), at), facts);
    }
}

/// 人民调解法 art. 33(1): both parties, within thirty days.
pub fn confirmation_by_one_side(
    plan: &mut Plan<'_>,
    matter: &Opened,
    mediator: &Doer,
    at: DateTime,
) {
    if plan.every("one side", 14) {
        let facts = json!({
            "both_apply": false, "court_basis": "inviting_court",
            "court_name": "调兵山市人民法院",
        });
        plan.refused(
            matter,
            ("apply_for_confirmation", mediator.clone(), at),
            facts,
        );
    }
}

/// 人民调解法 art. 33(1): the thirty days have passed.
pub fn confirmation_after_thirty_days(
    plan: &mut Plan<'_>,
    matter: &Opened,
    mediator: &Doer,
    at: DateTime,
) {
    let facts = json!({
        "both_apply": true, "court_basis": "committee", "court_name": "调兵山市人民法院",
    });
    plan.refused(
        matter,
        ("apply_for_confirmation", mediator.clone(), at),
        facts,
    );
}

pub fn closing_while_dissatisfied(
    plan: &mut Plan<'_>,
    call: &Opened,
    operator: &Doer,
    at: DateTime,
) {
    if plan.every("dissatisfied", 45) {
        let facts = json!({ "satisfaction": "dissatisfied", "resolved": false });
        plan.refused(call, ("call_back", operator.clone(), at), facts);
    }
}

pub fn certificate_before_examination(
    plan: &mut Plan<'_>,
    certificate: &Opened,
    clerk: &Doer,
    at: DateTime,
) {
    if plan.every("before examination", 25) {
        let facts = json!({
            "certificate_number": "辽M229997", "scope": "own_unit",
            "valid_until": after(at.date(), 1000).to_string(),
        });
        let at = plan.soon(at);
        plan.refused(certificate, ("issue", clerk.clone(), at), facts);
    }
}

/// 行政处罚法 art. 42(1): no valid certificate, no enforcement.
pub fn enforcing_while_suspended(
    plan: &mut Plan<'_>,
    certificate: &Opened,
    liaison: &Doer,
    at: DateTime,
) {
    let at = plan.soon(at);
    let facts = json!({ "task": "日常巡查", "task_on": after(at.date(), 1).to_string() });
    plan.refused(certificate, ("assign", liaison.clone(), at), facts);
}

pub fn named_untrained(plan: &mut Plan<'_>, villager: &Opened, worker: &Doer, at: DateTime) {
    if plan.every("untrained", 90) {
        let at = plan.soon(at);
        plan.refused(
            villager,
            ("name", worker.clone(), at),
            json!({ "assessed": true }),
        );
    }
}

/// 行政复议法实施条例 art. 32: at least two.
pub fn one_handler_alone(plan: &mut Plan<'_>, matter: &Opened, head: &Doer, at: DateTime) {
    if plan.every("one handler", 8) {
        let facts = json!({ "handler": "佟守成", "second_handler": "佟守成" });
        plan.refused(matter, ("assign", head.clone(), at), facts);
    }
}

/// 行政复议法 of 2017 art. 23(1): no decision on the merits before the respondent's reply; nor
/// does the agent of another organ reply.
pub fn before_the_reply(plan: &mut Plan<'_>, matter: &Opened, officer: &Doer, at: DateTime) {
    if plan.every("before reply", 5) {
        let facts = json!({
            "outcome": "uphold", "ground": "lawful", "decision_reasons": "事实清楚。",
        });
        plan.refused(matter, ("propose_decision", officer.clone(), at), facts);
    }
    if plan.every("other agent", 7) {
        let stranger = plan.who("respondent_agent", "statistics_bureau");
        let facts = json!({ "reply_text": "事实清楚。", "evidence": ["证据目录"] });
        plan.refused(matter, ("reply", stranger, at), facts);
    }
}

/// 行政复议法 of 2017 art. 31(1): one extension.
pub fn extended_twice(plan: &mut Plan<'_>, matter: &Opened, head: &Doer, at: DateTime) {
    let facts = json!({ "extension_days": 10, "reasons": "仍需核实。" });
    plan.refused(matter, ("extend", head.clone(), at), facts);
}

/// 行政复议法 of 2017 art. 28(1)(4): without a reply the act is revoked.
pub fn upheld_without_evidence(plan: &mut Plan<'_>, matter: &Opened, officer: &Doer, at: DateTime) {
    let facts = json!({
        "outcome": "uphold", "ground": "lawful", "decision_reasons": "维持原决定。",
    });
    plan.refused(matter, ("propose_decision", officer.clone(), at), facts);
}

/// The head of the organ decides, not the handler.
pub fn decided_by_the_handler(plan: &mut Plan<'_>, matter: &Opened, officer: &Doer, at: DateTime) {
    if plan.every("handler decides", 6) {
        let facts = json!({ "approval": "head" });
        plan.refused(matter, ("decide", officer.clone(), at), facts);
    }
}

pub fn closed_unperformed(plan: &mut Plan<'_>, matter: &Opened, officer: &Doer, at: DateTime) {
    plan.refused(matter, ("close", officer.clone(), at), json!({}));
}

/// 行政诉讼法 art. 35.
pub fn evidence_gathered_in_suit(plan: &mut Plan<'_>, suit: &Opened, officer: &Doer, at: DateTime) {
    if plan.every("gathered in suit", 8) {
        let facts = json!({
            "answer_paper": "答辩状", "evidence_list": "证据目录",
            "norms_list": "规范性文件清单", "gathered_before": false,
        });
        plan.refused(suit, ("submit_answer", officer.clone(), at), facts);
    }
}

/// A head of a body below cannot appear as head of this organ.
pub fn head_of_a_lower_body(plan: &mut Plan<'_>, suit: &Opened, officer: &Doer, at: DateTime) {
    if plan.every("lower body", 6) {
        let facts = json!({
            "head_name": "舒长顺", "head_post": "下属单位负责人", "head_rank": "chief",
            "of_own_organ": false, "proof_sealed": true,
        });
        plan.refused(suit, ("appoint_head", officer.clone(), at), facts);
    }
}

pub fn measure_after_its_problem(
    plan: &mut Plan<'_>,
    problem: &Opened,
    (liaison, unit): (&Doer, &str),
    at: DateTime,
    due: Date,
) {
    if plan.every("late measure", 12) {
        let facts = json!({
            "measure": "长期坚持。", "measure_unit": unit,
            "measure_due": after(due, 30).to_string(),
        });
        plan.refused(problem, ("add_measure", liaison.clone(), at), facts);
    }
}

pub fn reported_before_done(plan: &mut Plan<'_>, problem: &Opened, liaison: &Doer, at: DateTime) {
    if plan.every("before done", 12) {
        let at = plan.later(at, 1, 4);
        let facts = json!({ "result": "已整改。" });
        plan.refused(problem, ("report_rectified", liaison.clone(), at), facts);
    }
}

/// 社区矫正法 art. 44: no release before the end. A hotline operator checks nobody; a long absence
/// is not answered by an admonition.
pub fn in_corrections(plan: &mut Plan<'_>, matter: &Opened, until: Date, at: DateTime) {
    let officer = plan.anywhere("corrections_officer");
    if at.date() < until && plan.every("early release", 110) {
        let facts = json!({ "release_ground": "expired", "told": true, "declared": true });
        plan.refused(matter, ("release", officer.clone(), at), facts);
    }
    if plan.every("stranger checks", 160) {
        let stranger = plan.anywhere("hotline_operator");
        let facts = json!({ "means": "call", "finding": "in_order" });
        plan.refused(matter, ("check", stranger, at), facts);
    }
    if plan.every("admonished too late", 190) {
        let facts = json!({
            "misconduct": "absent", "absent_days": 20, "facts_note": "二十日未报告。",
        });
        plan.refused(matter, ("admonish", officer, at), facts);
    }
}

//! Applications for reconsideration in every stage, under the law in force since 2024.

use fadu_office::submission::Doer;
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value as Json, json};

use super::{Living, Present};
use crate::replay::names;

/// The unit that decides: the city's government.
const ORGAN: &str = "diaobingshan";
const MARKET: &str = "market_regulation_bureau";

pub fn plan(work: &mut Present<'_>) {
    not_yet_accepted(work);
    accepted_by_law(work);
    with_the_respondent(work);
    examined(work);
    suspended(work);
    to_be_decided(work);
    after_the_decision(work);
}

/// What is challenged: the respondent's unit, the kind of act and its name.
type Challenged = (&'static str, &'static str, &'static str);

fn application(work: &mut Present<'_>, challenged: Challenged, day: Date) -> Json {
    let (unit, kind, act) = challenged;
    let duty = matches!(kind, "inaction" | "benefit_unpaid" | "licence_unanswered");
    let number = work.chance.between(11, 180);
    json!({
        "applicant": names::person(&mut work.chance), "phone": names::telephone(&mut work.chance),
        "respondent": work.unit_name(unit), "act_kind": kind,
        "challenged_act": format!("{act}（{}）第{number}号", day.year()),
        "knew_on": day.saturating_sub(16.days()).to_string(), "only_one_act": true,
        "request": [if duty { "perform" } else { "revoke" }],
        "asked_on": duty.then(|| day.saturating_sub(90.days()).to_string()),
        "facts_and_reasons": "申请人认为认定的事实与实际不符，处理过重，请求审查。",
    })
}

/// Applied for on line on a day.
fn applied(work: &mut Present<'_>, name: &str, challenged: Challenged, day: Date) -> Living {
    let facts = application(work, challenged, day);
    let name = format!("reconsideration-{name}");
    work.open(
        &name,
        "reconsideration",
        ORGAN,
        ("apply", Doer::Anyone, day),
        facts,
    )
}

/// Applied for, accepted the next working day and given to a handler.
fn accepted(work: &mut Present<'_>, name: &str, challenged: Challenged, back: u32) -> Living {
    let matter = applied(work, name, challenged, work.back(back + 1));
    let officer = work.who("reconsideration_officer", ORGAN);
    let day = work.back(back);
    work.act(&matter, ("accept", officer.clone(), day), json!({}));
    let chief = work.who("reconsideration_institution_head", ORGAN);
    let facts = json!({ "handler": work.name_of(&officer) });
    work.act(&matter, ("assign", chief, day), facts);
    matter
}

/// The copy sent and received so many working days ago.
fn copy(work: &mut Present<'_>, matter: &Living, unit: &str, back: u32) {
    let officer = work.who("reconsideration_officer", ORGAN);
    let facts = json!({ "respondent_unit": unit });
    work.act(matter, ("send_copy", officer, work.back(back + 1)), facts);
    let agent = work.who("respondent_agent", unit);
    let day = work.back(back);
    let facts = json!({ "copy_received_on": day.to_string() });
    work.act(matter, ("acknowledge_copy", agent, day), facts);
}

fn reply(work: &mut Present<'_>, matter: &Living, unit: &str, back: u32) {
    let agent = work.who("respondent_agent", unit);
    let facts = json!({
        "reply_text": "作出的行为事实清楚、程序合法、适用依据正确。",
        "evidence": ["现场检查笔录", "询问笔录", "送达回证"],
    });
    work.act(matter, ("reply", agent, work.back(back)), facts);
}

fn hear(work: &mut Present<'_>, matter: &Living, back: u32) {
    let officer = work.who("reconsideration_officer", ORGAN);
    let facts = json!({
        "views_mode": "phone", "views_record": "申请人对事实无异议，请求从轻；被申请人坚持原决定。",
    });
    work.act(matter, ("hear_views", officer, work.back(back)), facts);
}

/// One on its last day but one, one being corrected, one refused, one fresh.
fn not_yet_accepted(work: &mut Present<'_>) {
    let day = work.back(4);
    applied(
        work,
        "last-day",
        (MARKET, "penalty", "食品标签行政处罚决定"),
        day,
    );
    let day = work.back(0);
    let housing = (
        "housing_bureau",
        "information_refused",
        "政府信息不予公开告知",
    );
    applied(work, "fresh", housing, day);
    let officer = work.who("reconsideration_officer", ORGAN);
    let day = work.back(6);
    let police = ("public_security_bureau", "penalty", "治安行政处罚决定");
    let mut facts = application(work, police, day);
    facts["channel"] = json!("post");
    facts["applied_on"] = json!(work.before(day, 2).to_string());
    let done = ("register_application", officer.clone(), day);
    let name = "reconsideration-correcting";
    let correcting = work.open(name, "reconsideration", ORGAN, done, facts);
    let day = work.back(5);
    let facts = json!({
        "correction_items": "请补充处罚决定书复印件和身份证明。",
        "correction_received_on": day.to_string(),
    });
    let done = ("request_correction", officer, day);
    work.act(&correcting, done, facts);
    let day = work.back(4);
    let insurance = ("health_insurance_bureau", "other", "医保待遇说明");
    let refused = applied(work, "refused", insurance, day);
    let chief = work.who("reconsideration_institution_head", ORGAN);
    let facts = json!({
        "refusal_ground": "out_of_scope", "reasons": "申请人不服的是政策咨询答复，\
            没有处理其权利义务。",
    });
    work.act(&refused, ("refuse", chief, work.back(1)), facts);
}

/// Nobody acted within five working days.
fn accepted_by_law(work: &mut Present<'_>) {
    let day = work.back(7);
    let forestry = ("forestry_bureau", "penalty", "擅自采伐林木处罚决定");
    applied(work, "accepted-by-law", forestry, day);
    let natural = ("natural_resources_bureau", "licence", "不动产不予登记决定");
    accepted(work, "copy-to-send", natural, 5);
}

/// Replies under way: near their day, and one that never came.
fn with_the_respondent(work: &mut Present<'_>) {
    let market = (MARKET, "penalty", "广告违法行政处罚决定");
    let near = accepted(work, "reply-near", market, 10);
    copy(work, &near, MARKET, 8);
    let insurance = ("human_resources_bureau", "work_injury", "不予认定工伤决定");
    let fresh = accepted(work, "reply-fresh", insurance, 4);
    copy(work, &fresh, "human_resources_bureau", 2);
    let town = ("xiaonan_town", "compulsion", "责令限期拆除通知");
    let silent = accepted(work, "unanswered", town, 17);
    copy(work, &silent, "xiaonan_town", 14);
    let officer = work.who("reconsideration_officer", ORGAN);
    let facts = json!({
        "outcome": "uphold", "ground": "lawful", "complex": false, "technical": false,
        "decision_reasons": "原行为合法。",
    });
    hear(work, &silent, 2);
    work.refused(&silent, ("propose_decision", officer, work.back(1)), facts);
}

/// Replied and to be heard; heard and to be proposed; a stay granted.
fn examined(work: &mut Present<'_>) {
    let transport = ("transport_bureau", "penalty", "道路运输行政处罚决定");
    let replied = accepted(work, "replied", transport, 13);
    copy(work, &replied, "transport_bureau", 11);
    reply(work, &replied, "transport_bureau", 5);
    let city = ("city_management_bureau", "compulsion", "查封经营场所决定");
    let heard = accepted(work, "heard", city, 18);
    copy(work, &heard, "city_management_bureau", 16);
    reply(work, &heard, "city_management_bureau", 9);
    let done = ("request_stay", Doer::Party, work.back(8));
    work.act(
        &heard,
        done,
        json!({ "stay_reason": "停业期间房租和工资损失难以弥补。" }),
    );
    let officer = work.who("reconsideration_officer", ORGAN);
    let facts = json!({ "stay_ground": "requested", "stay_reason": "申请人的要求合理。" });
    work.act(
        &heard,
        ("stay_execution", officer.clone(), work.back(6)),
        facts,
    );
    hear(work, &heard, 3);
    let facts = json!({
        "outcome": "uphold", "ground": "lawful", "complex": true, "technical": false,
        "decision_reasons": "案情复杂。",
    });
    work.refused(&heard, ("propose_decision", officer, work.back(2)), facts);
}

/// Both sides want to settle, so time stands still.
fn suspended(work: &mut Present<'_>) {
    let water = ("water_bureau", "penalty", "河道采砂行政处罚决定");
    let matter = accepted(work, "suspended", water, 24);
    copy(work, &matter, "water_bureau", 22);
    reply(work, &matter, "water_bureau", 16);
    hear(work, &matter, 13);
    let officer = work.who("reconsideration_officer", ORGAN);
    let facts = json!({
        "suspend_ground": "mediation", "parties_agree": true,
        "suspend_reason": "双方同意就分期缴纳和恢复河道协商。",
    });
    work.act(&matter, ("suspend", officer, work.back(11)), facts);
}

fn propose(work: &mut Present<'_>, matter: &Living, outcome: Json, back: u32) {
    let officer = work.who("reconsideration_officer", ORGAN);
    let mut facts = json!({
        "complex": false, "technical": false,
        "decision_reasons": "经审查，根据查明的事实和适用的法律提出本意见。",
    });
    for (name, fact) in outcome.as_object().into_iter().flatten() {
        facts[name] = fact.clone();
    }
    let done = ("propose_decision", officer, work.back(back));
    work.act(matter, done, facts);
}

fn decide(work: &mut Present<'_>, matter: &Living, back: u32) {
    let head = work.who("reconsideration_organ_head", ORGAN);
    let facts = json!({ "approval": "head" });
    work.act(matter, ("decide", head, work.back(back)), facts);
}

/// Examined within its sixty days and now before the head; another decided and to be served.
fn to_be_decided(work: &mut Present<'_>) {
    let police = ("public_security_bureau", "penalty", "治安行政处罚决定");
    let proposed = accepted(work, "proposed", police, 36);
    copy(work, &proposed, "public_security_bureau", 33);
    reply(work, &proposed, "public_security_bureau", 27);
    hear(work, &proposed, 12);
    let outcome = json!({ "outcome": "revoke", "ground": "procedure_violated" });
    propose(work, &proposed, outcome, 1);
    let officer = work.who("reconsideration_officer", ORGAN);
    let facts = json!({ "approval": "head" });
    work.refused(&proposed, ("decide", officer, work.back(1)), facts);
    let ecology = ("ecology_branch", "penalty", "扬尘污染行政处罚决定");
    let decided = accepted(work, "decided", ecology, 28);
    copy(work, &decided, "ecology_branch", 26);
    reply(work, &decided, "ecology_branch", 20);
    hear(work, &decided, 10);
    propose(
        work,
        &decided,
        json!({ "outcome": "uphold", "ground": "lawful" }),
        5,
    );
    decide(work, &decided, 1);
}

fn serve(work: &mut Present<'_>, matter: &Living, back: u32) {
    let officer = work.who("reconsideration_officer", ORGAN);
    let day = work.back(back);
    let facts = json!({
        "decision_received_on": day.to_string(), "respondent_is_department": true,
    });
    work.act(matter, ("serve_decision", officer, day), facts);
}

/// An order to perform near its day, a decision published, a case mediated.
fn after_the_decision(work: &mut Present<'_>) {
    let farms = ("agriculture_bureau", "inaction", "未处理占用耕地举报");
    let ordered = accepted(work, "to-perform", farms, 34);
    copy(work, &ordered, "agriculture_bureau", 32);
    reply(work, &ordered, "agriculture_bureau", 26);
    hear(work, &ordered, 22);
    let outcome = json!({
        "outcome": "order_performance", "ground": "duty_unperformed",
        "perform_by": work.ahead(3).to_string(),
    });
    propose(work, &ordered, outcome, 16);
    decide(work, &ordered, 14);
    serve(work, &ordered, 12);
    let officer = work.who("reconsideration_officer", ORGAN);
    let day = work.back(1);
    work.refused(&ordered, ("close", officer.clone(), day), json!({}));
    let market = (MARKET, "penalty", "价格违法行政处罚决定");
    let published = accepted(work, "published", market, 35);
    copy(work, &published, MARKET, 33);
    reply(work, &published, MARKET, 28);
    hear(work, &published, 24);
    propose(
        work,
        &published,
        json!({ "outcome": "uphold", "ground": "lawful" }),
        18,
    );
    decide(work, &published, 17);
    serve(work, &published, 15);
    let facts = json!({ "superior_department": "铁岭市市场监督管理局" });
    let done = (
        "copy_to_superior_department",
        officer.clone(),
        work.back(12),
    );
    work.act(&published, done, facts);
    let facts = json!({
        "act_was_public": true,
        "decision_summary": "被申请人查明事实清楚，适用依据正确，程序合法，维持原处罚决定。",
    });
    let done = ("publish_decision", officer.clone(), work.back(10));
    work.act(&published, done, facts);
    let culture = ("culture_bureau", "penalty", "娱乐场所行政处罚决定");
    let mediated = accepted(work, "mediated", culture, 16);
    let facts = json!({
        "mediation_terms": "被申请人将罚款减为二千元，申请人三日内缴清并停业整改。",
        "all_signed": true, "harms_none": true,
    });
    work.act(&mediated, ("mediate", officer, work.back(4)), facts);
}

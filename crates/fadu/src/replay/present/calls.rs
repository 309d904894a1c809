//! Calls to 12348 of today and of the days before, orders passed on, and visits to the counter.

use fadu_office::submission::Doer;
use serde_json::json;

use super::Present;
use crate::replay::names;

/// The unit that runs the hotline.
const DESK: &str = "justice_bureau";

/// Question, kind of question and answer.
const QUESTIONS: [(&str, &str, &str); 9] = [
    (
        "房东不退押金怎么办",
        "contract",
        "按合同约定主张，可以申请人民调解，也可以起诉。",
    ),
    (
        "试用期被辞退有没有补偿",
        "labour",
        "单位要证明不符合录用条件，否则可以申请仲裁。",
    ),
    (
        "老人立遗嘱要不要公证",
        "notary",
        "遗嘱可以自书、代书，公证不是必须的。",
    ),
    (
        "孩子在学校受伤谁负责",
        "damages",
        "看学校是否尽到管理责任，先保留就医材料。",
    ),
    (
        "电动车被追尾怎样索赔",
        "traffic",
        "先报警取得事故认定，再按责任协商或者调解。",
    ),
    (
        "微信借款没有借条能要回来吗",
        "debt",
        "转账和聊天记录可以作证据，注意诉讼时效。",
    ),
    (
        "邻居装空调外机噪声大",
        "neighbour",
        "可以请社区调委会现场调解。",
    ),
    (
        "对行政处罚不服找谁",
        "administrative",
        "收到决定书六十日内可以申请行政复议，不收费。",
    ),
    (
        "请不起律师能申请援助吗",
        "legal_aid",
        "符合条件的可以免费援助，可到窗口或者网上申请。",
    ),
];

pub fn plan(work: &mut Present<'_>) {
    answered(work);
    waiting(work);
    referred(work);
    transferred(work);
    visits(work);
}

/// Four of today, five of yesterday, some of the week: the hotline rests on no day.
fn answered(work: &mut Present<'_>) {
    let days = [0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 3, 4, 5, 6];
    for (place, days_ago) in days.into_iter().enumerate() {
        let (subject, kind, answer) = QUESTIONS[place % QUESTIONS.len()];
        let facts = json!({
            "question_kind": kind, "subject": subject, "answer": answer,
            "caller_phone": names::telephone(&mut work.chance),
            "waited_seconds": work.chance.between(2, 14),
            "talk_minutes": work.chance.between(3, 19),
            "aid_right_told": (kind == "legal_aid").then_some(true),
            "promised_on": (place == 4).then(|| work.today.to_string()),
            "satisfaction": work.chance.pick(&["satisfied", "satisfied", "fair"]),
        });
        let operator = work.who("hotline_operator", DESK);
        let day = work.ago(days_ago);
        let name = format!("call-{}", place + 1);
        let call = work.open(
            &name,
            "hotline_call",
            DESK,
            ("answer", operator, day),
            facts,
        );
        if place % 4 == 1 {
            let chief = work.who("hotline_supervisor", DESK);
            let facts = json!({ "quality": "good", "quality_note": "答复准确，态度好。" });
            work.act(&call, ("check_quality", chief, day), facts);
        }
    }
}

/// A call to be returned, a call and a message to be answered.
fn waiting(work: &mut Present<'_>) {
    let operator = work.who("hotline_operator", DESK);
    let facts = json!({
        "caller_phone": names::telephone(&mut work.chance), "waited_seconds": 42,
    });
    let done = ("miss_call", operator.clone(), work.today);
    work.open("call-missed", "hotline_call", DESK, done, facts);
    let facts = json!({
        "subject": "工伤认定要准备哪些材料", "question": "在工地干活摔伤，单位没有报工伤，\
            自己能申请吗？",
        "caller_phone": names::telephone(&mut work.chance),
    });
    let done = ("leave_message", Doer::Anyone, work.ago(1));
    work.open("call-message", "hotline_call", DESK, done, facts);
    let facts = json!({
        "question_kind": "property", "subject": "回迁房迟迟不办产权证",
        "caller": names::person(&mut work.chance), "caller_place": "兀术街街道",
        "caller_phone": names::telephone(&mut work.chance),
    });
    let done = ("take_message", operator, work.back(0));
    work.open("call-to-forward", "hotline_call", DESK, done, facts);
}

/// Orders with other units: fresh, near their day, overdue, reported back, unsatisfied.
fn referred(work: &mut Present<'_>) {
    let orders = [
        ("fresh", 1, "human_resources_bureau", "饭店拖欠三个月工资"),
        ("near", 4, "market_regulation_bureau", "预付卡商家关门失联"),
        ("overdue", 8, "housing_bureau", "小区电梯停运多日无人修"),
        ("reported", 4, "city_management_bureau", "夜间烧烤占道扰民"),
        (
            "dissatisfied",
            6,
            "transport_bureau",
            "公交线路临时改道没有通知",
        ),
    ];
    for (name, days, unit, subject) in orders {
        let operator = work.who("hotline_operator", DESK);
        let facts = json!({
            "question_kind": "administrative", "subject": subject, "referral_kind": "other_organ",
            "referred_to": work.unit_name(unit), "undertaking_unit": unit,
            "caller": names::person(&mut work.chance),
            "caller_phone": names::telephone(&mut work.chance),
        });
        let done = ("refer_call", operator.clone(), work.back(days));
        let order = work.open(&format!("order-{name}"), "hotline_call", DESK, done, facts);
        if !matches!(name, "reported" | "dissatisfied") {
            continue;
        }
        let handler = work.who("order_handler", unit);
        let facts = json!({ "outcome": "已到现场核实并告知来电人处理意见。", "resolved": true });
        let day = work.back(if name == "reported" { 0 } else { 2 });
        work.act(&order, ("report_back", handler, day), facts);
        if name == "dissatisfied" {
            let day = work.back(1);
            let facts = json!({ "satisfaction": "dissatisfied", "resolved": false });
            work.refused(&order, ("call_back", operator.clone(), day), facts);
            let facts = json!({ "reason": "来电人认为没有说明恢复时间。", "resolved": false });
            work.act(&order, ("record_dissatisfaction", operator, day), facts);
        }
    }
}

/// A dispute handed to a community's committee in the call itself.
fn transferred(work: &mut Present<'_>) {
    let operator = work.who("hotline_operator", DESK);
    let (caller, respondent) = names::pair(&mut work.chance);
    let facts = json!({
        "subject": "楼上空调滴水淋湿楼下阳台", "caller": caller, "respondent": respondent,
        "caller_phone": names::telephone(&mut work.chance), "place_unit": "huaiyin_community",
        "question_kind": "neighbour", "dispute_kind": "neighbour", "consents": false,
    });
    let mut agreed = facts.clone();
    let done = ("transfer_to_mediation", operator.clone(), work.back(1));
    work.refused_open("call-without-consent", "hotline_call", DESK, done, facts);
    agreed["consents"] = json!(true);
    let done = ("transfer_to_mediation", operator, work.back(1));
    work.open("call-transferred", "hotline_call", DESK, done, agreed);
}

fn visits(work: &mut Present<'_>) {
    let visits = [
        (0, "咨询赡养费怎样主张", "advice"),
        (1, "申请法律援助", "legal_aid"),
        (4, "下载劳动仲裁申请书模板", "template"),
    ];
    for (place, (days, subject, given)) in visits.into_iter().enumerate() {
        let keeper = work.who("site_keeper", "xiaoming_town");
        let facts = json!({
            "given": given, "channel": "in_person", "subject": subject, "people": 1,
            "aid_right_told": (given == "legal_aid").then_some(true),
        });
        let name = format!("visit-{}", place + 1);
        let done = ("receive_visitor", keeper, work.back(days));
        work.open(&name, "site_visit", "xiaoming_town", done, facts);
    }
}

//! Calls to 12348, messages left, and visits to public legal service sites.

use fadu_office::submission::Doer;
use jiff::civil::DateTime;
use serde_json::json;

use super::plan::{DISPUTES, EVEN, Opened, Plan, at_minute, on};
use super::stories::{Dispute, dispute};
use super::{YEAR, names, unlawful};

/// The unit that runs the hotline.
const DESK: &str = "justice_bureau";

/// Question, kind of question and answer.
const QUESTIONS: [(&str, &str, &str); 14] = [
    (
        "协议离婚需要准备什么",
        "marriage_family",
        "双方到婚姻登记处申请，冷静期三十日后再领证。",
    ),
    (
        "老人去世后存款怎样取出",
        "marriage_family",
        "可以凭亲属关系材料到公证处办理继承公证。",
    ),
    (
        "单位拖欠工资怎么办",
        "labour",
        "可以向劳动监察投诉，也可以申请劳动仲裁。",
    ),
    (
        "被辞退有没有补偿",
        "labour",
        "按工作年限计算，协商不成可以申请仲裁。",
    ),
    (
        "借条过了三年还能不能要",
        "debt",
        "看最后一次催要的时间，保留催要的证据。",
    ),
    (
        "装修合同违约怎样处理",
        "contract",
        "先书面催告，保留合同和付款凭证。",
    ),
    (
        "宅基地被邻居占了",
        "property",
        "可以请村里调解，也可以请自然资源部门确认四至。",
    ),
    (
        "楼上漏水怎样索赔",
        "neighbour",
        "拍照留证，可以申请人民调解。",
    ),
    (
        "网购商品是假的",
        "consumer",
        "可以向平台投诉，或者拨打12315。",
    ),
    (
        "交通事故赔偿标准",
        "traffic",
        "按责任认定书确定比例，保留票据。",
    ),
    (
        "对行政处罚不服怎么办",
        "administrative",
        "六十日内可以申请行政复议。",
    ),
    (
        "怎样申请法律援助",
        "legal_aid",
        "到法律援助中心提交申请和经济困难说明。",
    ),
    (
        "委托公证要带哪些材料",
        "notary",
        "带身份证和委托事项的证明材料。",
    ),
    (
        "打架受伤对方不赔",
        "damages",
        "可以申请调解，也可以起诉要求赔偿。",
    ),
];

/// Calls answered in the year; the report prints none, so the number is ours.
const CALLS: u32 = 1500;
/// Visits to service sites in the year; ours too.
const VISITS: u32 = 520;

pub fn plan(plan: &mut Plan<'_>) {
    plan.family("hotline");
    sites(plan);
    for _ in 0..CALLS {
        call(plan);
    }
    for _ in 0..60 {
        message(plan);
    }
    for _ in 0..90 {
        missed(plan);
    }
    for _ in 0..110 {
        referral(plan);
    }
    plan.family("site-visit");
    for _ in 0..VISITS {
        visit(plan);
    }
}

/// A call handed to mediation in one act; returns the mediation.
pub fn transfer(
    plan: &mut Plan<'_>,
    unit: &str,
    at: DateTime,
    dispute: &Dispute,
    (caller, respondent): &(String, String),
) -> Opened {
    let operator = plan.who("hotline_operator", DESK);
    let facts = json!({
        "subject": dispute.summary, "caller": caller,
        "caller_phone": names::telephone(&mut plan.chance), "respondent": respondent,
        "place_unit": unit, "consents": true, "dispute_kind": dispute.kind,
        "place": plan.unit_name(unit), "waited_seconds": plan.chance.between(2, 14),
        "talk_minutes": plan.chance.between(4, 15),
    });
    let done = ("transfer_to_mediation", operator, at);
    plan.open("hotline_call", DESK, done, facts)
        .other("mediation")
}

/// The city's centre, a station in each town and a room in each village.
fn sites(plan: &mut Plan<'_>) {
    let officer = plan.anywhere("service_officer");
    let mut minute = 8 * 60 + 30;
    let kinds = [
        ("city", "centre", "city"),
        ("township", "station", "township"),
    ];
    let rooms = ("village", "room", "village");
    for (kind, site_kind, level) in kinds.into_iter().chain([rooms]) {
        for unit in plan.units(kind) {
            let at = at_minute(on(YEAR, 1, 5), minute);
            minute += 2;
            let name = plan.unit_name(unit);
            let facts = json!({
                "site_name": format!("{name}公共法律服务{}", site_word(site_kind)),
                "site_kind": site_kind, "level": level, "hours": "工作日8:30—17:00",
            });
            plan.open(
                "service_site",
                unit,
                ("open_site", officer.clone(), at),
                facts,
            );
        }
    }
}

fn site_word(kind: &str) -> &'static str {
    match kind {
        "centre" => "中心",
        "station" => "工作站",
        _ => "工作室",
    }
}

fn taker(plan: &mut Plan<'_>) -> Doer {
    let role = if plan.chance.percent(70) {
        "hotline_operator"
    } else {
        "duty_lawyer"
    };
    plan.who(role, DESK)
}

fn call(plan: &mut Plan<'_>) {
    let day = plan.busy_day(&DISPUTES);
    let at = plan.at(day);
    let (subject, kind, answer) = QUESTIONS[plan.chance.place(QUESTIONS.len())];
    let waited = if plan.chance.percent(97) {
        (1, 14)
    } else {
        (16, 70)
    };
    let phone = names::telephone(&mut plan.chance);
    let facts = json!({
        "question_kind": kind, "subject": subject, "answer": answer,
        "caller_phone": plan.chance.percent(60).then_some(phone),
        "aid_right_told": (kind == "legal_aid").then_some(true),
        "waited_seconds": plan.chance.between(waited.0, waited.1),
        "talk_minutes": plan.chance.between(2, 18),
    });
    let doer = taker(plan);
    let call = plan.open("hotline_call", DESK, ("answer", doer, at), facts);
    if plan.chance.percent(12) {
        let at = plan.later(at, 1, 4);
        let operator = plan.who("hotline_operator", DESK);
        let satisfaction = if plan.chance.percent(92) {
            "satisfied"
        } else {
            "fair"
        };
        plan.act(
            &call,
            ("rate", operator, at),
            json!({ "satisfaction": satisfaction }),
        );
    }
    if plan.chance.percent(5) {
        let at = plan.later(at, 5, 9);
        let supervisor = plan.who("hotline_supervisor", DESK);
        plan.act(
            &call,
            ("check_quality", supervisor, at),
            json!({ "quality": "good" }),
        );
    }
}

fn message(plan: &mut Plan<'_>) {
    let day = plan.day_until(&EVEN, on(YEAR, 12, 26));
    let at = plan.at(day);
    let (subject, kind, answer) = QUESTIONS[plan.chance.place(QUESTIONS.len())];
    let facts = json!({
        "subject": subject, "question": subject,
        "caller_phone": names::telephone(&mut plan.chance),
    });
    let call = plan.open(
        "hotline_call",
        DESK,
        ("leave_message", Doer::Anyone, at),
        facts,
    );
    let at = plan.soon(at);
    let doer = taker(plan);
    plan.act(
        &call,
        ("reply", doer, at),
        json!({ "question_kind": kind, "answer": answer }),
    );
}

fn missed(plan: &mut Plan<'_>) {
    let day = plan.busy_day(&DISPUTES);
    let at = plan.at(day);
    let operator = plan.who("hotline_operator", DESK);
    let facts = json!({
        "caller_phone": names::telephone(&mut plan.chance),
        "waited_seconds": plan.chance.between(20, 90),
    });
    let call = plan.open(
        "hotline_call",
        DESK,
        ("miss_call", operator.clone(), at),
        facts,
    );
    let at = plan.soon(at);
    if plan.chance.percent(15) {
        let facts = json!({ "reason": "三次回拨无人接听。" });
        plan.act(&call, ("record_unreached", operator, at), facts);
        return;
    }
    let (subject, kind, answer) = QUESTIONS[plan.chance.place(QUESTIONS.len())];
    let facts = json!({ "question_kind": kind, "subject": subject, "answer": answer });
    plan.act(&call, ("return_call", operator, at), facts);
}

/// A call referred to an organ, answered and called back; now and then not to the caller's liking.
fn referral(plan: &mut Plan<'_>) {
    let day = plan.day_until(&DISPUTES, on(YEAR, 12, 8));
    let at = plan.at(day);
    let (unit, kind, subject) = [
        ("human_resources_bureau", "arbitration", "工厂未签劳动合同"),
        ("petition_bureau", "petition", "小区供暖问题多次反映"),
        ("public_security_bureau", "police", "夜间施工扰民"),
        (
            "market_regulation_bureau",
            "other_organ",
            "超市销售过期食品",
        ),
        ("city_management_bureau", "other_organ", "占道经营影响通行"),
        (
            "natural_resources_bureau",
            "other_organ",
            "宅基地登记办理进度",
        ),
    ][plan.chance.place(6)];
    let operator = plan.who("hotline_operator", DESK);
    let facts = json!({
        "question_kind": "administrative", "subject": subject, "referral_kind": kind,
        "referred_to": plan.unit_name(unit), "undertaking_unit": unit,
        "caller": names::person(&mut plan.chance),
        "caller_phone": names::telephone(&mut plan.chance),
        "waited_seconds": plan.chance.between(2, 14),
    });
    let call = plan.open(
        "hotline_call",
        DESK,
        ("refer_call", operator.clone(), at),
        facts,
    );
    let handler = plan.who("order_handler", unit);
    let late = plan.chance.percent(6);
    let at = if late {
        plan.later(at, 9, 12)
    } else {
        plan.later(at, 1, 3)
    };
    let facts = json!({ "outcome": "已到现场核实并答复来电人。", "resolved": true });
    plan.act(&call, ("report_back", handler, at), facts);
    let at = plan.later(at, 1, 2);
    unlawful::closing_while_dissatisfied(plan, &call, &operator, at);
    let facts = json!({ "satisfaction": "satisfied", "resolved": true });
    plan.act(&call, ("call_back", operator, at), facts);
}

fn visit(plan: &mut Plan<'_>) {
    let kind = if plan.chance.percent(55) {
        "township"
    } else {
        "city"
    };
    let units = plan.units(kind);
    let unit = plan.chance.pick(&units);
    let desk = if kind == "city" { DESK } else { unit };
    let day = plan.day(&EVEN);
    let at = plan.at(day);
    let (subject, kind, answer) = QUESTIONS[plan.chance.place(QUESTIONS.len())];
    let given = match kind {
        "legal_aid" => "legal_aid",
        "notary" => "notary",
        _ => "advice",
    };
    let dispute = dispute(&mut plan.chance);
    let mediated = plan.chance.percent(6);
    let facts = json!({
        "given": if mediated { "mediation" } else { given }, "channel": "in_person",
        "subject": if mediated { dispute.summary.as_str() } else { subject },
        "people": plan.chance.between(1, 2), "answer": answer,
        "aid_right_told": (given == "legal_aid").then_some(true),
    });
    let keeper = plan.who("site_keeper", desk);
    plan.open("site_visit", desk, ("receive_visitor", keeper, at), facts);
}

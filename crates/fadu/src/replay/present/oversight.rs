//! Oversight of the last weeks: a round and the problem it found, measures near their day and
//! past it, orders to answer and to verify, a bulletin.

use jiff::civil::Date;
use serde_json::json;

use super::{Living, Present};

const CITY: &str = "diaobingshan";
const MARKET: &str = "market_regulation_bureau";

pub fn plan(work: &mut Present<'_>) {
    round(work);
    measures(work);
    leads(work);
    orders(work);
    bulletin(work);
}

fn round(work: &mut Present<'_>) {
    let officer = work.who("coordination_officer", CITY);
    let facts = json!({
        "campaign": format!("{}年涉企行政检查专项督察", work.today.year()),
        "inspected_unit": MARKET, "topic": "涉企检查计划、检查频次和检查结果公开。",
    });
    let done = ("plan", officer.clone(), work.back(30));
    let case = work.open("oversight-round", "oversight", CITY, done, facts);
    let facts = json!({
        "scheme": "督察方案", "team_leader": work.name_of(&officer), "on_site": true,
    });
    work.act(&case, ("start", officer.clone(), work.back(26)), facts);
    let facts = json!({ "record": "抽查检查台账四十份，走访企业六家。" });
    work.act(&case, ("inspect", officer.clone(), work.back(22)), facts);
    let facts = json!({ "conclusion": "检查计划已公开，个别检查没有列入计划。" });
    work.act(&case, ("conclude", officer.clone(), work.back(18)), facts);
    let day = work.back(16);
    let facts = json!({ "received_on": day.to_string() });
    work.act(&case, ("feed_back", officer.clone(), day), facts);
    let facts = json!({
        "problem_title": "计划外检查没有审批", "problem_detail": "三次检查未列入年度计划，\
            也没有负责人审批。",
        "rectify_by": work.hence(20).to_string(),
    });
    let done = ("hand_problem", officer, work.back(14));
    let problem = work.act(&case, done, facts).other("problem");
    let due = work.ahead(3);
    measure(
        work,
        &problem,
        MARKET,
        "补办审批并修订检查计划，完善审批流程。",
        (12, due),
    );
}

/// Adds a measure so many working days ago, due on a day.
fn measure(
    work: &mut Present<'_>,
    problem: &Living,
    unit: &str,
    words: &str,
    (back, due): (u32, Date),
) -> Living {
    let liaison = work.who("unit_liaison", unit);
    let facts = json!({
        "measure": words, "measure_unit": unit, "measure_due": due.to_string(),
        "measure_person": work.name_of(&liaison),
    });
    let done = ("add_measure", liaison, work.back(back));
    work.act(problem, done, facts)
        .other("rectification_measure")
}

fn problem(work: &mut Present<'_>, name: &str, unit: &str, title: &str, back: u32) -> Living {
    let liaison = work.who("unit_liaison", unit);
    let facts = json!({
        "source": "self_check", "title": title, "rectify_by": work.hence(15).to_string(),
        "finding": "对照检查发现上述情况，涉及两个科室。",
    });
    let name = format!("problem-{name}");
    let done = ("register_problem", liaison, work.back(back));
    work.open(&name, "problem", unit, done, facts)
}

/// Due within days, reported and to be verified, overdue, all struck off.
fn measures(work: &mut Present<'_>) {
    let unit = "ecology_branch";
    let reported = problem(work, "reported", unit, "执法全过程记录不完整", 20);
    let done_measure = measure(
        work,
        &reported,
        unit,
        "配齐记录设备，逐案核对音像。",
        (18, work.ahead(4)),
    );
    let liaison = work.who("unit_liaison", unit);
    let facts = json!({ "result": "已配齐设备并完成抽查。", "evidence": "设备清单和抽查记录" });
    work.act(
        &done_measure,
        ("report_done", liaison.clone(), work.back(3)),
        facts.clone(),
    );
    work.refused(
        &reported,
        ("report_rectified", liaison, work.back(2)),
        json!({
            "result": "已整改。",
        }),
    );
    let unit = "city_management_bureau";
    let overdue = problem(work, "overdue", unit, "投诉举报答复超期", 24);
    measure(
        work,
        &overdue,
        unit,
        "建立投诉举报台账，专人催办。",
        (22, work.back(3)),
    );
    let due = work.ahead(2);
    measure(work, &overdue, unit, "开展一次业务培训。", (21, due));
    let unit = "transport_bureau";
    let verified = problem(work, "to-verify", unit, "法律顾问审查意见没有归档", 26);
    let struck = measure(
        work,
        &verified,
        unit,
        "补齐审查意见并归档。",
        (24, work.ahead(1)),
    );
    let liaison = work.who("unit_liaison", unit);
    work.act(
        &struck,
        ("report_done", liaison.clone(), work.back(10)),
        facts,
    );
    let officer = work.who("coordination_officer", CITY);
    let facts = json!({ "verification": "现场核验，情况属实。" });
    work.act(&struck, ("strike_off", officer, work.back(8)), facts);
    let facts = json!({ "result": "问题已整改到位。" });
    work.act(
        &verified,
        ("report_rectified", liaison, work.back(7)),
        facts,
    );
}

fn leads(work: &mut Present<'_>) {
    let officer = work.who("coordination_officer", CITY);
    let facts = json!({
        "source": "complaint", "title": "反映执法人员未出示证件",
        "lead_detail": "来信反映一次入户检查时执法人员未主动出示证件。",
    });
    let done = ("register_lead", officer, work.back(2));
    work.open("lead", "problem", "health_bureau", done, facts);
}

/// To be answered within days, answered and to be verified, overdue, struck off.
fn orders(work: &mut Present<'_>) {
    let orders = [
        ("near", MARKET, "食品小作坊登记进度滞后", 6, 2),
        (
            "replied",
            "agriculture_bureau",
            "年度法治培训没有完成",
            12,
            1,
        ),
        ("struck-off", "culture_bureau", "权责清单没有更新", 20, 1),
    ];
    let officer = work.who("coordination_officer", CITY);
    for (name, unit, subject, back, ahead) in orders {
        let order = issued(work, name, unit, subject, (back, work.ahead(ahead)));
        if name == "near" {
            continue;
        }
        let head = work.who("unit_head", unit);
        let facts = json!({
            "cause_kind": "process", "cause_found": "人员调整，衔接不及时。",
            "measures_taken": "已明确专人负责，补齐全部事项。",
        });
        work.act(&order, ("reply", head, work.back(back - 7)), facts);
        if name == "struck-off" {
            let facts = json!({ "verification": "核验属实。" });
            let done = ("strike_off", officer.clone(), work.back(10));
            work.act(&order, done, facts);
        }
    }
    let unit = "emergency_bureau";
    issued(
        work,
        "overdue",
        unit,
        "应急预案合法性审查缺项",
        (14, work.back(4)),
    );
}

fn issued(
    work: &mut Present<'_>,
    name: &str,
    unit: &str,
    subject: &str,
    (back, reply_by): (u32, Date),
) -> Living {
    let officer = work.who("coordination_officer", CITY);
    let facts = json!({
        "source": "task", "subject": subject, "reply_by": reply_by.to_string(),
        "requirement": "请说明原因、整改措施和完成时间。",
    });
    let done = ("issue", officer, work.back(back));
    let name = format!("order-of-office-{name}");
    let order = work.open(&name, "supervision_order", unit, done, facts);
    let head = work.who("unit_head", unit);
    work.act(
        &order,
        ("acknowledge", head, work.back(back - 1)),
        json!({}),
    );
    order
}

fn bulletin(work: &mut Present<'_>) {
    let office = "rule_of_law_office";
    let officer = work.who("coordination_officer", office);
    let facts = json!({
        "subject": "orders", "title": "近期督办单办理情况通报",
        "period_from": work.ago(40).to_string(), "period_to": work.back(6).to_string(),
        "body": "多数单位按期回复，应急部门一件逾期未回复。",
        "units_named": [work.unit_name("emergency_bureau")],
    });
    let done = ("issue", officer, work.back(2));
    work.open("bulletin", "bulletin", office, done, facts);
}

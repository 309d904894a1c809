//! Oversight rounds, problems found, measures, orders, and how they are struck off.

use jiff::civil::DateTime;
use serde_json::json;

use super::plan::{EVEN, Opened, Plan, after, on};
use super::{YEAR, unlawful};

/// The city's own units: problems are established by officers whose post is the whole city.
const CITY: &str = "diaobingshan";
const PROBLEMS: [(&str, &str); 8] = [
    ("执法文书送达不规范", "抽查卷宗中两份送达回证缺少签收日期。"),
    ("普法责任清单未更新", "责任清单仍为上一年度内容。"),
    ("涉企检查未提前备案", "三次检查没有列入年度计划。"),
    ("法律顾问作用发挥不够", "重大合同未经法律顾问审查。"),
    ("执法全过程记录不完整", "现场检查没有音像记录。"),
    ("行政应诉材料归档不及时", "两件案件结案后未按期归档。"),
    ("述法报告内容雷同", "报告与上年内容基本一致。"),
    ("投诉举报答复超期", "一件举报超过期限答复。"),
];

pub fn plan(plan: &mut Plan<'_>) {
    plan.family("oversight");
    let rounds = [
        (on(YEAR, 3, 15), "法治政府建设专项督察"),
        (on(YEAR, 8, 22), "执法专项督察"),
    ];
    for (day, campaign) in rounds {
        let mut units = plan.units("department");
        plan.chance.shuffle(&mut units);
        for unit in units.into_iter().take(6) {
            round(plan, unit, campaign, plan_at(day));
        }
    }
    plan.family("problem");
    for place in 0..26 {
        self_check(plan, place);
    }
    plan.family("supervision-order");
    for place in 0..18 {
        order(plan, place);
    }
}

fn plan_at(day: jiff::civil::Date) -> DateTime {
    super::plan::at_minute(day, 9 * 60)
}

fn round(plan: &mut Plan<'_>, unit: &str, campaign: &str, at: DateTime) {
    let officer = plan.who("coordination_officer", CITY);
    let at = plan.later(at, 0, 3);
    let facts = json!({
        "campaign": format!("{YEAR}年{campaign}"), "inspected_unit": unit,
        "topic": "法治政府建设责任落实、执法规范、问题整改。",
    });
    let case = plan.open("oversight", CITY, ("plan", officer.clone(), at), facts);
    let at = plan.later(at, 3, 8);
    let facts = json!({
        "scheme": "督察方案", "team_leader": plan.name_of(&officer), "on_site": true,
    });
    plan.act(&case, ("start", officer.clone(), at), facts);
    let at = plan.later(at, 1, 5);
    let facts = json!({ "record": "查阅台账、抽查卷宗、个别谈话。" });
    plan.act(&case, ("inspect", officer.clone(), at), facts);
    let at = plan.later(at, 4, 9);
    let facts = json!({ "conclusion": "总体较好，存在需要整改的问题。" });
    plan.act(&case, ("conclude", officer.clone(), at), facts);
    let at = plan.later(at, 3, 6);
    let facts = json!({ "received_on": at.date().to_string() });
    plan.act(&case, ("feed_back", officer.clone(), at), facts);
    let at = plan.later(at, 1, 3);
    let (title, finding) = PROBLEMS[plan.chance.place(PROBLEMS.len())];
    let due = after(at.date(), 45);
    let facts = json!({
        "problem_title": title, "problem_detail": finding, "rectify_by": due.to_string(),
    });
    let key = plan.act(&case, ("hand_problem", officer.clone(), at), facts);
    let problem = Opened::by(&key, "problem");
    let late = plan.chance.percent(15);
    rectify(plan, &problem, unit, at, due, late);
    let at = plan.later(at, 36, 48);
    plan.act(&case, ("close", officer, at), json!({}));
}

/// A measure, its completion, the report and the strike-off; late ones lapse first.
fn rectify(
    plan: &mut Plan<'_>,
    problem: &Opened,
    unit: &str,
    at: DateTime,
    due: jiff::civil::Date,
    late: bool,
) {
    let officer = plan.who("coordination_officer", CITY);
    let liaison = plan.who("unit_liaison", unit);
    let at = plan.later(at, 1, 4);
    unlawful::measure_after_its_problem(plan, problem, (&liaison, unit), at, due);
    let facts = json!({
        "measure": "完善制度，逐卷核对，开展一次业务培训。", "measure_unit": unit,
        "measure_due": due.to_string(), "measure_person": plan.name_of(&liaison),
    });
    let key = plan.act(problem, ("add_measure", liaison.clone(), at), facts);
    let measure = Opened::by(&key, "rectification_measure");
    unlawful::reported_before_done(plan, problem, &liaison, at);
    let at = if late {
        plan.later(at, 46, 55)
    } else {
        plan.later(at, 14, 26)
    };
    let facts = json!({ "result": "已完成。", "evidence": "整改佐证材料" });
    plan.act(&measure, ("report_done", liaison.clone(), at), facts);
    let at = plan.later(at, 1, 4);
    let facts = json!({ "verification": "现场核验，情况属实。" });
    plan.act(&measure, ("strike_off", officer.clone(), at), facts.clone());
    let at = plan.later(at, 1, 3);
    let result = json!({ "result": "问题已整改到位。" });
    plan.act(problem, ("report_rectified", liaison.clone(), at), result);
    let mut at = plan.later(at, 1, 6);
    if plan.chance.percent(20) {
        let again = json!({
            "return_reason": "佐证材料不完整，请补充。",
            "rectify_by": after(at.date(), 15).to_string(),
        });
        plan.act(problem, ("return_report", officer.clone(), at), again);
        at = plan.later(at, 4, 9);
        let result = json!({ "result": "已补充佐证材料。" });
        plan.act(problem, ("report_rectified", liaison, at), result);
        at = plan.later(at, 1, 4);
    }
    plan.act(problem, ("strike_off", officer, at), facts);
}

fn self_check(plan: &mut Plan<'_>, place: usize) {
    let units = plan.units(if place % 4 == 3 {
        "township"
    } else {
        "department"
    });
    let unit = plan.chance.pick(&units);
    let day = plan.day(&EVEN);
    let at = plan.at(day);
    let (title, finding) = PROBLEMS[place % PROBLEMS.len()];
    let due = after(at.date(), 40);
    let sources = [
        "self_check",
        "complaint",
        "central_inspection",
        "assessment",
    ];
    if place % 6 == 5 {
        let officer = plan.who("coordination_officer", CITY);
        let facts = json!({
            "source": "complaint", "title": title, "lead_detail": "来信反映该单位存在上述情况。",
        });
        let problem = plan.open(
            "problem",
            unit,
            ("register_lead", officer.clone(), at),
            facts,
        );
        let at = plan.later(at, 3, 8);
        let facts = json!({ "dismissal_reason": "经核实与事实不符。" });
        plan.act(&problem, ("dismiss_lead", officer, at), facts);
        return;
    }
    let liaison = plan.who("unit_liaison", unit);
    let facts = json!({
        "source": sources[place % sources.len()], "title": title, "finding": finding,
        "rectify_by": due.to_string(),
    });
    let problem = plan.open("problem", unit, ("register_problem", liaison, at), facts);
    rectify(plan, &problem, unit, at, due, place % 7 == 3);
}

fn order(plan: &mut Plan<'_>, place: usize) {
    let units = plan.units("department");
    let unit = plan.chance.pick(&units);
    let officer = plan.who("coordination_officer", CITY);
    let day = plan.day(&EVEN);
    let at = plan.at(day);
    let facts = json!({
        "source": "task", "subject": "年度法治建设任务进度滞后",
        "requirement": "请说明原因、整改措施和完成时间。",
        "reply_by": after(at.date(), 10).to_string(),
    });
    let order = plan.open(
        "supervision_order",
        unit,
        ("issue", officer.clone(), at),
        facts,
    );
    let head = plan.who("unit_head", unit);
    let mut at = plan.later(at, 0, 2);
    plan.act(&order, ("acknowledge", head.clone(), at), json!({}));
    if place % 6 == 4 {
        // No reply in time: the light turns red and the order is escalated.
        at = plan.later(at, 14, 18);
        let facts = json!({ "escalation": "interview" });
        plan.act(&order, ("escalate", officer.clone(), at), facts);
    }
    at = plan.later(at, 2, 6);
    let facts = json!({
        "cause_kind": "neglect", "cause_found": "人员调整，衔接不及时。",
        "measures_taken": "已明确专人负责，任务已完成。",
    });
    let verified = json!({ "verification": "核验属实。" });
    if place % 6 == 1 {
        // The reply came on paper and the office entered it; another officer must verify it.
        plan.act(&order, ("reply", officer.clone(), at), facts);
        at = plan.later(at, 2, 7);
        plan.refused(
            &order,
            ("strike_off", officer.clone(), at),
            verified.clone(),
        );
        let other = plan.other_than(&officer, "coordination_officer", CITY);
        plan.act(&order, ("strike_off", other, at), verified);
        return;
    }
    plan.act(&order, ("reply", head, at), facts);
    at = plan.later(at, 2, 7);
    plan.act(&order, ("strike_off", officer, at), verified);
}

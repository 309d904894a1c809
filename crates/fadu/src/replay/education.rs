//! Legal education: activities, the van, bases, duty lists and the plan with its targets.

use serde_json::json;

use super::YEAR;
use super::plan::{EVEN, Plan, SCHOOL, after, at_minute, on, open_from};

/// Activities other than in schools; the report prints none, so the number is ours.
const ACTIVITIES: u32 = 240;
const SCHOOLS: [&str; 8] = [
    "朝阳小学",
    "育才小学",
    "春晖小学",
    "第一初级中学",
    "第二初级中学",
    "晓明九年一贯制学校",
    "第一高级中学",
    "职业教育中心",
];
const SCHOOL_TOPICS: [&str; 6] = [
    "预防校园欺凌",
    "宪法伴我成长",
    "未成年人保护",
    "网络安全",
    "禁毒教育",
    "交通安全",
];
/// Form, topic and who listens.
const TOPICS: [(&str, &str, &str); 9] = [
    ("into_village", "民法典进村：相邻关系与继承", "public"),
    ("into_village", "土地承包与流转", "public"),
    ("household", "炕头法治学堂：婚姻家庭", "elderly"),
    ("into_firm", "劳动合同与安全生产", "firms"),
    ("into_organ", "行政处罚法与执法规范", "officials"),
    ("officials", "学习宪法和组织法", "officials"),
    ("special_day", "消费者权益保护日宣传", "public"),
    ("special_day", "防范非法集资宣传", "elderly"),
    ("online", "以案释法短视频", "public"),
];
/// What the cases told from the van are about; each has several.
const CASE_TOPICS: [&str; 14] = [
    "遗嘱效力",
    "赡养义务",
    "高空抛物",
    "相邻采光",
    "民间借贷利息",
    "彩礼返还",
    "土地流转",
    "见义勇为",
    "网络购物",
    "物业服务",
    "居住权",
    "饲养动物损害",
    "离婚冷静期",
    "农资质量",
];
const ORDINALS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

pub fn plan(plan: &mut Plan<'_>) {
    plan.family("education");
    school_activities(plan);
    activities(plan);
    van(plan);
    bases(plan);
    duty_lists(plan);
    five_year_plan(plan);
}

fn school_activities(plan: &mut Plan<'_>) {
    let sessions = plan.target("education.school_activities");
    let audience = plan.target("education.school_audience");
    for listeners in plan.chance.split(audience, sessions) {
        let day = plan.day(&SCHOOL);
        let at = plan.at(day);
        let towns = plan.units("township");
        let unit = plan.chance.pick(&towns);
        let facts = json!({
            "form": "into_school", "topic": plan.chance.pick(&SCHOOL_TOPICS),
            "audience": listeners, "group": "pupils", "school_name": plan.chance.pick(&SCHOOLS),
        });
        let worker = plan.who("judicial_office_worker", unit);
        plan.open("education_activity", unit, ("hold", worker, at), facts);
    }
}

fn activities(plan: &mut Plan<'_>) {
    for place in 0..ACTIVITIES {
        let (form, topic, group) = TOPICS[plan.chance.place(TOPICS.len())];
        let day = plan.day(&EVEN);
        let mut at = plan.at(day);
        let village = matches!(form, "into_village" | "household");
        let units = plan.units(if village { "village" } else { "department" });
        let unit = plan.chance.pick(&units);
        let doer = plan.who(
            if village {
                "village_clerk"
            } else {
                "unit_liaison"
            },
            unit,
        );
        let (mut form, mut topic) = (form, topic);
        if place % 12 == 0 {
            // The week of the Constitution, everywhere at once.
            let day = open_from(after(on(YEAR, 12, 1), place / 12 % 7));
            at = plan.at(day);
            (form, topic) = ("constitution", "宪法宣传周");
        }
        let facts = json!({
            "form": form, "topic": topic, "audience": plan.chance.between(15, 160),
            "group": group, "leaflets": plan.chance.between(0, 120),
            "asked_for": plan.chance.percent(35),
        });
        plan.open("education_activity", unit, ("hold", doer, at), facts);
    }
}

/// Each case is told in two towns; it counts once.
fn van(plan: &mut Plan<'_>) {
    let cases = plan.target("education.van_cases") as usize;
    let towns = plan.units("township");
    for place in 0..cases {
        let topic = CASE_TOPICS[place % CASE_TOPICS.len()];
        let ordinal = ORDINALS[place / CASE_TOPICS.len() % ORDINALS.len()];
        for turn in 0..2 {
            let unit = towns
                .get((place + turn) % towns.len().max(1))
                .copied()
                .unwrap_or_default();
            let day = plan.day(&[0, 0, 1, 2, 2, 2, 2, 2, 2, 1, 0, 0]);
            let at = plan.at(day);
            let worker = plan.who("judicial_office_worker", unit);
            let facts = json!({
                "case_title": format!("民法典案例：{topic}（{ordinal}）"),
                "area": plan.unit_name(unit),
            });
            plan.open("education_activity", unit, ("broadcast", worker, at), facts);
        }
    }
}

fn bases(plan: &mut Plan<'_>) {
    let officer = plan.anywhere("legal_education_officer");
    let models = plan.target("education.model_bases");
    let others = [("法治文化广场", "culture"), ("青少年法治教育基地", "youth")];
    let model = ("调兵山法治宣传教育示范基地", "model");
    let all = (0..models).map(|_| model).chain(others);
    for (place, (name, kind)) in all.enumerate() {
        let day = if kind == "model" {
            on(YEAR, 6, 20)
        } else {
            on(YEAR, 1, 10)
        };
        let at = at_minute(
            open_from(day),
            9 * 60 + u32::try_from(place).unwrap_or(0) * 7,
        );
        let facts = json!({ "base_name": name, "kind": kind, "address": "市区" });
        let done = ("set_up", officer.clone(), at);
        let base = plan.open("education_base", "justice_bureau", done, facts);
        let at = plan.later(at, 3, 10);
        plan.act(&base, ("publish", officer.clone(), at), json!({}));
    }
}

/// Who enforces the law teaches it: each department's list and its report.
fn duty_lists(plan: &mut Plan<'_>) {
    for (place, unit) in plan.units("department").into_iter().enumerate() {
        let liaison = plan.who("unit_liaison", unit);
        let minute = 9 * 60 + u32::try_from(place).unwrap_or(0) * 9;
        let at = at_minute(on(YEAR, 2, 21), minute);
        let facts = json!({
            "duties": "向服务对象和社会公众宣传本部门执行的法律法规。", "tasks_planned": 6,
        });
        let list = plan.open("education_duty", unit, ("list", liaison.clone(), at), facts);
        let day = open_from(after(on(YEAR, 12, 5), plan.chance.below(12)));
        let at = plan.at(day);
        plan.act(&list, ("report", liaison, at), json!({ "tasks_done": 6 }));
    }
}

/// The plan of the eighth five years, and the target set for the year after.
fn five_year_plan(plan: &mut Plan<'_>) {
    let officer = plan.anywhere("legal_education_officer");
    let facts = json!({
        "plan_title": "调兵山市“八五”普法规划", "higher_plan": "铁岭市“八五”普法规划",
        "from_on": on(YEAR - 1, 1, 1).to_string(), "until_on": on(YEAR + 3, 12, 31).to_string(),
    });
    let at = at_minute(on(YEAR, 2, 16), 10 * 60);
    let done = ("draft", officer.clone(), at);
    let five_years = plan.open("legal_education_plan", "justice_bureau", done, facts);
    for (day, meeting) in [
        (on(YEAR, 3, 9), "市政府常务会议"),
        (on(YEAR, 3, 23), "市委常委会会议"),
    ] {
        let facts = json!({ "meeting": meeting });
        plan.act(
            &five_years,
            ("deliberate", officer.clone(), at_minute(day, 10 * 60)),
            facts,
        );
    }
    let facts = json!({
        "document_number": format!("调委法〔{YEAR}〕3号"),
        "midterm_by": on(YEAR + 1, 12, 31).to_string(),
    });
    let at = at_minute(on(YEAR, 4, 6), 14 * 60);
    plan.act(&five_years, ("issue", officer.clone(), at), facts);
    let coverage = plan.targets.text("education.coverage_target");
    let facts = json!({ "target_year": YEAR + 1, "coverage_target": coverage });
    let at = at_minute(on(YEAR + 1, 2, 27), 10 * 60);
    plan.act(&five_years, ("set_targets", officer, at), facts);
}

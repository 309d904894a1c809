//! Model villages and communities, from the village's own rating to their naming, and honours.

use jiff::civil::DateTime;
use serde_json::json;

use super::YEAR;
use super::plan::{Opened, Plan, at_minute, on};

/// Levels with the indicator that counts them, who names, and how many were named before the year.
const LEVELS: [(&str, &str, &str, u32); 3] = [
    (
        "national",
        "honours.national_model_villages",
        "司法部、民政部",
        0,
    ),
    (
        "provincial",
        "honours.provincial_model_villages",
        "辽宁省司法厅、辽宁省民政厅",
        3,
    ),
    (
        "city",
        "honours.city_model_villages",
        "铁岭市司法局、铁岭市民政局",
        1,
    ),
];

pub fn plan(plan: &mut Plan<'_>) {
    plan.family("model-village");
    let villages = plan.units("village");
    let mut next = 0;
    for (level, indicator, body, before) in LEVELS {
        for place in 0..plan.target(indicator) {
            let unit = villages
                .get(next * 7 % villages.len().max(1))
                .copied()
                .unwrap_or_default();
            next += 1;
            if place < before {
                entered(plan, unit, level, body);
            } else {
                named(plan, unit, level, body);
            }
        }
    }
    let unit = villages
        .get(next * 7 % villages.len().max(1))
        .copied()
        .unwrap_or_default();
    not_named(plan, unit);
    let unit = villages
        .get((next + 1) * 7 % villages.len().max(1))
        .copied()
        .unwrap_or_default();
    revoked(plan, unit);
    plan.family("honour");
    city_honours(plan);
}

/// A title that was given before the year.
fn entered(plan: &mut Plan<'_>, unit: &str, level: &str, body: &str) -> Opened {
    let officer = plan.anywhere("honours_officer");
    let at = plan.at(on(YEAR, 1, 11));
    let facts = json!({
        "village_name": plan.unit_name(unit), "level": level, "awarding_body": body,
        "document": "命名决定", "awarded_on": on(YEAR - 1, 6, 30).to_string(),
    });
    plan.open("model_village", unit, ("enter", officer, at), facts)
}

/// Applied for by the village, passed by town and county on site, on notice, named, published.
fn named(plan: &mut Plan<'_>, unit: &str, level: &str, body: &str) {
    let officer = plan.anywhere("honours_officer");
    let (village, at) = passed(plan, unit, level);
    let at = plan.later(at, 5, 12);
    let facts = json!({ "notice_from": at.date().to_string() });
    plan.act(&village, ("put_on_notice", officer.clone(), at), facts);
    let naming = |at: DateTime| {
        json!({
            "awarding_body": body, "document": format!("{YEAR}年命名决定"),
            "awarded_on": at.date().to_string(),
        })
    };
    if plan.every("named during notice", 3) {
        let at = plan.later(at, 1, 2);
        plan.refused(&village, ("name", officer.clone(), at), naming(at));
    }
    let at = plan.later(at, 14, 24);
    plan.act(&village, ("name", officer.clone(), at), naming(at));
    let at = plan.later(at, 2, 6);
    plan.act(&village, ("publish", officer, at), json!({}));
}

fn passed(plan: &mut Plan<'_>, unit: &str, level: &str) -> (Opened, DateTime) {
    let officer = plan.anywhere("honours_officer");
    let day = plan.day(&[0, 0, 2, 3, 3, 2, 1, 1, 0, 0, 0, 0]);
    let at = plan.at(day);
    let clerk = plan.who("village_clerk", unit);
    let facts = json!({
        "village_name": plan.unit_name(unit), "level": level, "batch": format!("{YEAR}年批次"),
        "self_rating": "村务公开、村规民约健全，全年无群体性事件。", "villagers_named": 4,
    });
    let village = plan.open("model_village", unit, ("apply", clerk, at), facts);
    let at = plan.later(at, 3, 9);
    let worker = plan.who("judicial_office_worker", unit);
    let facts = json!({ "opinion": "材料属实，同意推荐。" });
    plan.act(&village, ("pass_township", worker, at), facts);
    let at = plan.later(at, 8, 18);
    let facts = json!({
        "opinion": "实地查看，符合标准。", "on_site_on": at.date().to_string(),
    });
    plan.act(&village, ("pass_county", officer, at), facts);
    (village, at)
}

fn not_named(plan: &mut Plan<'_>, unit: &str) {
    let officer = plan.anywhere("honours_officer");
    let (village, at) = passed(plan, unit, "provincial");
    let at = plan.later(at, 5, 12);
    let facts = json!({ "reason": "集体资产管理不规范，本批次不推荐。" });
    plan.act(&village, ("not_name", officer, at), facts);
}

/// A title lost on review.
fn revoked(plan: &mut Plan<'_>, unit: &str) {
    let village = entered(plan, unit, "city", "铁岭市司法局、铁岭市民政局");
    let officer = plan.anywhere("honours_officer");
    let day = plan.day(&[0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    let at = plan.at(day);
    let facts = json!({ "reason": "发生集体上访且未妥善处理，不再符合标准。" });
    plan.act(&village, ("revoke", officer, at), facts);
}

/// The city's own honour in May, and some of its units.
fn city_honours(plan: &mut Plan<'_>) {
    let officer = plan.anywhere("honours_officer");
    for place in 0..plan.target("honours.city_honours") {
        let at = at_minute(on(YEAR, 5, 24), 10 * 60 + place * 5);
        let facts = json!({
            "honour_title": "全省首批法治政府建设示范市（县、区）", "level": "provincial",
            "honouree": "city", "awarding_body": "辽宁省", "document": "命名决定",
            "awarded_on": on(YEAR, 5, 20).to_string(), "holder": "调兵山市",
        });
        plan.open(
            "honour",
            "diaobingshan",
            ("record", officer.clone(), at),
            facts,
        );
    }
    let units = [
        "justice_bureau",
        "market_regulation_bureau",
        "xiaoming_town",
    ];
    for (unit, month) in units.into_iter().zip([3, 9, 11]) {
        let at = at_minute(super::plan::open_from(on(YEAR, month, 15)), 15 * 60);
        let facts = json!({
            "honour_title": "法治建设先进集体", "level": "city", "honouree": "unit",
            "awarding_body": "铁岭市", "document": "表彰决定", "holder": plan.unit_name(unit),
            "awarded_on": on(YEAR, month, 10).to_string(),
        });
        let liaison = plan.who("unit_liaison", unit);
        plan.open("honour", unit, ("record", liaison, at), facts);
    }
    let at = at_minute(super::plan::open_from(on(YEAR, 7, 5)), 15 * 60);
    let facts = json!({
        "honour_title": "法治建设先进集体", "level": "city", "honouree": "unit",
        "awarding_body": "铁岭市", "document": "表彰决定",
        "awarded_on": on(YEAR, 9, 1).to_string(),
    });
    let liaison = plan.who("unit_liaison", "education_bureau");
    plan.refused_open("honour", "education_bureau", ("record", liaison, at), facts);
}

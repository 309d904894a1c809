//! Law-savvy villagers, the register of schools and their rule-of-law vice-principals.

use jiff::civil::Date;
use serde_json::json;

use super::plan::{Plan, SCHOOL, after, at_minute, on, open_from};
use super::{YEAR, names, unlawful};

/// Groups that villagers are chosen from, with their shares.
const GROUPS: [(&str, u32); 6] = [
    ("cadre", 30),
    ("women", 18),
    ("mediator", 16),
    ("grid_worker", 18),
    ("group_leader", 12),
    ("veteran", 6),
];
/// How many are taken off the register again during the year.
const REMOVED: u32 = 7;
/// The unit that keeps the register of schools.
const SCHOOLS: &str = "education_bureau";
/// Invented schools: name and level; more are numbered.
const SCHOOL_NAMES: [(&str, &str); 25] = [
    ("朝阳小学", "primary"),
    ("育才小学", "primary"),
    ("春晖小学", "primary"),
    ("矿山小学", "primary"),
    ("新城小学", "primary"),
    ("文汇小学", "primary"),
    ("槐荫小学", "primary"),
    ("北辰小学", "primary"),
    ("和颐小学", "primary"),
    ("稻香小学", "primary"),
    ("柳荫小学", "primary"),
    ("果园小学", "primary"),
    ("甸子小学", "primary"),
    ("龙泉小学", "primary"),
    ("第一初级中学", "junior"),
    ("第二初级中学", "junior"),
    ("第三初级中学", "junior"),
    ("第四初级中学", "junior"),
    ("晓明九年一贯制学校", "nine_year"),
    ("大明九年一贯制学校", "nine_year"),
    ("晓南九年一贯制学校", "nine_year"),
    ("第一高级中学", "senior"),
    ("第二高级中学", "senior"),
    ("职业教育中心", "vocational"),
    ("启智学校", "special"),
];

pub fn plan(plan: &mut Plan<'_>) {
    plan.family("law-savvy");
    let standing = plan.target("grassroots.villagers");
    for place in 0..standing + REMOVED {
        villager(plan, place, place >= standing);
    }
    plan.family("school");
    let schools = plan.target("grassroots.schools_with_vice_principal");
    for place in 0..schools {
        school(plan, place);
    }
}

fn villager(plan: &mut Plan<'_>, place: u32, removed: bool) {
    let villages = plan.units("village");
    let unit = villages
        .get(place as usize % villages.len().max(1))
        .copied()
        .unwrap_or_default();
    let day = plan.day_until(&[2, 2, 6, 6, 5, 4, 1, 1, 1, 1, 0, 0], on(YEAR, 10, 28));
    let at = plan.at(day);
    let group = GROUPS[plan.chance.weighted(&GROUPS.map(|(_, weight)| weight))].0;
    let clerk = plan.who("village_clerk", unit);
    let facts = json!({
        "villager_name": names::numbered(place as usize + 700),
        "roster_number": format!("M{:04}", place + 1), "group": group,
        "recommended_by": if place.is_multiple_of(5) { "self" } else { "committees" },
    });
    let entry = plan.open(
        "law_savvy_villager",
        unit,
        ("choose", clerk.clone(), at),
        facts,
    );
    let worker = plan.who("judicial_office_worker", unit);
    if removed {
        let at = plan.later(at, 20, 40);
        let facts = json!({ "removal": "moved", "reason": "外出务工，长期不在本村。" });
        plan.act(&entry, ("remove", worker, at), facts);
        return;
    }
    if place % 9 == 8 {
        return; // Still to be trained when the year ends.
    }
    unlawful::named_untrained(plan, &entry, &worker, at);
    let at = plan.later(at, 10, 50);
    let facts = json!({ "hours": 8, "topic": "民法典与基层治理" });
    plan.act(&entry, ("train", worker.clone(), at), facts);
    let mut at = plan.later(at, 3, 12);
    plan.act(&entry, ("name", worker, at), json!({ "assessed": true }));
    for _ in 0..plan.chance.below(4) {
        at = plan.later(at, 8, 40);
        let service = plan.chance.pick(&["teach", "lead", "mediate", "guide"]);
        plan.act(
            &entry,
            ("serve", clerk.clone(), at),
            json!({ "service": service }),
        );
    }
}

fn school(plan: &mut Plan<'_>, place: u32) {
    let officer = plan.anywhere("school_officer");
    let (name, level) = SCHOOL_NAMES[place as usize % SCHOOL_NAMES.len()];
    let code = format!("X{:02}", place + 1);
    let at = at_minute(on(YEAR, 1, 7), 9 * 60 + place * 6);
    let facts = json!({
        "school_name": name, "school_code": code, "level": level, "large": place.is_multiple_of(8),
    });
    plan.open("school", SCHOOLS, ("enter", officer.clone(), at), facts);

    // One person serves two schools in every fourth case.
    let shared = place % 4 == 3;
    let person = if shared { place - 1 } else { place };
    let home = ["police", "justice", "procuratorate", "court"][person as usize % 4];
    let at = at_minute(open_from(on(YEAR, 3, 1)), 9 * 60 + place * 8);
    let facts = json!({
        "school_name": name, "school_code": code,
        "vice_name": names::numbered(person as usize + 1200),
        "person_code": format!("F{:02}", person + 1), "home": home,
        "term_until": on(YEAR + 3, 2, 28).to_string(), "other_schools": u32::from(shared),
        "retired": false,
    });
    let post = plan.open(
        "vice_principal",
        SCHOOLS,
        ("appoint", officer.clone(), at),
        facts,
    );
    let at = plan.later(at, 2, 6);
    plan.act(&post, ("publish", officer.clone(), at), json!({}));
    let mut taught = 0;
    let mut last = at.date();
    let mut days: Vec<Date> = (0..3).map(|_| plan.day(&SCHOOL)).collect();
    days.sort_unstable();
    for day in days
        .into_iter()
        .filter(|day| *day > after(at.date(), 1) && *day < on(YEAR, 12, 20))
    {
        let at = plan.at(day);
        let topic = plan
            .chance
            .pick(&["预防校园欺凌", "宪法与我们", "网络安全", "禁毒"]);
        let facts = json!({ "lesson_hours": 2, "topic": topic });
        plan.act(&post, ("teach", officer.clone(), at), facts);
        (taught, last) = (taught + 2, day);
    }
    if taught >= 4 {
        let day = open_from(after(last.max(on(YEAR, 12, 20)), plan.chance.below(6)));
        let at = plan.at(day);
        plan.act(
            &post,
            ("check", officer, at),
            json!({ "year_hours": taught }),
        );
    }
}

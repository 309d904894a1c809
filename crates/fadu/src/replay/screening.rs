//! Committees and talk-it-over points, rounds of screening in every village, and video links.

use fadu_office::submission::Doer;
use serde_json::json;

use super::mediation::{Ending, begin_day, mediate, opened};
use super::plan::{DISPUTES, EVEN, Plan, at_minute, on};
use super::stories::dispute;
use super::{YEAR, names};

/// Committees, their mediators and the talk-it-over points, as they stood when the year began.
pub fn registers(plan: &mut Plan<'_>) {
    let villages = plan.units("village");
    let towns = plan.units("township");
    let chief = plan.anywhere("mediation_officer");
    let day = on(YEAR, 1, 4);
    let mut minute = 9 * 60;
    for unit in villages.iter().chain(&towns) {
        let name = plan.unit_name(unit);
        let committee = format!("{name}人民调解委员会");
        let (kind, elected_by) = match (towns.contains(unit), name.ends_with("社区")) {
            (true, _) => ("township", "founder"),
            (false, true) => ("residents", "residents"),
            (false, false) => ("village", "villagers"),
        };
        let mediator = plan.who("mediator", unit);
        let facts = json!({
            "committee_name": committee, "kind": kind, "director": plan.name_of(&mediator),
            "member_count": 3 + plan.chance.below(5), "women_count": 1 + plan.chance.below(2),
            "elected_by": elected_by, "elected_on": on(2021, 3, 10).to_string(),
        });
        let at = at_minute(day, minute);
        let entry = plan.open(
            "mediation_committee",
            unit,
            ("establish", chief.clone(), at),
            facts,
        );
        let told = plan.later(at, 2, 9);
        let facts = json!({ "court_name": "调兵山市人民法院" });
        plan.act(&entry, ("report_to_court", chief.clone(), told), facts);
        let born = names::born(&mut plan.chance, day, 30, 62);
        let facts = json!({
            "mediator_name": plan.name_of(&mediator), "born_on": born.to_string(),
            "engagement": "member", "committee_name": committee,
        });
        let at = at_minute(day, minute + 1);
        let entry = plan.open("people_mediator", unit, ("enrol", chief.clone(), at), facts);
        if plan.chance.percent(80) {
            let day = plan.day(&EVEN);
            let at = plan.at(day);
            let facts = json!({ "training": "民法典与调解技巧培训", "training_hours": 16 });
            plan.act(&entry, ("train", chief.clone(), at.max(told)), facts);
        }
        if !towns.contains(unit) {
            let facts = json!({
                "point_name": format!("{name}评理说事点"), "address": format!("{name}便民服务站"),
                "has_video": true,
            });
            let at = at_minute(day, minute + 2);
            plan.open("talk_place", unit, ("set_up", chief.clone(), at), facts);
        }
        minute += 5;
    }
}

/// Rounds of screening in every village, through the year; some find a dispute, some of these go
/// to mediation at once.
pub fn screening_rounds(plan: &mut Plan<'_>, rounds: u32, handed_over: u32) {
    let villages = plan.units("village");
    let mut places: Vec<u32> = (0..rounds).collect();
    plan.chance.shuffle(&mut places);
    for (order, place) in places.into_iter().enumerate() {
        let unit = villages
            .get(place as usize % villages.len().max(1))
            .copied();
        let unit = unit.unwrap_or_default();
        let role = if plan.chance.percent(60) {
            "grid_worker"
        } else {
            "mediator"
        };
        let doer = plan.who(role, unit);
        if u32::try_from(order).is_ok_and(|order| order < handed_over) {
            screened_story(plan, unit, doer);
            continue;
        }
        let day = plan.busy_day(&DISPUTES);
        let at = plan.at(day);
        let area = format!(
            "{}第{}网格",
            plan.unit_name(unit),
            plan.chance.between(1, 6)
        );
        let facts = if plan.chance.percent(22) {
            let dispute = dispute(&mut plan.chance);
            let risk = plan
                .chance
                .pick(&["low", "low", "low", "medium", "medium", "high"]);
            json!({
                "found": true, "area": area, "kind": dispute.kind, "summary": dispute.summary,
                "risk": risk,
            })
        } else {
            json!({ "found": false, "area": area })
        };
        plan.open("screening", unit, ("screen", doer, at), facts);
    }
}

fn screened_story(plan: &mut Plan<'_>, unit: &str, doer: Doer) {
    let day = begin_day(plan);
    let at = plan.at(day);
    let (mut story, _) = opened(plan, unit.to_owned(), at);
    let facts = json!({
        "found": true, "area": plan.unit_name(unit), "kind": story.dispute.kind,
        "summary": story.dispute.summary, "risk": "medium", "first_party": story.parties.0,
        "second_party": story.parties.1, "people_involved": 2, "wants_mediation": true,
    });
    let opened = plan.open("screening", unit, ("screen", doer, at), facts);
    story.matter = opened.other("mediation");
    let ending = if plan.chance.percent(70) {
        Ending::Oral
    } else {
        Ending::Written
    };
    mediate(plan, story, ending);
}

/// Video links and visits at the villages' talk-it-over points.
pub fn talk_points(plan: &mut Plan<'_>) {
    let links = plan.target("mediation.video_links");
    for place in 0..links + links / 2 {
        let act = if place < links {
            "link_by_video"
        } else {
            "consult"
        };
        let villages = plan.units("village");
        let unit = plan.chance.pick(&villages);
        let day = plan.busy_day(&EVEN);
        let at = plan.at(day);
        let dispute = dispute(&mut plan.chance);
        let advisers = [
            "village_adviser",
            "village_adviser",
            "judicial_office",
            "lawyer",
        ];
        let topic = if plan.chance.percent(70) {
            "advice"
        } else {
            "dispute"
        };
        let facts = json!({
            "topic": topic, "summary": dispute.summary,
            "adviser": plan.chance.pick(&advisers), "kind": dispute.kind, "people": 1,
            "point_name": format!("{}评理说事点", plan.unit_name(unit)),
        });
        let doer = plan.who("mediator", unit);
        plan.open("talk_point", unit, (act, doer, at), facts);
    }
}

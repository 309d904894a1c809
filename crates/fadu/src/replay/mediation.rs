//! Disputes: found by screening or brought by people, mediated in villages, towns and sectors,
//! some confirmed by the court.

use fadu_office::submission::Doer;
use jiff::civil::{Date, DateTime};
use serde_json::{Value as Json, json};

use super::YEAR;
use super::plan::{DISPUTES, EVEN, Opened, Plan, after, at_minute, on};
use super::stories::{Dispute, dispute, dispute_of};
use super::{hotline, names, unlawful};

/// Longest that a story takes from its opening to its end, with a holiday between.
const STORY_DAYS: u32 = 22;
/// Kinds that the court's own mediation rooms take.
const COURT_KINDS: [&str; 6] = [
    "labour",
    "debt",
    "contract",
    "property_management",
    "traffic",
    "damages",
];
/// Units in which the court keeps mediation rooms, and sector committees.
const COURT_ROOMS: [&str; 3] = [
    "human_resources_bureau",
    "petition_bureau",
    "justice_bureau",
];

/// How a mediation ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Written,
    Oral,
    Terminated,
    Stopped,
}

/// A mediation under way.
struct Mediation {
    matter: Opened,
    unit: String,
    at: DateTime,
    parties: (String, String),
    dispute: Dispute,
    invited_by_court: bool,
}

pub fn plan(plan: &mut Plan<'_>) {
    plan.family("mediation-register");
    registers(plan);
    let total = plan.target("mediation.disputes_mediated");
    let rate = plan.target("mediation.success_rate");
    // The published rate is a lower bound: the fewest agreements that reach it.
    let agreed = (total * rate).div_ceil(100);
    let confirmed = plan.target("mediation.confirmed");
    let on_the_spot = total * 34 / 100;
    let screened = total * 14 / 100;
    plan.family("mediation");
    for _ in 0..on_the_spot {
        settle_on_the_spot(plan);
    }
    for place in 0..confirmed + 5 {
        court_story(plan, place >= confirmed);
    }
    let failed = total.saturating_sub(agreed);
    let rest = total.saturating_sub(on_the_spot + confirmed + 5 + screened);
    for place in 0..rest {
        brought_story(plan, ending(plan_ending(place, rest, failed), place));
    }
    plan.family("screening");
    let screenings = plan.target("mediation.screenings");
    screening_rounds(plan, screenings, screened);
    plan.family("talk-point");
    talk_points(plan);
    plan.family("mediation-other");
    not_mediated(plan);
    still_open(plan);
}

/// Spreads the failures evenly over the stories.
fn plan_ending(place: u32, rest: u32, failed: u32) -> bool {
    let rest = rest.max(1);
    (place + 1) * failed / rest > place * failed / rest
}

fn ending(fails: bool, place: u32) -> Ending {
    match (fails, place % 3) {
        (true, 0) => Ending::Stopped,
        (true, _) => Ending::Terminated,
        (false, 0) => Ending::Oral,
        (false, _) => Ending::Written,
    }
}

/// Committees, their mediators and the talk-it-over points, as they stood when the year began.
fn registers(plan: &mut Plan<'_>) {
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

/// A unit at the grass roots: mostly a village, sometimes the town.
fn somewhere(plan: &mut Plan<'_>) -> String {
    let kind = if plan.chance.percent(78) {
        "village"
    } else {
        "township"
    };
    let units = plan.units(kind);
    plan.chance.pick(&units).to_owned()
}

fn begin_day(plan: &mut Plan<'_>) -> Date {
    let last = on(YEAR, 12, 31);
    let last = last.saturating_sub(jiff::Span::new().days(i64::from(STORY_DAYS)));
    plan.day_until(&DISPUTES, last)
}

fn people(plan: &mut Plan<'_>) -> u32 {
    2 + [0, 0, 0, 1, 2, 4]
        .get(plan.chance.place(6))
        .copied()
        .unwrap_or(0)
}

fn settle_on_the_spot(plan: &mut Plan<'_>) {
    let unit = somewhere(plan);
    let day = plan.day(&DISPUTES);
    let at = plan.at(day);
    let dispute = dispute(&mut plan.chance);
    let (applicant, respondent) = names::pair(&mut plan.chance);
    let mediator = plan.who("mediator", &unit);
    let facts = json!({
        "applicant": applicant, "respondent": respondent, "summary": dispute.summary,
        "kind": dispute.kind, "mediators": [plan.name_of(&mediator)],
        "agreement": dispute.agreement, "people_involved": people(plan),
        "agreed_amount": dispute.amount, "place": plan.unit_name(&unit),
    });
    let matter = plan.open(
        "mediation",
        &unit,
        ("settle_on_the_spot", mediator, at),
        facts,
    );
    follow_agreement(plan, &matter, &unit, at);
}

/// Visit, performance and archive after an agreement.
fn follow_agreement(plan: &mut Plan<'_>, matter: &Opened, unit: &str, at: DateTime) {
    let mediator = plan.who("mediator", unit);
    if plan.chance.percent(4) {
        return; // Not visited in time; its light turns red.
    }
    let at = plan.later(at, 4, 12);
    if plan.chance.percent(35) {
        let visited = json!({ "performance": "under_way", "visit_note": "双方均认可，正在履行。" });
        plan.act(matter, ("visit", mediator.clone(), at), visited);
        if plan.chance.percent(4) {
            let at = plan.later(at, 10, 20);
            let facts = json!({ "breach_note": "约定的款项到期未付。" });
            plan.act(matter, ("record_breach", mediator.clone(), at), facts);
            if plan.chance.percent(60) {
                let at = plan.later(at, 6, 15);
                perform(plan, matter, mediator, at);
            }
            return;
        }
        let at = plan.later(at, 3, 14);
        perform(plan, matter, mediator, at);
        return;
    }
    perform(plan, matter, mediator, at);
}

fn perform(plan: &mut Plan<'_>, matter: &Opened, mediator: Doer, at: DateTime) {
    let facts = json!({ "performed_on": at.date().to_string() });
    plan.act(matter, ("perform_and_archive", mediator, at), facts);
}

/// A mediation that people, the police, the petition office or the hotline brought.
fn brought_story(plan: &mut Plan<'_>, ending: Ending) {
    let unit = somewhere(plan);
    let day = begin_day(plan);
    let at = plan.at(day);
    let way = plan.chance.weighted(&[46, 14, 12, 5, 8, 6, 9]);
    let mediation = match way {
        0 => registered(plan, unit, at, "register"),
        1 => registered(plan, unit, at, "offer"),
        2 => referred(plan, unit, at, "receive_from_police", "派出所"),
        3 => referred(plan, unit, at, "receive_from_petition", "调兵山市信访局"),
        4 => from_hotline(plan, unit, at),
        5 => from_talk_point(plan, unit, at),
        _ => applied(plan, unit, at),
    };
    mediate(plan, mediation, ending);
}

fn opened(plan: &mut Plan<'_>, unit: String, at: DateTime) -> (Mediation, Json) {
    let dispute = dispute(&mut plan.chance);
    let parties = names::pair(&mut plan.chance);
    let facts = json!({
        "applicant": parties.0, "respondent": parties.1, "summary": dispute.summary,
        "kind": dispute.kind, "applicant_phone": names::telephone(&mut plan.chance),
        "place": plan.unit_name(&unit), "people_involved": people(plan), "amount": dispute.amount,
    });
    let matter = Opened::by("", "mediation");
    (
        Mediation {
            matter,
            unit,
            at,
            parties,
            dispute,
            invited_by_court: false,
        },
        facts,
    )
}

fn registered(plan: &mut Plan<'_>, unit: String, at: DateTime, act: &str) -> Mediation {
    let (mut mediation, facts) = opened(plan, unit, at);
    let doer = plan.who("mediator", &mediation.unit);
    mediation.matter = plan.open("mediation", &mediation.unit, (act, doer, at), facts);
    mediation
}

fn referred(
    plan: &mut Plan<'_>,
    unit: String,
    at: DateTime,
    act: &str,
    referrer: &str,
) -> Mediation {
    let (mut mediation, mut facts) = opened(plan, unit, at);
    facts["referred_by"] = json!(referrer);
    facts["referral_consent"] = json!(true);
    let doer = plan.who("mediator", &mediation.unit);
    mediation.matter = plan.open("mediation", &mediation.unit, (act, doer, at), facts);
    mediation
}

fn applied(plan: &mut Plan<'_>, unit: String, at: DateTime) -> Mediation {
    let (mut mediation, facts) = opened(plan, unit, at);
    let done = ("apply", Doer::Anyone, at);
    mediation.matter = plan.open("mediation", &mediation.unit, done, facts);
    mediation
}

fn from_hotline(plan: &mut Plan<'_>, unit: String, at: DateTime) -> Mediation {
    let (mut mediation, _) = opened(plan, unit, at);
    let caller = mediation.parties.clone();
    mediation.matter = hotline::transfer(plan, &mediation.unit, at, &mediation.dispute, &caller);
    mediation
}

fn from_talk_point(plan: &mut Plan<'_>, unit: String, at: DateTime) -> Mediation {
    let (mut mediation, _) = opened(plan, unit, at);
    let doer = plan.who("mediator", &mediation.unit);
    let facts = json!({
        "topic": "dispute", "summary": mediation.dispute.summary, "adviser": "judicial_office",
        "visitor": mediation.parties.0, "respondent": mediation.parties.1,
        "kind": mediation.dispute.kind, "wants_mediation": true, "people": 1,
    });
    let opened = plan.open("talk_point", &mediation.unit, ("consult", doer, at), facts);
    mediation.matter = opened.other("mediation");
    mediation
}

/// From the parties' consent to the end, and on to performance.
fn mediate(plan: &mut Plan<'_>, mut story: Mediation, ending: Ending) {
    let unit = story.unit.clone();
    let mut mediator = plan.who("mediator", &unit);
    story.at = plan.later(story.at, 0, 2);
    if plan.chance.percent(9) && plan.units("village").contains(&unit.as_str()) {
        let town = plan.above(&unit);
        let facts = json!({
            "handling_level": "township", "handling_unit": town,
            "pass_on_reason": "涉及多户，请镇（街）调委会调处。",
        });
        plan.act(&story.matter, ("pass_on", mediator, story.at), facts);
        mediator = plan.who("mediator", town);
        story.at = plan.later(story.at, 0, 1);
    }
    unlawful::while_beginning(plan, &story.matter, &unit, story.at);
    let facts = json!({
        "both_willing": true, "mediators": [plan.name_of(&mediator)],
        "mediators_chosen": "assigned", "kind": story.dispute.kind,
    });
    plan.act(&story.matter, ("begin", mediator.clone(), story.at), facts);
    for _ in 0..plan.chance.weighted(&[30, 45, 25]) {
        story.at = plan.later(story.at, 0, 3);
        let facts = json!({ "record": "分别听取双方意见，讲明法律规定，缩小分歧。" });
        plan.act(
            &story.matter,
            ("record_session", mediator.clone(), story.at),
            facts,
        );
    }
    if plan.chance.percent(2) {
        story.at = plan.soon(story.at);
        let facts = json!({
            "risk": "public_order", "reported_to": "police",
            "precautions": "派出所民警到场，双方先各自回家。",
        });
        plan.act(
            &story.matter,
            ("report_risk", mediator.clone(), story.at),
            facts,
        );
    }
    story.at = plan.later(story.at, 0, 4);
    conclude(plan, &story, ending, mediator);
}

fn conclude(plan: &mut Plan<'_>, story: &Mediation, ending: Ending, mediator: Doer) {
    let at = story.at;
    unlawful::while_concluding(plan, &story.matter, &mediator, at);
    match ending {
        Ending::Written | Ending::Oral => {
            agree(plan, story, ending, mediator);
            if story.invited_by_court {
                return;
            }
            if plan.every("late confirmation", 110) {
                late_confirmation(plan, story);
                return;
            }
            follow_agreement(plan, &story.matter, &story.unit, at);
        }
        Ending::Terminated => {
            let facts =
                json!({ "failure": "no_agreement", "told_routes": ["arbitration", "judicial"] });
            plan.act(&story.matter, ("terminate", mediator.clone(), at), facts);
            let at = plan.later(at, 3, 18);
            plan.act(&story.matter, ("archive", mediator, at), json!({}));
        }
        Ending::Stopped => {
            let facts = json!({ "stop_reason": "当事人决定向法院起诉。" });
            plan.act(&story.matter, ("stop", Doer::Party, at), facts);
            let at = plan.later(at, 3, 18);
            plan.act(&story.matter, ("archive", mediator, at), json!({}));
        }
    }
}

fn agree(plan: &mut Plan<'_>, story: &Mediation, ending: Ending, mediator: Doer) {
    let on = story.at.date();
    let mut facts = json!({
        "agreement": story.dispute.agreement, "effective_on": on.to_string(),
        "agreed_amount": story.dispute.amount,
        "perform_by": after(on, 30 + plan.chance.below(20)).to_string(),
    });
    let act = match ending {
        Ending::Oral => "agree_orally",
        Ending::Written | Ending::Terminated | Ending::Stopped => {
            facts["signed_and_sealed"] = json!(true);
            "agree_in_writing"
        }
    };
    plan.act(&story.matter, (act, mediator, story.at), facts);
}

/// The parties think of confirmation only after the thirty days, in vain, and then perform.
fn late_confirmation(plan: &mut Plan<'_>, story: &Mediation) {
    let mediator = plan.who("mediator", &story.unit);
    let at = plan.later(story.at, 5, 11);
    let visited = json!({ "performance": "not_due" });
    plan.act(&story.matter, ("visit", mediator.clone(), at), visited);
    let at = plan.later(at, 34, 38);
    unlawful::confirmation_after_thirty_days(plan, &story.matter, &mediator, at);
    let at = plan.later(at, 1, 3);
    perform(plan, &story.matter, mediator, at);
}

/// The court invites a committee to mediate first; the parties then apply for confirmation.
fn court_story(plan: &mut Plan<'_>, not_confirmed: bool) {
    let unit = plan.chance.pick(&COURT_ROOMS).to_owned();
    // Six weeks from the agreement to the ruling must still lie within the year.
    let day = plan.day_until(&DISPUTES, on(YEAR, 10, 25));
    let at = plan.at(day);
    let (mut story, mut facts) = opened(plan, unit, at);
    let kind = plan.chance.pick(&COURT_KINDS);
    story.dispute = dispute_of(&mut plan.chance, kind);
    facts["summary"] = json!(story.dispute.summary);
    facts["kind"] = json!(kind);
    facts["amount"] = json!(story.dispute.amount);
    facts["referred_by"] = json!("调兵山市人民法院");
    facts["court_role"] = json!("invited");
    facts["referral_consent"] = json!(true);
    story.invited_by_court = true;
    let mediator = plan.who("mediator", &story.unit);
    let done = ("receive_from_court", mediator.clone(), at);
    story.matter = plan.open("mediation", &story.unit, done, facts);
    story.at = plan.later(at, 1, 3);
    let facts = json!({
        "both_willing": true, "mediators": [plan.name_of(&mediator)], "mediators_chosen": "chosen",
    });
    plan.act(&story.matter, ("begin", mediator.clone(), story.at), facts);
    story.at = plan.later(story.at, 1, 5);
    agree(plan, &story, Ending::Written, mediator.clone());
    confirm(plan, &story, mediator, not_confirmed);
}

fn confirm(plan: &mut Plan<'_>, story: &Mediation, mediator: Doer, not_confirmed: bool) {
    let liaison = plan.anywhere("court_liaison");
    let at = plan.later(story.at, 0, 10);
    let facts = json!({
        "both_apply": true, "court_basis": "inviting_court", "court_name": "调兵山市人民法院",
    });
    unlawful::confirmation_by_one_side(plan, &story.matter, &mediator, at);
    let key = plan.act(
        &story.matter,
        ("apply_for_confirmation", mediator.clone(), at),
        facts,
    );
    let case = Opened::by(&key, "judicial_confirmation");
    let at = plan.later(at, 0, 1);
    let serial = plan.chance.between(1, 400);
    let facts = json!({ "court_number": format!("（{YEAR}）辽1281民特{serial}号") });
    plan.act(&case, ("accept", liaison.clone(), at), facts);
    let at = plan.later(at, 3, 18);
    let ruling = json!(format!("（{YEAR}）辽1281民特{serial}号裁定书"));
    if not_confirmed {
        let facts = json!({ "dismissal_ground": "unclear", "ruling_number": ruling });
        plan.act(&case, ("dismiss", liaison, at), facts);
        follow_agreement(plan, &story.matter, &story.unit, at);
        return;
    }
    plan.act(
        &case,
        ("confirm", liaison.clone(), at),
        json!({ "ruling_number": ruling }),
    );
    let at = plan.later(at, 1, 3);
    let facts = json!({ "served_on": at.date().to_string() });
    plan.act(&case, ("serve", liaison.clone(), at), facts);
    let at = plan.later(at, 6, 30);
    let facts = json!({ "performed_on": at.date().to_string() });
    plan.act(&case, ("record_performance", liaison, at), facts);
    let at = plan.later(at, 2, 15);
    plan.act(&story.matter, ("archive", mediator, at), json!({}));
}

/// Rounds of screening in every village, through the year; some find a dispute, some of these go
/// to mediation at once.
fn screening_rounds(plan: &mut Plan<'_>, rounds: u32, handed_over: u32) {
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
        let day = plan.day(&DISPUTES);
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
fn talk_points(plan: &mut Plan<'_>) {
    let links = plan.target("mediation.video_links");
    for place in 0..links + links / 2 {
        let act = if place < links {
            "link_by_video"
        } else {
            "consult"
        };
        let villages = plan.units("village");
        let unit = plan.chance.pick(&villages);
        let day = plan.day(&EVEN);
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

/// Refused by a party, or withdrawn, before mediation began.
fn not_mediated(plan: &mut Plan<'_>) {
    for place in 0..38 {
        let unit = somewhere(plan);
        let day = begin_day(plan);
        let at = plan.at(day);
        let story = registered(plan, unit, at, "register");
        let at = plan.later(at, 1, 5);
        if place % 3 == 0 {
            let facts = json!({ "stop_reason": "双方已自行和好。" });
            plan.act(&story.matter, ("withdraw", Doer::Party, at), facts);
        } else {
            let doer = plan.who("mediator", &story.unit);
            unlawful::without_consent(plan, &story.matter, &doer, at);
            let facts =
                json!({ "declined_by": "respondent", "told_routes": ["judicial", "arbitration"] });
            plan.act(&story.matter, ("decline", doer.clone(), at), facts);
            unlawful::after_refusal(plan, &story.matter, &doer, at);
        }
    }
}

/// Registered in December and not yet at an end when the year closes.
fn still_open(plan: &mut Plan<'_>) {
    for place in 0..34 {
        let unit = somewhere(plan);
        let day = plan.day(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 9]);
        let at = plan.at(day);
        let story = registered(plan, unit, at, "register");
        if place % 2 == 0 {
            let doer = plan.who("mediator", &story.unit);
            let at = plan.later(at, 1, 4);
            let facts = json!({ "both_willing": true, "mediators": [plan.name_of(&doer)] });
            plan.act(&story.matter, ("begin", doer, at), facts);
        }
    }
}

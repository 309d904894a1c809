//! Disputes: found by screening or brought by people, mediated in villages, towns and sectors,
//! some confirmed by the court.

use fadu_office::submission::Doer;
use jiff::civil::{Date, DateTime};
use serde_json::{Value as Json, json};

use super::YEAR;
use super::plan::{DISPUTES, Opened, Plan, after, on, open_from};
use super::stories::{Dispute, dispute};
use super::{confirmation, hotline, names, screening, unlawful};

/// Longest that a story takes from its opening to its end, with a holiday between.
const STORY_DAYS: u32 = 22;
/// How a mediation ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    Written,
    Oral,
    Terminated,
    Stopped,
}

/// A mediation under way.
pub struct Mediation {
    pub matter: Opened,
    pub unit: String,
    pub at: DateTime,
    pub parties: (String, String),
    pub dispute: Dispute,
    pub invited_by_court: bool,
}

pub fn plan(plan: &mut Plan<'_>) {
    plan.family("mediation-register");
    screening::registers(plan);
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
        confirmation::court_story(plan, place >= confirmed);
    }
    let failed = total.saturating_sub(agreed);
    let rest = total.saturating_sub(on_the_spot + confirmed + 5 + screened);
    for place in 0..rest {
        brought_story(plan, ending(plan_ending(place, rest, failed), place));
    }
    plan.family("screening");
    let screenings = plan.target("mediation.screenings");
    screening::screening_rounds(plan, screenings, screened);
    plan.family("talk-point");
    screening::talk_points(plan);
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

pub fn begin_day(plan: &mut Plan<'_>) -> Date {
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
    let day = plan.busy_day(&DISPUTES);
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
pub fn follow_agreement(plan: &mut Plan<'_>, matter: &Opened, unit: &str, at: DateTime) {
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

pub fn perform(plan: &mut Plan<'_>, matter: &Opened, mediator: Doer, at: DateTime) {
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

pub fn opened(plan: &mut Plan<'_>, unit: String, at: DateTime) -> (Mediation, Json) {
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
pub fn mediate(plan: &mut Plan<'_>, mut story: Mediation, ending: Ending) {
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
                confirmation::late_confirmation(plan, story);
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

pub fn agree(plan: &mut Plan<'_>, story: &Mediation, ending: Ending, mediator: Doer) {
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

/// Registered in December and not yet at an end when the year closes: agreed on in January, but
/// for a few that nobody takes up again.
fn still_open(plan: &mut Plan<'_>) {
    for place in 0..34 {
        let unit = somewhere(plan);
        let day = plan.day(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 9]);
        let at = plan.at(day);
        let mut story = registered(plan, unit, at, "register");
        let doer = plan.who("mediator", &story.unit);
        story.at = plan.later(at, 1, 4);
        let facts = json!({ "both_willing": true, "mediators": [plan.name_of(&doer)] });
        plan.act(&story.matter, ("begin", doer.clone(), story.at), facts);
        if place % 11 == 10 {
            continue;
        }
        let day = open_from(after(on(YEAR + 1, 1, 4), plan.chance.below(12)));
        story.at = plan.at(day);
        agree(plan, &story, Ending::Oral, doer.clone());
        let at = plan.later(story.at, 4, 12);
        perform(plan, &story.matter, doer, at);
    }
}

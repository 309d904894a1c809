//! Disputes that the court sends to mediation first, and agreements brought to it for confirmation.

use fadu_office::submission::Doer;
use serde_json::json;

use super::mediation::{Ending, Mediation, agree, follow_agreement, opened, perform};
use super::plan::{DISPUTES, Opened, Plan, on};
use super::stories::dispute_of;
use super::{YEAR, unlawful};

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

/// The parties think of confirmation only after the thirty days, in vain, and then perform.
pub fn late_confirmation(plan: &mut Plan<'_>, story: &Mediation) {
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
pub fn court_story(plan: &mut Plan<'_>, not_confirmed: bool) {
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

//! Disputes at the grass roots in every stage: screened, registered, mediated, agreed, before
//! the court, breached, overdue.

use fadu_office::submission::Doer;
use jiff::civil::Date;
use serde_json::{Value as Json, json};

use super::{Living, Present};
use crate::replay::names;
use crate::replay::stories::{Dispute, dispute, dispute_of};

const VILLAGE: &str = "liuyin_village";
const TOWN: &str = "xiaoming_town";
const COURT: &str = "调兵山市人民法院";

pub fn plan(work: &mut Present<'_>) {
    screenings(work);
    talk_points(work);
    waiting_in_the_village(work);
    overdue_and_near(work);
    agreed(work);
    in_town(work);
    before_the_court(work);
    ended(work);
}

/// A mediation and what it is about.
struct Story {
    matter: Living,
    unit: &'static str,
    dispute: Dispute,
}

fn parties(work: &mut Present<'_>, unit: &str, dispute: &Dispute) -> Json {
    let (applicant, respondent) = names::pair(&mut work.chance);
    json!({
        "applicant": applicant, "respondent": respondent, "summary": dispute.summary,
        "kind": dispute.kind, "applicant_phone": names::telephone(&mut work.chance),
        "place": work.unit_name(unit), "people_involved": 2, "amount": dispute.amount,
    })
}

fn registered(
    work: &mut Present<'_>,
    (name, unit, kind): (&str, &'static str, &str),
    day: Date,
) -> Story {
    let dispute = dispute_of(&mut work.chance, kind);
    let facts = parties(work, unit, &dispute);
    let mediator = work.who("mediator", unit);
    let name = format!("mediation-{name}");
    let matter = work.open(&name, "mediation", unit, ("register", mediator, day), facts);
    Story {
        matter,
        unit,
        dispute,
    }
}

fn begin(work: &mut Present<'_>, story: &Story, day: Date) {
    let mediator = work.who("mediator", story.unit);
    let facts = json!({
        "both_willing": true, "mediators": [work.name_of(&mediator)],
        "mediators_chosen": "assigned",
    });
    work.act(&story.matter, ("begin", mediator, day), facts);
}

fn session(work: &mut Present<'_>, story: &Story, day: Date) {
    let mediator = work.who("mediator", story.unit);
    let facts = json!({ "record": "双方到场，分别说明情况，就分担比例还有分歧，约定再谈一次。" });
    work.act(&story.matter, ("record_session", mediator, day), facts);
}

fn agree(work: &mut Present<'_>, story: &Story, day: Date, perform_by: Date) {
    let mediator = work.who("mediator", story.unit);
    let facts = json!({
        "agreement": story.dispute.agreement, "effective_on": day.to_string(),
        "agreed_amount": story.dispute.amount, "perform_by": perform_by.to_string(),
        "signed_and_sealed": true,
    });
    work.act(&story.matter, ("agree_in_writing", mediator, day), facts);
}

/// Rounds in villages, one of which finds a dispute for the committee.
fn screenings(work: &mut Present<'_>) {
    let villages = [
        VILLAGE,
        VILLAGE,
        "shuangjing_village",
        "huaiyin_community",
        VILLAGE,
        "taian_community",
    ];
    for (place, unit) in villages.into_iter().enumerate() {
        let days = u32::try_from(place).unwrap_or(0) * 2;
        let grid = work.who("grid_worker", unit);
        let area = format!("{}第{}网格", work.unit_name(unit), place % 3 + 1);
        let facts = if place == 3 {
            json!({
                "found": true, "area": area, "kind": "property_management", "risk": "high",
                "summary": "小区停水三天，多户与物业争执",
            })
        } else {
            json!({ "found": false, "area": area })
        };
        let name = format!("screening-{}", place + 1);
        let done = ("screen", grid, work.back(days));
        work.open(&name, "screening", unit, done, facts);
    }
    let dispute = dispute_of(&mut work.chance, "land");
    let (first, second) = names::pair(&mut work.chance);
    let grid = work.who("grid_worker", VILLAGE);
    let facts = json!({
        "found": true, "area": work.unit_name(VILLAGE), "kind": dispute.kind,
        "summary": dispute.summary, "risk": "medium", "first_party": first,
        "second_party": second, "people_involved": 2, "wants_mediation": true,
    });
    let done = ("screen", grid, work.back(2));
    work.open("screening-handed-over", "screening", VILLAGE, done, facts);
}

fn talk_points(work: &mut Present<'_>) {
    for (place, unit) in [VILLAGE, "huaiyin_community", VILLAGE]
        .into_iter()
        .enumerate()
    {
        let days = u32::try_from(place).unwrap_or(0) * 4 + 1;
        let mediator = work.who("mediator", unit);
        let dispute = dispute(&mut work.chance);
        let facts = json!({
            "topic": "advice", "summary": dispute.summary, "adviser": "village_adviser",
            "kind": dispute.kind, "people": 1,
            "point_name": format!("{}评理说事点", work.unit_name(unit)),
        });
        let name = format!("talk-point-{}", place + 1);
        let done = ("link_by_video", mediator, work.back(days));
        work.open(&name, "talk_point", unit, done, facts);
    }
}

fn waiting_in_the_village(work: &mut Present<'_>) {
    let dispute = dispute_of(&mut work.chance, "neighbour");
    let facts = parties(work, VILLAGE, &dispute);
    let done = ("apply", Doer::Anyone, work.back(0));
    work.open("mediation-applied", "mediation", VILLAGE, done, facts);
    let refusing = registered(work, ("one-side", VILLAGE, "debt"), work.back(3));
    let mediator = work.who("mediator", VILLAGE);
    let facts = json!({ "both_willing": false, "mediators": [work.name_of(&mediator)] });
    let day = work.back(1);
    work.refused(&refusing.matter, ("begin", mediator, day), facts);
    let under_way = registered(
        work,
        ("under-way", VILLAGE, "marriage_family"),
        work.back(6),
    );
    begin(work, &under_way, work.back(5));
    session(work, &under_way, work.back(3));
    let passed_on = registered(work, ("passed-on", VILLAGE, "land"), work.back(5));
    let mediator = work.who("mediator", VILLAGE);
    let facts = json!({
        "handling_level": "township", "handling_unit": TOWN,
        "pass_on_reason": "涉及三户承包地，请镇调委会调处。",
    });
    let day = work.back(3);
    work.act(&passed_on.matter, ("pass_on", mediator, day), facts);
}

/// One three days before its target, one long past it.
fn overdue_and_near(work: &mut Present<'_>) {
    let day = work.between(26, 29);
    let near = registered(work, ("near-target", VILLAGE, "housing"), day);
    begin(work, &near, day);
    session(work, &near, work.back(6));
    let day = work.between(38, 46);
    let overdue = registered(work, ("overdue", VILLAGE, "contract"), day);
    begin(work, &overdue, work.after(day, 2));
    session(work, &overdue, work.after(day, 5));
    let day = work.between(35, 44);
    let in_town = registered(work, ("town-overdue", TOWN, "labour"), day);
    begin(work, &in_town, work.after(day, 1));
}

/// Agreements within the thirty days for confirmation: nearly over, half over, to be performed.
fn agreed(work: &mut Present<'_>) {
    let effective = work.between(25, 28);
    let window = registered(work, ("window", VILLAGE, "debt"), work.before(effective, 4));
    begin(work, &window, work.before(effective, 2));
    agree(work, &window, effective, work.hence(12));
    let mediator = work.who("mediator", VILLAGE);
    let facts = json!({ "performance": "not_due", "visit_note": "双方认可，按期履行。" });
    let day = work.back(9);
    work.act(&window.matter, ("visit", mediator.clone(), day), facts);
    let facts = json!({
        "both_apply": false, "court_basis": "committee", "court_name": COURT,
    });
    let day = work.back(1);
    let done = ("apply_for_confirmation", mediator, day);
    work.refused(&window.matter, done, facts);
    let perform = registered(work, ("to-perform", VILLAGE, "damages"), work.back(12));
    begin(work, &perform, work.back(11));
    agree(work, &perform, work.back(8), work.ahead(2));
    for (name, kind, (least, most)) in [
        ("town-window", "traffic", (20, 23)),
        ("town-visit", "neighbour", (12, 14)),
    ] {
        let effective = work.between(least, most);
        let story = registered(work, (name, TOWN, kind), work.before(effective, 3));
        begin(work, &story, work.before(effective, 1));
        agree(work, &story, effective, work.hence(22));
    }
}

/// What the township has under way besides: from the police, with a risk, breached.
fn in_town(work: &mut Present<'_>) {
    let dispute = dispute_of(&mut work.chance, "damages");
    let mut facts = parties(work, TOWN, &dispute);
    facts["referred_by"] = json!("晓明派出所");
    facts["referral_consent"] = json!(true);
    let mediator = work.who("mediator", TOWN);
    let done = ("receive_from_police", mediator.clone(), work.back(1));
    work.open("mediation-police", "mediation", TOWN, done, facts);
    let risky = registered(work, ("risk", TOWN, "housing"), work.back(4));
    begin(work, &risky, work.back(3));
    let facts = json!({
        "risk": "public_order", "reported_to": "police",
        "precautions": "派出所和村干部到场，双方先停止施工。",
    });
    let day = work.back(2);
    work.act(&risky.matter, ("report_risk", mediator.clone(), day), facts);
    let breached = registered(work, ("breached", TOWN, "debt"), work.back(28));
    begin(work, &breached, work.back(27));
    agree(work, &breached, work.back(24), work.back(6));
    let facts = json!({ "breach_note": "第二期款项到期未付。" });
    let day = work.back(3);
    work.act(&breached.matter, ("record_breach", mediator, day), facts);
}

/// The court's invitations and applications for confirmation: new, under review, confirmed.
fn before_the_court(work: &mut Present<'_>) {
    let dispute = dispute_of(&mut work.chance, "contract");
    let mut facts = parties(work, TOWN, &dispute);
    facts["referred_by"] = json!(COURT);
    facts["court_role"] = json!("invited");
    facts["referral_consent"] = json!(true);
    let mediator = work.who("mediator", TOWN);
    let day = work.between(25, 28);
    let done = ("receive_from_court", mediator, day);
    let matter = work.open("mediation-court", "mediation", TOWN, done, facts);
    let invited = Story {
        matter,
        unit: TOWN,
        dispute,
    };
    begin(work, &invited, work.back(12));
    for (name, agreed, applied) in [("new", 4, 0), ("review", 20, 16), ("confirmed", 26, 22)] {
        let story = registered(work, (name, TOWN, "labour"), work.back(agreed + 4));
        begin(work, &story, work.back(agreed + 3));
        agree(work, &story, work.back(agreed), work.hence(30));
        confirmation(work, &story, name, applied);
    }
}

fn confirmation(work: &mut Present<'_>, story: &Story, name: &str, applied: u32) {
    let mediator = work.who("mediator", story.unit);
    let facts = json!({ "both_apply": true, "court_basis": "committee", "court_name": COURT });
    let done = ("apply_for_confirmation", mediator, work.back(applied));
    let case = work
        .act(&story.matter, done, facts)
        .other("judicial_confirmation");
    if name == "new" {
        return;
    }
    let liaison = work.who("court_liaison", "court");
    let year = work.back(applied - 1).year();
    let number = format!("（{year}）辽1281诉前调确{}号", applied + 20);
    let facts = json!({ "court_number": number });
    let day = work.back(applied - 1);
    work.act(&case, ("accept", liaison.clone(), day), facts);
    if name == "review" {
        return;
    }
    let day = work.back(9);
    let facts = json!({ "ruling_number": format!("{number}民事裁定书") });
    work.act(&case, ("confirm", liaison.clone(), day), facts);
    let day = work.back(7);
    let facts = json!({ "served_on": day.to_string() });
    work.act(&case, ("serve", liaison, day), facts);
}

/// Settled, performed, declined, terminated: what the figures of this month are made of.
fn ended(work: &mut Present<'_>) {
    let places = [
        (VILLAGE, "neighbour", 2),
        ("huaiyin_community", "property_management", 5),
        (TOWN, "traffic", 9),
        ("shuangjing_village", "land", 15),
        ("taian_community", "consumer", 21),
        (VILLAGE, "marriage_family", 26),
    ];
    for (place, (unit, kind, days)) in places.into_iter().enumerate() {
        let dispute = dispute_of(&mut work.chance, kind);
        let mut facts = parties(work, unit, &dispute);
        let mediator = work.who("mediator", unit);
        facts["mediators"] = json!([work.name_of(&mediator)]);
        facts["agreement"] = json!(dispute.agreement);
        facts["agreed_amount"] = json!(dispute.amount);
        let name = format!("mediation-spot-{}", place + 1);
        let done = ("settle_on_the_spot", mediator.clone(), work.back(days));
        let matter = work.open(&name, "mediation", unit, done, facts);
        if days > 8 {
            let day = work.back(days - 5);
            let facts = json!({ "performed_on": day.to_string() });
            work.act(&matter, ("perform_and_archive", mediator, day), facts);
        }
    }
    let declined = registered(work, ("declined", VILLAGE, "housing"), work.back(14));
    let mediator = work.who("mediator", VILLAGE);
    let day = work.back(12);
    let facts = json!({ "declined_by": "respondent", "told_routes": ["judicial", "arbitration"] });
    work.act(&declined.matter, ("decline", mediator.clone(), day), facts);
    let failed = registered(work, ("failed", VILLAGE, "business"), work.back(20));
    begin(work, &failed, work.back(19));
    let day = work.back(10);
    let facts = json!({ "failure": "no_agreement", "told_routes": ["judicial"] });
    work.act(&failed.matter, ("terminate", mediator, day), facts);
}

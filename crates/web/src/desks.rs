//! Where an application may be handed in: units in which somebody sits who can go on with it, and
//! the small question which of them, asked from the upper unit down.

use fadu_kernel::actor::{Entitled, Reach};
use fadu_kernel::procedure::{ActRule, From, Procedure, To};
use fadu_kernel::unit::Unit;
use maud::{Markup, html};

use crate::address::query_value;
use crate::parts::heading::heading_with_lead;
use crate::values::units_in_order;
use crate::visit::{Problem, Visit};

/// Up to so many units are listed at once; more are asked for from the upper unit down.
const LISTED_MAX: usize = 7;

/// The units that take an opening act: those where a post is held that can go on with it, else
/// those below such a post.
pub fn desks<'v>(
    visit: &'v Visit,
    law: &Procedure,
    rule: &ActRule,
) -> Result<Vec<&'v Unit>, Problem> {
    let today = visit.today();
    let staffed = visit.read(|reader| reader.staffed_on(today))?;
    let roles = roles_that_go_on(law, rule);
    let posts: Vec<(&str, &Reach)> = staffed
        .iter()
        .flat_map(|post| {
            let reaches = roles.iter().filter(|(role, _)| *role == post.role);
            reaches.map(|(_, reach)| (post.unit.as_str(), *reach))
        })
        .collect();
    let may_hold = |unit: &&Unit| law.unit_kinds.is_empty() || law.unit_kinds.contains(&unit.kind);
    let units: Vec<&Unit> = units_in_order(&visit.units, today)
        .into_iter()
        .filter(may_hold)
        .collect();
    let sits = |unit: &&Unit| posts.iter().any(|(held_in, _)| *held_in == unit.id);
    let direct: Vec<&Unit> = units.iter().copied().filter(sits).collect();
    if !direct.is_empty() {
        return Ok(direct);
    }
    let covered = |unit: &&Unit| {
        posts.iter().any(|(held_in, reach)| match reach {
            Reach::Within => visit.units.covers(held_in, &unit.id),
            Reach::City => true,
            Reach::Unit | Reach::Field(_) | Reach::Person(_) => false,
        })
    };
    Ok(units.into_iter().filter(covered).collect())
}

/// Roles that may act on the matter where the opening act leaves it.
fn roles_that_go_on<'l>(law: &'l Procedure, rule: &ActRule) -> Vec<(&'l str, &'l Reach)> {
    let stage = match &rule.to {
        To::Stage(stage) => stage.as_str(),
        To::Stay | To::Previous => "",
    };
    let next = law.acts.iter().filter(|act| match &act.from {
        From::Stages(stages) => stages.contains(stage),
        From::Opening => false,
    });
    let roles = next.flat_map(|act| &act.by).filter_map(|by| match by {
        Entitled::Role { role, reach } => Some((role.as_str(), reach)),
        Entitled::Party
        | Entitled::Anyone
        | Entitled::Handover
        | Entitled::Scheme
        | Entitled::Law => None,
    });
    let mut roles: Vec<(&str, &Reach)> = roles.collect();
    roles.sort();
    roles.dedup();
    roles
}

/// One line of the question.
struct Choice<'u> {
    unit: &'u Unit,
    leads_on: bool,
}

/// The question which unit, below the unit `at` where one was chosen before.
pub fn question(visit: &Visit, desks: &[&Unit], address: &str, at: &str) -> Markup {
    let top = visit.units.get(at);
    let here: Vec<&Unit> = match top {
        Some(top) => desks
            .iter()
            .copied()
            .filter(|unit| visit.units.covers(&top.id, &unit.id))
            .collect(),
        None => desks.to_vec(),
    };
    let options = options(visit, &here, top);
    let lead = visit.say(
        "选离您近的，或者事情发生的地方。选错了也不要紧，受理单位会转给该管的单位。",
        "Choose the one near you, or where it happened. If it is not the right one, the unit \
         passes your application on.",
    );
    html! {
        (heading_with_lead(visit.say("请哪里办理", "Where should it be handled"), lead))
        ul.acts-open {
            @for option in &options {
                li {
                    @let key = if option.leads_on { "at" } else { "unit" };
                    a.acts-link href={ (address) "?" (key) "=" (query_value(&option.unit.id)) } {
                        (option.unit.name.get(visit.lang()))
                        @if option.leads_on { (visit.say("（选下级）", " (choose below)")) }
                    }
                }
            }
        }
        @if top.is_some() {
            p { a href=(address) { (visit.say("重新选择", "Choose again")) } }
        }
        p {
            (visit.say("不清楚选哪个？请打电话问：", "Not sure? Ask by telephone: "))
            a href={ "tel:" (visit.app.site.telephone) } { (visit.app.site.telephone) }
        }
    }
}

fn options<'u>(visit: &'u Visit, here: &[&'u Unit], top: Option<&Unit>) -> Vec<Choice<'u>> {
    if here.len() <= LISTED_MAX {
        return here
            .iter()
            .map(|unit| Choice {
                unit,
                leads_on: false,
            })
            .collect();
    }
    let start = top.map_or_else(|| common_upper(visit, here), |top| visit.units.get(&top.id));
    let Some(start) = start else {
        return here
            .iter()
            .map(|unit| Choice {
                unit,
                leads_on: false,
            })
            .collect();
    };
    let mut options: Vec<Choice<'u>> = Vec::new();
    for unit in here {
        // The unit itself, or the one on its way up that stands right below the start.
        let step = visit
            .units
            .ancestors(&unit.id)
            .find(|above| above.id == start.id || above.parent.as_deref() == Some(&start.id));
        let Some(step) = step else { continue };
        match options.iter_mut().find(|option| option.unit.id == step.id) {
            Some(option) => option.leads_on = true,
            None => {
                options.push(Choice {
                    unit: step,
                    leads_on: step.id != unit.id,
                });
            }
        }
    }
    options
}

/// The lowest unit that stands above all of these and is not one of them alone.
fn common_upper<'u>(visit: &'u Visit, here: &[&'u Unit]) -> Option<&'u Unit> {
    let first = here.first()?;
    visit.units.ancestors(&first.id).find(|upper| {
        here.iter()
            .all(|unit| visit.units.covers(&upper.id, &unit.id))
    })
}

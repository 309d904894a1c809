//! Opening a matter upon another one: a comment on a draft, an objection to a notice. Which acts
//! are open on a matter where it stands, and what the address of their form is.

use fadu_kernel::matter::Matter;
use fadu_kernel::procedure::{ActRule, Procedure};
use maud::{Markup, html};

use crate::address::{segment, with_query};
use crate::asked::Asked;
use crate::pages::{apply, desk};
use crate::parts::button::main_link;
use crate::visit::{Problem, Visit};

/// The key in an address, and in a form, of the matter upon which another is opened.
pub const UPON: &str = "upon";

/// An opening act with its procedure in force today.
pub type Opening<'v> = (&'v Procedure, &'v ActRule);

/// The acts that may be done today upon matters of a procedure standing in a stage.
pub fn acts_upon<'v>(visit: &'v Visit, procedure: &str, stage: &str) -> Vec<Opening<'v>> {
    let procedures = &visit.rules().packs.procedures;
    let in_force = procedures
        .each_newest()
        .filter_map(|newest| procedures.in_force(&newest.id, visit.today()));
    let acts = in_force.flat_map(|law| law.opening_acts().map(move |rule| (law, rule)));
    let fits = |rule: &ActRule| {
        rule.upon
            .as_ref()
            .is_some_and(|upon| upon.procedure == procedure && upon.stages.contains(stage))
    };
    acts.filter(|(_, rule)| fits(rule)).collect()
}

/// The matter that an address or a form names as the one acted upon, where the act needs one.
/// `None` for an act that needs none; an act that needs one and names none is not found.
pub fn below(visit: &Visit, rule: &ActRule, named: &str) -> Result<Option<Matter>, Problem> {
    if rule.upon.is_none() {
        return Ok(None);
    }
    let matter = visit.read(|reader| reader.matter_by_number(named))?;
    matter.ok_or(Problem::NotFound).map(Some)
}

/// The number named in the address.
pub fn named(visit: &Visit) -> String {
    Asked::of(visit).text(UPON)
}

/// Links to what anybody may do upon a matter, or nothing.
pub fn public_links(visit: &Visit, matter: &Matter) -> Markup {
    let open = acts_upon(visit, matter.procedure(), &matter.stage);
    let open: Vec<_> = open
        .into_iter()
        .filter(|(_, rule)| apply::is_public(rule))
        .map(|(law, rule)| (rule, apply::address(law, rule)))
        .collect();
    match open.as_slice() {
        [(rule, address)] => html! {
            p {
                (main_link(
                    &with_query(address, UPON, &matter.number),
                    rule.title.get(visit.lang()),
                ))
            }
        },
        several => links(visit, matter, several),
    }
}

/// Links to what the person at the desk may do upon a matter, or nothing.
pub fn desk_links(visit: &Visit, matter: &Matter) -> Markup {
    let Some(person) = &visit.person else {
        return html! {};
    };
    let (actor, setting) = (person.actor(), visit.setting());
    let open = acts_upon(visit, matter.procedure(), &matter.stage).into_iter();
    let open = open.filter(|(law, rule)| {
        let units = desk::units_for(law, rule, &actor, &setting);
        units.iter().any(|unit| unit.id == matter.unit)
    });
    let open: Vec<_> = open
        .map(|(law, rule)| (rule, desk::open_address(&law.id, &rule.id)))
        .collect();
    links(visit, matter, &open)
}

fn links(visit: &Visit, matter: &Matter, open: &[(&ActRule, String)]) -> Markup {
    html! {
        @if !open.is_empty() {
            section {
                h2 { (visit.say("可以就此提出", "What may be raised on this")) }
                ul.acts-open {
                    @for (rule, address) in open {
                        li {
                            a.acts-link href=(with_query(address, UPON, &matter.number)) {
                                (rule.title.get(visit.lang()))
                            }
                            @if let Some(note) = &rule.note {
                                p.quiet { (note.get(visit.lang())) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The page of a consultation.
pub fn consultation(number: &str) -> String {
    format!("/consultations/{}", segment(number))
}

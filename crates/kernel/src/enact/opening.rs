//! Opening matters: alone, by hand-over, or upon another matter.
//!
//! It says under which version a matter is opened and what it comes from; deciding the opening act
//! is left to [`crate::decide::decide`].

use jiff::civil::Date;

use super::refused::{bare, no_such_procedure};
use super::{Law, Step};
use crate::act::Draft;
use crate::matter::{Matter, MatterId, Origin};
use crate::procedure::{ActRule, Procedure};
use crate::refusal::{Refusal, Rule};
use crate::words::Words;

pub(super) fn open<'a>(
    law: Law<'a>,
    procedure: &str,
    unit: &str,
    on: Date,
    origin: Option<Origin>,
) -> Result<Step<'a>, Refusal> {
    let procedure = law
        .procedures
        .in_force(procedure, on)
        .ok_or_else(|| no_such_procedure(procedure, on))?;
    let mut matter = Matter::unopened(
        MatterId::default(),
        procedure.version(),
        unit.to_owned(),
        on,
    );
    matter.origin = origin;
    Ok(Step {
        procedure,
        before: matter,
        cause: None,
        depth: 0,
    })
}

/// An opening act that needs a matter upon which it is done was given one.
pub(super) fn stands_alone(procedure: &Procedure, act: &str) -> Result<(), Refusal> {
    let rule = procedure.act(act);
    match rule.and_then(|rule| Some((rule, rule.upon.as_ref()?))) {
        Some((rule, _)) => Err(needs_a_matter(rule)),
        None => Ok(()),
    }
}

/// Opens a matter upon another, which becomes its origin: only by an act that says so, and only
/// while the other stands where that act asks.
pub(super) fn open_upon<'a>(
    law: Law<'a>,
    procedure: &str,
    below: &Matter,
    draft: &Draft,
) -> Result<Step<'a>, Refusal> {
    let origin = Origin {
        matter: below.id,
        procedure: below.procedure().to_owned(),
        act: String::new(),
    };
    let step = open(law, procedure, &below.unit, draft.on(), Some(origin))?;
    let Some(rule) = step.procedure.act(&draft.act) else {
        return Ok(step); // `decide` refuses an unknown act with its own words.
    };
    let upon = rule.upon.as_ref();
    let Some(upon) = upon.filter(|upon| upon.procedure == below.procedure()) else {
        return Err(needs_a_matter(rule));
    };
    if upon.stages.contains(&below.stage) {
        return Ok(step);
    }
    let stage = law.procedures.pinned(&below.version);
    let stage = stage.and_then(|law| law.stage(&below.stage));
    let (zh, en) = stage.map_or(("", ""), |stage| (&stage.title.zh, &stage.title.en));
    let number = &below.number;
    Err(Refusal {
        rule: Rule::Stage,
        basis: rule.basis.clone(),
        words: Words::new(
            format!("{number} 现为“{zh}”，不能“{}”", rule.title.zh),
            format!(
                "{number} is at “{en}”, where “{}” is not open",
                rule.title.en
            ),
        ),
        instead: None,
    })
}

fn needs_a_matter(rule: &ActRule) -> Refusal {
    Refusal {
        basis: rule.basis.clone(),
        ..bare(
            Rule::Act,
            format!(
                "“{}”须针对一个已有的事项提出，请先打开该事项",
                rule.title.zh
            ),
            format!(
                "“{}” is done upon another matter; open that one first",
                rule.title.en
            ),
        )
    }
}

//! How an application is decided, told before anybody applies: what the decision asks, the numbers
//! that the place has set, and the groups that the law names. It is read off the act that decides,
//! so that what citizens are told and what the office is held to are the same.

use std::collections::BTreeSet;

use fadu_kernel::actor::Entitled;
use fadu_kernel::citation::Citation;
use fadu_kernel::condition::Condition;
use fadu_kernel::field::{Field, FieldKind};
use fadu_kernel::procedure::{
    ActRule, ClockRule, From, Parameter, Procedure, Require, StageKind, To,
};
use maud::{Markup, html};

use crate::law_words;
use crate::visit::Visit;

/// The prefix of a parameter's name in a condition.
const PARAMETER: &str = "parameter.";
/// The prefix of a field's name in a condition.
const FIELD: &str = "matter.";

/// Whether the law sets conditions for the decision.
pub(super) fn conditional(law: &Procedure, applied: &ActRule) -> bool {
    !deciding(law, applied).is_empty()
}

/// What the application must fulfil; nothing where the law leaves nothing to decide.
pub(super) fn how(visit: &Visit, law: &Procedure, applied: &ActRule) -> Markup {
    let deciding = deciding(law, applied);
    html! {
        @if let Some((first, _)) = deciding.split_first() {
            h2 #decided { (visit.say("怎样决定", "How it is decided")) }
            p {
                (visit.say(
                    "经办人员依法看下面这些，才能",
                    "The officer must look at what follows before “",
                ))
                (visit.say("“", "")) (first.title.get(visit.lang()))
                (visit.say("”。您可以先对照，再申请。", "”. Compare before you apply."))
            }
            (standards(visit, law, first))
            (groups(visit, law, first, applied))
            details {
                summary {
                    (visit.say("不能这样决定的情形（", "When it cannot be decided so ("))
                    (first.requires.len())
                    (visit.say("）", ")"))
                }
                ul {
                    @for require in &first.requires {
                        li {
                            (require.otherwise.get(visit.lang())) " "
                            (law_words::cite(visit, &require.basis))
                        }
                    }
                }
            }
        }
    }
}

/// The acts of officials that keep a time limit which the application sets off, have conditions,
/// and lead on.
fn deciding<'l>(law: &'l Procedure, applied: &ActRule) -> Vec<&'l ActRule> {
    let started = |clock: &&ClockRule| clock.starts.contains(&applied.id);
    let kept = law.clocks.iter().filter(started);
    let acts = kept.flat_map(|clock| &clock.satisfied_by);
    let leads_on = |act: &&ActRule| match &act.to {
        To::Stage(stage) => law
            .stage(stage)
            .is_some_and(|stage| stage.kind == StageKind::Open),
        To::Stay | To::Previous => false,
    };
    let official = |by: &Entitled| matches!(by, Entitled::Role { .. });
    let applied_to = |act: &&ActRule| !matches!(act.from, From::Opening);
    acts.filter_map(|id| law.act(id))
        .filter(|act| !act.requires.is_empty() && act.by.iter().all(official))
        .filter(applied_to)
        .filter(leads_on)
        .collect()
}

/// Names under a prefix that an act's conditions and entries use.
fn used(act: &ActRule, prefix: &str) -> BTreeSet<String> {
    let conditions = act.requires.iter().map(|require| &require.when);
    let conditions = conditions.chain(act.sets.iter().map(|(_, value)| value));
    let names = conditions.flat_map(Condition::uses);
    let names = names.filter_map(|name| name.strip_prefix(prefix));
    names.map(str::to_owned).collect()
}

/// The numbers that the place has set and the decision goes by.
fn standards(visit: &Visit, law: &Procedure, act: &ActRule) -> Markup {
    let known = &visit.rules().packs.parameters;
    let list: Vec<&Parameter> = used(act, PARAMETER)
        .iter()
        .filter_map(|name| known.get(&format!("{}.{name}", law.pack)))
        .collect();
    html! {
        @for parameter in list {
            p {
                (parameter.title.get(visit.lang())) (visit.say("：", ": "))
                strong.figures { (parameter.value) } " "
                (law_words::cite(visit, &parameter.basis))
                @if parameter.set_by.is_none() {
                    " " span.quiet { (visit.say(
                        "（示例值，以本地公布的为准）",
                        "(an example; what the place has published counts)",
                    )) }
                }
            }
        }
    }
}

/// The groups that the decision tells apart, folded: who is exempt, what is free of the test. What
/// the application itself asks is explained there.
fn groups(visit: &Visit, law: &Procedure, act: &ActRule, applied: &ActRule) -> Markup {
    let asked =
        |field: &&Field| applied.asks.contains(&field.id) || applied.may_ask.contains(&field.id);
    let named = used(act, FIELD);
    let fields = law.fields.iter().filter(|field| named.contains(&field.id));
    let choices = fields
        .filter(|field| !asked(field))
        .filter_map(|field| match &field.kind {
            FieldKind::Choice(options) => Some((field, options)),
            _ => None,
        });
    html! {
        @for (field, options) in choices {
            details {
                summary { (field.title.get(visit.lang())) }
                ul { @for option in options { li { (option.title.get(visit.lang())) } } }
                @if let Some(basis) = basis_of(act, &field.id) {
                    p { (law_words::cite(visit, basis)) }
                }
            }
        }
    }
}

/// The article of the first condition that speaks of a field.
fn basis_of<'l>(act: &'l ActRule, field: &str) -> Option<&'l Citation> {
    let name = format!("{FIELD}{field}");
    let speaks = |require: &&Require| require.when.uses().contains(&name);
    let found = act.requires.iter().find(speaks);
    found.map(|require| &require.basis)
}

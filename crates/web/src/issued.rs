//! Papers that acts issued, written out: the lines of the pack with their places filled in.
//!
//! A paper says what was known when it was issued. It is made anew from the acts each time and so
//! always agrees with the record.

use std::collections::BTreeMap;

use fadu_kernel::act::Act;
use fadu_kernel::actor::Actor;
use fadu_kernel::condition::{FactValue, Facts};
use fadu_kernel::facts::ActFacts;
use fadu_kernel::field::{FieldKind, Value};
use fadu_kernel::matter::Matter;
use fadu_kernel::procedure::{Document, Procedure};
use fadu_kernel::words::Lang;
use fadu_paper::numeral::numeral;

use crate::values::account_name;
use crate::visit::Visit;
use crate::wording;

/// What stands where nothing is known, as on a printed form.
const BLANK: &str = "＿＿＿＿";

/// A paper that was issued.
#[derive(Debug, Clone, Copy)]
pub struct Issued<'a> {
    /// The act that issued it.
    pub act: &'a Act,
    /// What it is.
    pub document: &'a Document,
}

/// Papers issued by acts, in order.
pub fn papers<'a>(law: &'a Procedure, acts: &'a [Act]) -> Vec<Issued<'a>> {
    let issued = acts
        .iter()
        .filter_map(|act| Some((act, law.act(&act.act)?)));
    let papers = issued.flat_map(|(act, rule)| {
        let documents = rule.issues.iter().filter_map(|id| law.document(id));
        documents.map(move |document| Issued { act, document })
    });
    papers.collect()
}

/// The number of a paper (文号): the matter's, and which of its papers it is. Numbers of matters
/// have no gaps, and papers are counted in the order of acts; so these have none either.
pub fn number(matter: &Matter, papers: &[Issued<'_>], one: &Issued<'_>) -> String {
    let same =
        |other: &Issued<'_>| other.act.id == one.act.id && other.document.id == one.document.id;
    let place = papers.iter().position(same).map_or(1, |place| place + 1);
    format!("{}之{}", matter.number, numeral(place))
}

/// Whether a paper is for the party: it names the person who applied, or nobody in particular.
pub fn is_for_party(law: &Procedure, acts: &[Act], document: &Document) -> bool {
    let persons = acts
        .first()
        .into_iter()
        .flat_map(|opening| opening.facts.keys());
    let persons = persons.filter(|id| {
        law.field(id)
            .is_some_and(|field| field.kind == FieldKind::Person)
    });
    let named = |id: &String| {
        let place = format!("{{matter.{id}}}");
        document.lines.iter().any(|line| line.contains(&place))
    };
    let addressed = document.lines.first().is_some_and(|line| {
        line.starts_with('{') && line.ends_with("}：") && line.matches('{').count() == 1
    });
    persons.into_iter().any(named) || !addressed
}

/// The lines of a paper.
pub fn lines(
    visit: &Visit,
    law: &Procedure,
    matter: &Matter,
    acts: &[Act],
    issued: &Issued<'_>,
) -> Vec<String> {
    let then = as_of(matter, acts, issued.act);
    let parameters = visit.rules().packs.parameter_values();
    let facts = ActFacts {
        law,
        matter: &then,
        at: issued.act.at,
        account: issued.act.actor.account(),
        role: &issued.act.role,
        post_unit: post_unit(issued.act),
        parameters: &parameters,
    };
    let filled = issued
        .document
        .lines
        .iter()
        .map(|line| filled(visit, law, &facts, line));
    filled.flat_map(|line| paragraphs(&line)).collect()
}

/// A line whose places were filled with texts of several paragraphs becomes as many lines.
fn paragraphs(line: &str) -> Vec<String> {
    let paragraphs = line.lines().map(str::trim).filter(|text| !text.is_empty());
    paragraphs.map(str::to_owned).collect()
}

/// The matter as far as acts told by then; what later acts changed goes back to what was told.
fn as_of(matter: &Matter, acts: &[Act], issuing: &Act) -> Matter {
    let mut told: BTreeMap<String, Value> = BTreeMap::new();
    for act in acts.iter().filter(|act| act.id <= issuing.id) {
        told.extend(
            act.facts
                .iter()
                .map(|(key, value)| (key.clone(), value.clone())),
        );
    }
    let mut then = matter.clone();
    then.fields.extend(told);
    then
}

fn post_unit(act: &Act) -> Option<&str> {
    match &act.actor {
        Actor::Official { posts, .. } => posts
            .iter()
            .find(|post| post.role == act.role)
            .map(|post| post.unit.as_str()),
        Actor::Party | Actor::Anyone | Actor::Handover { .. } | Actor::Scheme | Actor::Law => None,
    }
}

fn filled(visit: &Visit, law: &Procedure, facts: &ActFacts<'_>, line: &str) -> String {
    let mut text = String::with_capacity(line.len() + 32);
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        // A brace that nothing closes ends the places; the pack compiler lets none through.
        let (place, following) = after.split_once('}').unwrap_or((after, ""));
        text.push_str(&place_in_words(visit, law, facts, place));
        rest = following;
    }
    text.push_str(rest);
    text
}

/// A place filled in; papers are Chinese in both languages.
fn place_in_words(visit: &Visit, law: &Procedure, facts: &ActFacts<'_>, place: &str) -> String {
    let unit = |id: &str| {
        visit
            .units
            .get(id)
            .map_or(id, |unit| unit.name.zh.as_str())
            .to_owned()
    };
    let id = place.strip_prefix("matter.").unwrap_or_default();
    if place == "matter.unit" || place == "actor.unit" {
        return match facts.fact(place) {
            FactValue::Text(id) => unit(&id),
            _ => BLANK.to_owned(),
        };
    }
    if let (Some(field), Some(value)) = (law.field(id), facts.matter.fields.get(id)) {
        return match (&field.kind, value) {
            (FieldKind::Unit, Value::Text(id)) => unit(id),
            (FieldKind::Account { .. }, value) => account_name(visit, value),
            (FieldKind::Units, Value::List(ids)) => {
                let names: Vec<String> = ids.iter().map(|id| unit(id)).collect();
                names.join("、")
            }
            (FieldKind::Date, value) => value
                .as_date()
                .map_or_else(|| BLANK.to_owned(), |on| wording::day(Lang::Zh, on)),
            (_, value) => field.show(value, Lang::Zh),
        };
    }
    match facts.fact(place) {
        FactValue::Null => BLANK.to_owned(),
        FactValue::Text(text) => text,
        FactValue::Integer(number) => number.to_string(),
        FactValue::Flag(flag) => if flag { "是" } else { "否" }.to_owned(),
        FactValue::Date(on) => wording::day(Lang::Zh, on),
        FactValue::Moment(at) => wording::moment(Lang::Zh, at),
        FactValue::List(entries) => {
            let texts = entries.into_iter().filter_map(|entry| match entry {
                FactValue::Text(text) => Some(text),
                FactValue::Null
                | FactValue::Integer(_)
                | FactValue::Flag(_)
                | FactValue::Date(_)
                | FactValue::Moment(_)
                | FactValue::List(_) => None,
            });
            texts.collect::<Vec<_>>().join("、")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::paragraphs;

    #[test]
    fn each_paragraph_of_a_text_that_fills_a_place_is_a_line_of_the_paper() {
        let line = "草案：第一条 目的。\n\n第二条 范围。\n";
        assert_eq!(paragraphs(line), ["草案：第一条 目的。", "第二条 范围。"]);
    }
}

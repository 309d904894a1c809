//! Looking up what an act asks of other registers, before it is decided.
//!
//! The numbers found become part of the act. Where matters are kept is not known here.

use std::collections::{BTreeMap, BTreeSet};

use super::Law;
use crate::act::Draft;
use crate::actor::Admission;
use crate::condition::{FactValue, Facts};
use crate::decide::Setting;
use crate::facts::ActFacts;
use crate::matter::{Found, Matter, MatterId};
use crate::procedure::{Lens, Look, LookKey, Procedure};

/// What the act of a draft finds; nothing where it looks nothing up.
///
/// # Errors
/// What goes wrong in the record below, where `find` looks: the procedure, the key and its value.
pub fn look_up<Fault>(
    law: Law<'_>,
    setting: &Setting<'_>,
    mut find: impl FnMut(&str, &LookKey, &str) -> Result<Vec<Matter>, Fault>,
    procedure: &Procedure,
    before: &Matter,
    draft: &Draft,
) -> Result<Found, Fault> {
    let mut found = Found::new();
    let wanted = procedure.act(&draft.act).map(|rule| &rule.looks);
    let Some(wanted) = wanted.filter(|looks| !looks.is_empty()) else {
        return Ok(found);
    };
    let mut asking = before.clone();
    let told = draft.facts.iter();
    let told = told.map(|(key, value)| (key.clone(), value.clone()));
    asking.fields.extend(told);
    let nobody = Admission {
        role: "",
        unit: None,
    };
    let facts = ActFacts::new(procedure, &asking, draft, nobody, setting.parameters);
    for look in wanted.iter().filter_map(|id| procedure.look(id)) {
        let mut seen: BTreeMap<MatterId, Matter> = BTreeMap::new();
        for value in values(look, &facts) {
            let others = find(&look.procedure, &look.key, &value)?;
            seen.extend(others.into_iter().map(|other| (other.id, other)));
        }
        if !before.is_unopened() {
            seen.remove(&before.id); // A matter does not stand in its own way.
        }
        found.insert(look.id.clone(), counted(law, look, &facts, &seen));
    }
    Ok(found)
}

/// The values of the key that are looked for, each once; none while the fact is missing.
fn values(look: &Look, facts: &ActFacts<'_>) -> BTreeSet<String> {
    let text = |value: FactValue| match value {
        FactValue::Text(text) => Some(text),
        FactValue::Integer(number) => Some(number.to_string()),
        FactValue::Date(on) => Some(on.to_string()),
        FactValue::Null | FactValue::Flag(_) | FactValue::Moment(_) | FactValue::List(_) => None,
    };
    match look.value.evaluate(facts) {
        Ok(FactValue::List(entries)) => entries.into_iter().filter_map(text).collect(),
        Ok(value) => text(value).into_iter().collect(),
        Err(_) => BTreeSet::new(),
    }
}

/// How many of the matters found pass, or what they add up to.
fn counted(
    law: Law<'_>,
    look: &Look,
    facts: &ActFacts<'_>,
    seen: &BTreeMap<MatterId, Matter>,
) -> i64 {
    let stands = |other: &&Matter| look.stages.is_empty() || look.stages.contains(&other.stage);
    let amounts = seen.values().filter(stands).filter_map(|other| {
        let theirs = law.procedures.pinned(&other.version)?;
        let both = BothFacts {
            own: *facts,
            other: ActFacts {
                law: theirs,
                matter: other,
                ..*facts
            },
        };
        look.lenses
            .get(&other.version)
            .map_or(Some(1), |lens| amount(lens, &both))
    });
    amounts.fold(0, i64::saturating_add)
}

/// What one matter adds; `None` where it does not pass, or it cannot be said whether it does.
fn amount(lens: &Lens, facts: &BothFacts<'_>) -> Option<i64> {
    let passes = lens
        .when
        .as_ref()
        .map_or(Ok(true), |when| when.holds(facts));
    if !passes.unwrap_or(false) {
        return None;
    }
    match lens.sum.as_ref().map(|sum| sum.evaluate(facts)) {
        None => Some(1),
        Some(Ok(FactValue::Integer(amount))) => Some(amount),
        Some(_) => None,
    }
}

/// This matter with its act, and the one found.
struct BothFacts<'a> {
    own: ActFacts<'a>,
    other: ActFacts<'a>,
}

impl Facts for BothFacts<'_> {
    fn fact(&self, path: &str) -> FactValue {
        match path.strip_prefix("other.") {
            Some(key) => self.other.of_matter(key),
            None => self.own.fact(path),
        }
    }
}

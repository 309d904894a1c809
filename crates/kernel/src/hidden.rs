//! What is hidden from somebody although they work on the matter: who complained, from the unit
//! complained of.
//!
//! The pack says which field is kept from which unit; pages, papers and the API ask here.

use std::collections::BTreeSet;

use crate::actor::Actor;
use crate::field::Value;
use crate::matter::Matter;
use crate::procedure::Procedure;
use crate::unit::UnitTree;

/// The fields of a matter that are hidden from an actor: those kept from a unit that the matter
/// names, where the actor has a post in that unit or below it. Another post elsewhere does not
/// help: who sits with the unit complained of does not learn who complained.
pub fn hidden_fields(
    law: &Procedure,
    matter: &Matter,
    actor: &Actor,
    units: &UnitTree,
) -> BTreeSet<String> {
    let Actor::Official { posts, .. } = actor else {
        return BTreeSet::new();
    };
    let sits_in = |unit: &str| posts.iter().any(|post| units.covers(unit, &post.unit));
    let hidden = law.fields.iter().filter(|field| {
        let from = field.hidden_from.as_ref();
        match from.and_then(|named| matter.fields.get(named)) {
            Some(Value::Text(unit)) => sits_in(unit),
            Some(Value::List(units)) => units.iter().any(|unit| sits_in(unit)),
            Some(Value::Flag(_) | Value::Integer(_)) | None => false,
        }
    });
    hidden.map(|field| field.id.clone()).collect()
}

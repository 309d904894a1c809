//! What a person can open: the opening acts that admit one of their posts, and in which units.

use fadu_kernel::actor::Actor;
use fadu_kernel::decide::Setting;
use fadu_kernel::matter::{Matter, MatterId};
use fadu_kernel::procedure::{ActRule, Procedure};
use fadu_kernel::unit::Unit;

use crate::address::segment;
use crate::visit::Visit;

/// An act that opens a matter.
#[derive(Debug, Clone)]
pub struct Opening<'v> {
    /// The procedure in force today.
    pub law: &'v Procedure,
    /// The act.
    pub rule: &'v ActRule,
    /// The units in which the person may open it, by key; never empty.
    pub units: Vec<&'v Unit>,
}

impl Opening<'_> {
    /// The page with its form.
    pub fn address(&self) -> String {
        address(&self.law.id, &self.rule.id)
    }
}

/// The page on which a matter is opened.
pub fn address(procedure: &str, act: &str) -> String {
    format!("/open/{}/{}", segment(procedure), segment(act))
}

/// Everything the person at the desk may open today, by procedure.
pub fn openings(visit: &Visit) -> Vec<Opening<'_>> {
    let Some(person) = &visit.person else {
        return Vec::new();
    };
    let (actor, setting) = (person.actor(), visit.setting());
    let procedures = &visit.rules().packs.procedures;
    let in_force = procedures
        .each_newest()
        .filter_map(|newest| procedures.in_force(&newest.id, visit.today()));
    let mut found = Vec::new();
    for law in in_force {
        for rule in law.opening_acts().filter(|rule| rule.upon.is_none()) {
            let units = units_for(law, rule, &actor, &setting);
            if !units.is_empty() {
                found.push(Opening { law, rule, units });
            }
        }
    }
    found
}

/// The units in which an actor may open a matter by an act.
pub fn units_for<'v>(
    law: &Procedure,
    rule: &ActRule,
    actor: &Actor,
    setting: &Setting<'v>,
) -> Vec<&'v Unit> {
    let Actor::Official { posts, .. } = actor else {
        return Vec::new();
    };
    let held = |role: &str| posts.iter().any(|post| post.role == role);
    let roles = rule.by.iter().any(|entitled| {
        matches!(entitled, fadu_kernel::actor::Entitled::Role { role, .. } if held(role))
    });
    if !roles {
        return Vec::new();
    }
    let today = setting.now.date();
    let fits = |unit: &&Unit| {
        let kind = law.unit_kinds.is_empty() || law.unit_kinds.contains(&unit.kind);
        let stub = Matter::unopened(MatterId::default(), law.version(), unit.id.clone(), today);
        kind && unit.exists_on(today)
            && rule
                .by
                .iter()
                .any(|by| by.admits(actor, &stub, setting.units).is_some())
    };
    setting.units.iter().filter(fits).collect()
}

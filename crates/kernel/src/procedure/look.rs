//! Looks (查验): what an act looks up in another register before it is decided.
//!
//! A look finds matters of one procedure by a key and gives a number: how many pass, or the sum of
//! one of their fields. It never gives anything else of them. Finding is left to whoever keeps
//! matters, counting to [`crate::enact`].

use std::collections::{BTreeMap, BTreeSet};

use crate::condition::Condition;
use crate::words::Words;

/// A look into another register.
#[derive(Debug, Clone)]
pub struct Look {
    /// Key; expressions read the number as `found.<id>`.
    pub id: String,
    /// The noun that stands for the number in sentences.
    pub title: Words,
    /// The procedure whose matters are looked at.
    pub procedure: String,
    /// What the key is of them.
    pub key: LookKey,
    /// The value of the key, over this matter with the act's facts; a list looks for each.
    pub value: Condition,
    /// The stages in which they count; empty for all.
    pub stages: BTreeSet<String>,
    /// What must hold of them and what is added up, by the version to which they are pinned.
    pub lenses: BTreeMap<String, Lens>,
}

/// By what matters are found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum LookKey {
    /// The number people see (案号).
    Number,
    /// The unit that holds them.
    Unit,
    /// A field.
    Field(String),
}

/// A look's expressions, compiled for one version of the procedure looked at. They read the matter
/// found as `other.<field>`, and this one as any expression does.
#[derive(Debug, Clone, Default)]
pub struct Lens {
    /// What must hold for a matter to count.
    pub when: Option<Condition>,
    /// The whole number that is added up; each counts one where it is left out.
    pub sum: Option<Condition>,
}

impl LookKey {
    /// The name in packs.
    pub fn name(&self) -> &str {
        match self {
            Self::Number => "number",
            Self::Unit => "unit",
            Self::Field(field) => field,
        }
    }
}

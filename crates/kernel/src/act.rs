//! Acts (行为): what is asked for, and what was done.
//!
//! The record of an act is what the ledger commits to. Deciding is left to [`crate::decide`].

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::actor::Actor;
use crate::field::Value;
use crate::matter::{Found, MatterId};
use crate::unit::UnitId;

/// An act's key: its place in the city's order, and so its leaf in the ledger.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(transparent)]
pub struct ActId(pub i64);

/// An act asked for, with its facts already read into values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The act's id in the procedure.
    pub act: String,
    /// When it is done, in the city's civil time.
    pub at: DateTime,
    /// Who does it.
    pub actor: Actor,
    /// Facts by field.
    pub facts: BTreeMap<String, Value>,
}

impl Draft {
    /// The day of the act.
    pub fn on(&self) -> Date {
        self.at.date()
    }
}

/// An act done: the record that the ledger commits to.
///
/// Serialised with its keys in this order and map keys sorted, it is canonical: the same act
/// always gives the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// Key and leaf index.
    pub id: ActId,
    /// The matter.
    pub matter: MatterId,
    /// The matter's number as people see it.
    pub number: String,
    /// `procedure@in_force` under which it was decided.
    pub version: String,
    /// The act's id in the procedure.
    pub act: String,
    /// When it was done, in the city's civil time.
    pub at: DateTime,
    /// The matter's unit.
    pub unit: UnitId,
    /// The stage it led to.
    pub stage: String,
    /// Who did it.
    pub actor: Actor,
    /// Role by which the actor was admitted.
    pub role: String,
    /// Facts by field.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, Value>,
    /// The act of another matter that handed over or returned to this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<ActId>,
    /// The matter upon which this act opened its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upon: Option<MatterId>,
    /// What it found in other registers when it was done, by look.
    #[serde(default, skip_serializing_if = "Found::is_empty")]
    pub found: Found,
    /// SHA-256, in hexadecimal, of the paper that this act signed, as it stood that moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<String>,
}

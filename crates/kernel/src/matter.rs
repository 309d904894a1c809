//! Matters (事项): one running or finished instance of a procedure.
//!
//! A matter is the sum of its acts. Only [`crate::decide::decide`] changes one.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::clock::Clock;
use crate::field::Value;
use crate::procedure::LookKey;
use crate::unit::UnitId;

/// A matter's key: the number of the act that opened it, and so of its first leaf.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(transparent)]
pub struct MatterId(pub i64);

/// The state of a matter after its last act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matter {
    /// Key.
    pub id: MatterId,
    /// The number people see (案号).
    pub number: String,
    /// `procedure@in_force`.
    pub version: String,
    /// The unit that holds it.
    pub unit: UnitId,
    /// Where it stands.
    pub stage: String,
    /// Where it stood before the last change of stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_stage: Option<String>,
    /// Day of the opening act.
    pub opened_on: Date,
    /// Day of the last act.
    pub moved_on: Date,
    /// What is known.
    pub fields: BTreeMap<String, Value>,
    /// The latest instance of each clock that ever started.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub clocks: BTreeMap<String, Clock>,
    /// What was done: last day, count, and by whom.
    pub done: BTreeMap<String, Done>,
    /// What opened it by hand-over, or the matter upon which it was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// The matters opened from or upon it, as they stand. Not part of its state: whoever reads a
    /// matter fills this in where its procedure looks at it.
    #[serde(skip)]
    pub linked: Linked,
    /// What the act under decision found in other registers. Not part of its state: it is kept with
    /// the act, so that the act is always decided anew by what it saw.
    #[serde(skip)]
    pub found: Found,
}

/// How many matters stand in each stage of each procedure: procedure, stage, count.
pub type Linked = BTreeMap<String, BTreeMap<String, u32>>;

/// What an act found by its looks: a number by the look's id.
pub type Found = BTreeMap<String, i64>;

/// How often and when an act was last done on a matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// The last day.
    pub on: Date,
    /// How often.
    pub times: u32,
    /// Accounts that did it, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
}

/// The matter from which, or upon which, another was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The opening matter.
    pub matter: MatterId,
    /// Its procedure's id.
    pub procedure: String,
    /// The act that handed over; empty where the matter was opened upon the other.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub act: String,
}

/// Counts matters by procedure and stage.
pub fn count_linked<'m>(matters: impl IntoIterator<Item = &'m Matter>) -> Linked {
    let mut linked = Linked::new();
    for matter in matters {
        let stages = linked.entry(matter.procedure().to_owned()).or_default();
        *stages.entry(matter.stage.clone()).or_default() += 1;
    }
    linked
}

impl Matter {
    /// A matter that no act has opened yet.
    pub fn unopened(id: MatterId, version: String, unit: UnitId, on: Date) -> Self {
        Self {
            id,
            number: String::new(),
            version,
            unit,
            stage: String::new(),
            previous_stage: None,
            opened_on: on,
            moved_on: on,
            fields: BTreeMap::new(),
            clocks: BTreeMap::new(),
            done: BTreeMap::new(),
            origin: None,
            linked: Linked::new(),
            found: Found::new(),
        }
    }

    /// Whether a look finds it under this value of a key.
    pub fn bears(&self, key: &LookKey, value: &str) -> bool {
        match key {
            LookKey::Number => self.number == value,
            LookKey::Unit => self.unit == value,
            LookKey::Field(field) => {
                let borne = self.fields.get(field).map(Value::keys).unwrap_or_default();
                borne.iter().any(|one| one == value)
            }
        }
    }

    /// Whether no act has opened it yet.
    pub fn is_unopened(&self) -> bool {
        self.done.is_empty()
    }

    /// The procedure's id, without the version.
    pub fn procedure(&self) -> &str {
        self.version
            .split_once('@')
            .map_or(self.version.as_str(), |(id, _)| id)
    }
}

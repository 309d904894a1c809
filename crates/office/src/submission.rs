//! What is handed in: an act asked for by somebody, before anything is looked up.
//!
//! A submission says who, what, when and on which matter in the words of the outside. The writer
//! resolves it; nothing here decides.

use std::collections::BTreeMap;

use fadu_kernel::act::ActId;
use fadu_kernel::matter::MatterId;
use fadu_kernel::refusal::Refusal;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// An act handed in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Submission {
    /// Idempotency key: the same key with the same content returns the first receipt.
    pub key: String,
    /// The procedure's id.
    pub procedure: String,
    /// On which matter, or where to open one.
    pub subject: Subject,
    /// The act's id.
    pub act: String,
    /// When it was done, in the city's civil time.
    pub at: DateTime,
    /// Who does it.
    pub doer: Doer,
    /// Raw facts as entered: texts, numbers (money in yuan), flags, lists of texts.
    #[serde(default)]
    pub facts: BTreeMap<String, Json>,
}

/// On which matter an act is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Opens a matter in this unit.
    New {
        /// The unit's id.
        unit: String,
    },
    /// Opens a matter upon another, in the other's unit.
    Upon(Box<Subject>),
    /// An existing matter by key.
    Matter(MatterId),
    /// An existing matter by its number (案号).
    Number(String),
    /// The matter of a procedure that an earlier submission opened, by that submission's key.
    /// Also finds matters that it opened by hand-over.
    OpenedBy {
        /// The earlier submission's key.
        key: String,
        /// The procedure of the matter meant.
        procedure: String,
    },
    /// As [`Subject::OpenedBy`], where one act opened matters of the procedure in many units.
    OpenedIn {
        /// The earlier submission's key.
        key: String,
        /// The procedure of the matter meant.
        procedure: String,
        /// The unit that holds it.
        unit: String,
    },
    /// As [`Subject::OpenedBy`], where one act opened several matters of the procedure.
    OpenedAs {
        /// The earlier submission's key.
        key: String,
        /// The procedure of the matter meant.
        procedure: String,
        /// Which of them in the order of opening, from 1.
        which: u32,
    },
}

/// Who does an act, before posts are looked up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doer {
    /// An account, by login name.
    Account(String),
    /// A party of the matter; the caller has checked number and code.
    Party,
    /// Anybody, without an account.
    Anyone,
}

/// What became of a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The act was done.
    Done(Done),
    /// The law says no.
    Refused(Box<Refusal>),
}

/// An act done, with what it set off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// The act asked for.
    pub act: ActId,
    /// Its matter.
    pub matter: MatterId,
    /// The matter's number.
    pub number: String,
    /// The last act that it set off; equal to `act` when it set off none.
    pub last_act: ActId,
    /// Matters opened by hand-over: procedure, key and number.
    pub opened: Vec<(String, MatterId, String)>,
    /// Whether this is the first receipt of a repeated submission.
    pub repeated: bool,
}

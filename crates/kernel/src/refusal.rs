//! Refusals: the law says no, and cites the article.
//!
//! A refusal is not a fault of the machine and never becomes one.

use crate::citation::Citation;
use crate::field::FieldFault;
use crate::words::Words;

/// Why an act is not lawful now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Which kind of rule said no.
    pub rule: Rule,
    /// The articles it rests on.
    pub basis: Vec<Citation>,
    /// What was refused and why, in one sentence.
    pub words: Words,
    /// What can be done instead.
    pub instead: Option<Words>,
}

/// The kind of rule behind a refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// The procedure has no such act.
    Act,
    /// The actor is not entitled.
    Role,
    /// The matter does not stand where the act starts from.
    Stage,
    /// Facts are missing or wrong.
    Facts(Vec<FieldFault>),
    /// The date is impossible: before the last act, or in the future.
    Date,
    /// The unit may not hold the matter.
    Unit,
    /// A rule of the procedure does not hold.
    Require,
}

impl Rule {
    /// The key used in records, cases and the API.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Act => "act",
            Self::Role => "role",
            Self::Stage => "stage",
            Self::Facts(_) => "facts",
            Self::Date => "date",
            Self::Unit => "unit",
            Self::Require => "require",
        }
    }
}

//! A year of a city, invented from a seed and handed in act by act.
//!
//! People, places and stories are invented; only published totals steer how many there are. What
//! a figure then shows is counted from the acts alone.

pub mod city;
pub mod figures;
pub mod settle;
pub mod tell;

mod chance;
mod names;

#[cfg(test)]
mod tests;

use fadu_kernel::citation::Citation;
use fadu_kernel::refusal::{Refusal, Rule};
use fadu_office::submission::Submission;

/// One act planned, with what must become of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// What is handed in.
    pub submission: Submission,
    /// What the law must say.
    pub expected: Expected,
}

/// What the law must say of an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// It is lawful.
    Lawful,
    /// It is refused by this article.
    RefusedBy(Citation),
}

impl Expected {
    /// Whether the law must say no.
    pub const fn is_refusal(&self) -> bool {
        !matches!(self, Self::Lawful)
    }

    /// Whether a refusal is the one expected: for a reason of the law and not for a wrong entry.
    pub fn is_met_by(&self, refusal: &Refusal) -> bool {
        let by_law = !matches!(refusal.rule, Rule::Facts(_));
        match self {
            Self::Lawful => false,
            Self::RefusedBy(article) => {
                by_law && refusal.basis.iter().any(|place| is_within(place, article))
            }
        }
    }
}

/// Whether a citation is of an article, or of a place in it.
fn is_within(place: &Citation, article: &Citation) -> bool {
    let (place, article) = (place.to_string(), article.to_string());
    let rest = place.strip_prefix(article.as_str());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
}

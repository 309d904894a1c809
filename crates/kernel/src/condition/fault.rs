//! Complaints about an expression: where, what was found and how to mend it, in both languages.
//!
//! Faults are found when a pack is loaded, never while a matter moves.
//! File and line are added by whoever knows the pack.

use crate::words::Words;

/// Why an expression cannot be accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {}; {}", words.en, remedy.en)]
pub struct ConditionFault {
    /// Where, in characters of the whole source from 1; a line break counts as one.
    pub column: usize,
    /// What is wrong.
    pub words: Words,
    /// How to mend it.
    pub remedy: Words,
}

impl ConditionFault {
    pub(super) fn new(column: usize, words: Words, remedy: Words) -> Self {
        Self {
            column,
            words,
            remedy,
        }
    }
}

/// Names in quotation marks, separated as the language does.
pub(super) fn quoted<'a>(names: impl IntoIterator<Item = &'a str>) -> Words {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("“{name}”")).collect();
    Words::new(quoted.join("、"), quoted.join(", "))
}

//! Complaints about packs: where, which rule is broken, in what words, and what mends it.

use std::fmt;
use std::ops::Range;

use fadu_kernel::words::Words;
use serde::Serialize;

/// One complaint.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Complaint {
    /// The file, as given.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The rule broken, a stable key.
    pub rule: &'static str,
    /// What is wrong.
    pub words: Words,
    /// What mends it.
    pub remedy: Words,
}

/// Every rule that a pack can break. The keys are stable: programs may look for them.
pub const RULES: [&str; 47] = [
    "act_nobody_may_do",
    "by_out_of_place",
    "citation",
    "citation_form",
    "clock_never_ends",
    "clock_never_starts",
    "clock_runs_on",
    "clock_stands_still",
    "constant_condition",
    "counting",
    "dead_end",
    "doubled",
    "entry_closed",
    "expression",
    "field_limits",
    "file",
    "handover",
    "handover_circle",
    "hidden_character",
    "key_form",
    "lapse_act",
    "look",
    "missing_key",
    "never_called",
    "no_basis",
    "no_opening_act",
    "no_previous_stage",
    "not_yet_law",
    "number_form",
    "overlay_law",
    "overwritten",
    "personal_shown",
    "reserved_name",
    "scheme_record",
    "stage_kind",
    "syntax",
    "table_cells",
    "too_many",
    "unknown_file",
    "unknown_key",
    "unknown_name",
    "unreachable_act",
    "unreachable_stage",
    "unused",
    "upon",
    "versions",
    "wrong_type",
];

/// Rules whose breach is doubtful and not wrong: what is there may wait for another pack, and the
/// index may lack an older version of a law.
pub const WARNINGS: [&str; 3] = ["never_called", "not_yet_law", "unused"];

impl Complaint {
    /// Whether the packs may be used all the same.
    pub fn is_warning(&self) -> bool {
        WARNINGS.contains(&self.rule)
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            column,
            rule,
            words,
            remedy,
        } = self;
        writeln!(f, "{file}:{line}:{column} [{rule}]")?;
        writeln!(f, "  {}。{}。", words.zh, remedy.zh)?;
        write!(f, "  {}. {}.", words.en, remedy.en)
    }
}

/// A file's text with its line starts.
#[derive(Debug, Clone)]
pub struct Source {
    /// Name shown in complaints.
    pub file: String,
    /// The text.
    pub text: String,
    line_starts: Vec<usize>,
}

impl Source {
    /// Takes a file's text.
    pub fn new(file: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        let line_starts = std::iter::once(0).chain(breaks).collect();
        Self {
            file: file.into(),
            text,
            line_starts,
        }
    }

    /// Line and column (in characters) of a byte offset, from 1.
    pub fn place(&self, offset: usize) -> (usize, usize) {
        let line = self
            .line_starts
            .partition_point(|start| *start <= offset)
            .max(1);
        let start = self.line_starts.get(line - 1).copied().unwrap_or(0);
        let before = self.text.get(start..offset).unwrap_or("");
        (line, before.chars().count() + 1)
    }

    /// A complaint about a place in this file.
    pub fn complain(
        &self,
        span: &Range<usize>,
        rule: &'static str,
        words: Words,
        remedy: Words,
    ) -> Complaint {
        let (line, column) = self.place(span.start);
        Complaint {
            file: self.file.clone(),
            line,
            column,
            rule,
            words,
            remedy,
        }
    }
}

/// The known name that a mistyped one most likely meant.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let distances = known
        .into_iter()
        .map(|other| (distance(name, other), other));
    let (far, other) = distances.min()?;
    (far <= name.chars().count().max(3) / 3 + 1).then_some(other)
}

/// Edits between two names (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        for (y, cell) in b.iter().zip(row.iter_mut().skip(1)) {
            let best = (corner + usize::from(x != *y)).min(left + 1).min(*cell + 1);
            corner = std::mem::replace(cell, best);
            left = best;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_not_bytes() {
        let source = Source::new("a.toml", "甲 = 1\n乙丙 = 2\n");
        let offset = source.text.find('2').unwrap();
        assert_eq!(source.place(offset), (2, 6));
        assert_eq!(source.place(0), (1, 1));
    }

    #[test]
    fn suggests_the_name_that_was_meant() {
        assert_eq!(
            nearest("satisfed_by", ["satisfied_by", "starts"]),
            Some("satisfied_by")
        );
        assert_eq!(nearest("colour", ["basis", "title"]), None);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}

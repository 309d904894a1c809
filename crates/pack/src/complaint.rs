//! Complaints about packs: where, which rule is broken, in what words, and what mends it.

use std::fmt;
use std::ops::Range;

use fadu_kernel::words::{Lang, Words};
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

/// Rules about a whole procedure or table: their breach often follows from a name that is wrong.
const FOLLOWING: [&str; 15] = [
    "act_nobody_may_do",
    "clock_never_ends",
    "clock_runs_on",
    "dead_end",
    "handover",
    "handover_circle",
    "lapse_act",
    "never_called",
    "no_opening_act",
    "scheme_record",
    "table_cells",
    "unreachable_act",
    "unreachable_stage",
    "unused",
    "versions",
];

/// Parts of paths, in the order in which a pack is written.
const WRITTEN: [&str; 6] = [
    "pack.toml",
    "/procedures/",
    "indicators.toml",
    "schemes.toml",
    "tables.toml",
    "/cases/",
];

impl Complaint {
    /// Whether the packs may be used all the same.
    pub fn is_warning(&self) -> bool {
        WARNINGS.contains(&self.rule)
    }

    /// Where it stands in a list: what other complaints may follow from comes first. Files that
    /// cannot be read, then what is wrong in its own place, then what is judged of a whole; and
    /// each in the order in which the files of a pack are written.
    pub(crate) fn rank(&self) -> (u8, usize) {
        let step = match self.rule {
            "file" | "syntax" => 0,
            rule if FOLLOWING.contains(&rule) => 2,
            _ => 1,
        };
        let written = WRITTEN.iter().position(|part| self.file.contains(part));
        (step, written.unwrap_or(WRITTEN.len()))
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
        let (zh, en) = (said(words, remedy, Lang::Zh), said(words, remedy, Lang::En));
        write!(f, "  {zh}\n  {en}")
    }
}

/// What is wrong and what mends it, as two sentences.
pub fn said(words: &Words, remedy: &Words, lang: Lang) -> String {
    let stop = |text: &str, stop: char| {
        let ended = text.ends_with(['。', '？', '?']);
        if ended {
            text.to_owned()
        } else {
            format!("{text}{stop}")
        }
    };
    match lang {
        Lang::Zh => stop(&words.zh, '。') + &stop(&remedy.zh, '。'),
        Lang::En => {
            let mut letters = remedy.en.chars();
            let first = letters.next().map(|letter| letter.to_ascii_uppercase());
            let remedy: String = first.into_iter().chain(letters).collect();
            format!("{} {}", stop(&words.en, '.'), stop(&remedy, '.'))
        }
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

/// The known name that a mistyped one most likely meant: one that ends in it, as `matter.x` in
/// `x`, or that differs from it by a slip of the pen.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let far = |other: &str| match other.rsplit_once('.') {
        Some((_, last)) if last == name => 1,
        _ => distance(name, other),
    };
    let distances = known.into_iter().map(|other| (far(other), other));
    let (far, other) = distances.min()?;
    (far <= name.chars().count().max(3) / 3 + 1).then_some(other)
}

/// The remedy that gives the name that was meant.
pub fn did_you_mean(near: &str) -> Words {
    Words::new(
        format!("是不是“{near}”？"),
        format!("Did you mean “{near}”?"),
    )
}

/// The remedy where a name of a known form is wanted: the one that was meant, or the form.
pub fn did_you_mean_or(near: Option<&str>, form: &str) -> Words {
    near.map_or_else(
        || Words::new(format!("写成 {form}"), format!("Write it as {form}")),
        did_you_mean,
    )
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
    fn a_remedy_that_asks_keeps_its_question_mark() {
        let words = Words::new("没有岗位“a”", "there is no role “a”");
        let asks = said(&words, &did_you_mean("b"), Lang::En);
        assert_eq!(asks, "there is no role “a”. Did you mean “b”?");
        let tells = said(&words, &Words::new("删去它", "remove it"), Lang::Zh);
        assert_eq!(tells, "没有岗位“a”。删去它。");
        let tells = said(&words, &Words::new("删去它", "remove it"), Lang::En);
        assert_eq!(tells, "there is no role “a”. Remove it.");
    }

    #[test]
    fn suggests_the_name_that_was_meant() {
        assert_eq!(
            nearest("held_on", ["matter.size", "matter.held_on"]),
            Some("matter.held_on")
        );
        assert_eq!(
            nearest("satisfed_by", ["satisfied_by", "starts"]),
            Some("satisfied_by")
        );
        assert_eq!(nearest("colour", ["basis", "title"]), None);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}

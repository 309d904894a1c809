//! Fields of a matter: their kinds, their limits, and how what people enter becomes a value.
//!
//! A field is declared in a pack. This file reads raw entries (a form's text or a JSON value) into
//! checked values and prints values back. It does not know which act asks for which field.

mod number;
mod read;
mod show;

use std::fmt;

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

pub use self::number::{group_thousands, parse_scaled, print_scaled};
pub use self::read::parse_date;
use crate::words::Words;

/// Longest accepted short text, in characters, where a pack sets no other limit.
pub const TEXT_LENGTH_MAX: usize = 200;
/// Longest accepted paragraph, in characters, where a pack sets no other limit.
pub const PARAGRAPH_LENGTH_MAX: usize = 4_000;
/// Most entries of a list field: a form with more is a table to import.
pub const LIST_LENGTH_MAX: usize = 200;
/// Most units that a field may name: every department and township of a large city.
pub const UNITS_LENGTH_MAX: usize = 500;

/// An amount of money in fen (分), a hundredth of a yuan. Law knows no floats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fen(pub i64);

impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&print_scaled(self.0, 2))
    }
}

/// One declared field of a procedure.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Key in the pack and in stored records.
    pub id: String,
    /// The noun people see.
    pub title: Words,
    /// What it holds.
    pub kind: FieldKind,
    /// Why the person filling the form is asked.
    pub why: Option<Words>,
    /// Seen only by parties and people at work on the matter.
    pub personal: bool,
    /// Personal, and each view is logged.
    pub sensitive: bool,
    /// Years it is kept after the matter closes; `None` keeps it.
    pub retain_years: Option<u32>,
    /// Least value in the field's own unit (fen for money).
    pub min: Option<i64>,
    /// Greatest value in the field's own unit (fen for money).
    pub max: Option<i64>,
    /// Longest text in characters.
    pub length_max: usize,
    /// Each act that gives it makes a version; pages show what changed between them.
    pub versioned: bool,
    /// The field that names the unit or units from which it is hidden: whoever has a post there, or
    /// below, sees nothing of it.
    pub hidden_from: Option<String>,
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKind {
    /// One line of text.
    Text,
    /// Several lines of text.
    Paragraph,
    /// A whole number.
    Integer,
    /// A number with a fixed count of decimals, kept as a scaled integer.
    Decimal {
        /// Digits after the point.
        decimals: u8,
    },
    /// Money, kept in fen, entered in yuan.
    Money,
    /// A civil date.
    Date,
    /// A civil date with hour and minute.
    Moment,
    /// Yes or no.
    YesNo,
    /// One of the options, listed from lightest to gravest.
    Choice(Vec<Choice>),
    /// Any of the options.
    Choices(Vec<Choice>),
    /// A unit of the city, by id.
    Unit,
    /// Several units of the city, by id.
    Units,
    /// A person's name.
    Person,
    /// Somebody with an account in the city, by the account's id, who holds a role.
    Account {
        /// The role's id.
        role: String,
    },
    /// A telephone number.
    Phone,
    /// A citizen's identity number.
    IdNumber,
    /// A document's title, optionally with its SHA-256 after a `#`.
    Document,
    /// A list of short texts.
    Texts,
}

/// An option of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Key in records.
    pub id: String,
    /// What people see.
    pub title: Words,
}

/// A checked value. Its meaning (fen, scaled decimal, date) comes from the field's kind.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    Flag(bool),
    /// Integer, scaled decimal, or fen.
    Integer(i64),
    /// Text, choice id, ISO date or moment, unit id.
    Text(String),
    /// Choice ids or short texts.
    List(Vec<String>),
}

impl Value {
    /// The text inside, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Flag(_) | Self::Integer(_) | Self::List(_) => None,
        }
    }

    /// The number inside, if it is one.
    pub const fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(*number),
            Self::Flag(_) | Self::Text(_) | Self::List(_) => None,
        }
    }

    /// The texts by which a matter is found that bears this value; none for yes or no.
    pub fn keys(&self) -> Vec<String> {
        match self {
            Self::Text(text) => vec![text.clone()],
            Self::Integer(number) => vec![number.to_string()],
            Self::List(entries) => entries.clone(),
            Self::Flag(_) => Vec::new(),
        }
    }

    /// The date inside: an ISO date, or the date of an ISO moment.
    pub fn as_date(&self) -> Option<Date> {
        let text = self.as_text()?;
        text.parse::<Date>()
            .ok()
            .or_else(|| text.parse::<DateTime>().ok().map(DateTime::date))
    }
}

/// Why an entry was not taken, in words for the person who made it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {}", words.en)]
pub struct FieldFault {
    /// The field's id.
    pub field: String,
    /// What is wrong and what would be right.
    pub words: Words,
}

impl Field {
    pub(super) fn fault(&self, zh: impl fmt::Display, en: impl fmt::Display) -> FieldFault {
        let title = &self.title;
        FieldFault {
            field: self.id.clone(),
            words: Words::new(
                format!("“{}”{zh}", title.zh),
                format!("“{}” {en}", title.en),
            ),
        }
    }

    /// The fault of a required field left empty.
    pub fn missing(&self) -> FieldFault {
        self.fault("未填写，请补上", "is missing; please fill it in")
    }
}

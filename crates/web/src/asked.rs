//! What an address asks for: the values of its query, read without complaint.
//!
//! A value that cannot be read is as good as none: an address is edited by hand, and a list
//! without one of its filters says more than an error.

use jiff::civil::Date;

use fadu_kernel::field::parse_date;

use crate::entries::Entries;
use crate::visit::Visit;

/// Longest value that is looked at; no filter needs more.
const VALUE_LENGTH_MAX: usize = 200;

/// The query of a visit's address as it came; empty where there is none.
pub fn query_of(visit: &Visit) -> &str {
    let (_, query) = visit.speech.address.split_once('?').unwrap_or_default();
    query
}

/// The query of a request.
#[derive(Debug, Clone, Default)]
pub struct Asked(Entries);

impl Asked {
    /// Reads the query of a visit.
    pub fn of(visit: &Visit) -> Self {
        Self(Entries::parse(query_of(visit).as_bytes()))
    }

    /// A text, trimmed and cut; empty where there is none.
    pub fn text(&self, key: &str) -> String {
        self.0
            .text(key)
            .trim()
            .chars()
            .take(VALUE_LENGTH_MAX)
            .collect()
    }

    /// A text that says something.
    pub fn some(&self, key: &str) -> Option<String> {
        Some(self.text(key)).filter(|text| !text.is_empty())
    }

    /// A whole number.
    pub fn number(&self, key: &str) -> Option<i64> {
        self.text(key).parse().ok()
    }

    /// A day.
    pub fn day(&self, key: &str) -> Option<Date> {
        parse_date(&self.text(key))
    }
}

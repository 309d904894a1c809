//! What a procedure issues, what it publishes, and what it cannot say yet.
//!
//! Papers are written out by the pages; here is only what the pack says of them.

use crate::citation::Citation;
use crate::words::Words;

/// A paper (文书) that an act issues.
#[derive(Debug, Clone)]
pub struct Document {
    /// Key.
    pub id: String,
    /// Title.
    pub title: Words,
    /// Its lines in Chinese, with `{matter.x}` places.
    pub lines: Vec<String>,
}

/// A duty to publish.
#[derive(Debug, Clone)]
pub struct Publication {
    /// Key.
    pub id: String,
    /// Title.
    pub title: Words,
    /// The act that publishes.
    pub by_act: String,
    /// The acts that take it down.
    pub withdrawn_by: Vec<String>,
    /// The fields shown; never personal ones.
    pub shows: Vec<String>,
    /// The articles.
    pub basis: Vec<Citation>,
    /// For how many days; `None` for good.
    pub days: Option<u32>,
}

/// What the law says and the pack cannot say yet.
#[derive(Debug, Clone)]
pub struct Unwritten {
    /// Where the law says it.
    pub basis: Citation,
    /// What, in our words.
    pub says: Words,
    /// Why not yet.
    pub reason: Words,
}

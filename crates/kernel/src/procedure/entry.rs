//! The need that leads a citizen to a procedure (办事入口), and under what people look for it.
//!
//! A pack says both; the titles of the kinds belong to the pages.

use crate::words::Words;

/// The need that leads a citizen here.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The need in the citizen's words.
    pub need: Words,
    /// The act that opens the matter.
    pub act: String,
    /// Under what people look for it.
    pub about: About,
    /// Its place among needs of the same kind, the most used first.
    pub rank: u32,
}

/// What happened to people, in the few kinds in which they think of it themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// A dispute, or somebody was wronged.
    Wronged,
    /// Advice, a lawyer, a notary.
    LegalHelp,
    /// A penalty, decision or conduct of an authority.
    Authority,
    /// A permit, or something to get done.
    Permits,
    /// A paper or record, to see or to have put right.
    Records,
    /// A complaint or a report.
    Reports,
    /// A suggestion or a message.
    Suggestions,
    /// Whatever no pack has placed.
    Other,
}

impl About {
    /// All kinds, in the order in which they are read.
    pub const ALL: [Self; 8] = [
        Self::Wronged,
        Self::LegalHelp,
        Self::Authority,
        Self::Permits,
        Self::Records,
        Self::Reports,
        Self::Suggestions,
        Self::Other,
    ];

    /// The key in packs and addresses.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Wronged => "wronged",
            Self::LegalHelp => "legal_help",
            Self::Authority => "authority",
            Self::Permits => "permits",
            Self::Records => "records",
            Self::Reports => "reports",
            Self::Suggestions => "suggestions",
            Self::Other => "other",
        }
    }
}

//! A timeline of acts: who did what, as what, on which article, with its receipt.

use fadu_kernel::words::{Lang, Words};
use jiff::civil::DateTime;
use maud::{Markup, html};

use super::citation::{CitedOn, citations_on};
use super::day;
use crate::wording;

/// One act done.
#[derive(Clone, Debug)]
pub struct Done {
    /// What was done.
    pub title: Words,
    /// When.
    pub at: DateTime,
    /// Who, as far as the reader may know: “王明（承办人，市司法局）”.
    pub by: Words,
    /// The articles it rests on, as of its day.
    pub basis: Vec<CitedOn>,
    /// What it brought about, in a sentence.
    pub note: Option<Words>,
    /// Its leaf in the ledger and the address of its receipt.
    pub receipt: Option<(u64, String)>,
}

/// Acts in the order they are given; newest first is usual.
pub fn timeline(lang: Lang, acts: &[Done]) -> Markup {
    html! {
        ol.timeline {
            @for act in acts {
                li {
                    p.timeline-title { (act.title.get(lang)) }
                    p.quiet { (day::moment(lang, act.at)) " · " (act.by.get(lang)) }
                    @if let Some(note) = &act.note { p { (note.get(lang)) } }
                    @if !act.basis.is_empty() { p { (citations_on(lang, &act.basis)) } }
                    @if let Some((leaf, address)) = &act.receipt {
                        p { a.figures href=(address) { (receipt_name(lang, *leaf)) } }
                    }
                }
            }
        }
    }
}

fn receipt_name(lang: Lang, leaf: u64) -> String {
    let leaf = wording::number(i64::try_from(leaf).unwrap_or(i64::MAX));
    match lang {
        Lang::Zh => format!("凭证：账本第 {leaf} 条"),
        Lang::En => format!("Receipt: ledger entry {leaf}"),
    }
}

//! Progress of an import or another long piece of work.

use fadu_kernel::words::{Lang, Words};
use maud::{Markup, html};

use crate::speech::say;
use crate::wording;

/// Work under way.
#[derive(Clone, Debug)]
pub struct ProgressView<'a> {
    /// What is done.
    pub title: &'a Words,
    /// Lines dealt with.
    pub done: u32,
    /// Lines in all.
    pub total: u32,
    /// Lines taken into the record.
    pub accepted: u32,
    /// Lines sent back with a reason.
    pub refused: u32,
    /// The page with the lines sent back.
    pub refused_address: Option<&'a str>,
}

/// The bar with its numbers in words.
pub fn progress(lang: Lang, view: &ProgressView) -> Markup {
    html! {
        div.progress role="status" {
            p { strong { (view.title.get(lang)) } }
            progress max=(view.total.max(1)) value=(view.done.min(view.total))
                aria-label=(view.title.get(lang)) {}
            p.figures { (sentence(lang, view)) }
            @if let Some(address) = view.refused_address.filter(|_| view.refused > 0) {
                p {
                    a href=(address) { (say(lang, "看退回的行和原因", "See the lines sent back")) }
                }
            }
        }
    }
}

fn sentence(lang: Lang, view: &ProgressView) -> String {
    let [done, total, accepted, refused] =
        [view.done, view.total, view.accepted, view.refused].map(|n| wording::number(n.into()));
    match lang {
        Lang::Zh => {
            format!("已处理 {done} 行，共 {total} 行；接受 {accepted} 行，退回 {refused} 行")
        }
        Lang::En => {
            format!("{done} of {total} lines; {accepted} accepted, {refused} sent back")
        }
    }
}

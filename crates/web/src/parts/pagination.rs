//! Pages of a list by cursor: back, on, and how many there are.

use fadu_kernel::words::Lang;
use maud::{Markup, html};

use crate::speech::say;
use crate::wording;

/// Where a list stands.
#[derive(Clone, Debug, Default)]
pub struct PaginationView<'a> {
    /// The page before.
    pub previous: Option<&'a str>,
    /// The page after.
    pub next: Option<&'a str>,
    /// First and last entry shown, counted from 1, where known.
    pub shown: Option<(u64, u64)>,
    /// Entries in all, where known.
    pub total: Option<u64>,
}

/// The links and the sentence between them.
pub fn pagination(lang: Lang, view: &PaginationView) -> Markup {
    html! {
        nav.pagination aria-label=(say(lang, "翻页", "Pages")) {
            @if let Some(address) = view.previous {
                a rel="prev" href=(address) { "← " (say(lang, "上一页", "Previous")) }
            }
            @if let Some(sentence) = sentence(lang, view) { span.figures { (sentence) } }
            @if let Some(address) = view.next {
                a rel="next" href=(address) { (say(lang, "下一页", "Next")) " →" }
            }
        }
    }
}

fn sentence(lang: Lang, view: &PaginationView) -> Option<String> {
    let count = |n: u64| wording::number(i64::try_from(n).unwrap_or(i64::MAX));
    match (view.shown, view.total, lang) {
        (Some((first, last)), Some(total), Lang::Zh) => Some(format!(
            "第 {}–{} 条，共 {} 条",
            count(first),
            count(last),
            count(total)
        )),
        (Some((first, last)), Some(total), Lang::En) => Some(format!(
            "{}–{} of {}",
            count(first),
            count(last),
            count(total)
        )),
        (Some((first, last)), None, Lang::Zh) => {
            Some(format!("第 {}–{} 条", count(first), count(last)))
        }
        (Some((first, last)), None, Lang::En) => Some(format!("{}–{}", count(first), count(last))),
        (None, Some(total), Lang::Zh) => Some(format!("共 {} 条", count(total))),
        (None, Some(total), Lang::En) => Some(format!("{} in all", count(total))),
        (None, None, _) => None,
    }
}

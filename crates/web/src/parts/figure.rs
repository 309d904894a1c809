//! A figure: value, unit, what it counts, as of when, and the way to the acts behind it.

use fadu_kernel::clock::Light;
use fadu_kernel::words::{Lang, Words};
use maud::{Markup, html};

use super::light;
use crate::speech::say;
use crate::wording;

/// A figure for people.
#[derive(Clone, Debug)]
pub struct FigureView<'a> {
    /// Name of the indicator.
    pub title: &'a Words,
    /// The value as printed; `None` where there is nothing to divide by.
    pub value: Option<&'a str>,
    /// Unit of the value.
    pub unit: &'a Words,
    /// For which place and period: “全市，2026年3月”.
    pub scope: Option<&'a Words>,
    /// What is counted, and when.
    pub definition: &'a Words,
    /// For a ratio: numerator and denominator as printed.
    pub base: Option<(&'a str, &'a str)>,
    /// The light of the indicator, where it has a goal.
    pub light: Option<Light>,
    /// Entries in the ledger when it was counted.
    pub checkpoint: Option<u64>,
    /// The page with the acts behind it.
    pub address: &'a str,
}

/// The figure with its definition folded under it.
pub fn figure(lang: Lang, view: &FigureView) -> Markup {
    html! {
        article.figure {
            h3.figure-title { (view.title.get(lang)) }
            p.figure-value {
                a href=(view.address) { (value(lang, view)) }
                @if let Some(lit) = view.light { (light::light(lang, lit)) }
            }
            @if let Some((above, below)) = view.base { p.quiet { (base(lang, above, below)) } }
            @if let Some(scope) = view.scope { p.quiet { (scope.get(lang)) } }
            details {
                summary { (say(lang, "怎么数的", "How it is counted")) }
                p { (view.definition.get(lang)) }
                @if let Some(size) = view.checkpoint { p.quiet { (as_of(lang, size)) } }
            }
        }
    }
}

/// Figures side by side.
pub fn figures(lang: Lang, list: &[FigureView]) -> Markup {
    html! { div.figure-grid { @for view in list { (figure(lang, view)) } } }
}

/// A share in a sentence: `96.4%（53 / 55）`.
pub fn ratio(lang: Lang, value: &str, above: &str, below: &str) -> Markup {
    html! {
        span.figures {
            strong { (value) }
            (say(lang, "（", " ("))
            (above) " / " (below)
            (say(lang, "）", ")"))
        }
    }
}

fn value(lang: Lang, view: &FigureView) -> Markup {
    html! {
        @match view.value {
            Some(value) => {
                span.figure-number { (value) }
                span.figure-unit { (view.unit.get(lang)) }
            }
            None => span.quiet { (say(lang, "无基数", "Nothing to count yet")) },
        }
    }
}

fn base(lang: Lang, above: &str, below: &str) -> String {
    match lang {
        Lang::Zh => format!("{below} 中的 {above}"),
        Lang::En => format!("{above} of {below}"),
    }
}

fn as_of(lang: Lang, size: u64) -> String {
    let size = wording::number(i64::try_from(size).unwrap_or(i64::MAX));
    match lang {
        Lang::Zh => format!("数至账本第 {size} 条。"),
        Lang::En => format!("As of ledger entry {size}."),
    }
}

//! A refusal: what was refused, why in one sentence, the article, what can be done instead.

use fadu_kernel::citation::Citation;
use fadu_kernel::refusal::Refusal;
use fadu_kernel::words::{Lang, Words};
use maud::{Markup, html};

use super::citation::citations;
use crate::speech::say;

/// A refusal for people.
#[derive(Clone, Debug)]
pub struct RefusalView<'a> {
    /// What was refused: “受理申请”.
    pub act: &'a Words,
    /// Why, in one sentence.
    pub reason: &'a Words,
    /// The articles.
    pub basis: &'a [Citation],
    /// What can be done instead.
    pub instead: Option<&'a Words>,
}

impl<'a> RefusalView<'a> {
    /// The refusal of an act, as the kernel gave it.
    pub fn of(act: &'a Words, refusal: &'a Refusal) -> Self {
        Self {
            act,
            reason: &refusal.words,
            basis: &refusal.basis,
            instead: refusal.instead.as_ref(),
        }
    }
}

/// The panel that stands where the receipt would stand.
pub fn refusal(lang: Lang, view: &RefusalView) -> Markup {
    html! {
        section.refusal role="alert" aria-labelledby="refusal-title" tabindex="-1" {
            h2 id="refusal-title" { (title(lang, view.act)) }
            p { (view.reason.get(lang)) }
            @if !view.basis.is_empty() {
                p { (say(lang, "依据：", "Law: ")) (citations(lang, view.basis)) }
            }
            @if let Some(instead) = view.instead {
                h3 { (say(lang, "您可以", "What you can do")) }
                p { (instead.get(lang)) }
            }
        }
    }
}

fn title(lang: Lang, act: &Words) -> String {
    match lang {
        Lang::Zh => format!("没有办理：{}", act.zh),
        Lang::En => format!("Not done: {}", act.en),
    }
}

//! What can be done now and what cannot, each with its article.

use fadu_kernel::citation::Citation;
use fadu_kernel::words::{Lang, Words};
use maud::{Markup, html};

use super::citation::citations;
use crate::speech::say;

/// An act that is lawful now.
#[derive(Clone, Debug)]
pub struct Open {
    /// The act: a verb.
    pub title: Words,
    /// The page on which it is done.
    pub address: String,
    /// The articles it rests on.
    pub basis: Vec<Citation>,
    /// By when, or what follows from it.
    pub note: Option<Words>,
}

/// An act that is not lawful now.
#[derive(Clone, Debug)]
pub struct Closed {
    /// The act.
    pub title: Words,
    /// Why not, in one sentence.
    pub reason: Words,
    /// The articles that say so.
    pub basis: Vec<Citation>,
}

/// “现在可以做” and, folded, “现在不能做”.
pub fn lawful_acts(lang: Lang, open: &[Open], closed: &[Closed]) -> Markup {
    html! {
        section.acts aria-labelledby="acts-open" {
            h2 id="acts-open" { (say(lang, "现在可以做", "What can be done now")) }
            @if open.is_empty() {
                p.quiet {
                    (say(
                        lang,
                        "您现在没有可以做的事，等下一步的人办理。",
                        "There is nothing for you to do now; the next step is with somebody else.",
                    ))
                }
            } @else {
                ul.acts-open {
                    @for act in open {
                        li {
                            a.acts-link href=(act.address) { (act.title.get(lang)) }
                            @if let Some(note) = &act.note { p { (note.get(lang)) } }
                            @if !act.basis.is_empty() {
                                p.quiet { (citations(lang, &act.basis)) }
                            }
                        }
                    }
                }
            }
            @if !closed.is_empty() {
                details {
                    summary { (closed_title(lang, closed.len())) }
                    ul.acts-closed {
                        @for act in closed {
                            li {
                                p { strong { (act.title.get(lang)) } }
                                p { (act.reason.get(lang)) }
                                @if !act.basis.is_empty() {
                                    p { (citations(lang, &act.basis)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn closed_title(lang: Lang, count: usize) -> String {
    match lang {
        Lang::Zh => format!("现在不能做（{count}）"),
        Lang::En => format!("What cannot be done now ({count})"),
    }
}

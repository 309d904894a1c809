//! Check your answers: each question with its answer and a way to change it.

use fadu_kernel::words::{Lang, Words};
use maud::{Markup, html};

use crate::speech::say;

/// One question answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The question.
    pub title: Words,
    /// The answer as printed; empty where none was given.
    pub answer: String,
    /// Where it can be changed; the page leads back here.
    pub change: Option<String>,
}

/// The list.
pub fn answers(lang: Lang, list: &[Answer]) -> Markup {
    html! {
        dl.summary-list.answers {
            @for row in list {
                div {
                    dt { (row.title.get(lang)) }
                    dd {
                        @if row.answer.is_empty() {
                            span.quiet { (say(lang, "未填写", "Not given")) }
                        } @else {
                            span.lines { (row.answer) }
                        }
                    }
                    @if let Some(address) = &row.change {
                        dd.answers-change {
                            a href=(address) {
                                (say(lang, "更改", "Change"))
                                span.spoken { (say(lang, "：", ": ")) (row.title.get(lang)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

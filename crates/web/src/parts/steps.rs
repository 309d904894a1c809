//! Steps of a journey: how many there are, which one this is.

use fadu_kernel::words::{Lang, Words};
use maud::{Markup, html};

use crate::speech::say;

/// The steps with the current one marked; `current` counts from 0.
pub fn steps(lang: Lang, titles: &[Words], current: usize) -> Markup {
    html! {
        nav.steps aria-label=(say(lang, "步骤", "Steps")) {
            p.steps-words {
                (position(lang, titles.len(), current))
                // A phone has no room for the names of all steps.
                @if let Some(title) = titles.get(current) {
                    strong.steps-current aria-hidden="true" {
                        (say(lang, "：", ": ")) (title.get(lang))
                    }
                }
            }
            ol {
                @for (index, title) in titles.iter().enumerate() {
                    li.steps-done[index < current]
                        aria-current=[(index == current).then_some("step")] {
                        (title.get(lang))
                        @if index < current {
                            span.spoken { (say(lang, "（已完成）", " (done)")) }
                        }
                    }
                }
            }
        }
    }
}

fn position(lang: Lang, count: usize, current: usize) -> String {
    let nth = current.saturating_add(1).min(count);
    match lang {
        Lang::Zh => format!("第 {nth} 步，共 {count} 步"),
        Lang::En => format!("Step {nth} of {count}"),
    }
}

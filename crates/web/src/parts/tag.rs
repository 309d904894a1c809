//! A tag: the stage of a matter or the state of a task, in a word. Only clocks and indicators
//! have lights.

use maud::{Markup, html};

/// An ordinary tag.
pub fn tag(words: &str) -> Markup {
    html! { span.tag { (words) } }
}

/// A tag of something finished.
pub fn closed_tag(words: &str) -> Markup {
    html! { span.tag.tag-closed { (words) } }
}

//! An empty state: what would appear here, and how to make it appear.

use maud::{Markup, html};

/// Nothing is here yet.
pub fn empty(what: &str, how: &Markup) -> Markup {
    html! {
        div.empty {
            p.empty-title { (what) }
            div { (how) }
        }
    }
}

//! The heading of a page: its one first heading, what stands above it and what it is about.

use maud::{Markup, html};

/// The first heading.
pub fn heading(title: &str) -> Markup {
    html! { h1 { (title) } }
}

/// The first heading with a sentence under it.
pub fn heading_with_lead(title: &str, lead: &str) -> Markup {
    html! {
        h1 { (title) }
        p.lead { (lead) }
    }
}

/// The first heading of a matter or a document: its number above, tags and lights beside.
pub fn heading_with_number(number: &str, title: &str, beside: &Markup) -> Markup {
    html! {
        div.heading {
            p.heading-number { (number) }
            h1 { (title) }
            div.heading-beside { (beside) }
        }
    }
}

//! A notice: something to know before going on, or something that was done.

use maud::{Markup, html};

/// Something to know.
pub fn notice(title: &str, content: &Markup) -> Markup {
    html! {
        div.notice {
            p.notice-title { (title) }
            (content)
        }
    }
}

/// Something that was just done; read out when the page opens.
pub fn done(title: &str, content: &Markup) -> Markup {
    html! {
        div.notice.notice-done role="status" {
            p.notice-title { (title) }
            (content)
        }
    }
}

/// The end of a journey: what was done and the number to keep. Brings the page's first heading.
pub fn confirmation(title: &str, number_name: &str, number: &str, next: &Markup) -> Markup {
    panel(&html! { h1 { (title) } }, number_name, number, next)
}

/// The confirmation under a heading of any rank.
pub(super) fn panel(heading: &Markup, number_name: &str, number: &str, next: &Markup) -> Markup {
    html! {
        div.confirmation role="status" {
            (heading)
            p { (number_name) }
            p.confirmation-number { (number) }
        }
        (next)
    }
}

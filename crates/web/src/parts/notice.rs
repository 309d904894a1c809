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

/// The end of a journey: what was done and the number to keep.
pub fn confirmation(title: &str, number_name: &str, number: &str, next: &Markup) -> Markup {
    html! {
        div.confirmation role="status" {
            h1 { (title) }
            p { (number_name) }
            p.confirmation-number { (number) }
        }
        (next)
    }
}

//! Buttons: one filled button a page, which says what happens; the others are quiet.

use maud::{Markup, html};

/// The main act of the page.
pub fn main_button(words: &str) -> Markup {
    html! { button.button type="submit" { (words) } }
}

/// Any other act.
pub fn quiet_button(words: &str) -> Markup {
    html! { button.button.button-quiet type="submit" { (words) } }
}

/// A link that leads to the main act of the page and looks like it.
pub fn main_link(address: &str, words: &str) -> Markup {
    html! { a.button href=(address) { (words) } }
}

/// A link that looks like a quiet button.
pub fn quiet_link(address: &str, words: &str) -> Markup {
    html! { a.button.button-quiet href=(address) { (words) } }
}

/// A button that does one thing by a form of its own.
pub fn post_button(address: &str, csrf: &str, words: &str) -> Markup {
    html! {
        form.post-button method="post" action=(address) {
            input type="hidden" name="csrf" value=(csrf);
            (quiet_button(words))
        }
    }
}

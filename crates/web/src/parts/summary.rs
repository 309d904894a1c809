//! A summary list: names and values, such as the particulars of a matter.

use maud::{Markup, html};

/// Names with their values, ruled between.
pub fn summary(rows: &[(&str, Markup)]) -> Markup {
    html! {
        dl.summary-list {
            @for (name, value) in rows {
                div {
                    dt { (name) }
                    dd { (value) }
                }
            }
        }
    }
}

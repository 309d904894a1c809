//! Tabs as links: each is a page of its own.

use fadu_kernel::words::{Lang, Words};
use maud::{Markup, html};

use crate::wording;

/// One tab.
#[derive(Clone, Debug)]
pub struct Tab {
    /// Its name.
    pub title: Words,
    /// Its page.
    pub address: String,
    /// How much waits there.
    pub count: Option<u64>,
    /// Whether this is the page shown.
    pub current: bool,
}

/// The row of tabs; `label` says what they divide.
pub fn tabs(lang: Lang, label: &str, list: &[Tab]) -> Markup {
    html! {
        nav.tabs aria-label=(label) {
            ul {
                @for tab in list {
                    li {
                        a href=(tab.address) aria-current=[tab.current.then_some("page")] {
                            (tab.title.get(lang))
                            @if let Some(count) = tab.count {
                                " "
                                span.count {
                                    (wording::number(i64::try_from(count).unwrap_or(i64::MAX)))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

//! The filters of a list: a form by address, so that what it finds can be shared as a link.

use fadu_kernel::words::{Lang, Words};
use maud::{Markup, html};

use super::button;
use crate::speech::say;

/// The filters above a list.
#[derive(Clone, Debug)]
pub struct FiltersView<'a> {
    /// The list's own path, without its query.
    pub address: &'a str,
    /// The filters.
    pub filters: &'a [Filter],
    /// Values of the address to keep, such as the order.
    pub keep: &'a [(String, String)],
}

/// One filter.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Name in the address.
    pub name: String,
    /// What people see.
    pub title: Words,
    /// What is set now; empty for nothing.
    pub value: String,
    /// How it is set.
    pub kind: FilterKind,
}

impl Filter {
    /// A filter with its Chinese and English title, and what is set now.
    pub fn new(
        name: &str,
        (zh, en): (&str, &str),
        value: impl Into<String>,
        kind: FilterKind,
    ) -> Self {
        Self {
            name: name.to_owned(),
            title: Words::new(zh, en),
            value: value.into(),
            kind,
        }
    }
}

/// How a filter is set.
#[derive(Clone, Debug)]
pub enum FilterKind {
    /// By words to look for.
    Text,
    /// By a day.
    Day,
    /// By one of these values.
    Options(Vec<(String, Words)>),
}

/// The form.
pub fn filters(lang: Lang, view: &FiltersView) -> Markup {
    let any = view.filters.iter().any(|filter| !filter.value.is_empty());
    html! {
        form.filters role="search" method="get" action=(view.address)
            aria-label=(say(lang, "筛选", "Filters")) {
            @for (name, value) in view.keep { input type="hidden" name=(name) value=(value); }
            @for filter in view.filters { (control(lang, filter)) }
            div.filters-end {
                (button::quiet_button(say(lang, "查询", "Search")))
                @if any { a href=(view.address) { (say(lang, "重置", "Reset")) } }
            }
        }
    }
}

fn control(lang: Lang, filter: &Filter) -> Markup {
    let id = format!("filter-{}", filter.name);
    html! {
        div.filter {
            label for=(id) { (filter.title.get(lang)) }
            @match &filter.kind {
                FilterKind::Text => { input.input id=(id) type="search" name=(filter.name)
                    value=(filter.value) autocomplete="off"; }
                FilterKind::Day => { input.input id=(id) type="date" name=(filter.name)
                    value=(filter.value); }
                FilterKind::Options(options) => select.input id=(id) name=(filter.name) {
                    option value="" { (say(lang, "全部", "All")) }
                    @for (value, words) in options {
                        option value=(value) selected[*value == filter.value] { (words.get(lang)) }
                    }
                },
            }
        }
    }
}

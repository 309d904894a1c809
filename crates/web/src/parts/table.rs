//! A data table with a ruled head; on a phone each row becomes a card.

use fadu_kernel::words::{Lang, Words};
use maud::{Markup, html};

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its head.
    pub title: Words,
    /// How its cells are set.
    pub set: Set,
    /// Where the list sorted by it stands, for lists that sort.
    pub sort: Option<Sort>,
}

/// How the cells of a column are set. On a phone numbers and marks stand side by side, so that a
/// row of five numbers is two lines and not six.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    /// Words, from the left.
    Text,
    /// Numbers, to the right.
    Number,
    /// A light or a tag, which says itself what it is.
    Mark,
}

impl Set {
    const fn class(self) -> Option<&'static str> {
        match self {
            Self::Text => None,
            Self::Number => Some("number"),
            Self::Mark => Some("lamp"),
        }
    }
}

/// Sorting by a column.
#[derive(Clone, Debug)]
pub struct Sort {
    /// The list sorted by this column, or the other way round.
    pub address: String,
    /// How the list is sorted by it now.
    pub now: Option<Order>,
}

/// A direction of sorting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Smallest first.
    Ascending,
    /// Greatest first.
    Descending,
}

impl Column {
    /// A column of text.
    pub fn text(zh: &str, en: &str) -> Self {
        Self::set(Words::new(zh, en), Set::Text)
    }

    /// A column of numbers.
    pub fn number(zh: &str, en: &str) -> Self {
        Self::set(Words::new(zh, en), Set::Number)
    }

    /// A column of lights or tags.
    pub fn mark(zh: &str, en: &str) -> Self {
        Self::set(Words::new(zh, en), Set::Mark)
    }

    /// A column that sorts nothing, with a title of its own.
    pub const fn set(title: Words, set: Set) -> Self {
        Self {
            title,
            set,
            sort: None,
        }
    }
}

/// The table; the first cell of each row is its head.
///
/// Roles are written out because turning rows into cards would take them away.
pub fn table(lang: Lang, caption: &Words, columns: &[Column], rows: &[Vec<Markup>]) -> Markup {
    html! {
        table.table role="table" {
            caption { (caption.get(lang)) }
            thead role="rowgroup" {
                tr role="row" {
                    @for column in columns { (column_head(lang, column)) }
                }
            }
            tbody role="rowgroup" {
                @for row in rows {
                    tr role="row" {
                        @for (index, (cell, column)) in row.iter().zip(columns).enumerate() {
                            @let class = column.set.class();
                            @if index == 0 {
                                th class=[class] role="rowheader" scope="row" { (cell) }
                            } @else {
                                td class=[class] role="cell" data-label=(column.title.get(lang)) {
                                    // One child, so that a card sets label and value side by side.
                                    div { (cell) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn column_head(lang: Lang, column: &Column) -> Markup {
    let now = column.sort.as_ref().and_then(|sort| sort.now);
    let (state, arrow) = match now {
        Some(Order::Ascending) => (Some("ascending"), " ↑"),
        Some(Order::Descending) => (Some("descending"), " ↓"),
        None => (None, ""),
    };
    html! {
        th class=[column.set.class()] role="columnheader" scope="col"
            aria-sort=[state] {
            @match &column.sort {
                Some(sort) => a href=(sort.address) {
                    (column.title.get(lang))
                    span aria-hidden="true" { (arrow) }
                },
                None => (column.title.get(lang)),
            }
        }
    }
}

//! A matrix: units down, months across, a number or a light in each cell.

use fadu_kernel::clock::Light;
use fadu_kernel::words::{Lang, Words};
use maud::{Markup, html};

use super::light;
use crate::speech::say;

/// A matrix for people.
#[derive(Clone, Debug)]
pub struct MatrixView<'a> {
    /// What the cells say.
    pub caption: &'a Words,
    /// Head of the first column: 单位.
    pub corner: &'a Words,
    /// Heads of the other columns.
    pub columns: &'a [String],
    /// The rows.
    pub rows: &'a [MatrixRow],
}

/// One row.
#[derive(Clone, Debug)]
pub struct MatrixRow {
    /// Name of the row.
    pub title: Words,
    /// Where it opens.
    pub address: Option<String>,
    /// As many cells as there are columns.
    pub cells: Vec<Cell>,
}

/// One cell.
#[derive(Clone, Debug)]
pub enum Cell {
    /// A value as printed, with the page behind it.
    Value {
        /// As printed.
        value: String,
        /// The acts behind it.
        address: Option<String>,
    },
    /// A light, with the page behind it.
    Light {
        /// Which.
        light: Light,
        /// What explains it.
        address: Option<String>,
    },
    /// A light that a scheme judged, with the page behind it.
    Judged {
        /// Which.
        light: Light,
        /// What explains it.
        address: Option<String>,
    },
    /// Nothing was to be counted.
    Empty,
}

/// The matrix in a frame that scrolls by itself where the screen is narrow.
pub fn matrix(lang: Lang, view: &MatrixView) -> Markup {
    let cells = || view.rows.iter().flat_map(|row| &row.cells);
    let has_lights = cells().any(|cell| matches!(cell, Cell::Light { .. }));
    let has_judged = cells().any(|cell| matches!(cell, Cell::Judged { .. }));
    html! {
        @if has_lights { (light::legend(lang)) }
        @if has_judged { (light::judged_legend(lang)) }
        div.scroll role="region" tabindex="0" aria-label=(view.caption.get(lang)) {
            table.matrix {
                caption { (view.caption.get(lang)) }
                thead {
                    tr {
                        th scope="col" { (view.corner.get(lang)) }
                        @for column in view.columns { th.number scope="col" { (column) } }
                    }
                }
                tbody {
                    @for row in view.rows {
                        tr {
                            th scope="row" { (linked(row.address.as_ref(), &html! {
                                (row.title.get(lang))
                            })) }
                            @for cell in &row.cells { td.number { (cell_content(lang, cell)) } }
                        }
                    }
                }
            }
        }
    }
}

fn cell_content(lang: Lang, cell: &Cell) -> Markup {
    match cell {
        Cell::Value { value, address } => linked(address.as_ref(), &html! { (value) }),
        Cell::Light { light, address } => linked(address.as_ref(), &light::shape(lang, *light)),
        Cell::Judged { light, address } => {
            linked(address.as_ref(), &light::judged_shape(lang, *light))
        }
        Cell::Empty => html! {
            span.quiet aria-hidden="true" { "–" }
            span.spoken { (say(lang, "无", "none")) }
        },
    }
}

fn linked(address: Option<&String>, content: &Markup) -> Markup {
    html! {
        @match address {
            Some(address) => a href=(address) { (content) },
            None => (content),
        }
    }
}

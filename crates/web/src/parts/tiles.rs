//! A tile-grid map: one tile for each county or township, roughly where it lies on the map.
//!
//! The tiles are a list of links, so they are read in order without any drawing.

use fadu_kernel::clock::Light;
use fadu_kernel::words::{Lang, Words};
use maud::{Markup, html};

use super::light;

/// Columns and rows the stylesheet has places for.
pub const SIDE_MAX: u8 = 6;

/// One tile.
#[derive(Clone, Debug)]
pub struct Tile {
    /// Column, from 1 to [`SIDE_MAX`].
    pub column: u8,
    /// Row, from 1 to [`SIDE_MAX`].
    pub row: u8,
    /// Short name of the place.
    pub title: Words,
    /// The value as printed.
    pub value: String,
    /// Its light, where the indicator has a goal.
    pub light: Option<Light>,
    /// The page of the place.
    pub address: String,
}

/// The map under its caption.
pub fn tiles(lang: Lang, caption: &Words, list: &[Tile]) -> Markup {
    html! {
        figure.tiles {
            figcaption { (caption.get(lang)) }
            ul {
                @for tile in list {
                    @let column = tile.column.clamp(1, SIDE_MAX);
                    @let row = tile.row.clamp(1, SIDE_MAX);
                    li class={ "column-" (column) " row-" (row) } {
                        a href=(tile.address) {
                            span { (tile.title.get(lang)) }
                            strong.figures { (tile.value) }
                            @if let Some(lit) = tile.light { (light::light(lang, lit)) }
                        }
                    }
                }
            }
        }
    }
}

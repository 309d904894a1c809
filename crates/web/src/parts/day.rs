//! Dates and moments marked up as times.

use fadu_kernel::deadline::Expiry;
use fadu_kernel::words::Lang;
use jiff::civil::{Date, DateTime};
use maud::{Markup, html};

use crate::wording;

/// A date with its weekday, for running text.
pub fn day(lang: Lang, on: Date) -> Markup {
    html! { time datetime=(on.to_string()) { (wording::day_with_weekday(lang, on)) } }
}

/// A moment with its weekday, for running text.
pub fn moment(lang: Lang, at: DateTime) -> Markup {
    html! { time datetime=(at.to_string()) { (wording::moment(lang, at)) } }
}

/// The end of a period, for running text.
pub fn expiry(lang: Lang, end: Expiry) -> Markup {
    html! { time datetime=(end.to_string()) { (wording::expiry(lang, end)) } }
}

/// A date in figures, for tables.
pub fn table_day(on: Date) -> Markup {
    html! { time.figures datetime=(on.to_string()) { (wording::table_day(on)) } }
}

/// A moment in figures, for tables.
pub fn table_moment(at: DateTime) -> Markup {
    html! { time.figures datetime=(at.to_string()) { (wording::table_moment(at)) } }
}

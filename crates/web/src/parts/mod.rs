//! Parts of pages: pure functions from a small view to markup.
//!
//! A part is named for what it shows, takes the language first and escapes whatever it is given.
//! It looks nothing up: what it needs stands in its view.

// In reading order: the law and time, then what people do, then numbers, then the frame of a page.
pub mod citation;
pub mod clock;
pub mod day;
pub mod document;
pub mod icon;
pub mod lawful_acts;
pub mod light;
pub mod qr;
pub mod receipt;
pub mod refusal;
pub mod timeline;

pub mod answers;
pub mod error_summary;
pub mod field;
pub mod form;
pub mod steps;

pub mod bars;
pub mod figure;
pub mod line;
pub mod matrix;
pub mod progress;
pub mod tiles;

pub mod button;
pub mod empty;
pub mod filters;
pub mod heading;
pub mod notice;
pub mod pagination;
pub mod summary;
pub mod table;
pub mod tabs;
pub mod tag;

pub mod gallery;

#[cfg(test)]
mod hostile;

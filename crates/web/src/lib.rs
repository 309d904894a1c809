//! Pages and forms: the only crate that knows HTTP and HTML.
//!
//! A request comes through [`guard`], becomes a [`visit::Visit`], reads a snapshot or hands work
//! to the office, and leaves as a page. Every page works without script.

// In reading order: what a page has at hand, what stands before it, how it speaks, its parts.
pub mod app;
pub mod asked;
pub mod entries;
pub mod guard;
pub mod pass;
pub mod routes;
pub mod sight;
pub mod upload;
pub mod visit;

pub mod act_form;
pub mod address;
pub mod articles;
pub mod as_of;
pub mod assets;
pub mod desks;
pub mod issued;
pub mod law_words;
pub mod plain_field;
pub mod printed;
pub mod running;
pub mod sheet;
pub mod situation;
pub mod speech;
pub mod upon;
pub mod values;
pub mod wording;

pub mod api;
pub mod page;
pub mod pages;
pub mod parts;

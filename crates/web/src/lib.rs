//! Pages and forms: the only crate that knows HTTP and HTML.
//!
//! A request comes through [`guard`], becomes a [`visit::Visit`], reads a snapshot or hands work
//! to the office, and leaves as a page. Every page works without script.

// In reading order: what a page has at hand, what stands before it, how it speaks, its parts.
pub mod app;
pub mod guard;
pub mod visit;
pub mod entries;
pub mod upload;
pub mod asked;
pub mod sight;
pub mod pass;
pub mod routes;

pub mod address;
pub mod speech;
pub mod wording;
pub mod assets;
pub mod articles;
pub mod sheet;
pub mod law_words;
pub mod running;
pub mod issued;
pub mod values;
pub mod act_form;
pub mod plain_field;
pub mod desks;

pub mod page;
pub mod parts;
pub mod pages;
pub mod api;

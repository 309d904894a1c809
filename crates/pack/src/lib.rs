//! Reads packs and statutes; returns kernel values or exact complaints.
//!
//! Loading a pack is compiling it. Nothing here decides for a real city, stores or serves.

pub mod calendar;
pub mod case;
pub mod check;
pub mod clock;
pub mod complaint;
pub mod entry;
pub mod field;
pub mod indicator;
pub mod limit;
mod looks;
pub mod outline;
pub mod overlay;
pub mod packs;
pub mod parallel;
pub mod procedure;
pub mod run_case;
pub mod scheme;
pub mod scope;
pub mod statutes;
pub mod table;

//! Pure law: procedures, matters, acts, clocks and indicators.
//!
//! Everything here is a function of its arguments. There is no I/O, no wall clock, no chance and
//! no async, so that the server, the replay, the recount and the tests all decide alike.

#![deny(clippy::wildcard_enum_match_arm, clippy::float_arithmetic)]

// In reading order: words and places first, then the law, then what happens under it.
pub mod words;
pub mod citation;
pub mod calendar;
pub mod deadline;
pub mod condition;
pub mod field;
pub mod unit;
pub mod actor;
pub mod procedure;
pub mod clock;
pub mod matter;
pub mod act;
pub mod facts;
pub mod refusal;
pub mod decide;
pub mod enact;
pub mod indicator;
pub mod scheme;

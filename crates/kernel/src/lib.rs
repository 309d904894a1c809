//! Pure law: procedures, matters, acts, clocks and indicators.
//!
//! Everything here is a function of its arguments. There is no I/O, no wall clock, no chance and
//! no async, so that the server, the replay, the recount and the tests all decide alike.

#![deny(clippy::wildcard_enum_match_arm, clippy::float_arithmetic)]

// In reading order: words and places first, then the law, then what happens under it.
pub mod act;
pub mod actor;
pub mod calendar;
pub mod citation;
pub mod clock;
pub mod condition;
pub mod deadline;
pub mod decide;
pub mod enact;
pub mod facts;
pub mod field;
pub mod hidden;
pub mod indicator;
pub mod matter;
pub mod procedure;
pub mod refusal;
pub mod scheme;
pub mod unit;
pub mod words;

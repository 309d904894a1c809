//! The store against the database it ships with.
#![expect(clippy::unwrap_used, reason = "tests")]

mod city;
mod clocks;
mod durability;
mod families;
mod figures;
mod lists;
mod people;
mod record;

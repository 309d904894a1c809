//! The store against the database it ships with.

#![expect(clippy::unwrap_used, reason = "tests")]

mod city;
mod durability;
mod figures;
mod lists;
mod record;

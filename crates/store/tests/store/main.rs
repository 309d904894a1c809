//! The store against the database it ships with.

mod city;
mod durability;
mod figures;
mod lists;
mod record;

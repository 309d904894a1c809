//! Chance for stories: each telling has a seed of its own, so that any of them can be told without
//! the others.

use crate::replay::chance::Chance;

/// A number that two numbers decide.
pub fn mixed(seed: u64, number: u64) -> u64 {
    let mixed = seed ^ number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// A number that a seed and a text decide.
pub fn named(seed: u64, name: &str) -> u64 {
    name.bytes()
        .fold(seed, |seed, byte| mixed(seed, u64::from(byte)))
}

/// The chance of a part of a telling.
pub fn chance(seed: u64, part: u64) -> Chance {
    Chance::new(mixed(seed, part))
}

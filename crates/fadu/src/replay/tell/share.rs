//! Totals shared out over tellings, so that the parts add up exactly.

use super::amount::chosen_before;
use super::chance::mixed;

/// How a total is split over those tellings that reach it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// What all parts add up to.
    pub total: u64,
    /// How many parts there are.
    pub parts: u64,
    /// Number of parts before each telling; `None` where each telling has as many.
    pub before: Option<Vec<u32>>,
    /// Parts of one telling, where each has as many.
    pub each: u64,
    /// By which parts of about the same size are made different.
    pub seed: u64,
}

impl Reach {
    /// The part of a telling's repetition.
    pub fn part(&self, telling: u64, repetition: u64) -> u64 {
        let first = match &self.before {
            None => telling * self.each,
            Some(before) => {
                let place = usize::try_from(telling).unwrap_or(usize::MAX);
                before.get(place).copied().map_or(0, u64::from)
            }
        };
        let place = first + repetition;
        let end = |place| chosen_before(place, self.total, self.parts);
        let even = end(place + 1) - end(place);
        // Neighbours pass some of their parts on: what one gives the next one takes.
        even - self.given(place) + self.given_before(place)
    }

    fn given(&self, place: u64) -> u64 {
        let least = self.total / self.parts.max(1);
        if place + 1 >= self.parts {
            return 0;
        }
        mixed(self.seed, place) % (least / 2 + 1)
    }

    fn given_before(&self, place: u64) -> u64 {
        place.checked_sub(1).map_or(0, |before| self.given(before))
    }
}

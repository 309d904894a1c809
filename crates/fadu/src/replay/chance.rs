//! Chance from a seed: `SplitMix64`, ten lines, so that a year is the same on every machine.

/// A stream of numbers that a seed decides.
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Any number.
    pub fn number(&mut self) -> u64 {
        self.next()
    }

    /// A number below `end`; zero when `end` is zero.
    pub fn below(&mut self, end: u32) -> u32 {
        let drawn = self.next() % u64::from(end.max(1));
        u32::try_from(drawn).unwrap_or(0)
    }

    /// A number from `least` to `most`.
    pub fn between(&mut self, least: u32, most: u32) -> u32 {
        least + self.below(most.saturating_sub(least) + 1)
    }

    /// A place in a list of that length.
    pub fn place(&mut self, length: usize) -> usize {
        let length = u32::try_from(length).unwrap_or(u32::MAX);
        self.below(length) as usize
    }

    /// One entry of a list that is not empty.
    pub fn pick<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T
    where
        &'a T: Default,
    {
        list.get(self.place(list.len()))
            .copied()
            .unwrap_or_default()
    }

    /// True so many times in a hundred.
    pub fn percent(&mut self, share: u32) -> bool {
        self.below(100) < share
    }

    /// A place in a list of weights, by weight.
    pub fn weighted(&mut self, weights: &[u32]) -> usize {
        let mut left = self.below(weights.iter().sum());
        for (place, weight) in weights.iter().enumerate() {
            if left < *weight {
                return place;
            }
            left -= weight;
        }
        0
    }

    /// Puts a list in another order.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for end in (1..list.len()).rev() {
            let other = self.place(end + 1);
            list.swap(end, other);
        }
    }
}

//! Random draws whose values depend on the seed and the stream, and on nothing else.
//!
//! Only integer arithmetic and exact floating-point operations are used, so that every machine draws the same.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// One stream of random draws.
pub(crate) struct Draw(ChaCha8Rng);

impl Draw {
    /// The stream of one block of people for one purpose.
    pub(crate) fn new(seed: u64, purpose: Purpose, block: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream((block << 3) | purpose as u64);
        Self(rng)
    }

    /// An integer below `n`, every one equally likely.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.0.next_u64()) * n as u128) >> 64) as usize
    }

    /// An integer from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1) as usize) as i64
    }

    /// A number from 0 up to but not including 1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// True with the given probability.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Mean 0, variance 1, near enough normal: the sum of twelve uniform draws, which needs no logarithm.
    pub(crate) fn normal(&mut self) -> f64 {
        let sum: u64 = (0..3)
            .map(|_| {
                let bits = self.0.next_u64();
                (0..4)
                    .map(|part| (bits >> (16 * part)) & 0xffff)
                    .sum::<u64>()
            })
            .sum();
        (sum as f64 - 393_210.0) / 65_536.0
    }

    /// One of the items, every one equally likely.
    pub(crate) fn pick<'a, T: ?Sized>(&mut self, items: &[&'a T]) -> &'a T {
        items[self.below(items.len())]
    }

    /// The place of one of the weights, each as likely as its share of their sum.
    pub(crate) fn weighted(&mut self, weights: &[f64]) -> usize {
        let mut left = self.unit() * weights.iter().sum::<f64>();
        for (place, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return place;
            }
        }
        weights.len() - 1
    }

    /// Puts the items in random order.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

/// What a stream is for: drawing more for one purpose leaves the others as they were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    People,
    Register,
    Journeys,
    Sheets,
    Expectation,
}

/// Scatters consecutive integers (the finaliser of SplitMix64).
pub(crate) fn scatter(value: u64) -> u64 {
    let mut mixed = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_draws_have_mean_0_and_variance_1() {
        let mut draw = Draw::new(1, Purpose::People, 0);
        let draws: Vec<f64> = (0..40_000).map(|_| draw.normal()).collect();
        let mean = draws.iter().sum::<f64>() / 40_000.0;
        let variance = draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 39_999.0;
        assert!(mean.abs() < 0.02, "{mean}");
        assert!((variance - 1.0).abs() < 0.03, "{variance}");
    }

    #[test]
    fn weights_decide_how_often_a_place_is_drawn() {
        let mut draw = Draw::new(1, Purpose::People, 0);
        let thirds = (0..30_000)
            .filter(|_| draw.weighted(&[1.0, 2.0]) == 0)
            .count();
        assert!((9_700..10_300).contains(&thirds), "{thirds}");
    }
}

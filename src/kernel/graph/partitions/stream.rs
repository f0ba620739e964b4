//! A stream of random numbers for each component of each draw.

use crate::kernel::mix::mix;

/// SplitMix64 (Steele, Lea and Flood 2014), from a seed, the number of a draw and a node.
pub(super) struct Stream(u64);

impl Stream {
    pub(super) fn new(seed: u64, draw: u64, node: u32) -> Self {
        Self(mix(seed ^ mix(draw ^ mix(u64::from(node)))))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// At least 0 and below 1.
    pub(super) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Below `n`, each as likely as any other.
    pub(super) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }
}

//! Counting agreement patterns over pairs.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::kernel::fellegi_sunter::{PatternCounts, PatternSpace};
use crate::linkage::block::{Plan, Unit};
use crate::linkage::compare::{Compiled, Scratch};

/// Largest space that is counted in an array.
const DENSE: u64 = 1 << 18;

/// Counts by pattern, as integers, so that the order of adding does not matter.
pub(super) enum Tally {
    Dense(Vec<u64>),
    Sparse(FxHashMap<u64, u64>),
}

impl Tally {
    pub(super) fn new(space: &PatternSpace) -> Self {
        if space.size() <= DENSE {
            Self::Dense(vec![0; space.size() as usize])
        } else {
            Self::Sparse(FxHashMap::default())
        }
    }

    pub(super) fn add(&mut self, pattern: u64) {
        match self {
            Self::Dense(counts) => counts[pattern as usize] += 1,
            Self::Sparse(counts) => *counts.entry(pattern).or_insert(0) += 1,
        }
    }

    pub(super) fn combine(mut self, other: Self) -> Self {
        match (&mut self, other) {
            (Self::Dense(counts), Self::Dense(more)) => {
                counts
                    .iter_mut()
                    .zip(more)
                    .for_each(|(count, extra)| *count += extra);
            }
            (_, other) => {
                for (pattern, extra) in other.entries() {
                    self.add_many(pattern, extra);
                }
            }
        }
        self
    }

    fn add_many(&mut self, pattern: u64, extra: u64) {
        match self {
            Self::Dense(counts) => counts[pattern as usize] += extra,
            Self::Sparse(counts) => *counts.entry(pattern).or_insert(0) += extra,
        }
    }

    fn entries(self) -> Vec<(u64, u64)> {
        match self {
            Self::Dense(counts) => (0..).zip(counts).filter(|(_, count)| *count > 0).collect(),
            Self::Sparse(counts) => counts.into_iter().collect(),
        }
    }

    pub(super) fn finish(self, space: &PatternSpace) -> PatternCounts {
        PatternCounts::new(space, self.entries())
    }
}

/// Patterns of the pairs of some portions of a rule, pairs of other rules among them.
pub(super) fn tabulate(
    compiled: &Compiled<'_>,
    plan: &Plan,
    rule: usize,
    units: &[Unit],
) -> PatternCounts {
    let space = compiled.space();
    let start = || (Tally::new(space), Scratch::new(), Vec::new());
    let tally = units
        .par_iter()
        .fold(start, |(mut tally, mut scratch, mut gathered), unit| {
            plan.for_each_pair(rule, unit, false, &mut gathered, |_, _, left, right| {
                tally.add(compiled.pattern(&mut scratch, left, right));
            });
            (tally, scratch, gathered)
        })
        .map(|(tally, _, _)| tally)
        .reduce(|| Tally::new(space), Tally::combine);
    tally.finish(space)
}

//! Counting agreement patterns over pairs.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::Result;
use crate::kernel::fellegi_sunter::{PatternCounts, PatternSpace};
use crate::linkage::block::{Plan, Unit, Walker};
use crate::linkage::compare::Compiled;
use crate::run::{Run, Step};

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
            Self::sparse()
        }
    }

    /// For few patterns, whatever the space.
    pub(super) fn sparse() -> Self {
        Self::Sparse(FxHashMap::default())
    }

    #[inline]
    pub(super) fn add(&mut self, pattern: u64) {
        self.add_many(pattern, 1);
    }

    pub(super) fn combine(mut self, other: Self) -> Self {
        for (pattern, extra) in other.entries() {
            self.add_many(pattern, extra);
        }
        self
    }

    #[inline]
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

/// Patterns of the pairs of some portions of a rule, pairs of other rules among them; comparisons that are not active
/// count as missing.
pub(super) fn tabulate(
    compiled: &Compiled<'_>,
    plan: &Plan,
    rule: usize,
    units: &[Unit],
    active: &[bool],
    run: &Run<'_>,
) -> Result<PatternCounts> {
    let space = compiled.space();
    let step = run.step(Step::Training, units.len() as u64);
    let start = || {
        (
            Tally::new(space),
            Walker::with_active(plan, compiled, active.to_vec()),
        )
    };
    let tally = units
        .par_iter()
        .try_fold(start, |(mut tally, mut walker), unit| {
            step.check()?;
            walker.walk(rule, unit, false, |_, _, pattern| tally.add(pattern));
            step.portion_done();
            Ok::<_, crate::Error>((tally, walker))
        })
        .map(|state| state.map(|(tally, _)| tally))
        .try_reduce(|| Tally::new(space), |a, b| Ok(a.combine(b)))?;
    Ok(tally.finish(space))
}

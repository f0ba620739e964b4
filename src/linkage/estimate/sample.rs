//! Random pairs, drawn by counter so that the draw does not depend on who draws it.
//!
//! Records are drawn in small groups and every allowed pair of a group is compared: far fewer records are fetched than
//! pairs, and each pair is as likely as any other.

use rayon::prelude::*;

use crate::Result;
use crate::kernel::fellegi_sunter::PatternCounts;
use crate::linkage::block::{Lefts, Plan, Walker, choose_two};
use crate::linkage::compare::Compiled;
use crate::run::{Run, Step};

use crate::kernel::mix::mix;

use super::tabulate::Tally;

/// Records in a group.
const GROUP: u64 = 256;

/// Patterns of about `wanted` random pairs, each draw a function of the seed and its number; every pair once where
/// there are no more than wanted.
pub(super) fn random_pairs(
    compiled: &Compiled<'_>,
    plan: &Plan,
    records: u64,
    (wanted, seed): (u64, u64),
    run: &Run<'_>,
) -> Result<PatternCounts> {
    let total = plan.sides().total_pairs();
    let groups = match total <= wanted {
        true => every_pair(records),
        false => Draw::new(plan, seed).groups(wanted),
    };
    let step = run.step(Step::Sampling, groups.len() as u64);
    let tally = groups
        .par_iter()
        .map_init(
            || Walker::new(plan, compiled),
            |walker, group| {
                step.check()?;
                let mut tally = Tally::sparse();
                walker.walk_among(&group.records, &group.lefts, |_, _, pattern| {
                    tally.add(pattern)
                });
                step.portion_done();
                Ok::<_, crate::Error>(tally)
            },
        )
        .try_reduce(Tally::sparse, |a, b| Ok(a.combine(b)))?;
    Ok(tally.finish(compiled.space()))
}

/// Records whose pairs are compared.
struct Group {
    records: Vec<u32>,
    lefts: Lefts,
}

/// All records, in portions of first records.
fn every_pair(records: u64) -> Vec<Group> {
    let all: Vec<u32> = (0..records as u32).collect();
    let rows = 64;
    let starts = (0..all.len()).step_by(rows);
    starts
        .map(|start| Group {
            records: all[start..].to_vec(),
            lefts: Lefts::Following(0..rows.min(all.len() - start)),
        })
        .collect()
}

/// Draws groups of records of datasets that may be compared.
struct Draw {
    seed: u64,
    starts: Vec<u64>,
    /// Two datasets, and the allowed pairs of all up to and with them.
    cells: Vec<(usize, usize, u64)>,
}

impl Draw {
    fn new(plan: &Plan, seed: u64) -> Self {
        let sizes = plan.sides().sizes();
        let mut starts = vec![0];
        sizes
            .iter()
            .for_each(|size| starts.push(starts[starts.len() - 1] + size));
        let mut cells = Vec::new();
        let mut cumulative = 0;
        if plan.sides().allows_all() {
            starts = vec![0, *starts.last().expect("there is a start")];
            cells.push((0, 0, 1));
        } else {
            for left in 0..sizes.len() {
                let partners = plan.sides().partners(left as u32);
                for right in (left..sizes.len()).filter(|&right| partners[right]) {
                    cumulative += match left == right {
                        true => choose_two(sizes[left]),
                        false => sizes[left] * sizes[right],
                    };
                    cells.push((left, right, cumulative));
                }
            }
        }
        Self {
            seed,
            starts,
            cells,
        }
    }

    fn groups(&self, wanted: u64) -> Vec<Group> {
        let mut groups = Vec::new();
        let mut drawn = 0;
        while drawn < wanted {
            let group = self.group(groups.len() as u64);
            drawn += match group.lefts {
                Lefts::First(count) => (count * (group.records.len() - count)) as u64,
                Lefts::Following(_) => choose_two(group.records.len() as u64),
            };
            groups.push(group);
        }
        groups
    }

    fn group(&self, number: u64) -> Group {
        let draw = |nth: u64| mix(self.seed ^ mix(number * (GROUP + 1) + nth));
        let total = self.cells.last().map_or(0, |cell| cell.2);
        let at = below(draw(GROUP), total);
        let cell = self.cells.partition_point(|cell| cell.2 <= at);
        let (left, right, _) = self.cells[cell];
        let from = |source: usize, nths: std::ops::Range<u64>| {
            let (start, end) = (self.starts[source], self.starts[source + 1]);
            let mut records: Vec<u32> = nths
                .map(|nth| (start + below(draw(nth), end - start)) as u32)
                .collect();
            records.sort_unstable();
            records.dedup();
            records
        };
        if left == right {
            let records = from(left, 0..GROUP);
            let lefts = Lefts::Following(0..records.len());
            return Group { records, lefts };
        }
        let mut records = from(left, 0..GROUP / 2);
        let count = records.len();
        records.extend(from(right, GROUP / 2..GROUP));
        let lefts = Lefts::First(count);
        Group { records, lefts }
    }
}

/// Maps 64 random bits to `0..n` (Lemire's multiplication; the bias is below n / 2^64).
fn below(bits: u64, n: u64) -> u64 {
    ((u128::from(bits) * u128::from(n)) >> 64) as u64
}

//! Random pairs, drawn by counter so that the draw does not depend on who draws it.

use rayon::prelude::*;

use crate::kernel::fellegi_sunter::PatternCounts;
use crate::linkage::LinkType;
use crate::linkage::block::Plan;
use crate::linkage::compare::{Compiled, Scratch};
use crate::standardise::Records;

use super::tabulate::Tally;

/// Draws made together by one thread.
const PORTION: u64 = 1 << 14;

/// Number of pairs of records that the link type allows.
pub(crate) fn total_pairs(records: &Records, link_type: LinkType) -> u64 {
    let choose_two = |n: u64| n * n.saturating_sub(1) / 2;
    let all = choose_two(records.len() as u64);
    match link_type {
        LinkType::LinkAndDedupe => all,
        LinkType::Link => {
            all - records
                .sources()
                .iter()
                .map(|s| choose_two(s.rows.len() as u64))
                .sum::<u64>()
        }
    }
}

/// Patterns of about `wanted` random pairs, each draw a function of the seed and its number; every pair once
/// where there are no more than wanted.
pub(super) fn random_pairs(
    compiled: &Compiled<'_>,
    plan: &Plan,
    records: &Records,
    link_type: LinkType,
    wanted: u64,
    seed: u64,
) -> PatternCounts {
    let total = total_pairs(records, link_type);
    let space = compiled.space();
    let n = records.len() as u64;
    let every = total <= wanted;
    let draws = if every {
        n * n
    } else {
        (wanted as u128 * (n * n) as u128 / (2 * total) as u128) as u64
    };
    let tally = (0..draws.div_ceil(PORTION))
        .into_par_iter()
        .fold(
            || (Tally::new(space), Scratch::new()),
            |(mut tally, mut scratch), portion| {
                for draw in portion * PORTION..((portion + 1) * PORTION).min(draws) {
                    let (a, b) = if every {
                        (draw / n, draw % n)
                    } else {
                        pair_of_draw(seed, draw, n)
                    };
                    let (left, right) = (a.min(b) as u32, a.max(b) as u32);
                    if (every && a > b) || !plan.allows(left, right) {
                        continue;
                    }
                    tally.add(compiled.pattern(&mut scratch, plan.row(left), plan.row(right)));
                }
                (tally, scratch)
            },
        )
        .map(|(tally, _)| tally)
        .reduce(|| Tally::new(space), Tally::combine);
    tally.finish(space)
}

fn pair_of_draw(seed: u64, draw: u64, n: u64) -> (u64, u64) {
    let first = mix(seed ^ mix(2 * draw));
    let second = mix(seed ^ mix(2 * draw + 1));
    (below(first, n), below(second, n))
}

/// Maps 64 random bits to `0..n` (Lemire's multiplication; the bias is below n / 2^64).
fn below(bits: u64, n: u64) -> u64 {
    ((u128::from(bits) * u128::from(n)) >> 64) as u64
}

/// SplitMix64's finaliser (Steele, Lea & Flood 2014).
pub(super) fn mix(counter: u64) -> u64 {
    let mut z = counter.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

//! The sign-flip test of a mean change.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::Serialize;

use super::resampler::stream;
use crate::kernel::stats::ExactSum;
use crate::kernel::stats::sorted_changes::SortedChanges;

/// Up to this many changes that are not zero, every pattern of signs is counted.
pub const SIGN_FLIP_EXACT_LIMIT: usize = 20;

/// Random patterns that share a stream of random numbers.
const CHUNK: u32 = 512;

/// A relative difference below this is rounding.
const ROUNDING: f64 = 1e-12;

/// A permutation test of mean change.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SignFlip {
    /// Two-sided p value.
    pub p: f64,
    /// Patterns of signs looked at, the observed one among them.
    pub patterns: u64,
    /// Whether these were all patterns there are.
    pub exact: bool,
    /// The seed where they were drawn; `None` where exact.
    pub seed: Option<u64>,
}

/// Tests whether changes are symmetric about zero by turning their signs: Fisher (1935), The Design of Experiments, section 21.
///
/// Use it in place of the paired t test where changes are far from normal. Exact up to [`SIGN_FLIP_EXACT_LIMIT`] changes that
/// are not zero; above, p = (1 + as far)/(1 + `draws`) over random patterns (Phipson and Smyth 2010, Statistical Applications in
/// Genetics and Molecular Biology 9:39), the same for the same seed, whatever the number of threads and the order of the
/// changes.
///
/// `None` when every difference is zero or there is none.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::resampling::sign_flip;
///
/// let test = sign_flip(&[1.0, 2.0, 3.0, 0.0], 999, 1).unwrap();
/// assert_eq!((test.p, test.patterns, test.exact), (0.25, 8, true));
/// ```
pub fn sign_flip(differences: &[f64], draws: u32, seed: u64) -> Option<SignFlip> {
    // Of sizes in order: every pattern of signs is as likely for these, and the order of the changes cannot matter.
    let sizes: Vec<f64> = differences
        .iter()
        .filter(|&&d| d != 0.0)
        .map(|d| d.abs())
        .collect();
    let sizes = SortedChanges::new(sizes).sorted;
    if sizes.is_empty() {
        return None;
    }
    let mut observed = ExactSum::new();
    observed.insert_slice(differences);
    let bound = observed.finalise().abs() - ROUNDING * sizes.iter().sum::<f64>();
    let exact = sizes.len() <= SIGN_FLIP_EXACT_LIMIT;
    Some(if exact {
        let patterns = 1 << sizes.len();
        SignFlip {
            p: all_as_far(&sizes, bound) as f64 / patterns as f64,
            patterns,
            exact,
            seed: None,
        }
    } else {
        SignFlip {
            p: (1 + drawn_as_far(&sizes, bound, draws, seed)) as f64 / (1.0 + f64::from(draws)),
            patterns: u64::from(draws) + 1,
            exact,
            seed: Some(seed),
        }
    })
}

/// How many of all patterns give a sum at least `bound` from zero. Each sum is one of the first half of the changes and
/// one of the second; with both in order, those that reach the bound are counted as a staircase.
fn all_as_far(sizes: &[f64], bound: f64) -> u64 {
    if bound <= 0.0 {
        return 1 << sizes.len();
    }
    let (first, second) = sizes.split_at(sizes.len() / 2);
    let (mut first, mut second) = (signed_sums(first), signed_sums(second));
    first.sort_unstable_by(f64::total_cmp);
    second.sort_unstable_by(f64::total_cmp);
    let mut short = second.len();
    let mut reaching = 0;
    for from in first {
        while short > 0 && from + second[short - 1] >= bound {
            short -= 1;
        }
        reaching += (second.len() - short) as u64;
    }
    // As many reach it on the other side, by turning every sign.
    2 * reaching
}

/// How many random patterns give a sum at least `bound` from zero. Chunk c of them comes from stream c of the seed.
fn drawn_as_far(sizes: &[f64], bound: f64, draws: u32, seed: u64) -> usize {
    let chunks = (0..draws.div_ceil(CHUNK)).into_par_iter();
    let as_far = chunks.map(|chunk| {
        let drawn = CHUNK.min(draws - chunk * CHUNK) as usize;
        let sums = drawn_sums(sizes, drawn, &mut stream(seed, chunk));
        sums.iter().filter(|sum| sum.abs() >= bound).count()
    });
    as_far.sum()
}

/// The sums of some random patterns: eight changes at a time, a byte for each pattern chooses one of their 256 sums.
fn drawn_sums(sizes: &[f64], drawn: usize, rng: &mut ChaCha8Rng) -> Vec<f64> {
    let mut sums = vec![0.0; drawn];
    for together in sizes.chunks(8) {
        let of_signs = signed_sums(together);
        let last = of_signs.len() - 1;
        for sums in sums.chunks_mut(8) {
            let bytes = rng.next_u64().to_le_bytes();
            for (sum, byte) in sums.iter_mut().zip(bytes) {
                *sum += of_signs[usize::from(byte) & last];
            }
        }
    }
    sums
}

/// The sums of these values under each pattern of signs.
fn signed_sums(values: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0];
    for value in values {
        let turned: Vec<f64> = sums.iter().map(|sum| sum - value).collect();
        sums.iter_mut().for_each(|sum| *sum += value);
        sums.extend(turned);
    }
    sums
}

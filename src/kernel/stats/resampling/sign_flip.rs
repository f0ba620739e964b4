//! The sign-flip test of a mean change.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

/// Up to this many changes that are not zero, every pattern of signs is counted.
pub const SIGN_FLIP_EXACT_LIMIT: usize = 20;

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
/// Genetics and Molecular Biology 9:39), the same for the same seed.
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
    let changes: Vec<f64> = differences.iter().copied().filter(|&d| d != 0.0).collect();
    if changes.is_empty() {
        return None;
    }
    let size: f64 = changes.iter().map(|d| d.abs()).sum();
    let bound = changes.iter().sum::<f64>().abs() - ROUNDING * size;
    if changes.len() <= SIGN_FLIP_EXACT_LIMIT {
        let patterns = 1_u64 << changes.len();
        let as_far = (0..patterns)
            .filter(|&pattern| flipped(&changes, pattern).abs() >= bound)
            .count();
        return Some(SignFlip {
            p: as_far as f64 / patterns as f64,
            patterns,
            exact: true,
            seed: None,
        });
    }
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let as_far = (0..draws)
        .filter(|_| {
            let chunks = changes.chunks(64);
            let sum: f64 = chunks.map(|chunk| flipped(chunk, rng.next_u64())).sum();
            sum.abs() >= bound
        })
        .count();
    Some(SignFlip {
        p: (1 + as_far) as f64 / (1.0 + f64::from(draws)),
        patterns: u64::from(draws) + 1,
        exact: false,
        seed: Some(seed),
    })
}

/// The sum with the sign of each change turned whose bit is set.
fn flipped(changes: &[f64], pattern: u64) -> f64 {
    let signed = changes.iter().enumerate();
    signed
        .map(|(i, d)| if pattern >> i & 1 == 1 { -d } else { *d })
        .sum()
}

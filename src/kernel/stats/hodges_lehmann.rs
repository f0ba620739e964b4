//! The Hodges–Lehmann estimate of the centre of change.
//!
//! Hodges and Lehmann (1963), Annals of Mathematical Statistics 34:598. A Walsh average is the mean of two changes, or of
//! one with itself; there are n(n + 1)/2. They are never formed together: the k-th smallest is found by halving a bracket
//! of doubles and counting the averages below its middle in one pass over the sorted changes.

use serde::Serialize;

use super::{EXACT_LIMIT, Interval, normal_cdf, normal_critical};

/// The centre of change with its distribution-free interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct HodgesLehmann {
    /// Median of the Walsh averages: the pseudo-median of change.
    pub estimate: f64,
    /// Interval between two Walsh averages; `level` is the coverage asked for.
    pub ci: Interval,
    /// The coverage that the interval attains where changes have no ties: at least `level`, but for very few changes.
    pub coverage: f64,
}

/// Estimates the centre of symmetric change, with the interval that goes with the signed-rank test.
///
/// Use it instead of a mean where a few large changes would carry it. Every change counts, zeros too (R's `wilcox.test`
/// drops zeros first). Up to [`EXACT_LIMIT`] changes the interval's ends come from the exact distribution of the
/// signed-rank sum without ties, above from its normal approximation. With many ties it covers more than it says: 95%
/// intervals of whole-number changes, a fifth of them zero, cover 98.0% at 8, 98.8% at 20 and 99.6% at 60.
///
/// `None` without a difference.
///
/// # Panics
///
/// When `level` is not strictly between 0 and 1.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::hodges_lehmann;
///
/// let centre = hodges_lehmann(&[1.0, 2.0, 3.0, 4.0, 40.0], 0.9).unwrap();
/// assert_eq!(centre.estimate, 3.0);
/// assert_eq!((centre.ci.lower, centre.ci.upper, centre.coverage), (1.0, 40.0, 0.9375));
/// ```
pub fn hodges_lehmann(differences: &[f64], level: f64) -> Option<HodgesLehmann> {
    assert!(
        level > 0.0 && level < 1.0,
        "a level is strictly between 0 and 1"
    );
    let mut sorted = differences.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let n = sorted.len() as u64;
    if n == 0 {
        return None;
    }
    let averages = n * (n + 1) / 2;
    let (place, coverage) = end_place(n, level);
    Some(HodgesLehmann {
        estimate: f64::midpoint(
            walsh_average(&sorted, averages.div_ceil(2)),
            walsh_average(&sorted, averages / 2 + 1),
        ),
        ci: Interval {
            level,
            lower: walsh_average(&sorted, place),
            upper: walsh_average(&sorted, averages + 1 - place),
        },
        coverage,
    })
}

/// Which Walsh average from either end bounds the interval, counting from 1, and the coverage this gives.
fn end_place(n: u64, level: f64) -> (u64, f64) {
    let tail = (1.0 - level) / 2.0;
    if n as usize <= EXACT_LIMIT {
        let probabilities = rank_sum_probabilities(n as usize);
        let mut below = probabilities[0];
        for (place, probability) in (1..).zip(&probabilities[1..]) {
            if below + probability >= tail {
                return (place, 1.0 - 2.0 * below);
            }
            below += probability;
        }
        return (1, 1.0 - 2.0 * probabilities[0]);
    }
    let n = n as f64;
    let (mean, sd) = (
        n * (n + 1.0) / 4.0,
        (n * (n + 1.0) * (2.0 * n + 1.0) / 24.0).sqrt(),
    );
    let place = (mean - normal_critical(level) * sd).floor().max(1.0);
    (
        place as u64,
        1.0 - 2.0 * normal_cdf((place - 0.5 - mean) / sd),
    )
}

/// P(W = 0), P(W = 1), ... up to half of the range, for the signed-rank sum of n untied changes.
fn rank_sum_probabilities(n: usize) -> Vec<f64> {
    let top = n * (n + 1) / 4;
    let mut probabilities = vec![0.0; top + 1];
    probabilities[0] = 0.5_f64.powi(n as i32);
    for rank in 1..=n.min(top) {
        for sum in (rank..=top).rev() {
            probabilities[sum] += probabilities[sum - rank];
        }
    }
    probabilities
}

/// The `place`-th smallest Walsh average of sorted changes, counting from 1.
fn walsh_average(sorted: &[f64], place: u64) -> f64 {
    let (mut low, mut high) = (ordered(sorted[0]), ordered(sorted[sorted.len() - 1]));
    while low < high {
        let middle = low + (high - low) / 2;
        if count_up_to(sorted, from_ordered(middle)) >= place {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    // Of the two zeros the one without a sign.
    from_ordered(low) + 0.0
}

/// How many Walsh averages are at most `value`.
fn count_up_to(sorted: &[f64], value: f64) -> u64 {
    let mut partners = sorted.len();
    let mut count = 0;
    for (place, &change) in sorted.iter().enumerate() {
        while partners > place && f64::midpoint(change, sorted[partners - 1]) > value {
            partners -= 1;
        }
        if partners <= place {
            break;
        }
        count += (partners - place) as u64;
    }
    count
}

/// An integer that orders as the double does.
fn ordered(value: f64) -> u64 {
    let bits = (value + 0.0).to_bits();
    if bits >> 63 == 1 {
        !bits
    } else {
        bits | 1 << 63
    }
}

fn from_ordered(place: u64) -> f64 {
    f64::from_bits(if place >> 63 == 1 {
        place & !(1 << 63)
    } else {
        !place
    })
}

//! Follow-up minus baseline, without the noise of binary subtraction.

/// Digits kept of a difference, counted from the first digit of the larger score. A double holds 15 decimal digits
/// faithfully; subtraction spoils the last.
const DIGITS: i32 = 14;
/// Largest power of ten that a double holds exactly.
const EXACT_POWER: i32 = 22;

/// Change from one score to the next, as decimal scores would give it.
///
/// Use it before ranking or counting changes: in binary 83.0 − 81.6 and 89.1 − 87.7 are two numbers, which breaks a
/// tie that the scores have.
///
/// # Numerics
///
/// The difference is rounded at the 14th digit of the larger score, and is then the double nearest to the
/// decimal: equal decimal changes are equal doubles. A change smaller than 1e−14 of the score is lost. Scores too large
/// or too small for that (from 1e14, below 1e−9) are subtracted as they are.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::difference;
///
/// assert_ne!(83.0 - 81.6, 89.1 - 87.7);
/// assert_eq!(difference(81.6, 83.0), difference(87.7, 89.1));
/// assert_eq!(difference(81.6, 83.0), 1.4);
/// ```
pub fn difference(baseline: f64, follow_up: f64) -> f64 {
    without_noise(follow_up - baseline, baseline.abs().max(follow_up.abs()))
}

/// A sum of decimals of which `largest` is the largest, rounded at that one's 14th digit.
pub(super) fn without_noise(sum: f64, largest: f64) -> f64 {
    if sum == 0.0 || !sum.is_finite() {
        return sum;
    }
    let places = DIGITS - 1 - largest.log10().floor() as i32;
    if !(0..=EXACT_POWER).contains(&places) {
        return sum;
    }
    let scale = 10f64.powi(places);
    (sum * scale).round() / scale
}

/// [`difference`] of each pair.
///
/// # Panics
///
/// When the slices differ in length.
pub fn differences(baseline: &[f64], follow_up: &[f64]) -> Vec<f64> {
    assert_eq!(
        baseline.len(),
        follow_up.len(),
        "both series have one value a pair"
    );
    baseline
        .iter()
        .zip(follow_up)
        .map(|(&baseline, &follow_up)| difference(baseline, follow_up))
        .collect()
}

//! How far two groups differ at baseline.

use crate::kernel::stats::Moments;

/// Difference of two means over the root mean square of their standard deviations: Austin (2009), Statistics in Medicine
/// 28:3083.
///
/// Use it on the baseline of people followed up and lost, or of two groups to be compared; beyond 0.1 either way the groups are
/// unlike, whatever a p value says. Positive when the first group is higher. `None` where a group has fewer than two or
/// neither varies.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::missing::standardised_difference;
///
/// let apart = standardised_difference(&[1.0, 2.0, 3.0], &[2.0, 3.0, 4.0]).unwrap();
/// assert_eq!(apart, -1.0);
/// ```
pub fn standardised_difference(first: &[f64], second: &[f64]) -> Option<f64> {
    let sd = pooled_sd(first, second)?;
    let mean = |values| Moments::from_slice(values).finalise();
    Some((mean(first)?.mean - mean(second)?.mean) / sd)
}

/// The root mean square of two standard deviations; `None` where a group has fewer than two or neither varies.
pub(in crate::kernel::stats) fn pooled_sd(first: &[f64], second: &[f64]) -> Option<f64> {
    let variance = |values| Moments::from_slice(values).finalise()?.variance;
    let sd = f64::midpoint(variance(first)?, variance(second)?).sqrt();
    (sd > 0.0).then_some(sd)
}

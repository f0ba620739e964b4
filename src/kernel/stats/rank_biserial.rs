//! Matched-pairs rank-biserial correlation.

use super::ranks::SignedRanks;

/// (T⁺ − T⁻) / (T⁺ + T⁻) over the signed ranks of the differences that are not zero, −1 to 1: Kerby (2014),
/// Comprehensive Psychology 3:11.IT.3.1, "simple difference formula".
///
/// Use it as the effect that belongs to the signed-rank test. `None` when every difference is zero or there is none.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::rank_biserial;
///
/// assert_eq!(rank_biserial(&[1.0, 2.0, -3.0]), Some(0.0));
/// assert_eq!(rank_biserial(&[1.0, 2.0, 0.0]), Some(1.0));
/// ```
pub fn rank_biserial(differences: &[f64]) -> Option<f64> {
    let ranks = SignedRanks::new(differences);
    let total = ranks.doubled_total() as f64;
    (total > 0.0).then(|| (2.0 * ranks.doubled_positive as f64 - total) / total)
}

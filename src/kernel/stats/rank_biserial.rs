//! Matched-pairs rank-biserial correlation.

use super::ranks::RankSums;
use super::sorted_changes::SortedChanges;
use super::{Interval, ZeroMethod, normal_critical};

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
    SortedChanges::new(differences.to_vec())
        .ranks
        .rank_biserial()
}

/// The interval of [`rank_biserial`] on Fisher's z scale, with the standard error √(n(n + 1)(2n + 1)/6) / (n(n + 1)/2) of
/// the null distribution: the method of R's effectsize.
///
/// It is too narrow away from zero: 95% intervals cover 89% at 8 pairs without an effect, 82% at 20 to 87% at 500 where
/// d_z is 0.8, and 62% at 8 where d_z is 1.1. Prefer the interval of `common_language` to say how large an effect is.
///
/// `None` when every difference is zero or there is none. Of no width where all changes go one way.
///
/// # Panics
///
/// When `level` is not strictly between 0 and 1.
pub fn rank_biserial_interval(differences: &[f64], level: f64) -> Option<Interval> {
    SortedChanges::new(differences.to_vec())
        .ranks
        .rank_biserial_interval(level)
}

impl RankSums {
    /// See [`rank_biserial`].
    pub(super) fn rank_biserial(&self) -> Option<f64> {
        let total = self.doubled_total(ZeroMethod::Drop) as f64;
        let positive = self.doubled_positive(ZeroMethod::Drop) as f64;
        (total > 0.0).then(|| (2.0 * positive - total) / total)
    }

    /// See [`rank_biserial_interval`].
    pub(super) fn rank_biserial_interval(&self, level: f64) -> Option<Interval> {
        let r = self.rank_biserial()?;
        let n = self.n() as f64;
        let se = (n * (n + 1.0) * (2.0 * n + 1.0) / 6.0).sqrt() / (n * (n + 1.0) / 2.0);
        let reach = normal_critical(level) * se;
        Some(Interval {
            level,
            lower: (r.atanh() - reach).tanh(),
            upper: (r.atanh() + reach).tanh(),
        })
    }
}

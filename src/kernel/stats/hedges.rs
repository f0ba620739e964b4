//! Hedges' small-sample correction.

use super::distribution::half_step;

/// J(m) = Γ(m/2) / (√(m/2) Γ((m − 1)/2)), exact: Hedges (1981), J. Educational Statistics 6:107, eq. 6e.
///
/// Use it to take the upward bias out of a standardised effect whose standard deviation has `df` degrees of freedom;
/// `None` for df of 1 or less. Which df a paired effect has is disputed: see
/// [`PairedSummary::effects`](super::PairedSummary::effects).
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::hedges_correction;
///
/// assert!((hedges_correction(9.0).unwrap() - 0.9138748918).abs() < 1e-10);
/// assert_eq!(hedges_correction(1.0), None);
/// ```
pub fn hedges_correction(df: f64) -> Option<f64> {
    (df > 1.0).then(|| half_step((df - 1.0) / 2.0) / (df / 2.0).sqrt())
}

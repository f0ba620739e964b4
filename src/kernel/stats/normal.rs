//! Tails of the standard normal distribution, through the complementary error function so that nothing is taken from 1.

use std::f64::consts::SQRT_2;

use statrs::function::erf::{erfc, erfc_inv};

/// P(Z ≤ z) for a standard normal Z.
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * erfc(-z / SQRT_2)
}

/// P(|Z| ≥ |z|) for a standard normal Z: a two-sided p value.
pub fn normal_two_sided_p(z: f64) -> f64 {
    erfc(z.abs() / SQRT_2)
}

/// The z that a two-sided interval of this coverage reaches to: P(|Z| < z) = `level`.
///
/// # Panics
///
/// When `level` is not strictly between 0 and 1.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::normal_critical;
///
/// assert!((normal_critical(0.95) - 1.959963984540054).abs() < 1e-12);
/// ```
pub fn normal_critical(level: f64) -> f64 {
    assert!(
        level > 0.0 && level < 1.0,
        "a level is strictly between 0 and 1"
    );
    SQRT_2 * erfc_inv(1.0 - level)
}

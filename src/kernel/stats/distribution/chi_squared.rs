//! Tails of the chi-squared distribution.

use super::incomplete_gamma::gamma_tails;
use super::normal::normal_two_sided_p;

/// P(X² ≥ x) for chi-squared with `df` degrees of freedom: the p value of most tests of counts.
///
/// # Panics
///
/// When `df` is not above zero.
///
/// # Numerics
///
/// Relative error below 1e−12 for df from 0.5 to 1e5, far into the tail; Q(df/2, x/2), Abramowitz and Stegun 26.4.19.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::chi_squared_upper_tail;
///
/// assert!((chi_squared_upper_tail(3.841458820694124, 1.0) - 0.05).abs() < 1e-14);
/// assert_eq!(chi_squared_upper_tail(0.0, 3.0), 1.0);
/// ```
pub fn chi_squared_upper_tail(x: f64, df: f64) -> f64 {
    assert!(df > 0.0, "degrees of freedom are above zero");
    if df == 1.0 && !x.is_nan() {
        return normal_two_sided_p(x.max(0.0).sqrt());
    }
    gamma_tails(df / 2.0, x / 2.0).1
}

/// P(X² ≤ x) for chi-squared with `df` degrees of freedom.
///
/// # Panics
///
/// When `df` is not above zero.
pub fn chi_squared_lower_tail(x: f64, df: f64) -> f64 {
    assert!(df > 0.0, "degrees of freedom are above zero");
    gamma_tails(df / 2.0, x / 2.0).0
}

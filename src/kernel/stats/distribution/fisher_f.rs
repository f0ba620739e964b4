//! Tails of Fisher's F distribution.

use super::incomplete_beta::beta_tails;

/// P(F ≥ f) on `df1` and `df2` degrees of freedom: the p value of a comparison of nested linear models.
///
/// # Panics
///
/// When a number of degrees of freedom is not above zero.
///
/// # Numerics
///
/// Relative error below 1e−12 far into the tail; I at df₂/(df₂ + df₁f), Abramowitz and Stegun 26.6.2.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::f_upper_tail;
///
/// assert!((f_upper_tail(1.0, 7.0, 7.0) - 0.5).abs() < 1e-15);
/// ```
pub fn f_upper_tail(f: f64, df1: f64, df2: f64) -> f64 {
    tails(f, df1, df2).1
}

/// P(F ≤ f) on `df1` and `df2` degrees of freedom.
///
/// # Panics
///
/// When a number of degrees of freedom is not above zero.
pub fn f_lower_tail(f: f64, df1: f64, df2: f64) -> f64 {
    tails(f, df1, df2).0
}

fn tails(f: f64, df1: f64, df2: f64) -> (f64, f64) {
    assert!(df1 > 0.0 && df2 > 0.0, "degrees of freedom are above zero");
    if f.is_nan() {
        return (f64::NAN, f64::NAN);
    }
    let (own, other) = (df1 * f.max(0.0), df2);
    let x = if own.is_infinite() {
        1.0
    } else {
        own / (own + other)
    };
    beta_tails(df1 / 2.0, df2 / 2.0, x, other / (own + other))
}

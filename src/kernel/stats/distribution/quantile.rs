//! The normal quantile.

use super::normal::{normal_cdf, normal_density};

/// The z below which a standard normal value falls with this probability.
///
/// Use it to turn a chance into a deviate, as for bootstrap limits; [`normal_critical`](super::normal_critical) is the
/// reach of a two-sided interval.
///
/// # Panics
///
/// When `probability` is not strictly between 0 and 1.
///
/// # Numerics
///
/// Abramowitz and Stegun 26.2.22, then Newton steps on the logarithm of the tail, so that a small probability keeps its
/// digits; symmetric about one half.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::normal_quantile;
///
/// assert_eq!(normal_quantile(0.5), 0.0);
/// assert!((normal_quantile(0.025) + 1.959963984540054).abs() < 1e-14);
/// assert!((normal_quantile(1e-20) + 9.262340089798409).abs() < 1e-13);
/// ```
pub fn normal_quantile(probability: f64) -> f64 {
    assert!(
        probability > 0.0 && probability < 1.0,
        "a probability is strictly between 0 and 1"
    );
    if probability == 0.5 {
        return 0.0;
    }
    if probability > 0.5 {
        return -normal_quantile(1.0 - probability);
    }
    let t = (-2.0 * probability.ln()).sqrt();
    let mut z = (2.30753 + 0.27061 * t) / (1.0 + t * (0.99229 + 0.04481 * t)) - t;
    for _ in 0..5 {
        let tail = normal_cdf(z);
        z -= (tail / probability).ln() * tail / normal_density(z);
    }
    z
}

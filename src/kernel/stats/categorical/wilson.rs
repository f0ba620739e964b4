//! Wilson's interval of a share.

use crate::kernel::stats::{Interval, normal_critical};

/// The score interval of a share: Wilson (1927), J. American Statistical Association 22:209.
///
/// Use it as the ordinary interval of a proportion: it stays between 0 and 1 and covers well at small n.
///
/// # Panics
///
/// When `level` is not strictly between 0 and 1, or `n` is 0 or below `successes`.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::categorical::wilson;
///
/// let ci = wilson(81, 263, 0.95);
/// assert!((ci.lower - 0.2552885).abs() < 5e-8 && (ci.upper - 0.3662096).abs() < 5e-8);
/// ```
pub fn wilson(successes: u64, n: u64, level: f64) -> Interval {
    assert!(n > 0 && successes <= n, "successes are some of n trials");
    let z2 = normal_critical(level).powi(2);
    let (k, failures, n) = (successes as f64, (n - successes) as f64, n as f64);
    let spread = (z2 * (z2 + 4.0 * k * failures / n)).sqrt();
    let share_at_least = |k: f64| 2.0 * k * k / (n * (2.0 * k + z2 + spread));
    Interval {
        level,
        lower: share_at_least(k),
        upper: 1.0 - share_at_least(failures),
    }
}

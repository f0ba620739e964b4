//! The binomial distribution: single probabilities and tails.

use std::f64::consts::PI;

use super::deviance::{deviance, stirling_error};
use super::incomplete_beta::beta_tails;

/// P(X = k) for X the number of successes of `n` at chance `p`: Loader (2000).
///
/// # Panics
///
/// When `p` is not between 0 and 1.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::binomial_probability;
///
/// assert!((binomial_probability(2, 4, 0.5) - 0.375).abs() < 1e-15);
/// assert_eq!(binomial_probability(5, 4, 0.5), 0.0);
/// ```
pub fn binomial_probability(k: u64, n: u64, p: f64) -> f64 {
    assert!((0.0..=1.0).contains(&p), "a probability is between 0 and 1");
    if k > n {
        return 0.0;
    }
    let (successes, failures, trials) = (k as f64, (n - k) as f64, n as f64);
    if k == 0 {
        return (trials * (-p).ln_1p()).exp();
    }
    if k == n {
        return (trials * p.ln()).exp();
    }
    if p == 0.0 || p == 1.0 {
        return 0.0;
    }
    let log = stirling_error(trials)
        - stirling_error(successes)
        - stirling_error(failures)
        - deviance(successes, trials * p)
        - deviance(failures, trials * (1.0 - p));
    log.exp() * (trials / (2.0 * PI * successes * failures)).sqrt()
}

/// P(X ≤ k) for X the number of successes of `n` at chance `p`.
///
/// # Panics
///
/// When `p` is not between 0 and 1.
pub fn binomial_lower_tail(k: u64, n: u64, p: f64) -> f64 {
    assert!((0.0..=1.0).contains(&p), "a probability is between 0 and 1");
    if k >= n {
        return 1.0;
    }
    beta_tails((k + 1) as f64, (n - k) as f64, p, 1.0 - p).1
}

/// P(X ≥ k) for X the number of successes of `n` at chance `p`.
///
/// # Panics
///
/// When `p` is not between 0 and 1.
pub fn binomial_upper_tail(k: u64, n: u64, p: f64) -> f64 {
    assert!((0.0..=1.0).contains(&p), "a probability is between 0 and 1");
    if k == 0 {
        return 1.0;
    }
    if k > n {
        return 0.0;
    }
    beta_tails(k as f64, (n - k + 1) as f64, p, 1.0 - p).0
}

//! The regularised incomplete beta function, both tails, and its inverse.
//!
//! The continued fraction of Abramowitz and Stegun 26.5.8 (modified Lentz) on the side of the mean where it converges.

use std::f64::consts::PI;

use super::deviance::{deviance, stirling_error};
use super::root::root_between;

const MAX_TERMS: u32 = 100_000;

/// I_x(a, b) and 1 − I_x(a, b) for a, b > 0, given x and y = 1 − x each to full precision.
pub(super) fn beta_tails(a: f64, b: f64, x: f64, y: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if y <= 0.0 {
        return (1.0, 0.0);
    }
    let front = power_over_beta(a, b, x, y);
    if x < (a + 1.0) / (a + b + 2.0) {
        let lower = front * fraction(a, b, x) / a;
        (lower, 1.0 - lower)
    } else {
        let upper = front * fraction(b, a, y) / b;
        (1.0 - upper, upper)
    }
}

/// xᵃ yᵇ / B(a, b).
fn power_over_beta(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let n = a + b;
    let log = stirling_error(n)
        - stirling_error(a)
        - stirling_error(b)
        - deviance(a, n * x)
        - deviance(b, n * y);
    log.exp() * (a * b / (2.0 * PI * n)).sqrt()
}

/// a B(a, b) I_x(a, b) / (xᵃ (1 − x)ᵇ).
pub(super) fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away_from_zero = |v: f64| if v.abs() < TINY { TINY } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut h = d;
    for m in 1..MAX_TERMS {
        let m = f64::from(m);
        let at = a + 2.0 * m;
        let even = m * (b - m) * x / ((at - 1.0) * at);
        d = 1.0 / away_from_zero(1.0 + even * d);
        c = away_from_zero(1.0 + even / c);
        h *= d * c;
        let odd = -(a + m) * (a + b + m) * x / (at * (at + 1.0));
        d = 1.0 / away_from_zero(1.0 + odd * d);
        c = away_from_zero(1.0 + odd / c);
        h *= d * c;
        if (d * c - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    h
}

/// The x at which I_x(a, b) is `probability`, found on the scale of logits so that an end near 0 or 1 keeps its digits.
pub(in crate::kernel::stats) fn beta_quantile(probability: f64, a: f64, b: f64) -> f64 {
    if probability <= 0.0 {
        return 0.0;
    }
    if probability >= 1.0 {
        return 1.0;
    }
    let from_logit = |z: f64| (1.0 / (1.0 + (-z).exp()), 1.0 / (1.0 + z.exp()));
    let excess = |z: f64| {
        let (x, y) = from_logit(z);
        let (lower, upper) = beta_tails(a, b, x, y);
        if probability < 0.5 {
            lower.ln() - probability.ln()
        } else {
            (1.0 - probability).ln() - upper.ln()
        }
    };
    from_logit(root_between(excess, -700.0, 700.0)).0
}

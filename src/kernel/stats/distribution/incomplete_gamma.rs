//! The regularised incomplete gamma functions, both tails.
//!
//! P by its series of positive terms (Abramowitz and Stegun 6.5.29) below the mean, Q by Legendre's continued fraction
//! (6.5.31, modified Lentz) above it. statrs' ln Γ is good to about fourteen digits of the logarithm, which costs
//! digits of the tail when the shape is large.

use std::f64::consts::PI;

use super::deviance::{deviance, stirling_error};

const MAX_TERMS: u32 = 1_000_000;

/// P(a, x) and Q(a, x) = 1 − P(a, x) for a > 0, x ≥ 0; the smaller of the two is right to about thirteen digits.
pub(super) fn gamma_tails(a: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if x == f64::INFINITY {
        return (1.0, 0.0);
    }
    // xᵃ e⁻ˣ / Γ(a + 1)
    let front = (-stirling_error(a) - deviance(a, x)).exp() / (2.0 * PI * a).sqrt();
    if x < a + 1.0 {
        let lower = front * series(a, x);
        (lower, 1.0 - lower)
    } else {
        let upper = front * a * fraction(a, x);
        (1.0 - upper, upper)
    }
}

/// Σ xⁿ / ((a + 1) ⋯ (a + n)).
fn series(a: f64, x: f64) -> f64 {
    let (mut term, mut sum) = (1.0, 1.0);
    for n in 1..MAX_TERMS {
        term *= x / (a + f64::from(n));
        sum += term;
        if term <= f64::EPSILON / 4.0 * sum {
            break;
        }
    }
    sum
}

/// 1/(x + 1 − a − 1(1 − a)/(x + 3 − a − ...)).
fn fraction(a: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut h = d;
    for n in 1..MAX_TERMS {
        let n = f64::from(n);
        let numerator = -n * (n - a);
        b += 2.0;
        d = 1.0 / away_from_zero(numerator * d + b, TINY);
        c = away_from_zero(b + numerator / c, TINY);
        h *= d * c;
        if (d * c - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    h
}

fn away_from_zero(value: f64, tiny: f64) -> f64 {
    if value.abs() < tiny { tiny } else { value }
}

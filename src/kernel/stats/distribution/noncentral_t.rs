//! Tails of the noncentral t distribution, and the noncentrality that gives a wanted tail.
//!
//! T = (Z + δ)/√(V/ν) with V chi-squared on ν degrees of freedom. With e^u = √(V/ν), P(T ≤ t) = ∫ Φ(t e^u − δ) g(u) du,
//! where g(u) is 2√a/√(2π) exp(−s(a) − a(e^{2u} − 1 − 2u)), a = ν/2, s Stirling's error. The integrand is analytic,
//! positive and falls off at both ends, so the trapezoid rule converges faster than any power of its step, and a small
//! tail keeps its digits. Lenth's series (1989, Applied Statistics 38:185), which statrs lacks and others use, has an
//! absolute error that swallows small tails, and underflows for δ above 37.

use std::f64::consts::PI;

use super::deviance::stirling_error;
use super::incomplete_gamma::gamma_tails;
use super::normal::{normal_cdf, normal_density};
use super::quantile::normal_quantile;
use super::root::root_between;

/// Terms below this share of the largest are left out.
const NEGLIGIBLE: f64 = 1e-19;
/// Step of the first sum, in units of the smallest scale of the integrand.
const FIRST_STEP: f64 = 1.0;
/// Where t and δ both pass this many roots of 2ν, Φ(t e^u − δ) is so steep that the normal part is summed over instead.
const STEEP: f64 = 200.0;
/// Step and reach of the sum over the normal part, against which the chi-squared tail is then nearly level.
const NORMAL_STEP: f64 = 0.25;
const NORMAL_PLACES: i32 = 60;
/// The search for a noncentrality ends with a step of this relative length, or after this many it is done by halving.
const LAST_STEP: f64 = 1e-9;
const MOST_SECANTS: usize = 12;

/// P(T ≤ t) for T noncentral t with `df` degrees of freedom and this noncentrality.
///
/// # Panics
///
/// When `df` is not above zero.
///
/// # Numerics
///
/// Relative error below 1e−11 for df from 1 to 1e5 and tails down to 1e−200, however large t and δ.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::{noncentral_t_lower_tail, t_two_sided_p};
///
/// let central = noncentral_t_lower_tail(-2.0, 9.0, 0.0);
/// assert!((central - t_two_sided_p(2.0, 9.0) / 2.0).abs() < 1e-14);
/// ```
pub fn noncentral_t_lower_tail(t: f64, df: f64, noncentrality: f64) -> f64 {
    if let Some(tail) = limiting_tail(t, df, noncentrality) {
        return tail;
    }
    if is_steep(t, df, noncentrality) {
        return over_normal_part(t, df, noncentrality, t < 0.0);
    }
    integral(df, t, noncentrality, |scale| {
        normal_cdf(t * scale - noncentrality)
    })
}

/// P(T ≥ t) for T noncentral t with `df` degrees of freedom and this noncentrality.
///
/// # Panics
///
/// When `df` is not above zero.
pub fn noncentral_t_upper_tail(t: f64, df: f64, noncentrality: f64) -> f64 {
    if let Some(tail) = limiting_tail(-t, df, -noncentrality) {
        return tail;
    }
    if is_steep(t, df, noncentrality) {
        return over_normal_part(t, df, noncentrality, t > 0.0);
    }
    integral(df, t, noncentrality, |scale| {
        normal_cdf(noncentrality - t * scale)
    })
}

/// P(T ≤ t) where t or the degrees of freedom are infinite; NaN where t or the noncentrality is no number.
fn limiting_tail(t: f64, df: f64, noncentrality: f64) -> Option<f64> {
    if t.is_nan() || !noncentrality.is_finite() {
        return Some(f64::NAN);
    }
    if t.is_infinite() {
        return Some(if t > 0.0 { 1.0 } else { 0.0 });
    }
    (df == f64::INFINITY).then(|| normal_cdf(t - noncentrality))
}

/// The noncentrality at which P(T ≥ t) is `upper_tail`: an end of the interval that a t statistic gives for an effect.
///
/// A t that is not finite is its own noncentrality.
///
/// # Panics
///
/// When `df` is not above zero or `upper_tail` is not strictly between 0 and 1.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::{noncentral_t_noncentrality, noncentral_t_upper_tail};
///
/// let noncentrality = noncentral_t_noncentrality(0.025, 4.0, 9.0);
/// assert!((noncentral_t_upper_tail(4.0, 9.0, noncentrality) - 0.025).abs() < 1e-13);
/// ```
pub fn noncentral_t_noncentrality(upper_tail: f64, t: f64, df: f64) -> f64 {
    let deviate = normal_quantile(upper_tail);
    if !t.is_finite() {
        return t;
    }
    let spread = 1.0 + t.abs() / (2.0 * df).sqrt();
    let start = t + deviate * spread;
    let tail = |noncentrality| {
        if upper_tail < 0.5 {
            noncentral_t_upper_tail(t, df, noncentrality)
        } else {
            noncentral_t_lower_tail(t, df, noncentrality)
        }
    };
    let wanted = upper_tail.min(1.0 - upper_tail);
    let up = (0.5 - upper_tail).signum();
    by_secants(&tail, wanted, start, up * spread).unwrap_or_else(|| {
        let excess = |noncentrality| up * (tail(noncentrality) / wanted).ln();
        bracketed(excess, start, spread / 2.0)
    })
}

/// Where a tail is the wanted one, by secants of its normal deviate, which is nearly a straight line in the
/// noncentrality; `slope` is about how far the noncentrality goes for a deviate of one. `None` where that does not settle.
fn by_secants(tail: &impl Fn(f64) -> f64, wanted: f64, start: f64, slope: f64) -> Option<f64> {
    let target = normal_quantile(wanted);
    let off = |noncentrality: f64| {
        let tail = tail(noncentrality);
        (tail > 0.0 && tail < 1.0).then(|| normal_quantile(tail) - target)
    };
    let (mut at, mut slope) = (start, slope);
    let mut value = off(at)?;
    for _ in 0..MOST_SECANTS {
        let step = -value * slope;
        let next = at + step;
        // Secants multiply errors: the step after this one would be lost in rounding.
        if step.abs() <= LAST_STEP * (1.0 + next.abs()) {
            return Some(next);
        }
        let next_value = off(next)?;
        slope = step / (next_value - value);
        (at, value) = (next, next_value);
    }
    None
}

/// The root of an increasing function, first walking from a start until it is between two places.
fn bracketed(excess: impl Fn(f64) -> f64, start: f64, first_reach: f64) -> f64 {
    let (mut low, mut high, mut reach) = (start, start, first_reach);
    while excess(low) > 0.0 {
        low -= reach;
        reach *= 2.0;
    }
    reach = first_reach;
    while excess(high) < 0.0 {
        high += reach;
        reach *= 2.0;
    }
    root_between(excess, low, high)
}

/// ∫ weight(e^u) g(u) du by the trapezoid rule, its step halved until the sum settles.
fn integral(df: f64, t: f64, noncentrality: f64, weight: impl Fn(f64) -> f64) -> f64 {
    assert!(df > 0.0, "degrees of freedom are above zero");
    let a = df / 2.0;
    let term = |u: f64| weight(u.exp()) * (-a * excess_exponential(2.0 * u)).exp();
    let steepest = t.abs().min(noncentrality.abs());
    let mut step = FIRST_STEP / (2.0 * df + steepest * steepest / 2.0 + 1.0).sqrt();
    // Where Φ is one half, should the mode of g be so far off that nothing is left of Φ there.
    let half_way = (noncentrality / t).ln();
    let start = if half_way.is_finite() && term(half_way) > term(0.0) {
        half_way
    } else {
        0.0
    };
    let peak = highest(&term, start, step);
    let mut sum = total(&term, peak, step);
    let mut area = sum * step;
    for _ in 0..8 {
        sum += total(&term, peak + step / 2.0, step);
        step /= 2.0;
        let finer = sum * step;
        // Each halving squares the relative error.
        let settled = (finer - area).abs() <= 1e-9 * finer;
        area = finer;
        if settled {
            break;
        }
    }
    area * 2.0 * a.sqrt() / (2.0 * PI).sqrt() * (-stirling_error(a)).exp()
}

fn is_steep(t: f64, df: f64, noncentrality: f64) -> bool {
    assert!(df > 0.0, "degrees of freedom are above zero");
    let bound = STEEP * (2.0 * df).sqrt();
    t.abs().min(noncentrality.abs()) > bound && (t > 0.0) == (noncentrality > 0.0)
}

/// ∫ φ(z) P(V ⋛ ν((z + |δ|)/t)²) dz: the tail of |T| beyond |t| where `far`, below it otherwise.
fn over_normal_part(t: f64, df: f64, noncentrality: f64, far: bool) -> f64 {
    let tail = |z: f64| {
        let ratio = (z + noncentrality.abs()) / t.abs();
        let (lower, upper) = gamma_tails(df / 2.0, df * ratio * ratio / 2.0);
        if far { lower } else { upper }
    };
    let places = -NORMAL_PLACES..=NORMAL_PLACES;
    let at = places.map(|place| f64::from(place) * NORMAL_STEP);
    at.map(|z| normal_density(z) * tail(z)).sum::<f64>() * NORMAL_STEP
}

/// e^x − 1 − x, without cancellation near zero.
fn excess_exponential(x: f64) -> f64 {
    if x.abs() > 0.5 {
        return x.exp_m1() - x;
    }
    let (mut term, mut sum) = (x * x / 2.0, x * x / 2.0);
    for n in 3..30 {
        term *= x / f64::from(n);
        sum += term;
        if term.abs() <= f64::EPSILON / 8.0 * sum {
            break;
        }
    }
    sum
}

/// Where the terms are largest, walking up from a start, coarsely and then finely.
fn highest(term: &impl Fn(f64) -> f64, start: f64, step: f64) -> f64 {
    let mut at = start;
    let mut value = term(at);
    for stride in [64.0, 16.0, 4.0, 1.0].map(|times| times * step) {
        for direction in [stride, -stride] {
            loop {
                let next = term(at + direction);
                if next <= value {
                    break;
                }
                (at, value) = (at + direction, next);
            }
        }
    }
    at
}

/// The sum of the terms at `origin` and every whole step from it, smaller and smaller both ways.
fn total(term: &impl Fn(f64) -> f64, origin: f64, step: f64) -> f64 {
    let mut sum = term(origin);
    for direction in [step, -step] {
        let mut places = 1.0;
        loop {
            let value = term(origin + places * direction);
            sum += value;
            if value <= NEGLIGIBLE * sum {
                break;
            }
            places += 1.0;
        }
    }
    sum
}

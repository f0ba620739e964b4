//! Tails of Student's t distribution.
//!
//! The two-sided tail is the regularised incomplete beta function I_x(ν/2, ½) at x = ν/(ν + t²) (Abramowitz and
//! Stegun 26.7.1): a continued fraction (26.5.8, modified Lentz) in the tail, a power series (26.5.4) in the middle.
//! statrs' own survival function stops its continued fraction at 140 terms, forms ln Γ(a + ½) − ln Γ(a) by
//! subtraction and 1 − x by rounding, which costs six digits at a million degrees of freedom.

use super::gamma_ratio::half_step;
use super::incomplete_beta::fraction;
use super::normal::{normal_critical, normal_two_sided_p};

/// From this many degrees of freedom, and for t below this many roots of them, Hill's transformation to a normal
/// deviate is right to thirteen digits, and the continued fraction would need many terms.
const NEARLY_NORMAL: (f64, f64) = (1_000.0, 0.3);
const MAX_TERMS: u32 = 5_000;

/// P(|T| ≥ |t|) for Student's t with `df` degrees of freedom; the normal distribution's where they are infinite.
///
/// Use it for a two-sided p value; half of it is a one-sided tail. NaN for a t of NaN.
///
/// # Panics
///
/// When `df` is not above zero.
///
/// # Numerics
///
/// Relative error below 1e−12 for df from 1 to 1e6 and p down to 1e−300; nothing is taken from 1.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::t_two_sided_p;
///
/// assert!((t_two_sided_p(1.0, 1.0) - 0.5).abs() < 1e-15);
/// assert!((t_two_sided_p(4.184908135, 16.0) - 0.0007002531).abs() < 1e-10);
/// ```
pub fn t_two_sided_p(t: f64, df: f64) -> f64 {
    assert!(df > 0.0, "degrees of freedom are above zero");
    if t.is_nan() {
        return f64::NAN;
    }
    if t == 0.0 {
        return 1.0;
    }
    if df == f64::INFINITY {
        return normal_two_sided_p(t);
    }
    if df >= NEARLY_NORMAL.0 && t.abs() < NEARLY_NORMAL.1 * df.sqrt() {
        return normal_two_sided_p(hill_deviate(t.abs(), df));
    }
    let beta = BetaArgument::new(t.abs(), df);
    let a = df / 2.0;
    let front = (a * beta.ln_x).exp() * beta.root_y * half_step(a) / std::f64::consts::PI.sqrt();
    if beta.x < (a + 1.0) / (a + 2.5) {
        front * fraction(a, 0.5, beta.x) / a
    } else {
        1.0 - front * 2.0 * central_series(a, beta.y)
    }
}

/// The t that a two-sided interval of this coverage reaches to: P(|T| < t) = `level`.
///
/// # Panics
///
/// When `level` is not strictly between 0 and 1 or `df` is not above zero.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::t_critical;
///
/// assert!((t_critical(0.95, 9.0) - 2.262157162798205).abs() < 1e-12);
/// ```
pub fn t_critical(level: f64, df: f64) -> f64 {
    if df == f64::INFINITY {
        return normal_critical(level);
    }
    let target = (1.0 - level).ln();
    let (mut low, mut high) = (0.0, normal_critical(level).max(1.0));
    while t_two_sided_p(high, df).ln() > target {
        low = high;
        high *= 2.0;
    }
    let mut t = high;
    for _ in 0..200 {
        let p = t_two_sided_p(t, df);
        let excess = p.ln() - target;
        if excess > 0.0 {
            low = t
        } else {
            high = t
        }
        let newton = t + excess * p / (2.0 * density(t, df));
        let next = if newton > low && newton < high {
            newton
        } else {
            f64::midpoint(low, high)
        };
        if (next - t).abs() <= 2.0 * f64::EPSILON * t {
            return next;
        }
        t = next;
    }
    t
}

fn density(t: f64, df: f64) -> f64 {
    let constant = half_step(df / 2.0) / (df * std::f64::consts::PI).sqrt();
    constant * (-(df + 1.0) / 2.0 * (t / df * t).ln_1p()).exp()
}

/// x = ν/(ν + t²) and y = 1 − x, each to full precision.
struct BetaArgument {
    x: f64,
    ln_x: f64,
    y: f64,
    root_y: f64,
}

impl BetaArgument {
    fn new(t: f64, df: f64) -> Self {
        let ratio = t / df.sqrt();
        let ln_x = if ratio < 1.0 {
            -(ratio * ratio).ln_1p()
        } else {
            -2.0 * ratio.ln() - (1.0 / ratio).powi(2).ln_1p()
        };
        let root_y = 1.0 / (1.0 / ratio).hypot(1.0);
        Self {
            x: ln_x.exp(),
            ln_x,
            y: root_y * root_y,
            root_y,
        }
    }
}

/// ½ B(½, a) I_y(½, a) / (y^½ (1 − y)^a): positive terms that shrink at least by half in the end.
fn central_series(a: f64, y: f64) -> f64 {
    let (mut term, mut sum) = (1.0, 1.0);
    for n in 0..MAX_TERMS {
        let n = f64::from(n);
        term *= (a + 0.5 + n) / (1.5 + n) * y;
        sum += term;
        if term <= f64::EPSILON * sum {
            break;
        }
    }
    sum
}

/// The normal deviate with the same tail: Hill (1970), Comm. ACM 13:617, algorithm 395.
fn hill_deviate(t: f64, df: f64) -> f64 {
    let a = df - 0.5;
    let b = 48.0 * a * a;
    let z2 = a * (t / df * t).ln_1p();
    let numerator = ((-0.4 * z2 - 3.3) * z2 - 24.0) * z2 - 85.5;
    ((numerator / (0.8 * z2 * z2 + 100.0 + b) + z2 + 3.0) / b + 1.0) * z2.sqrt()
}

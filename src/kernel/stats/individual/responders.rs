//! People who changed by at least a minimal important difference.

use serde::Serialize;

use crate::kernel::stats::Interval;
use crate::kernel::stats::categorical::wilson;

/// How many changed by a difference that matters.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Responders {
    /// People better by at least the difference.
    pub improved: u64,
    /// People within it.
    pub unchanged: u64,
    /// People worse by at least the difference.
    pub worsened: u64,
    /// Share improved.
    pub share: f64,
    /// Wilson's interval of that share.
    pub ci: Interval,
}

/// Counts people whose change is at least `minimal`, a declared minimal important difference of the scale.
///
/// Use it to say how many people changed in a way that matters to them: a difference found by asking people, which may
/// well be smaller than measurement error of one person. Differences of decimal scores should come from
/// [`differences`](crate::kernel::stats::differences()), so that one of exactly the minimal counts.
///
/// `None` without a difference, or unless `minimal` is above zero.
///
/// # Panics
///
/// When `level` is not strictly between 0 and 1.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::individual::responders;
///
/// let found = responders(&[3.0, 1.0, -4.0, 0.0, 6.0], 3.0, true, 0.95).unwrap();
/// assert_eq!((found.improved, found.unchanged, found.worsened), (2, 2, 1));
/// assert_eq!(found.share, 0.4);
/// ```
pub fn responders(
    differences: &[f64],
    minimal: f64,
    higher_is_better: bool,
    level: f64,
) -> Option<Responders> {
    if differences.is_empty() || minimal.is_nan() || minimal <= 0.0 {
        return None;
    }
    let up = differences.iter().filter(|&&d| d >= minimal).count() as u64;
    let down = differences.iter().filter(|&&d| d <= -minimal).count() as u64;
    let (improved, worsened) = if higher_is_better {
        (up, down)
    } else {
        (down, up)
    };
    let n = differences.len() as u64;
    Some(Responders {
        improved,
        unchanged: n - up - down,
        worsened,
        share: improved as f64 / n as f64,
        ci: wilson(improved, n, level),
    })
}

//! How much worse people lost would have to be before a finding falls.

use serde::Serialize;

use super::{PooledEstimate, rubin};

/// Where a finding ends to hold.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TippingPoint {
    /// The shift of every missing value at which the interval first holds zero; `None` when the search's end is reached first.
    pub delta: Option<f64>,
    /// The estimate without a shift.
    pub unshifted: PooledEstimate,
}

/// Finds the least shift of missing follow-ups, towards no effect, at which the pooled interval reaches zero: the delta adjustment
/// of van Buuren (2018), Flexible Imputation of Missing Data, section 3.8; tipping point: Yan, Lee and Li (2009), J.
/// Biopharmaceutical Statistics 19:1085.
///
/// Use it to say what would have to be true of people lost for a finding to be wrong: then ask whether that is plausible.
/// `analyse` gives the estimate and its variance in each completed data set when every imputed value is moved by a shift;
/// the search runs over shifts up to `furthest` of either sign, against the sign of the unshifted estimate.
///
/// `None` where [`rubin`] gives nothing, or the unshifted interval holds zero already.
///
/// # Panics
///
/// As [`rubin`], and when `furthest` is not finite.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::missing::tipping_point;
///
/// // Half of all values are missing, so the mean moves by half of a shift.
/// let analyse = |shift: f64| vec![(2.0 + shift / 2.0, 0.25), (2.0 + shift / 2.0, 0.25)];
/// let found = tipping_point(analyse, 1e6, 0.95, 10.0).unwrap();
/// assert!((found.delta.unwrap() + 2.0 * (2.0 - 0.5 * 1.959966)).abs() < 1e-5);
/// ```
pub fn tipping_point(
    analyse: impl Fn(f64) -> Vec<(f64, f64)>,
    df_complete: f64,
    level: f64,
    furthest: f64,
) -> Option<TippingPoint> {
    assert!(furthest.is_finite(), "a search has an end");
    let pooled = |shift: f64| {
        let (estimates, variances): (Vec<f64>, Vec<f64>) = analyse(shift).into_iter().unzip();
        rubin(&estimates, &variances, df_complete, level)
    };
    let unshifted = pooled(0.0)?;
    let sign = unshifted.pooled.estimate.signum();
    let nearer_end = |found: &PooledEstimate| {
        let ci = found.pooled.ci;
        if sign > 0.0 { ci.lower } else { -ci.upper }
    };
    if nearer_end(&unshifted) <= 0.0 {
        return None;
    }
    // The first of many even steps at which the interval holds zero, then the shift within it by halving.
    const STEPS: u32 = 64;
    let holds = |size: f64| pooled(-sign * size).is_some_and(|found| nearer_end(&found) > 0.0);
    let step = furthest.abs() / f64::from(STEPS);
    let first = (1..=STEPS).find(|&place| !holds(f64::from(place) * step));
    let delta = first.map(|place| {
        let (mut low, mut high) = (f64::from(place - 1) * step, f64::from(place) * step);
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            if holds(middle) {
                low = middle
            } else {
                high = middle
            }
        }
        -sign * high
    });
    Some(TippingPoint { delta, unshifted })
}

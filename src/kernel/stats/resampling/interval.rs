//! What all bootstraps make of their resamples.

use super::Bootstrap;
use crate::kernel::stats::{Interval, Moments, normal_cdf, normal_quantile};

/// A relative difference below this is rounding: decimal scores tie where their doubles nearly do.
const ROUNDING: f64 = 1e-12;

/// Statistics of resamples, and of the sample.
pub(super) struct Found {
    pub estimate: f64,
    pub resamples: Vec<f64>,
    pub acceleration: f64,
    pub units: u64,
    pub seed: u64,
}

/// Panics on settings that no bootstrap has.
pub(super) fn check(draws: u32, level: f64) {
    assert!(
        level > 0.0 && level < 1.0,
        "a level is strictly between 0 and 1"
    );
    assert!(draws > 0, "at least one resample is drawn");
}

impl Found {
    /// The standard error and both intervals; `None` without a resample.
    pub(super) fn bootstrap(mut self, level: f64) -> Option<Bootstrap> {
        self.resamples.sort_unstable_by(f64::total_cmp);
        let (sorted, acceleration) = (&self.resamples, self.acceleration);
        let moments = Moments::from_slice(sorted).finalise()?;
        let se = moments.sd().unwrap_or(0.0);
        let slack = ROUNDING * (self.estimate.abs() + se);
        let share_below = share_below(sorted, self.estimate, slack);
        let bias = (share_below > 0.0 && share_below < 1.0).then(|| normal_quantile(share_below));
        let tail = (1.0 - level) / 2.0;
        let interval = |low: f64, high: f64| Interval {
            level,
            lower: quantile(sorted, low),
            upper: quantile(sorted, high),
        };
        Some(Bootstrap {
            estimate: self.estimate,
            se,
            bca: bias.map(|bias| {
                let moved =
                    |z: f64| normal_cdf(bias + (bias + z) / (1.0 - acceleration * (bias + z)));
                let z = normal_quantile(tail);
                interval(moved(z), moved(-z))
            }),
            percentile: interval(tail, 1.0 - tail),
            bias,
            acceleration,
            units: self.units,
            draws: sorted.len() as u32,
            seed: self.seed,
        })
    }
}

/// Share of sorted values below one, those that differ from it by no more than `slack` counted half.
fn share_below(sorted: &[f64], value: f64, slack: f64) -> f64 {
    let below = sorted.partition_point(|found| *found < value - slack);
    let up_to = sorted.partition_point(|found| *found <= value + slack);
    (below + up_to) as f64 / (2 * sorted.len()) as f64
}

/// The value at place (B + 1) share of sorted values, between two where it falls between.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = ((sorted.len() + 1) as f64 * share - 1.0).clamp(0.0, (sorted.len() - 1) as f64);
    let below = place.floor();
    let (from, to) = (sorted[below as usize], sorted[place.ceil() as usize]);
    from + (place - below) * (to - from)
}

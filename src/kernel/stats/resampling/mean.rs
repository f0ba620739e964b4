//! Bootstrap intervals of a mean, many times faster than of any statistic.

use super::Bootstrap;
use super::interval::{Found, check};
use super::resampler::Resampler;
use crate::kernel::stats::centred::Centred;
use crate::kernel::stats::sorted_changes::SortedChanges;

/// Bootstraps the mean of independent values: the law of [`bootstrap`](super::bootstrap()) with a mean as its statistic.
///
/// Use it for the mean change of a cell. How often each value comes into a resample is drawn as a multinomial number, by
/// binomials: value by value where the values are few, else part by part of the sorted values with random bits as indexes
/// inside a part. The acceleration is that of the jackknife, Σ(x − x̄)³ / 6(Σ(x − x̄)²)^{3/2}, in closed form. The result is the
/// same for the same seed, whatever the number of threads and the order of the values.
///
/// `None` with fewer than two values.
///
/// # Panics
///
/// When `level` is not strictly between 0 and 1 or `draws` is 0.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::resampling::bootstrap_mean;
///
/// let scores = [3.0, 5.0, 4.0, 8.0, 6.0, 5.0, 7.0, 2.0];
/// let found = bootstrap_mean(&scores, 1_999, 7, 0.95).unwrap();
/// assert_eq!((found.estimate, found.units, found.draws), (5.0, 8, 1_999));
/// // The standard error of a mean, with divisor n.
/// assert!((found.se - (28.0_f64 / 64.0).sqrt()).abs() < 0.05);
/// assert!(found.percentile.lower < 5.0 && 5.0 < found.percentile.upper);
/// ```
pub fn bootstrap_mean(values: &[f64], draws: u32, seed: u64, level: f64) -> Option<Bootstrap> {
    check(draws, level);
    if values.len() < 2 {
        return None;
    }
    let sorted = SortedChanges::new(values.to_vec()).sorted;
    let n = sorted.len() as f64;
    let series = Centred::new(&sorted)?;
    // About a whole number near the mean: sums of whole scores stay exact, so that a tie with the sample is one.
    let from_centre = |value: &f64| value - series.centre;
    let observed: f64 = sorted.iter().map(from_centre).sum();
    let rows = sorted.iter().map(|value| [from_centre(value)]).collect();
    let sums = Resampler::new(rows).sums(draws, seed);
    let found = Found {
        estimate: series.mean,
        resamples: sums
            .iter()
            .map(|[sum]| (sum - observed) / n + series.mean)
            .collect(),
        acceleration: acceleration(sorted.iter().map(|value| value - series.mean)),
        units: values.len() as u64,
        seed,
    };
    found.bootstrap(level)
}

/// Σd³ / 6(Σd²)^{3/2} of the influences d of units; 0 where these do not vary.
pub(super) fn acceleration(influences: impl Iterator<Item = f64>) -> f64 {
    let (squares, cubes) = influences.fold((0.0, 0.0), |(squares, cubes), d| {
        (squares + d * d, cubes + d * d * d)
    });
    if squares > 0.0 {
        cubes / (6.0 * f64::powf(squares, 1.5))
    } else {
        0.0
    }
}

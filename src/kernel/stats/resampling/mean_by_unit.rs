//! Bootstrap intervals of a mean over rows that come in clusters.

use super::Bootstrap;
use super::interval::{Found, check};
use super::mean::acceleration;
use super::resampler::Resampler;
use crate::kernel::stats::centred::Centred;

/// Bootstraps the mean of rows, whole units at a time: the law of [`bootstrap`](super::bootstrap()) with `units` and a mean.
///
/// Use it where a person has several rows, or people share a site. `units` has one code a row. A resample of units has
/// the mean Σ sums / Σ counts over the units drawn; drawing is as in [`bootstrap_mean`](super::bootstrap_mean()), and so is
/// the acceleration, from the means of the rows less one unit. The result is the same for the same seed, whatever the
/// number of threads, the order of the rows and the codes of the units.
///
/// `None` with fewer than two units.
///
/// # Panics
///
/// When the slices differ in length, `level` is not strictly between 0 and 1, or `draws` is 0.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::resampling::bootstrap_mean_by_unit;
///
/// let changes = [1.0, 2.0, 1.5, 6.0, 5.0, 3.0, 2.5, 4.0];
/// let people = [1, 1, 1, 2, 2, 3, 3, 4];
/// let found = bootstrap_mean_by_unit(&changes, &people, 999, 7, 0.9).unwrap();
/// assert_eq!((found.estimate, found.units), (3.125, 4));
/// assert!(found.percentile.lower < 3.125 && 3.125 < found.percentile.upper);
/// ```
pub fn bootstrap_mean_by_unit(
    values: &[f64],
    units: &[usize],
    draws: u32,
    seed: u64,
    level: f64,
) -> Option<Bootstrap> {
    check(draws, level);
    assert_eq!(
        values.len(),
        units.len(),
        "each row has one value and one unit"
    );
    // About a whole number near the mean: sums of whole scores stay exact, so that a tie with the sample is one.
    let centre = Centred::new(values)?.centre;
    let totals = totals(values, centre, units);
    if totals.len() < 2 {
        return None;
    }
    let (sum, count) = totals.iter().fold((0.0, 0.0), |(sum, count), total| {
        (sum + total[0], count + total[1])
    });
    let mean = |sum: f64, count: f64| sum / count + centre;
    let units = totals.len() as u64;
    let acceleration = leave_one_out(&totals, sum, count);
    let sums = Resampler::new(totals).sums(draws, seed);
    let found = Found {
        estimate: mean(sum, count),
        resamples: sums.iter().map(|&[sum, count]| mean(sum, count)).collect(),
        acceleration,
        units,
        seed,
    };
    found.bootstrap(level)
}

/// Sum about the centre and count of each unit's rows, in ascending order.
fn totals(values: &[f64], centre: f64, units: &[usize]) -> Vec<[f64; 2]> {
    let from_centre = values.iter().map(|value| value - centre);
    let mut rows: Vec<(usize, f64)> = units.iter().copied().zip(from_centre).collect();
    rows.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let of_unit = rows.chunk_by(|a, b| a.0 == b.0);
    let mut totals: Vec<[f64; 2]> = of_unit
        .map(|rows| [rows.iter().map(|row| row.1).sum(), rows.len() as f64])
        .collect();
    totals.sort_unstable_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    totals
}

/// The acceleration from the means less one unit.
fn leave_one_out(totals: &[[f64; 2]], sum: f64, count: f64) -> f64 {
    let without = |total: &[f64; 2]| (sum - total[0]) / (count - total[1]);
    let mean = totals.iter().map(without).sum::<f64>() / totals.len() as f64;
    acceleration(totals.iter().map(|total| mean - without(total)))
}

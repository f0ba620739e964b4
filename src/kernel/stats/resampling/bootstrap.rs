//! Bootstrap intervals.

use std::collections::BTreeMap;

use rand::distr::{Distribution, Uniform};
use rayon::prelude::*;
use serde::Serialize;

use super::interval::{Found, check};
use super::mean::acceleration;
use super::resampler::{CHUNK, stream};
use crate::kernel::stats::Interval;

/// An estimate with two bootstrap intervals.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bootstrap {
    /// The statistic of the sample.
    pub estimate: f64,
    /// Standard deviation of the statistic over resamples.
    pub se: f64,
    /// Bias-corrected and accelerated interval; `None` where all resamples lie on one side of the estimate.
    pub bca: Option<Interval>,
    /// Percentile interval.
    pub percentile: Interval,
    /// z₀, how far the resamples' middle lies from the estimate, in standard normal units.
    pub bias: Option<f64>,
    /// a, how the standard error changes with the truth.
    pub acceleration: f64,
    /// Units resampled: people or clusters.
    pub units: u64,
    /// Resamples in which the statistic was defined.
    pub draws: u32,
    /// The seed.
    pub seed: u64,
}

/// Bootstraps a statistic of rows: Efron (1987), J. American Statistical Association 82:171; the acceleration from the
/// jackknife over the same units.
///
/// Use it where no formula gives an interval. `units` has one code a row: the person, so that all rows of a person come
/// together, or the site. `statistic` gets places of rows, a place as often as it was drawn, and answers `None` where it
/// is not defined: such resamples are left out and [`Bootstrap::draws`] says how many stayed. Resamples are drawn in parallel; the
/// result is the same for the same seed, whatever the number of threads. For a mean, [`bootstrap_mean`](super::bootstrap_mean())
/// and [`bootstrap_mean_by_unit`](super::bootstrap_mean_by_unit()) are many times faster.
///
/// Both intervals are too narrow in small samples. Of a normal mean, 95% intervals cover 89% at 8 values, 93% at 20 and
/// 94.5% at 60. Of a lognormal mean, BCa covers 80.5% at 8, 87.3% at 20, 91.7% at 60 and 93.3% at 200, the percentile
/// interval 78.0%, 85.3%, 90.8% and 93.2%.
///
/// `None` with fewer than two units, or where the statistic is not defined for the sample, for a sample less one unit, or
/// for most resamples.
///
/// # Panics
///
/// When `level` is not strictly between 0 and 1 or `draws` is 0.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::resampling::bootstrap;
///
/// let scores = [3.0, 5.0, 4.0, 8.0, 6.0, 5.0, 7.0, 2.0];
/// let mean = |rows: &[usize]| Some(rows.iter().map(|&row| scores[row]).sum::<f64>() / rows.len() as f64);
/// let people: Vec<usize> = (0..8).collect();
/// let found = bootstrap(&people, mean, 999, 7, 0.95).unwrap();
/// assert_eq!(found.estimate, 5.0);
/// assert!(found.percentile.lower < 5.0 && 5.0 < found.percentile.upper);
/// assert_eq!(found, bootstrap(&people, mean, 999, 7, 0.95).unwrap());
/// ```
pub fn bootstrap(
    units: &[usize],
    statistic: impl Fn(&[usize]) -> Option<f64> + Sync,
    draws: u32,
    seed: u64,
    level: f64,
) -> Option<Bootstrap> {
    check(draws, level);
    let members = members(units);
    let rows: Vec<usize> = (0..units.len()).collect();
    let estimate = statistic(&rows)?;
    if members.len() < 2 {
        return None;
    }
    let resamples = resampled(&members, &statistic, draws, seed);
    if resamples.len() * 2 < draws as usize {
        return None;
    }
    let found = Found {
        estimate,
        resamples,
        acceleration: jackknife(&members, &statistic)?,
        units: members.len() as u64,
        seed,
    };
    found.bootstrap(level)
}

fn members(units: &[usize]) -> Vec<Vec<usize>> {
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (row, &unit) in units.iter().enumerate() {
        members.entry(unit).or_default().push(row);
    }
    members.into_values().collect()
}

/// Chunk c of the resamples comes from stream c of the seed, whatever thread draws it.
fn resampled(
    members: &[Vec<usize>],
    statistic: &(impl Fn(&[usize]) -> Option<f64> + Sync),
    draws: u32,
    seed: u64,
) -> Vec<f64> {
    let Ok(any) = Uniform::new(0, members.len()) else {
        return Vec::new();
    };
    let chunks = (0..draws.div_ceil(CHUNK)).into_par_iter();
    chunks
        .flat_map_iter(|chunk| {
            let mut rng = stream(seed, chunk);
            let mut rows = Vec::new();
            let drawn = CHUNK.min(draws - chunk * CHUNK);
            (0..drawn).filter_map(move |_| {
                rows.clear();
                for _ in 0..members.len() {
                    rows.extend_from_slice(&members[any.sample(&mut rng)]);
                }
                statistic(&rows)
            })
        })
        .collect()
}

/// The acceleration from samples less one unit.
fn jackknife(
    members: &[Vec<usize>],
    statistic: &(impl Fn(&[usize]) -> Option<f64> + Sync),
) -> Option<f64> {
    let without = |left_out: usize| {
        let kept = members
            .iter()
            .enumerate()
            .filter(|(unit, _)| *unit != left_out);
        let rows: Vec<usize> = kept.flat_map(|(_, rows)| rows.iter().copied()).collect();
        statistic(&rows)
    };
    let units = (0..members.len()).into_par_iter();
    let values: Vec<f64> = units.map(without).collect::<Option<_>>()?;
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    Some(acceleration(values.iter().map(|value| mean - value)))
}

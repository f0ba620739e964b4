//! Bootstrap intervals.

use std::collections::BTreeMap;

use rand::SeedableRng;
use rand::distr::{Distribution, Uniform};
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use crate::kernel::stats::{Interval, normal_cdf, normal_quantile};

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
/// is not defined: such resamples are left out and [`Bootstrap::draws`] says how many stayed. The result is the same for
/// the same seed.
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
    statistic: impl Fn(&[usize]) -> Option<f64>,
    draws: u32,
    seed: u64,
    level: f64,
) -> Option<Bootstrap> {
    assert!(
        level > 0.0 && level < 1.0,
        "a level is strictly between 0 and 1"
    );
    assert!(draws > 0, "at least one resample is drawn");
    let members = members(units);
    let rows: Vec<usize> = (0..units.len()).collect();
    let estimate = statistic(&rows)?;
    if members.len() < 2 {
        return None;
    }
    let mut found = resampled(&members, &statistic, draws, seed);
    if found.len() * 2 < draws as usize {
        return None;
    }
    found.sort_by(f64::total_cmp);
    let acceleration = acceleration(&members, &statistic)?;
    let share_below = share_below(&found, estimate);
    let bias = (share_below > 0.0 && share_below < 1.0).then(|| normal_quantile(share_below));
    let tail = (1.0 - level) / 2.0;
    let interval = |low: f64, high: f64| Interval {
        level,
        lower: quantile(&found, low),
        upper: quantile(&found, high),
    };
    let moments = crate::kernel::stats::Moments::from_slice(&found).finalise()?;
    Some(Bootstrap {
        estimate,
        se: moments.sd().unwrap_or(0.0),
        bca: bias.map(|bias| {
            let moved = |z: f64| normal_cdf(bias + (bias + z) / (1.0 - acceleration * (bias + z)));
            let z = normal_quantile(tail);
            interval(moved(z), moved(-z))
        }),
        percentile: interval(tail, 1.0 - tail),
        bias,
        acceleration,
        units: members.len() as u64,
        draws: found.len() as u32,
        seed,
    })
}

fn members(units: &[usize]) -> Vec<Vec<usize>> {
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (row, &unit) in units.iter().enumerate() {
        members.entry(unit).or_default().push(row);
    }
    members.into_values().collect()
}

fn resampled(
    members: &[Vec<usize>],
    statistic: &impl Fn(&[usize]) -> Option<f64>,
    draws: u32,
    seed: u64,
) -> Vec<f64> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let Ok(any) = Uniform::new(0, members.len()) else {
        return Vec::new();
    };
    let mut rows = Vec::new();
    (0..draws)
        .filter_map(|_| {
            rows.clear();
            for _ in 0..members.len() {
                rows.extend_from_slice(&members[any.sample(&mut rng)]);
            }
            statistic(&rows)
        })
        .collect()
}

/// Σ(θ̄ − θ₋ᵢ)³ / 6(Σ(θ̄ − θ₋ᵢ)²)^{3/2} over samples less one unit; 0 where these do not vary.
fn acceleration(
    members: &[Vec<usize>],
    statistic: &impl Fn(&[usize]) -> Option<f64>,
) -> Option<f64> {
    let without = |left_out: usize| {
        let kept = members
            .iter()
            .enumerate()
            .filter(|(unit, _)| *unit != left_out);
        let rows: Vec<usize> = kept.flat_map(|(_, rows)| rows.iter().copied()).collect();
        statistic(&rows)
    };
    let values: Vec<f64> = (0..members.len()).map(without).collect::<Option<_>>()?;
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let power = |p: i32| {
        values
            .iter()
            .map(|value| (mean - value).powi(p))
            .sum::<f64>()
    };
    let squares = power(2);
    Some(if squares > 0.0 {
        power(3) / (6.0 * squares.powf(1.5))
    } else {
        0.0
    })
}

/// Share of sorted values below one, those equal to it counted half.
fn share_below(sorted: &[f64], value: f64) -> f64 {
    let below = sorted.partition_point(|found| *found < value);
    let up_to = sorted.partition_point(|found| *found <= value);
    (below + up_to) as f64 / (2 * sorted.len()) as f64
}

/// The value at place (B + 1) share of sorted values, between two where it falls between.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = ((sorted.len() + 1) as f64 * share - 1.0).clamp(0.0, (sorted.len() - 1) as f64);
    let below = place.floor();
    let (from, to) = (sorted[below as usize], sorted[place.ceil() as usize]);
    from + (place - below) * (to - from)
}

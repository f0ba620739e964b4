//! The statistics kernel against naive oracles, published values and simulated truth.

mod bad_input;
mod categories;
mod centre;
mod comparisons;
mod coverage;
mod distributions;
mod effects;
mod exact_sums;
mod false_links;
mod imputed;
mod imputed_truth;
mod lost_people;
mod mixed_models;
mod mixed_valleys;
mod moments;
mod outside;
mod paired;
mod paired_samples;
mod people;
mod pooled;
mod regressions;
mod resampled_means;
mod resamples;
mod series;
mod several_waves;
mod signed_ranks;
mod simulated;
mod survivals;
mod tails;
mod two_arms;
mod unsure_links;

use proptest::prelude::*;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use throughline::kernel::stats::pooling::{
    PredictionBasis, RemlSettings, Studies, TauSquaredMethod, prediction_interval,
};
use throughline::kernel::stats::*;

/// Extra hours of sleep under two drugs: Student (1908), Biometrika 6:1; R's `sleep`.
const SLEEP: ([f64; 10], [f64; 10]) = (
    [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0],
    [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
);
/// Movie ratings: Lakens (2013), Frontiers in Psychology 4:863, table 1; the second movie first, as change is reported
/// upwards there.
const MOVIES: ([f64; 10], [f64; 10]) = (
    [9.0, 6.0, 7.0, 8.0, 7.0, 9.0, 8.0, 8.0, 8.0, 7.0],
    [9.0, 7.0, 8.0, 9.0, 8.0, 9.0, 9.0, 10.0, 9.0, 9.0],
);
/// Tuberculosis in 13 trials of BCG vaccine: cases and others vaccinated, cases and others not: Colditz et al. (1994),
/// JAMA 271:698; metafor's `dat.bcg`.
const BCG: [[f64; 4]; 13] = [
    [4.0, 119.0, 11.0, 128.0],
    [6.0, 300.0, 29.0, 274.0],
    [3.0, 228.0, 11.0, 209.0],
    [62.0, 13536.0, 248.0, 12619.0],
    [33.0, 5036.0, 47.0, 5761.0],
    [180.0, 1361.0, 372.0, 1079.0],
    [8.0, 2537.0, 10.0, 619.0],
    [505.0, 87886.0, 499.0, 87892.0],
    [29.0, 7470.0, 45.0, 7232.0],
    [17.0, 1699.0, 65.0, 1600.0],
    [186.0, 50448.0, 141.0, 27197.0],
    [5.0, 2493.0, 3.0, 2338.0],
    [27.0, 16886.0, 29.0, 17825.0],
];

/// Speed and stopping distance of cars: Ezekiel (1930); R's `cars`.
const SPEED: [f64; 50] = [
    4.0, 4.0, 7.0, 7.0, 8.0, 9.0, 10.0, 10.0, 10.0, 11.0, 11.0, 12.0, 12.0, 12.0, 12.0, 13.0, 13.0,
    13.0, 13.0, 14.0, 14.0, 14.0, 14.0, 15.0, 15.0, 15.0, 16.0, 16.0, 17.0, 17.0, 17.0, 18.0, 18.0,
    18.0, 18.0, 19.0, 19.0, 19.0, 20.0, 20.0, 20.0, 20.0, 20.0, 22.0, 23.0, 24.0, 24.0, 24.0, 24.0,
    25.0,
];
const DISTANCE: [f64; 50] = [
    2.0, 10.0, 4.0, 22.0, 16.0, 10.0, 18.0, 26.0, 34.0, 17.0, 28.0, 14.0, 20.0, 24.0, 28.0, 26.0,
    34.0, 34.0, 46.0, 26.0, 36.0, 60.0, 80.0, 20.0, 26.0, 54.0, 32.0, 40.0, 32.0, 40.0, 50.0, 42.0,
    56.0, 76.0, 84.0, 36.0, 46.0, 68.0, 32.0, 48.0, 52.0, 56.0, 64.0, 66.0, 54.0, 70.0, 92.0, 93.0,
    120.0, 85.0,
];

/// n, mean before, mean after, sd before and correlation of those treated and not, in five studies of training: Morris (2008),
/// Organizational Research Methods 11:364, table 5.
const MORRIS: [[[f64; 5]; 2]; 5] = [
    [
        [20.0, 30.6, 38.5, 15.0, 0.47],
        [20.0, 23.1, 19.7, 13.8, 0.47],
    ],
    [[50.0, 23.5, 26.8, 3.1, 0.64], [42.0, 24.9, 25.3, 4.1, 0.64]],
    [[9.0, 0.5, 0.7, 0.1, 0.77], [9.0, 0.6, 0.6, 0.2, 0.77]],
    [
        [10.0, 53.4, 75.9, 14.5, 0.89],
        [11.0, 55.7, 60.7, 17.3, 0.89],
    ],
    [[14.0, 35.6, 36.0, 4.7, 0.44], [14.0, 34.8, 33.4, 3.1, 0.44]],
];

fn trained(n: f64, before: f64, after: f64, sd: f64, r: f64) -> PairedSummary {
    PairedSummary {
        n: n as u64,
        mean_change: after - before,
        sd_change: 1.0,
        sd_baseline: sd,
        sd_follow_up: 1.0,
        correlation: Some(r),
    }
}

#[track_caller]
fn close(found: f64, expected: f64, tolerance: f64) {
    assert!(
        (found - expected).abs() <= tolerance,
        "found {found}, expected {expected} within {tolerance}"
    );
}

fn summary(baseline: &[f64], follow_up: &[f64]) -> (PairedSummary, Vec<f64>) {
    let changes = differences(baseline, follow_up);
    let sd = |values: &[f64]| {
        Moments::from_slice(values)
            .finalise()
            .unwrap()
            .sd()
            .unwrap()
    };
    let change = paired_t(&changes, 0.95).unwrap();
    let summary = PairedSummary {
        n: change.n,
        mean_change: change.mean,
        sd_change: change.sd,
        sd_baseline: sd(baseline),
        sd_follow_up: sd(follow_up),
        correlation: pearson(baseline, follow_up),
    };
    (summary, changes)
}

fn bcg_log_risk_ratios() -> Studies {
    let effects = BCG.map(|[a, b, c, d]| ((a / (a + b)) / (c / (c + d))).ln());
    let variances = BCG.map(|[a, b, c, d]| 1.0 / a - 1.0 / (a + b) + 1.0 / c - 1.0 / (c + d));
    Studies::new(effects.to_vec(), variances.to_vec()).unwrap()
}

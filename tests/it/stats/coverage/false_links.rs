//! Regression of an outcome linked with error.

use super::*;
use rand::seq::SliceRandom;
use throughline::kernel::stats::linear::Matrix;
use throughline::kernel::stats::linkage_error::{
    LinkageCorrection, LinkedBlock, linked_regression,
};
use throughline::kernel::stats::regression::ols;

/// Whose record each person of a block is given: those not linked rightly pass theirs round a circle.
fn linked(rng: &mut ChaCha8Rng, people: &mut [usize], correct: f64) {
    let mut wrong: Vec<usize> = (0..people.len())
        .filter(|_| !happens(rng, correct))
        .collect();
    wrong.shuffle(rng);
    for pair in (1..wrong.len()).rev() {
        people.swap(wrong[pair], wrong[pair - 1]);
    }
}

const CORRECTIONS: [LinkageCorrection; 3] = [
    LinkageCorrection::Ratio,
    LinkageCorrection::LahiriLarsen,
    LinkageCorrection::Blue,
];

/// Two blocks of equal size; whether intercept and slope are held by each correction, then the slope by the naive fit.
fn covered(rng: &mut ChaCha8Rng, n: usize, correct: f64, checked: Option<u64>) -> [bool; 7] {
    let x = normals(rng, n);
    let y: Vec<f64> = x.iter().map(|x| 1.0 + x + 0.7 * normal(rng)).collect();
    let blocks: Vec<usize> = (0..n).map(|i| i * 2 / n).collect();
    let mut given: Vec<usize> = (0..n).collect();
    linked(rng, &mut given[..n / 2], correct);
    linked(rng, &mut given[n / 2..], correct);
    let outcome: Vec<f64> = given.iter().map(|&i| y[i]).collect();
    let shares = [0, 1].map(|_| LinkedBlock {
        correct: checked.map_or(correct, |m| {
            (0..m).filter(|_| happens(rng, correct)).count() as f64 / m as f64
        }),
        checked,
    });
    let design = Matrix::from_fn(n, 2, |i, j| [1.0, x[i]][j]);
    let mut covered = [false; 7];
    for (own, correction) in covered.chunks_mut(2).zip(CORRECTIONS) {
        let fit = linked_regression(&design, &outcome, &blocks, &shares, correction, 0.95).unwrap();
        own[0] = holds(fit.coefficients[0].ci, 1.0);
        own[1] = holds(fit.coefficients[1].ci, 1.0);
    }
    let naive = ols(&design, &outcome).unwrap().coefficients(0.95);
    covered[6] = holds(naive[1].ci, 1.0);
    covered
}

/// Nine in ten links right, documented by correction; a naive slope is held far less often.
#[test]
fn linked_regression_covers_the_slope_and_more_than_the_intercept() {
    for (n, runs, intercept, slope) in [
        (
            20,
            2_000,
            [None, None, Some(0.919)],
            [None, None, Some(0.915)],
        ),
        (60, 2_000, [Some(0.9685), Some(0.9685), None], [None; 3]),
        (
            200,
            1_000,
            [Some(0.979), Some(0.979), Some(0.9745)],
            [None; 3],
        ),
        (
            500,
            500,
            [Some(0.979), Some(0.979), Some(0.9725)],
            [None; 3],
        ),
    ] {
        let found = rates(runs, 121, |rng| covered(rng, n, 0.9, None));
        for (place, correction) in CORRECTIONS.into_iter().enumerate() {
            let what = format!("{correction:?}, {n} people");
            found[2 * place].covers(&format!("intercept, {what}"), intercept[place]);
            found[2 * place + 1].covers(&format!("slope, {what}"), slope[place]);
        }
        found[6].between(&format!("naive slope, {n} people"), 0.0, 0.945);
    }
}

/// Eight in ten links right, which 50 checked links in each block say.
#[test]
fn linked_regression_covers_the_slope_where_the_share_is_estimated() {
    for (n, runs) in [(60, 2_000), (200, 1_000)] {
        let found = rates(runs, 122, |rng| covered(rng, n, 0.8, Some(50)));
        for (place, correction) in CORRECTIONS.into_iter().enumerate() {
            let what = format!("slope, {correction:?}, checked links, {n} people");
            found[2 * place + 1].covers(&what, None);
        }
    }
}

//! Least squares with HC3 and logistic regression.

use super::*;
use throughline::kernel::stats::linear::Matrix;
use throughline::kernel::stats::regression::{HcKind, logistic, ols};

/// A group of three in ten that spreads three times as far, and a baseline on which the spread depends too.
fn hc3(rng: &mut ChaCha8Rng, n: usize) -> [bool; 3] {
    let x = normals(rng, n);
    let in_group = |i: usize| i % 10 < 3;
    let design = Matrix::from_fn(n, 3, |i, j| {
        [1.0, f64::from(u8::from(in_group(i))), x[i]][j]
    });
    let y: Vec<f64> = (0..n)
        .map(|i| (1.0 + x[i].abs()) * if in_group(i) { 3.0 } else { 1.0 } * normal(rng))
        .collect();
    let fit = ols(&design, &y).unwrap();
    let robust = fit.robust_coefficients(HcKind::Hc3, 0.95);
    [robust[1].ci, robust[2].ci, fit.coefficients(0.95)[1].ci].map(|ci| holds(ci, 0.0))
}

#[test]
fn hc3_covers_where_classical_errors_do_not() {
    for (n, runs, documented) in [
        (8, 4_000, Some(0.974)),
        (20, 4_000, None),
        (60, 4_000, None),
        (200, 2_000, None),
        (500, 1_000, None),
    ] {
        let [group, baseline, classical] = rates(runs, 81, |rng| hc3(rng, n));
        group.covers(&format!("HC3, group, {n} people"), None);
        baseline.covers(&format!("HC3, baseline, {n} people"), documented);
        classical.between(&format!("classical errors, group, {n} people"), 0.8, 0.9);
    }
}

/// Samples in which no answer is foretold.
fn logistic_covers(rng: &mut ChaCha8Rng, n: usize, truth: [f64; 2]) -> [bool; 2] {
    loop {
        let x = normals(rng, n);
        let design = Matrix::from_fn(n, 2, |i, j| [1.0, x[i]][j]);
        let yes: Vec<bool> = x
            .iter()
            .map(|x| happens(rng, logit_chance(truth[0] + truth[1] * x)))
            .collect();
        if let Ok(fit) = logistic(&design, &yes, 0.95)
            && !fit.separated
        {
            return [0, 1].map(|j| holds(fit.coefficients[j].ci, truth[j]));
        }
    }
}

#[test]
fn logistic_covers_more_in_small_samples_as_documented() {
    for (n, runs, null, slope) in [
        (8, 1_500, Some(0.9995), Some(0.993)),
        (20, 2_000, Some(0.9785), Some(0.975)),
        (60, 2_500, None, None),
        (200, 1_500, None, None),
        (500, 600, None, None),
    ] {
        let [_, of_none] = rates(runs, 82, |rng| logistic_covers(rng, n, [-0.4, 0.0]));
        of_none.covers(&format!("logistic, no effect, {n} people"), null);
        let [_, of_slope] = rates(runs, 83, |rng| logistic_covers(rng, n, [-0.4, 0.8]));
        of_slope.covers(&format!("logistic, an effect, {n} people"), slope);
    }
}

//! The Λ at which the criterion is least.
//!
//! Newton's method on the criterion's exact slope, with its curvature by central differences, made positive definite,
//! and the step halved until the criterion falls. The criterion is even in each column of Λ, so zero variance has no
//! slope; towards an edge of what is possible the triangle of Λ turns without the criterion moving. So fewer columns are
//! tried as well, down to none, and the fewest that cost nothing are taken.

use super::problem::{Evaluation, Problem};
use crate::kernel::stats::linear::{Matrix, SymmetricEigen, dot};

const MAX_STEPS: u32 = 100;
/// Settled when every part of the last step is below this share of Λ, or of one where Λ is less.
const SETTLED: f64 = 1e-9;
/// Fewer columns are tried where the search did not settle, or a variance of ΛΛ′ is below this share of the largest.
const NEAR_EDGE: f64 = 1e-2;
/// A value of Λ below this is tried as zero.
const NEAR_ZERO: f64 = 1e-5;
/// Width of differences in the search, as a share of a value of Λ.
const WIDTH: f64 = 1e-5;
/// What the criterion may rise, for rounding, for fewer columns.
const NO_COST: f64 = 1e-9;

/// Where the search ended.
pub(super) struct Found {
    pub lambda: Matrix,
    pub at: Evaluation,
    /// Columns of Λ in use; fewer than all on the edge of what is possible.
    pub rank: usize,
    pub steps: u32,
    pub converged: bool,
}

/// Sizes of Λ that the search looks at before it starts from the best.
const SIZES: [f64; 8] = [0.03, 0.1, 0.3, 0.6, 1.0, 2.0, 5.0, 20.0];

/// The least criterion.
pub(super) fn least(problem: &Problem) -> Option<Found> {
    let q = problem.q;
    let start = best_size(problem, |size| Matrix::identity(q).scaled(size))?;
    let mut best = descend(problem, start, q, &free_places(q))?;
    if q > 1 {
        best = one_column_if_lower(problem, best);
    }
    if q > 1 && (!best.converged || near_edge(&best.lambda)) {
        for rank in (1..q).rev() {
            let places: Vec<(usize, usize)> = (0..rank)
                .flat_map(|j| (0..q).map(move |i| (i, j)))
                .collect();
            let start = leading_columns(&best.lambda, rank);
            let fewer =
                descend(problem, start, rank, &places).map(|found| exact_zeros(problem, found));
            best = fewer_if_free(best, fewer);
        }
    }
    let none = descend(problem, Matrix::zeros(q, q), 0, &[]);
    Some(fewer_if_free(best, none))
}

/// The least criterion of these shapes over [`SIZES`].
fn best_size(problem: &Problem, shape: impl Fn(f64) -> Matrix) -> Option<Matrix> {
    SIZES
        .into_iter()
        .filter_map(|size| Some((problem.evaluate(&shape(size))?.deviance, shape(size))))
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, lambda)| lambda)
}

/// Few groups can have a criterion with several valleys. Each term is let vary alone, then draw the others along; where that
/// ends lower than `best`, the search of all of Λ goes on from there. So no model does worse than one with fewer terms.
fn one_column_if_lower(problem: &Problem, best: Found) -> Found {
    let q = problem.q;
    let column: Vec<(usize, usize)> = (0..q).map(|i| (i, 0)).collect();
    let alone = |term: usize| -> Option<Found> {
        let shape = |size: f64| {
            let mut lambda = Matrix::zeros(q, q);
            lambda[(term, 0)] = size;
            lambda
        };
        let found = descend(problem, best_size(problem, shape)?, 1, &[(term, 0)])?;
        descend(problem, found.lambda, 1, &column)
    };
    let lower = (0..q)
        .filter_map(alone)
        .min_by(|a, b| a.at.deviance.total_cmp(&b.at.deviance))
        .filter(|found| found.at.deviance < best.at.deviance - NO_COST);
    let Some(lower) = lower else {
        return best;
    };
    let mut start = lower.lambda.clone();
    (1..q).for_each(|i| start[(i, i)] += SIZES[0]);
    match descend(problem, start, q, &free_places(q)) {
        Some(whole) if whole.at.deviance < lower.at.deviance - NO_COST => whole,
        _ => lower,
    }
}

fn fewer_if_free(best: Found, fewer: Option<Found>) -> Found {
    match fewer {
        Some(fewer) if fewer.at.deviance <= best.at.deviance + NO_COST => Found {
            steps: best.steps + fewer.steps,
            ..fewer
        },
        _ => best,
    }
}

fn near_edge(lambda: &Matrix) -> bool {
    let eigen = SymmetricEigen::new(&lambda.times(&lambda.transposed()));
    let largest = eigen.values().iter().copied().fold(0.0, f64::max);
    eigen
        .values()
        .iter()
        .any(|&value| value <= NEAR_EDGE * largest)
}

/// The columns of as many columns that come nearest to ΛΛ′, then zeros.
fn leading_columns(lambda: &Matrix, rank: usize) -> Matrix {
    let eigen = SymmetricEigen::new(&lambda.times(&lambda.transposed()));
    let mut order: Vec<usize> = (0..lambda.rows()).collect();
    order.sort_by(|&a, &b| eigen.values()[b].total_cmp(&eigen.values()[a]));
    Matrix::from_fn(lambda.rows(), lambda.rows(), |i, j| {
        if j < rank {
            eigen.vectors()[(i, order[j])] * eigen.values()[order[j]].max(0.0).sqrt()
        } else {
            0.0
        }
    })
}

/// Rows that are all but zero set to zero, where that costs nothing.
fn exact_zeros(problem: &Problem, mut found: Found) -> Found {
    for i in 0..problem.q {
        if found
            .lambda
            .row(i)
            .iter()
            .any(|value| value.abs() >= NEAR_ZERO)
        {
            continue;
        }
        let mut lambda = found.lambda.clone();
        (0..problem.q).for_each(|j| lambda[(i, j)] = 0.0);
        if let Some(at) = problem.evaluate(&lambda)
            && at.deviance <= found.at.deviance + NO_COST
        {
            (found.lambda, found.at) = (lambda, at);
        }
    }
    found
}

/// The lower triangle by columns.
pub(super) fn free_places(q: usize) -> Vec<(usize, usize)> {
    (0..q).flat_map(|j| (j..q).map(move |i| (i, j))).collect()
}

fn descend(
    problem: &Problem,
    start: Matrix,
    rank: usize,
    places: &[(usize, usize)],
) -> Option<Found> {
    let mut lambda = start;
    let mut at = problem.evaluate(&lambda)?;
    let (mut steps, mut converged) = (0, places.is_empty());
    while !converged && steps < MAX_STEPS {
        steps += 1;
        let gradient = gradient(&at, &lambda, places);
        let curvature = curvature(problem, &lambda, places, WIDTH)?;
        let largest = SymmetricEigen::new(&curvature)
            .values()
            .iter()
            .fold(0.0_f64, |largest, value| largest.max(value.abs()));
        let inverse = SymmetricEigen::new(&curvature)
            .map(|value| 1.0 / value.abs().max(1e-8 * largest).max(1e-12));
        let mut step: Vec<f64> = inverse.times_vector(&gradient).iter().map(|s| -s).collect();
        let longest = step.iter().fold(0.0_f64, |longest, s| longest.max(s.abs()));
        let size = places
            .iter()
            .fold(1.0_f64, |size, &place| size.max(lambda[place].abs()));
        if longest > 2.0 * size {
            step.iter_mut().for_each(|s| *s *= 2.0 * size / longest);
        }
        converged = longest < SETTLED * size;
        let mut halvings = 0;
        loop {
            let next = moved(&lambda, places, &step);
            match problem.evaluate(&next) {
                Some(evaluation)
                    if converged
                        || evaluation.deviance <= at.deviance + 1e-12 * at.deviance.abs() =>
                {
                    (lambda, at) = (next, evaluation);
                    break;
                }
                _ if halvings == 40 => {
                    converged = dot(&step, &gradient).abs() <= 1e-12 * at.deviance.abs();
                    return Some(Found {
                        lambda,
                        at,
                        rank,
                        steps,
                        converged,
                    });
                }
                _ => {
                    step.iter_mut().for_each(|s| *s /= 2.0);
                    halvings += 1;
                }
            }
        }
    }
    Some(Found {
        lambda,
        at,
        rank,
        steps,
        converged,
    })
}

fn moved(lambda: &Matrix, places: &[(usize, usize)], step: &[f64]) -> Matrix {
    let mut next = lambda.clone();
    for (&place, by) in places.iter().zip(step) {
        next[place] += by;
    }
    next
}

/// 2 D Λ at the free places, D being the slope on ΛΛ′.
fn gradient(at: &Evaluation, lambda: &Matrix, places: &[(usize, usize)]) -> Vec<f64> {
    let whole = at.slope.times(lambda);
    places.iter().map(|&place| 2.0 * whole[place]).collect()
}

/// The curvature of the criterion at the places, by central differences of its slope as wide as a share `width` of Λ.
pub(super) fn curvature(
    problem: &Problem,
    lambda: &Matrix,
    places: &[(usize, usize)],
    width: f64,
) -> Option<Matrix> {
    let mut rows = Vec::with_capacity(places.len());
    for &place in places {
        let width = width * lambda[place].abs().max(1e-1);
        let side = |by: f64| {
            let mut shifted = lambda.clone();
            shifted[place] += by;
            let at = problem.evaluate(&shifted)?;
            Some(gradient(&at, &shifted, places))
        };
        let (above, below) = (side(width)?, side(-width)?);
        rows.push(
            above
                .iter()
                .zip(&below)
                .map(|(a, b)| (a - b) / (2.0 * width))
                .collect::<Vec<_>>(),
        );
    }
    let size = places.len();
    Some(Matrix::from_fn(size, size, |i, j| {
        f64::midpoint(rows[i][j], rows[j][i])
    }))
}

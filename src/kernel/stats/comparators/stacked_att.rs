//! The effect on those treated, with a standard error that knows the weights were estimated.

use std::collections::BTreeMap;

use super::NotComparable;
use super::not_comparable::check_scores;
use super::robust::{Errors, size};
use crate::kernel::stats::linear::{Matrix, dot};
use crate::kernel::stats::regression::{Coefficient, LogisticFit, Unfit};

/// The difference of the treated arm's mean outcome and the comparison arm's at the odds of treatment, with the standard error
/// of stacked estimating equations, which lets the score's coefficients vary too: Reifeis and Hudgens (2022), American J.
/// Epidemiology 191:1092.
///
/// With μ₀ the weighted mean of the comparison arm, W its weight, D = Σw(y − μ₀)x/W over it and I the score's information, a
/// person counts u = t(y − μ₁)/n₁ − (1 − t)w(y − μ₀)/W − D′I⁻¹x(t − e), and the variance is Σu², sums within clusters squared
/// where there are clusters, times G/(G − 1) for G people or clusters. Student's t on G − 1.
///
/// Use it with the model of [`propensity`](super::propensity()) and the `design` it was fitted on, weights neither drawn in nor
/// left out. With few clusters prefer [`weighted_att`](super::weighted_att()): this one has no small-sample correction but that
/// factor.
///
/// # Errors
///
/// When an arm has fewer than two people or lies in fewer than two clusters, a fitted score is not strictly between 0 and 1,
/// outcomes do not vary within the arms, or an outcome is not finite.
///
/// # Panics
///
/// When the slices, the design and the model differ in rows or terms, or `level` is not strictly between 0 and 1.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::comparators::{propensity, stacked_att};
/// use throughline::kernel::stats::linear::Matrix;
///
/// let treated = [true, true, true, false, true, false, false, false];
/// let girl = [1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0];
/// let outcome = [6.0, 7.0, 8.0, 5.0, 9.0, 1.0, 2.0, 3.0];
/// let design = Matrix::from_columns(&[&[1.0; 8], &girl]);
/// let model = propensity(&design, &treated).unwrap();
/// let effect = stacked_att(&outcome, &treated, &design, &model, None, 0.95).unwrap();
/// // Three of four treated are girls: 7.5 against three quarters of 5 and one quarter of 2.
/// assert!((effect.estimate - 3.25).abs() < 1e-9);
/// ```
pub fn stacked_att(
    outcome: &[f64],
    treated: &[bool],
    design: &Matrix,
    model: &LogisticFit,
    clusters: Option<&[usize]>,
    level: f64,
) -> Result<Coefficient, NotComparable> {
    assert!(
        outcome.len() == treated.len() && design.rows() == treated.len(),
        "every person has an outcome and a row"
    );
    assert_eq!(
        design.columns(),
        model.coefficients.len(),
        "the design is that of the model"
    );
    check_scores(treated, &model.fitted)?;
    let _ = Errors::new(treated, clusters, level)?;
    if outcome.iter().any(|value| !value.is_finite()) {
        return Err(Unfit::NotFinite.into());
    }
    let weight = |row: usize| {
        if treated[row] {
            1.0
        } else {
            model.fitted[row] / (1.0 - model.fitted[row])
        }
    };
    let arm = |wanted: bool| {
        let rows = || (0..outcome.len()).filter(|&row| treated[row] == wanted);
        let sum: f64 = rows().map(weight).sum();
        (
            sum,
            rows().map(|row| weight(row) * outcome[row]).sum::<f64>() / sum,
        )
    };
    let ((n, treated_mean), (sum, comparison_mean)) = (arm(true), arm(false));
    let mut slope = vec![0.0; design.columns()];
    for row in (0..outcome.len()).filter(|&row| !treated[row]) {
        let pull = weight(row) * (outcome[row] - comparison_mean) / sum;
        slope
            .iter_mut()
            .zip(design.row(row))
            .for_each(|(d, x)| *d += pull * x);
    }
    let turned = model.covariance.times_vector(&slope);
    let count = |row: usize| {
        let own = if treated[row] {
            (outcome[row] - treated_mean) / n
        } else {
            -weight(row) * (outcome[row] - comparison_mean) / sum
        };
        let answer = f64::from(u8::from(treated[row]));
        own - (answer - model.fitted[row]) * dot(&turned, design.row(row))
    };
    let mut totals: BTreeMap<usize, f64> = BTreeMap::new();
    for row in 0..outcome.len() {
        *totals
            .entry(clusters.map_or(row, |codes| codes[row]))
            .or_default() += count(row);
    }
    let groups = totals.len() as f64;
    let variance = totals.values().map(|u| u * u).sum::<f64>() * groups / (groups - 1.0);
    if variance.sqrt() > 1e-14 * size(outcome) {
        let effect = treated_mean - comparison_mean;
        Ok(Coefficient::new(
            effect,
            variance.sqrt(),
            Some(groups - 1.0),
            level,
        ))
    } else {
        Err(NotComparable::NoVariation)
    }
}

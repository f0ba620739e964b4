//! Logistic regression by maximum likelihood.
//!
//! Fisher scoring as reweighted least squares (Nelder and Wedderburn 1972, J. Royal Statistical Society A 135:370) on
//! changes of the coefficients, halved while the deviance rises.

use serde::Serialize;

use super::coefficient::check_finite;
use super::{Coefficient, Unfit};
use crate::kernel::stats::linear::{Matrix, Qr};

const MAX_ITERATIONS: u32 = 60;
/// Settled when the largest change of a linear predictor is below this.
const SETTLED: f64 = 1e-11;
/// Beyond this linear predictor a fitted chance is 0 or 1 for all the data can say.
const SEPARATED: f64 = 25.0;

/// A fitted logistic model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LogisticFit {
    /// Log odds ratios with Wald tests, in the order of the columns.
    pub coefficients: Vec<Coefficient>,
    /// Covariance of the estimates, the inverse of the information.
    pub covariance: Matrix,
    /// Fitted chance of yes, by rows.
    pub fitted: Vec<f64>,
    /// Minus twice the log likelihood.
    pub deviance: f64,
    /// Scoring steps taken.
    pub iterations: u32,
    /// False when the steps did not settle: then the estimates are only where they stopped.
    pub converged: bool,
    /// Whether some people's answers are foretold without doubt: then their coefficients are infinite, and the numbers
    /// shown mean nothing but that.
    pub separated: bool,
}

/// Fits the chance of yes on the terms of a design: one row a person, an intercept as a column of ones.
///
/// Use it for yes-or-no outcomes, and for the chance of being followed up that weights against attrition rest on. Wald
/// intervals are too wide with few people: at 95% they cover all but 0.1% of samples of 8 without an effect, 97.9% of 20
/// and 95.8% of 60.
///
/// # Errors
///
/// When there are not more rows than terms, a term depends on those before it, a value is not finite, or all answers are
/// the same.
///
/// # Panics
///
/// When there is not one answer a row or `level` is not strictly between 0 and 1.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::linear::Matrix;
/// use throughline::kernel::stats::regression::logistic;
///
/// let design = Matrix::from_columns(&[&[1.0; 5]]);
/// let fit = logistic(&design, &[true, true, true, false, false], 0.95).unwrap();
/// assert!((fit.coefficients[0].estimate - 1.5_f64.ln()).abs() < 1e-12);
/// ```
pub fn logistic(design: &Matrix, yes: &[bool], level: f64) -> Result<LogisticFit, Unfit> {
    let answers: Vec<f64> = yes.iter().map(|&yes| f64::from(u8::from(yes))).collect();
    check_finite(design, &answers)?;
    if design.rows() <= design.columns() {
        return Err(Unfit::TooFewRows);
    }
    if yes.iter().all(|&answer| answer == yes[0]) {
        return Err(Unfit::NoVariation);
    }
    let mut estimates = vec![0.0; design.columns()];
    let mut current = deviance(design, yes, &estimates);
    let (mut iterations, mut converged) = (0, false);
    while !converged && iterations < MAX_ITERATIONS {
        let mut step = scoring_step(design, &answers, &estimates)?.0;
        let wanted = design.times_vector(&step);
        converged = wanted.iter().all(|change| change.abs() < SETTLED);
        iterations += 1;
        let mut halvings = 0;
        let (next, at_next) = loop {
            let next: Vec<f64> = estimates.iter().zip(&step).map(|(b, s)| b + s).collect();
            let at_next = deviance(design, yes, &next);
            if at_next <= current * (1.0 + 1e-14) || halvings == 30 {
                break (next, at_next);
            }
            step.iter_mut().for_each(|s| *s /= 2.0);
            halvings += 1;
        };
        (estimates, current) = (next, at_next);
        if design
            .times_vector(&estimates)
            .iter()
            .any(|eta| eta.abs() > 2.0 * SEPARATED)
        {
            break;
        }
    }
    let predictors = design.times_vector(&estimates);
    let covariance = scoring_step(design, &answers, &estimates)?.1;
    let terms = estimates.iter().enumerate();
    Ok(LogisticFit {
        coefficients: terms
            .map(|(j, &b)| Coefficient::new(b, covariance[(j, j)].sqrt(), None, level))
            .collect(),
        covariance,
        deviance: current,
        iterations,
        converged,
        separated: predictors.iter().any(|eta| eta.abs() > SEPARATED),
        fitted: predictors.into_iter().map(chance).collect(),
    })
}

fn chance(predictor: f64) -> f64 {
    1.0 / (1.0 + (-predictor).exp())
}

/// The step from these estimates, and the inverse of the information there.
fn scoring_step(
    design: &Matrix,
    answers: &[f64],
    estimates: &[f64],
) -> Result<(Vec<f64>, Matrix), Unfit> {
    let predictors = design.times_vector(estimates);
    // The square root of p(1 − p), kept away from zero so that a separated person does not make the design singular.
    let root_weights: Vec<f64> = predictors
        .iter()
        .map(|eta| (1e-15_f64).max(chance(*eta) * chance(-eta)).sqrt())
        .collect();
    let weighted = Matrix::from_fn(design.rows(), design.columns(), |i, j| {
        design[(i, j)] * root_weights[i]
    });
    let working: Vec<f64> = (0..design.rows())
        .map(|i| (answers[i] - chance(predictors[i])) / root_weights[i])
        .collect();
    let qr = Qr::new(&weighted).map_err(Unfit::Dependent)?;
    Ok((qr.solve(&working).0, qr.unscaled_covariance()))
}

fn deviance(design: &Matrix, yes: &[bool], estimates: &[f64]) -> f64 {
    let predictors = design.times_vector(estimates);
    let losses = predictors.iter().zip(yes).map(|(eta, &yes)| {
        let against = if yes { -eta } else { *eta };
        if against > 0.0 {
            against + (-against).exp().ln_1p()
        } else {
            against.exp().ln_1p()
        }
    });
    2.0 * losses.sum::<f64>()
}

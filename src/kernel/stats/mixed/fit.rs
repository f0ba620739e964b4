//! Fitting, and what a fit says.

use serde::Serialize;

use super::problem::Problem;
use super::satterthwaite::degrees_of_freedom;
use super::search::least;
use crate::kernel::stats::linear::Matrix;
use crate::kernel::stats::regression::{Coefficient, Unfit};

/// Where the variance within groups is below this share of all, nothing varies within groups, but for rounding.
const NOTHING: f64 = 1e-9;

/// Which likelihood is made largest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MixedMethod {
    /// Restricted likelihood: the choice for variances. Patterson and Thompson (1971), Biometrika 58:545.
    Reml,
    /// Full likelihood: for comparing models with different fixed terms.
    Ml,
}

/// The effects of one group: how it departs from the fixed terms, drawn towards them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RandomEffects {
    /// The group's code.
    pub group: usize,
    /// One value a random term.
    pub values: Vec<f64>,
}

/// A fitted mixed model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MixedFit {
    /// Fixed terms with t tests on Satterthwaite's degrees of freedom, which are few where groups are few.
    pub coefficients: Vec<Coefficient>,
    /// Covariance of the fixed terms.
    pub covariance: Matrix,
    /// Covariance of the random terms between groups.
    pub random_covariance: Matrix,
    /// Variance within groups.
    pub residual_variance: f64,
    /// Minus twice the log of the likelihood that was made largest.
    pub criterion: f64,
    /// Best linear unbiased predictions, in the order of the groups' codes.
    pub effects: Vec<RandomEffects>,
    /// The likelihood used.
    pub method: MixedMethod,
    /// Whether the random covariance is on the edge of what is possible: a variance of zero or a correlation of one.
    pub singular: bool,
    /// Steps of the search.
    pub iterations: u32,
    /// False when the search did not settle: then the numbers are only where it stopped.
    pub converged: bool,
}

impl MixedFit {
    /// Share of variance between groups, for a random intercept alone: the intraclass correlation.
    pub fn intraclass_correlation(&self) -> Option<f64> {
        let between = self.random_covariance[(0, 0)];
        (self.random_covariance.rows() == 1).then(|| between / (between + self.residual_variance))
    }
}

/// Fits fixed terms with an intercept of its own for each group.
///
/// Use it for people within sites or waves within people. `groups` has one code a row.
///
/// With 8 sites of 6 to 60 people, 95% intervals of terms cover 94.3% to 95.3%; where sites do not differ at all, 97% for
/// terms of sites.
///
/// # Errors
///
/// As [`mixed_model`].
///
/// # Panics
///
/// As [`mixed_model`].
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::linear::Matrix;
/// use throughline::kernel::stats::mixed::{MixedMethod, random_intercept};
///
/// let design = Matrix::from_columns(&[&[1.0; 6]]);
/// let scores = [1.0, 3.0, 5.0, 7.0, 9.0, 11.0];
/// let fit = random_intercept(&design, &[0, 0, 1, 1, 2, 2], &scores, MixedMethod::Reml, 0.95).unwrap();
/// // Balanced groups: between 15, within 2, as the analysis of variance has it.
/// assert!((fit.random_covariance[(0, 0)] - 15.0).abs() < 1e-8);
/// assert!((fit.residual_variance - 2.0).abs() < 1e-8);
/// ```
pub fn random_intercept(
    fixed: &Matrix,
    groups: &[usize],
    outcome: &[f64],
    method: MixedMethod,
    level: f64,
) -> Result<MixedFit, Unfit> {
    let ones = Matrix::from_fn(fixed.rows(), 1, |_, _| 1.0);
    mixed_model(fixed, &ones, groups, outcome, method, level)
}

/// Fits fixed terms with random terms for each group, which may covary: an intercept and a slope, say.
///
/// # Errors
///
/// When there are not more rows than fixed terms or fewer than two groups, a fixed term depends on those before it, a
/// value is not finite, there is no random term, or nothing is left to vary once the fixed or random terms are in.
///
/// # Panics
///
/// When the outcome, the groups and both designs differ in rows, or `level` is not strictly between 0 and 1.
pub fn mixed_model(
    fixed: &Matrix,
    random: &Matrix,
    groups: &[usize],
    outcome: &[f64],
    method: MixedMethod,
    level: f64,
) -> Result<MixedFit, Unfit> {
    check(fixed, random, groups, outcome)?;
    let restricted = method == MixedMethod::Reml;
    let problem = Problem::new(fixed, random, groups, outcome, restricted)?;
    if problem.groups() < 2 {
        return Err(Unfit::TooFewRows);
    }
    let size: f64 = outcome.iter().map(|y| y * y).sum();
    if problem.residual_sum() <= 1e-24 * size || random.columns() == 0 {
        return Err(Unfit::NoVariation);
    }
    let found = least(&problem).ok_or(Unfit::NoVariation)?;
    let (estimates, covariance) = problem.coefficients(&found.at);
    let sigma_squared = found.at.sigma_squared;
    if sigma_squared * problem.divisor() <= NOTHING * problem.residual_sum() {
        return Err(Unfit::NoVariation);
    }
    let df = degrees_of_freedom(&problem, &found.lambda);
    let terms = estimates.iter().enumerate();
    Ok(MixedFit {
        coefficients: terms
            .map(|(j, &b)| {
                let df = df.as_ref().map(|df| df[j]);
                Coefficient::new(b, covariance[(j, j)].sqrt(), df, level)
            })
            .collect(),
        covariance,
        random_covariance: found
            .lambda
            .times(&found.lambda.transposed())
            .scaled(sigma_squared),
        residual_variance: sigma_squared,
        criterion: found.at.deviance,
        effects: problem
            .effects(&found.at)
            .into_iter()
            .map(|(group, values)| RandomEffects { group, values })
            .collect(),
        method,
        singular: found.rank < problem.q,
        iterations: found.steps,
        converged: found.converged,
    })
}

fn check(fixed: &Matrix, random: &Matrix, groups: &[usize], outcome: &[f64]) -> Result<(), Unfit> {
    let n = outcome.len();
    assert!(
        fixed.rows() == n && random.rows() == n && groups.len() == n,
        "every row has its terms, its group and its outcome"
    );
    if n <= fixed.columns() {
        return Err(Unfit::TooFewRows);
    }
    let values = (0..n).flat_map(|row| fixed.row(row).iter().chain(random.row(row)));
    if values.chain(outcome).any(|value| !value.is_finite()) {
        return Err(Unfit::NotFinite);
    }
    Ok(())
}

//! The effect on those treated, by weights.

use serde::Serialize;

use super::not_comparable::check_weights;
use super::robust::{Errors, few, size};
use super::{ArmClusters, NotComparable, RobustError};
use crate::kernel::stats::linear::Matrix;
use crate::kernel::stats::regression::{Coefficient, ols};

/// The effect on those treated.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct WeightedAtt {
    /// Weighted mean outcome of the treated arm.
    pub treated_mean: f64,
    /// Weighted mean outcome of the comparison arm.
    pub comparison_mean: f64,
    /// Their difference, weights taken as known.
    pub effect: Coefficient,
    /// How its standard error was found.
    pub error: RobustError,
    /// Clusters by arm, where there are clusters.
    pub clusters: Option<ArmClusters>,
    /// Whether the degrees of freedom are too few for the interval to be trusted: below [`FEW_DF`](super::FEW_DF).
    pub few_clusters: bool,
}

/// The difference of weighted mean outcomes, the least squares of the outcome on the arm at weights, with a robust standard
/// error: HC3, or CR2 where `clusters` has one code a person, both of rows times the root of their weight (so that CR2's working
/// model has variances in inverse proportion to weights).
///
/// Use it at the weights of [`att_weights`](super::att_weights()). People of weight zero count nothing.
///
/// The weights are taken as known. For the effect on everyone that makes the standard error too large rather than too small; for
/// the effect on those treated it may be either: Reifeis and Hudgens (2022), American J. Epidemiology 191:1092. Where the score's
/// model is at hand and no weight was drawn in or left out, use [`stacked_att`](super::stacked_att()), and report both
/// where they part.
///
/// # Errors
///
/// When a weight is below zero or not finite, an arm has fewer than two people of weight above zero or lies in fewer than two
/// clusters, outcomes do not vary within the arms, or an outcome is not finite.
///
/// # Panics
///
/// When the slices differ in length or `level` is not strictly between 0 and 1.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::comparators::weighted_att;
///
/// let treated = [true, true, false, false, false];
/// let found = weighted_att(&[5.0, 7.0, 2.0, 4.0, 9.0], &treated, &[1.0, 1.0, 3.0, 1.0, 0.0], None, 0.95).unwrap();
/// assert!((found.comparison_mean - 2.5).abs() < 1e-12 && (found.effect.estimate - 3.5).abs() < 1e-12);
/// ```
pub fn weighted_att(
    outcome: &[f64],
    treated: &[bool],
    weights: &[f64],
    clusters: Option<&[usize]>,
    level: f64,
) -> Result<WeightedAtt, NotComparable> {
    assert_eq!(outcome.len(), treated.len(), "every person has an outcome");
    check_weights(treated, weights)?;
    let used: Vec<usize> = (0..outcome.len())
        .filter(|&row| weights[row] > 0.0)
        .collect();
    let arms: Vec<bool> = used.iter().map(|&row| treated[row]).collect();
    let codes: Option<Vec<usize>> = clusters.map(|codes| {
        assert_eq!(codes.len(), treated.len(), "every person has a cluster");
        used.iter().map(|&row| codes[row]).collect()
    });
    let errors = Errors::new(&arms, codes.as_deref(), level)?;
    // Rows times the root of their weight turn weighted least squares into plain ones.
    let root: Vec<f64> = used.iter().map(|&row| weights[row].sqrt()).collect();
    let design = Matrix::from_fn(
        used.len(),
        2,
        |i, j| if j == 0 || arms[i] { root[i] } else { 0.0 },
    );
    let scaled: Vec<f64> = used
        .iter()
        .zip(&root)
        .map(|(&row, root)| outcome[row] * root)
        .collect();
    let fit = ols(&design, &scaled)?;
    let effect = errors.coefficient(&fit, 1, size(outcome))?;
    let comparison_mean = fit.estimates()[0];
    Ok(WeightedAtt {
        treated_mean: comparison_mean + effect.estimate,
        comparison_mean,
        effect,
        error: errors.kind,
        clusters: errors.arms,
        few_clusters: few(errors.kind, &effect),
    })
}

//! Whether two arms look alike, before weighting and after.

use serde::Serialize;

use super::NotComparable;
use super::not_comparable::check_weights;
use crate::kernel::stats::missing::{pooled_sd, standardised_difference};

/// A standardised difference beyond this, either way, is flagged: Austin (2009), Statistics in Medicine 28:3083.
pub const UNLIKE: f64 = 0.1;

/// One covariate in both arms.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CovariateBalance {
    /// Mean of the treated arm, unweighted.
    pub treated_mean: f64,
    /// Mean of the comparison arm, unweighted.
    pub comparison_mean: f64,
    /// Weighted mean of the treated arm: the unweighted one unless people are left out.
    pub weighted_treated_mean: f64,
    /// Weighted mean of the comparison arm.
    pub weighted_comparison_mean: f64,
    /// [`standardised_difference`] of the arms; `None` where the covariate varies in neither.
    pub before: Option<f64>,
    /// Difference of weighted means over the same standard deviation as before, so that it can't seem to shrink because
    /// weighting spreads the arms: Stuart (2010), Statistical Science 25:1.
    pub after: Option<f64>,
    /// Variance of the treated arm over that of the other; `None` where that is zero.
    pub variance_ratio_before: Option<f64>,
    /// The same, weighted. Beyond one half and two the arms are unlike in spread: Rubin (2001), Health Services and
    /// Outcomes Research Methodology 2:169.
    pub variance_ratio_after: Option<f64>,
    /// Whether the arms are still unlike after weighting: the difference beyond [`UNLIKE`], or any difference at all where it
    /// can't be standardised.
    pub unlike: bool,
}

/// Compares two arms covariate by covariate, as they are and at weights.
///
/// Use it after [`att_weights`](super::att_weights()), on every covariate of the score and also on squares and products that matter:
/// weights that leave a flag need another model of the score. No p values: they depend on size, not only on balance.
///
/// # Errors
///
/// When a weight is below zero or not finite, or an arm has fewer than two people of weight above zero.
///
/// # Panics
///
/// When the slices differ in length.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::comparators::balance_table;
///
/// let age = [12.0, 14.0, 10.0, 12.0, 14.0];
/// let treated = [true, true, false, false, false];
/// let found = balance_table(&[&age], &treated, &[1.0, 1.0, 0.0, 1.0, 1.0]).unwrap()[0];
/// assert!(found.before.unwrap() > 0.5 && !found.unlike);
/// assert_eq!((found.after, found.variance_ratio_after), (Some(0.0), Some(1.0)));
/// ```
pub fn balance_table(
    covariates: &[&[f64]],
    treated: &[bool],
    weights: &[f64],
) -> Result<Vec<CovariateBalance>, NotComparable> {
    check_weights(treated, weights)?;
    Ok(covariates
        .iter()
        .map(|values| row(values, treated, weights))
        .collect())
}

fn row(values: &[f64], treated: &[bool], weights: &[f64]) -> CovariateBalance {
    assert_eq!(
        values.len(),
        treated.len(),
        "covariates have one value a person"
    );
    let arm = |wanted: bool| -> (Vec<f64>, Vec<f64>) {
        let rows = (0..values.len()).filter(|&row| treated[row] == wanted);
        rows.map(|row| (values[row], weights[row])).unzip()
    };
    let ((first, first_weights), (second, second_weights)) = (arm(true), arm(false));
    let (one, other) = (Spread::new(&first, |_| 1.0), Spread::new(&second, |_| 1.0));
    let weighted_one = Spread::new(&first, |row| first_weights[row]);
    let weighted_other = Spread::new(&second, |row| second_weights[row]);
    let before = standardised_difference(&first, &second);
    let apart = weighted_one.mean - weighted_other.mean;
    let after = pooled_sd(&first, &second).map(|sd| apart / sd);
    CovariateBalance {
        treated_mean: one.mean,
        comparison_mean: other.mean,
        weighted_treated_mean: weighted_one.mean,
        weighted_comparison_mean: weighted_other.mean,
        before,
        after,
        variance_ratio_before: one.ratio(&other),
        variance_ratio_after: weighted_one.ratio(&weighted_other),
        unlike: after.map_or(apart != 0.0, |after| after.abs() > UNLIKE),
    }
}

/// Weighted mean and variance, the latter unbiased where weights have nothing to do with values: Austin and Stuart (2015),
/// Statistics in Medicine 34:3661.
struct Spread {
    mean: f64,
    variance: f64,
}

impl Spread {
    /// Values less the first are summed, so that the mean of a constant is exact.
    fn new(values: &[f64], weight: impl Fn(usize) -> f64) -> Self {
        let first = values[0];
        let over = |value: &dyn Fn(f64) -> f64| -> f64 {
            let terms = values.iter().enumerate();
            terms.map(|(row, &x)| weight(row) * value(x)).sum()
        };
        let sum = over(&|_| 1.0);
        let mean = first + over(&|x| x - first) / sum;
        let squares = (0..values.len())
            .map(|row| weight(row).powi(2))
            .sum::<f64>();
        let variance = over(&|x| (x - mean).powi(2)) * sum / (sum * sum - squares);
        Self { mean, variance }
    }

    fn ratio(&self, other: &Self) -> Option<f64> {
        (other.variance > 0.0).then(|| self.variance / other.variance)
    }
}

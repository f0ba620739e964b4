//! Regression to the mean: the change that selection alone brings.

use serde::Serialize;

use crate::kernel::stats::{PairedT, differences, normal_cdf, normal_density, paired_t};

/// Raw change, the part that selection explains, and the rest.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RegressionToMean {
    /// Change as observed.
    pub raw: PairedT,
    /// Mean change expected of people with these baselines, had nothing been done.
    pub expected: f64,
    /// Change beyond that.
    pub adjusted: PairedT,
}

/// Takes expected regression to the mean out of change: (1 − r)(μ − x₁) for each person, with μ the mean and r the
/// test–retest reliability in the population that people come from.
///
/// Use it whenever people were referred because their score was bad; show raw and adjusted change side by side.
/// μ and r are taken as known, from a source: the interval does not carry their error.
///
/// `None` with fewer than two people or unless the reliability is from 0 to 1.
///
/// # Panics
///
/// When the slices differ in length or `level` is not strictly between 0 and 1.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::individual::change_beyond_regression;
///
/// let found = change_beyond_regression(&[20.0, 24.0, 22.0], &[18.0, 21.0, 21.0], 10.0, 0.75, 0.95).unwrap();
/// assert_eq!((found.raw.mean, found.expected, found.adjusted.mean), (-2.0, -3.0, 1.0));
/// ```
pub fn change_beyond_regression(
    baseline: &[f64],
    follow_up: &[f64],
    population_mean: f64,
    reliability: f64,
    level: f64,
) -> Option<RegressionToMean> {
    if !(0.0..=1.0).contains(&reliability) {
        return None;
    }
    let changes = differences(baseline, follow_up);
    let expected: Vec<f64> = baseline
        .iter()
        .map(|score| (1.0 - reliability) * (population_mean - score))
        .collect();
    let beyond: Vec<f64> = changes.iter().zip(&expected).map(|(d, e)| d - e).collect();
    Some(RegressionToMean {
        raw: paired_t(&changes, level)?,
        expected: expected.iter().sum::<f64>() / expected.len() as f64,
        adjusted: paired_t(&beyond, level)?,
    })
}

/// Mean change expected of people taken in because their score was beyond `cut`, had nothing been done: Barnett, van der Pols and
/// Dobson (2005), Int. J. Epidemiology 34:215, σ_w²/√(σ_w² + σ_b²) φ(z)/(1 − Φ(z)) towards the mean.
///
/// Use it to plan, or where only the rule of selection is known. `sd` is the standard deviation in the population,
/// of which 1 − `reliability` is the variance within people; `above` says whether people above the cut were taken in.
/// Scores are taken to be normal. `None` unless `sd` is above zero and the reliability is from 0 to 1, and where the cut-off is so
/// far out that nobody is beyond it.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::individual::regression_after_selection;
///
/// let change = regression_after_selection(8.4, 5.8, 0.7, 17.0, true).unwrap();
/// assert!((change + 0.3 * 5.8 * 1.92402658450853).abs() < 1e-13);
/// ```
pub fn regression_after_selection(
    population_mean: f64,
    sd: f64,
    reliability: f64,
    cut: f64,
    above: bool,
) -> Option<f64> {
    if sd.is_nan() || sd <= 0.0 || !(0.0..=1.0).contains(&reliability) {
        return None;
    }
    let sign = if above { 1.0 } else { -1.0 };
    let z = sign * (cut - population_mean) / sd;
    let change = -sign * (1.0 - reliability) * sd * normal_density(z) / normal_cdf(-z);
    change.is_finite().then_some(change)
}

//! Comparison of groups at follow-up, adjusted for baseline.

use serde::Serialize;

use super::{Coefficient, FTest, HcKind, Ols, Unfit, ols};
use crate::kernel::stats::linear::Matrix;

/// One group of an analysis of covariance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct AdjustedGroup {
    /// How many people.
    pub n: u64,
    /// Mean follow-up of the group had it the mean baseline of all.
    pub adjusted_mean: f64,
    /// Follow-up against the first group at equal baseline, with HC3 standard errors; `None` for the first group.
    pub difference: Option<Coefficient>,
}

/// Analysis of covariance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ancova {
    /// Slope of follow-up on baseline, with an HC3 standard error.
    pub slope: Coefficient,
    /// The groups, in the order of their codes.
    pub groups: Vec<AdjustedGroup>,
    /// Test that all groups are alike at equal baseline.
    pub between_groups: Option<FTest>,
    /// Test that the slope is the same in all groups. Where it is not, a difference of groups depends on the baseline it
    /// is taken at, and the differences given are averages. `None` where a group has too few people to say.
    pub equal_slopes: Option<FTest>,
    /// Residual standard deviation.
    pub sigma: f64,
}

/// Compares groups at follow-up given baseline: y₂ = β₀ + β₁y₁ + γ_group.
///
/// Use it instead of comparing change scores of groups that began at different levels (Lord 1967, Psychological Bulletin
/// 68:304). `groups` has codes 0 to k − 1; the first is the reference. The F tests are classical.
///
/// # Errors
///
/// When there are too few people, baseline does not vary, a group has nobody, or a value is not finite.
///
/// # Panics
///
/// When the slices differ in length or `level` is not strictly between 0 and 1.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::regression::ancova;
///
/// let baseline = [1.0, 2.0, 3.0, 2.0, 3.0, 4.0];
/// let follow_up = [2.0, 3.1, 4.0, 5.0, 6.1, 7.0];
/// let model = ancova(&baseline, &follow_up, &[0, 0, 0, 1, 1, 1], 0.95).unwrap();
/// assert!((model.groups[1].difference.unwrap().estimate - 2.0).abs() < 1e-12);
/// ```
pub fn ancova(
    baseline: &[f64],
    follow_up: &[f64],
    groups: &[usize],
    level: f64,
) -> Result<Ancova, Unfit> {
    assert!(
        baseline.len() == follow_up.len() && groups.len() == follow_up.len(),
        "all series have one value a person"
    );
    let k = groups.iter().max().map_or(0, |last| last + 1);
    if k == 0 {
        return Err(Unfit::TooFewRows);
    }
    let mean = baseline.iter().sum::<f64>() / baseline.len() as f64;
    let fit = |terms: usize, value: &dyn Fn(usize, usize) -> f64| -> Result<Ols, Unfit> {
        ols(&Matrix::from_fn(baseline.len(), terms, value), follow_up)
    };
    // Intercept, centred baseline, then an indicator a group after the first, then its product with baseline.
    let term = |i: usize, j: usize| match j {
        0 => 1.0,
        1 => baseline[i] - mean,
        _ if j <= k => f64::from(u8::from(groups[i] == j - 1)),
        _ => f64::from(u8::from(groups[i] == j - k)) * (baseline[i] - mean),
    };
    let model = fit(k + 1, &term)?;
    let alike = fit(2, &term)?;
    let own_slopes = fit(2 * k, &term).ok();
    let coefficients = model.robust_coefficients(HcKind::Hc3, level);
    Ok(Ancova {
        slope: coefficients[1],
        groups: (0..k)
            .map(|group| {
                let difference = (group > 0).then(|| coefficients[group + 1]);
                AdjustedGroup {
                    n: groups.iter().filter(|&&code| code == group).count() as u64,
                    adjusted_mean: coefficients[0].estimate
                        + difference.map_or(0.0, |difference| difference.estimate),
                    difference,
                }
            })
            .collect(),
        between_groups: alike.against_larger(&model),
        equal_slopes: own_slopes.and_then(|larger| model.against_larger(&larger)),
        sigma: model.sigma(),
    })
}

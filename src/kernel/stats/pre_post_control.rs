//! Change of one group beyond that of another.

use serde::Serialize;

use super::{Interval, PairedSummary, becker, hedges_correction, normal_critical};

/// The standardised change of treated people beyond that of others.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PrePostControl {
    /// Corrected standardised mean change of the treated less that of the others, each in units of its own baseline.
    pub difference_of_changes: f64,
    /// Difference of the raw mean changes in units of the pooled standard deviation at baseline, corrected: the choice where
    /// both groups come from one population.
    pub pooled: f64,
    /// Sampling variance of `pooled`.
    pub pooled_variance: f64,
    /// Normal interval of `pooled`.
    pub pooled_ci: Interval,
}

/// Effect sizes of a design with baseline, follow-up and a comparison group: Morris (2008), Organizational Research Methods 11:364
/// (d_ppc1 and d_ppc2); variance 2(1 − r)(1/n_T + 1/n_C) + d²/2(n_T + n_C), with r the mean correlation of the groups by people.
///
/// Use it for the change of people served against that of people who were not, where only summaries are to be had;
/// [`ancova`](super::regression::ancova()) is better where there are people's own scores. `None` where an effect is not
/// defined.
///
/// # Panics
///
/// When `level` is not strictly between 0 and 1.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::{PairedSummary, pre_post_control};
///
/// let group = |n, mean_change, sd_baseline| PairedSummary {
///     n,
///     mean_change,
///     sd_change: 1.0,
///     sd_baseline,
///     sd_follow_up: 1.0,
///     correlation: Some(0.47),
/// };
/// let effect = pre_post_control(&group(20, 7.9, 15.0), &group(20, -3.4, 13.8), 0.95).unwrap();
/// assert!((effect.pooled - 0.7684).abs() < 5e-5);
/// assert!((effect.pooled_variance - 0.1134).abs() < 5e-5);
/// ```
pub fn pre_post_control(
    treated: &PairedSummary,
    control: &PairedSummary,
    level: f64,
) -> Option<PrePostControl> {
    let (n_t, n_c) = (treated.n as f64, control.n as f64);
    let n = n_t + n_c;
    let corrected =
        |group: &PairedSummary| Some(becker(group)? * hedges_correction(group.n as f64 - 1.0)?);
    let squares = |group: &PairedSummary, n: f64| (n - 1.0) * group.sd_baseline.powi(2);
    let sd = ((squares(treated, n_t) + squares(control, n_c)) / (n - 2.0)).sqrt();
    let pooled = hedges_correction(n - 2.0)? * (treated.mean_change - control.mean_change) / sd;
    let r = (n_t * treated.correlation? + n_c * control.correlation?) / n;
    let variance = 2.0 * (1.0 - r) * (1.0 / n_t + 1.0 / n_c) + pooled * pooled / (2.0 * n);
    let reach = normal_critical(level) * variance.sqrt();
    Some(PrePostControl {
        difference_of_changes: corrected(treated)? - corrected(control)?,
        pooled,
        pooled_variance: variance,
        pooled_ci: Interval {
            level,
            lower: pooled - reach,
            upper: pooled + reach,
        },
    })
}

//! Mean change with follow-ups imputed.

use serde::Serialize;

use super::{ImputationReport, ImputeSettings, IncompleteColumn, NotImputed, impute};
use crate::kernel::stats::missing::{PooledEstimate, rubin};
use crate::kernel::stats::{Moments, differences};

/// Mean change of everyone who began.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ImputedMeanChange {
    /// Mean change from the first wave, one entry a later wave, on Barnard and Rubin's degrees of freedom; `None` with one
    /// set, or where nobody changes differently from anybody.
    pub changes: Vec<Option<PooledEstimate>>,
    /// How the holes were filled.
    pub report: ImputationReport,
}

/// Mean change from the first wave to each later one, had everyone been followed up: [`impute`](super::impute()), then the mean
/// and its variance s²/n in each completed set, then [`rubin`].
///
/// Use it beside the change of people followed up; where the two differ, those lost were unlike those kept. `waves` are the
/// scores in the order of time, the baseline first (holes in it are filled too).
///
/// # Errors
///
/// As [`impute`](super::impute()).
///
/// # Panics
///
/// As [`impute`](super::impute()), or when `level` is not strictly between 0 and 1.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::missing::{ImputeSettings, IncompleteColumn, imputed_mean_change};
///
/// let baseline: Vec<Option<f64>> = (0..40).map(|i| Some(f64::from(i * 7 % 40))).collect();
/// let follow_up: Vec<Option<f64>> =
///     (0..40).map(|i| (i * 7 % 40 < 30).then(|| f64::from(i * 7 % 40 + 3 + i % 3))).collect();
/// let waves = [&baseline[..], &follow_up[..]].map(|values| IncompleteColumn { values, range: None });
/// let found = imputed_mean_change(&waves, &[], &ImputeSettings::default(), 0.95).unwrap();
/// let change = found.changes[0].unwrap();
/// assert_eq!((found.report.columns[1].missing, change.sets), (10, 20));
/// assert!(change.between > 0.0 && change.pooled.df.unwrap() < 39.0);
/// ```
pub fn imputed_mean_change(
    waves: &[IncompleteColumn],
    covariates: &[&[f64]],
    settings: &ImputeSettings,
    level: f64,
) -> Result<ImputedMeanChange, NotImputed> {
    let found = impute(waves, covariates, settings)?;
    let n = found.report.rows as f64;
    let (mut means, mut variances) = (vec![Vec::new(); waves.len()], vec![Vec::new(); waves.len()]);
    for set in 0..settings.sets {
        let baseline = found.completed(set, 0);
        for wave in 1..waves.len() {
            let changes = differences(&baseline, &found.completed(set, wave));
            if let Some(summary) = Moments::from_slice(&changes).finalise() {
                means[wave].push(summary.mean);
                variances[wave].push(summary.variance.map_or(f64::NAN, |variance| variance / n));
            }
        }
    }
    let pooled = |wave: usize| {
        (n > 1.0)
            .then(|| rubin(&means[wave], &variances[wave], n - 1.0, level))
            .flatten()
    };
    Ok(ImputedMeanChange {
        changes: (1..waves.len()).map(pooled).collect(),
        report: found.report,
    })
}

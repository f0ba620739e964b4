//! The interval in which the true effect of a next study would lie.

use serde::Serialize;

use super::random_effects::PooledMean;
use crate::kernel::stats::{Interval, normal_critical, t_critical};

/// What a prediction interval is referred to; authors differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PredictionBasis {
    /// Normal quantile (metafor's default).
    Normal,
    /// Student's t on k − 1 degrees of freedom (metafor with Hartung–Knapp).
    KMinusOne,
    /// Student's t on k − 2 degrees of freedom (Higgins, Thompson and Spiegelhalter 2009; Riley, Higgins and Deeks 2011).
    KMinusTwo,
}

/// μ ± q √(τ² + se²), over `k` studies: Higgins, Thompson and Spiegelhalter (2009), J. Royal Statistical Society A
/// 172:137, eq. 12, with the quantile q that `basis` names.
///
/// Use it to say what a next site may expect; it is the honest summary when sites differ. `None` where the basis
/// leaves no degrees of freedom.
///
/// # Panics
///
/// When `level` is not strictly between 0 and 1.
pub fn prediction_interval(
    pooled: &PooledMean,
    tau_squared: f64,
    k: usize,
    basis: PredictionBasis,
    level: f64,
) -> Option<Interval> {
    let quantile = match basis {
        PredictionBasis::Normal => normal_critical(level),
        PredictionBasis::KMinusOne if k > 1 => t_critical(level, (k - 1) as f64),
        PredictionBasis::KMinusTwo if k > 2 => t_critical(level, (k - 2) as f64),
        PredictionBasis::KMinusOne | PredictionBasis::KMinusTwo => return None,
    };
    let reach = quantile * (tau_squared + pooled.se * pooled.se).sqrt();
    Some(Interval {
        level,
        lower: pooled.mean - reach,
        upper: pooled.mean + reach,
    })
}

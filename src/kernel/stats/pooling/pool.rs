//! The recommended set of pooled results in one call.

use serde::Serialize;

use super::prediction::{PredictionBasis, prediction_interval};
use super::{Heterogeneity, PooledMean, RemlSettings, Studies, TauSquared};
use crate::kernel::stats::Interval;

/// Everything that one table of pooled evidence needs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Pooled {
    /// How many studies.
    pub k: usize,
    /// The common-effect mean, for comparison.
    pub fixed: PooledMean,
    /// REML estimate of the variance between studies.
    pub tau_squared: TauSquared,
    /// Q-profile interval of τ²; `None` for one study.
    pub tau_squared_ci: Option<Interval>,
    /// Random-effects mean: Hartung–Knapp, never narrower than Wald; Wald for one study.
    pub random: PooledMean,
    /// Where the true effect of a next study would lie: t on k − 1 degrees of freedom about the Hartung–Knapp mean, the
    /// basis named in `prediction_basis`; `None` for one study.
    pub prediction: Option<Interval>,
    /// What the prediction interval is referred to.
    pub prediction_basis: PredictionBasis,
    /// Q, I² and H² at the REML τ².
    pub heterogeneity: Heterogeneity,
}

impl Studies {
    /// REML, Hartung–Knapp, prediction interval and heterogeneity together.
    ///
    /// # Panics
    ///
    /// When `level` is not strictly between 0 and 1.
    ///
    /// # Examples
    ///
    /// ```
    /// use throughline::kernel::stats::pooling::Studies;
    ///
    /// let pooled = Studies::new(vec![0.1, 0.3, 0.8], vec![0.01, 0.02, 0.01]).unwrap().pool(0.95);
    /// assert!(pooled.tau_squared.converged);
    /// assert!(pooled.fixed.se < pooled.random.se);
    /// ```
    pub fn pool(&self, level: f64) -> Pooled {
        let tau_squared = self.reml(RemlSettings::default());
        let random = self
            .hartung_knapp(tau_squared.value, level, true)
            .unwrap_or_else(|| self.random_effects(tau_squared.value, level));
        let prediction_basis = PredictionBasis::KMinusOne;
        Pooled {
            k: self.len(),
            fixed: self.fixed_effect(level),
            tau_squared,
            tau_squared_ci: self.tau_squared_interval(level),
            random,
            prediction: prediction_interval(
                &random,
                tau_squared.value,
                self.len(),
                prediction_basis,
                level,
            ),
            prediction_basis,
            heterogeneity: self.heterogeneity(tau_squared.value),
        }
    }
}

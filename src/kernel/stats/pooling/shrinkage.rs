//! Each site's effect, drawn towards the pooled mean.

use serde::Serialize;

use super::Studies;
use crate::kernel::stats::{Interval, normal_critical};

/// One study's effect before and after shrinking.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ShrunkEffect {
    /// The effect as observed.
    pub raw: f64,
    /// The effect drawn towards the mean.
    pub shrunk: f64,
    /// B = v/(v + τ²): the weight of the mean, 0 to 1.
    pub weight_of_mean: f64,
    /// Standard error of the shrunk effect, τ² taken as given and the mean's own error in it.
    pub se: f64,
    /// Its normal interval.
    pub ci: Interval,
}

impl Studies {
    /// Empirical Bayes estimates of the true effects at the given τ²: (1 − B)θ̂ + Bμ̂; Raudenbush and Bryk (1985), J.
    /// Educational Statistics 10:75; metafor's `blup`.
    ///
    /// Use it to show sites or subgroups side by side: the extremes of raw effects are mostly small sites. Show raw and
    /// shrunk.
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
    /// let sites = Studies::new(vec![0.0, 1.0], vec![0.1, 0.1]).unwrap();
    /// let shrunk = sites.shrunk(0.1, 0.95);
    /// assert_eq!((shrunk[0].shrunk, shrunk[1].shrunk), (0.25, 0.75));
    /// ```
    pub fn shrunk(&self, tau_squared: f64, level: f64) -> Vec<ShrunkEffect> {
        let mean = self.random_effects(tau_squared, level);
        let z = normal_critical(level);
        let studies = self.effects().iter().zip(self.variances());
        studies
            .map(|(&raw, &v)| {
                let weight_of_mean = v / (v + tau_squared);
                let shrunk = (1.0 - weight_of_mean) * raw + weight_of_mean * mean.mean;
                let own = weight_of_mean * tau_squared;
                let se = (own + (weight_of_mean * mean.se).powi(2)).sqrt();
                ShrunkEffect {
                    raw,
                    shrunk,
                    weight_of_mean,
                    se,
                    ci: Interval {
                        level,
                        lower: shrunk - z * se,
                        upper: shrunk + z * se,
                    },
                }
            })
            .collect()
    }
}

//! The mean of the distribution that the studies' true effects are drawn from, τ² taken as given.

use serde::Serialize;

use super::Studies;
use crate::kernel::stats::{Interval, normal_critical, normal_two_sided_p};

/// A pooled mean with its interval and test.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PooledMean {
    /// The estimate.
    pub mean: f64,
    /// Its standard error.
    pub se: f64,
    /// Its confidence interval.
    pub ci: Interval,
    /// The test of no effect.
    pub test: PooledTest,
}

/// The test that a pooled mean is zero.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PooledTest {
    /// Estimate over standard error.
    pub statistic: f64,
    /// Degrees of freedom of Student's t; `None` for a normal reference.
    pub df: Option<f64>,
    /// Two-sided p value.
    pub p: f64,
}

impl Studies {
    /// The mean at weights 1 / (v + τ²) with a normal (Wald) interval: DerSimonian and Laird (1986), Controlled
    /// Clinical Trials 7:177, eq. 7.
    ///
    /// Prefer [`hartung_knapp`](Self::hartung_knapp) with few studies: this interval takes τ² as known.
    ///
    /// # Panics
    ///
    /// When `level` is not strictly between 0 and 1.
    pub fn random_effects(&self, tau_squared: f64, level: f64) -> PooledMean {
        let weighted = self.weighted(tau_squared);
        let se = weighted.sum_w.recip().sqrt();
        let reach = normal_critical(level) * se;
        let z = weighted.mean / se;
        PooledMean {
            mean: weighted.mean,
            se,
            ci: Interval {
                level,
                lower: weighted.mean - reach,
                upper: weighted.mean + reach,
            },
            test: PooledTest {
                statistic: z,
                df: None,
                p: normal_two_sided_p(z),
            },
        }
    }
}

//! Confidence interval of τ² by the Q-profile.

use super::Studies;
use super::heterogeneity::chi_squared_tail;
use crate::kernel::stats::Interval;
use crate::kernel::stats::distribution::root_between;

impl Studies {
    /// The values of τ² at which the generalised Q, Σ(y − μ)²/(v + τ²), is at neither tail of chi-squared on k − 1
    /// degrees of freedom: Viechtbauer (2007), Statistics in Medicine 26:37.
    ///
    /// Exact under the normal model. An end below zero is given as 0. `None` for one study.
    ///
    /// # Panics
    ///
    /// When `level` is not strictly between 0 and 1.
    pub fn tau_squared_interval(&self, level: f64) -> Option<Interval> {
        assert!(
            level > 0.0 && level < 1.0,
            "a level is strictly between 0 and 1"
        );
        let tail = (1.0 - level) / 2.0;
        (self.len() > 1).then(|| Interval {
            level,
            lower: self.tau_squared_at(tail),
            upper: self.tau_squared_at(1.0 - tail),
        })
    }

    /// The τ² at which the tail of the generalised Q is `probability`; the tail grows with τ².
    fn tau_squared_at(&self, probability: f64) -> f64 {
        let tail = |tau_squared: f64| chi_squared_tail(self.weighted(tau_squared).q, self.df());
        if tail(0.0) >= probability {
            return 0.0;
        }
        let mut high = self.variances().iter().copied().fold(0.0, f64::max);
        while tail(high) < probability {
            high *= 2.0;
        }
        root_between(|tau_squared| tail(tau_squared) - probability, 0.0, high)
    }
}

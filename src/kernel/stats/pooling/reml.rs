//! Restricted maximum likelihood for τ² by Fisher scoring.
//!
//! Raudenbush (2009), Handbook of Research Synthesis and Meta-Analysis, 2nd ed., ch. 16; Viechtbauer (2005), J.
//! Educational and Behavioral Statistics 30:261. With P = W − W1(1′W1)⁻¹1′W the step is (y′PPy − tr P) / tr(PP), halved
//! until τ² stays at or above zero. For one mean these are sums: y′PPy = Σw²(y − μ)², tr P = Σw − Σw²/Σw,
//! tr(PP) = Σw² − 2Σw³/Σw + (Σw²/Σw)².

use super::studies::{Studies, TauSquared, TauSquaredMethod};
use crate::kernel::stats::Moments;

/// When Fisher scoring stops.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RemlSettings {
    /// Stop when the step is at most this share of τ² plus the mean sampling variance.
    pub tolerance: f64,
    /// Give up after this many steps, and say so.
    pub max_iterations: u32,
}

impl Default for RemlSettings {
    fn default() -> Self {
        Self {
            tolerance: 1e-13,
            max_iterations: 1_000,
        }
    }
}

impl Studies {
    /// The restricted maximum likelihood estimate of τ², from Hedges' moment estimate as a start.
    ///
    /// Use it as the default estimate. When the likelihood falls from τ² = 0 upwards the estimate is exactly 0. An estimate
    /// that did not settle says so in [`TauSquared::converged`]. Zero for one study.
    ///
    /// # Examples
    ///
    /// ```
    /// use throughline::kernel::stats::pooling::{RemlSettings, Studies};
    ///
    /// let alike = Studies::new(vec![0.2, 0.2, 0.2], vec![0.1, 0.2, 0.3]).unwrap();
    /// let tau_squared = alike.reml(RemlSettings::default());
    /// assert_eq!((tau_squared.value, tau_squared.converged), (0.0, true));
    /// ```
    pub fn reml(&self, settings: RemlSettings) -> TauSquared {
        let mut estimate = TauSquared {
            value: self.hedges_start(),
            se: None,
            method: TauSquaredMethod::Reml,
            iterations: 0,
            last_step: 0.0,
            converged: self.len() == 1,
        };
        if estimate.converged {
            return estimate;
        }
        let mean_variance = self.variances().iter().sum::<f64>() / self.len() as f64;
        while !estimate.converged && estimate.iterations < settings.max_iterations {
            let next = self.scoring_step(estimate.value);
            if !next.is_finite() {
                break;
            }
            estimate.last_step = (next - estimate.value).abs();
            estimate.value = next;
            estimate.iterations += 1;
            estimate.converged = estimate.last_step <= settings.tolerance * (next + mean_variance);
        }
        estimate.se = Some((2.0 / self.information(estimate.value)).sqrt());
        estimate
    }

    /// Hedges' (1983) unweighted estimate: variance of the effects less the mean sampling variance.
    fn hedges_start(&self) -> f64 {
        let mean_variance = self.variances().iter().sum::<f64>() / self.len() as f64;
        let spread = Moments::from_slice(self.effects())
            .finalise()
            .and_then(|summary| summary.variance);
        spread.map_or(0.0, |variance| (variance - mean_variance).max(0.0))
    }

    /// y′PPy − tr P: twice the slope of the restricted log-likelihood.
    fn score(&self, tau_squared: f64) -> f64 {
        let w = self.weighted(tau_squared);
        w.q2 - (w.sum_w - w.sum_w2 / w.sum_w)
    }

    /// tr(PP): twice the expected information.
    fn information(&self, tau_squared: f64) -> f64 {
        let w = self.weighted(tau_squared);
        let ratio = w.sum_w2 / w.sum_w;
        w.sum_w2 - 2.0 * w.sum_w3 / w.sum_w + ratio * ratio
    }

    fn scoring_step(&self, tau_squared: f64) -> f64 {
        let mut step = self.score(tau_squared) / self.information(tau_squared);
        if tau_squared + step < 0.0 && self.score(0.0) <= 0.0 {
            return 0.0;
        }
        while step.is_finite() && tau_squared + step < 0.0 {
            step /= 2.0;
        }
        tau_squared + step
    }
}

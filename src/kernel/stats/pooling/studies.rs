//! The effects to pool, checked once.

use serde::Serialize;

/// Effects of several studies with their sampling variances.
///
/// Use it as the input of every pooling method.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::pooling::Studies;
///
/// let studies = Studies::new(vec![0.1, 0.3, 0.5], vec![0.01, 0.02, 0.01]).unwrap();
/// assert_eq!(studies.len(), 3);
/// assert!(Studies::new(vec![0.1], vec![0.0]).is_none());
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Studies {
    effects: Vec<f64>,
    variances: Vec<f64>,
}

impl Studies {
    /// One effect and its sampling variance a study.
    ///
    /// `None` when there is no study, the lengths differ, an effect is not finite, or a variance is not finite and
    /// above zero.
    pub fn new(effects: Vec<f64>, variances: Vec<f64>) -> Option<Self> {
        let usable = !effects.is_empty()
            && effects.len() == variances.len()
            && effects.iter().all(|y| y.is_finite())
            && variances.iter().all(|v| v.is_finite() && *v > 0.0);
        usable.then_some(Self { effects, variances })
    }

    /// The effects.
    pub fn effects(&self) -> &[f64] {
        &self.effects
    }

    /// The sampling variances.
    pub fn variances(&self) -> &[f64] {
        &self.variances
    }

    /// How many studies there are.
    pub fn len(&self) -> usize {
        self.effects.len()
    }

    /// Never true: [`new`](Self::new) refuses no studies.
    pub fn is_empty(&self) -> bool {
        self.effects.is_empty()
    }

    /// k − 1.
    pub(super) fn df(&self) -> f64 {
        (self.len() - 1) as f64
    }

    /// Sums over the studies at weights 1 / (v + τ²).
    pub(super) fn weighted(&self, tau_squared: f64) -> Weighted {
        let weights = || self.variances.iter().map(|v| 1.0 / (v + tau_squared));
        let power_sum = |p: i32| weights().map(|w| w.powi(p)).sum::<f64>();
        let sum_w = power_sum(1);
        let mean = self
            .effects
            .iter()
            .zip(weights())
            .map(|(y, w)| w * y)
            .sum::<f64>()
            / sum_w;
        let squares = |p: i32| {
            self.effects
                .iter()
                .zip(weights())
                .map(|(y, w)| w.powi(p) * (y - mean) * (y - mean))
                .sum::<f64>()
        };
        Weighted {
            sum_w,
            sum_w2: power_sum(2),
            sum_w3: power_sum(3),
            mean,
            q: squares(1),
            q2: squares(2),
        }
    }
}

/// Sums over studies at one value of τ².
pub(super) struct Weighted {
    pub sum_w: f64,
    pub sum_w2: f64,
    pub sum_w3: f64,
    pub mean: f64,
    /// Σw(y − μ)².
    pub q: f64,
    /// Σw²(y − μ)².
    pub q2: f64,
}

/// How the variance between studies was estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TauSquaredMethod {
    /// DerSimonian and Laird's moment estimator.
    DerSimonianLaird,
    /// Restricted maximum likelihood.
    Reml,
}

/// The variance between studies, with how it was found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TauSquared {
    /// The estimate, never below zero.
    pub value: f64,
    /// Standard error of the estimate, where the method gives one.
    pub se: Option<f64>,
    /// The method.
    pub method: TauSquaredMethod,
    /// Iterations taken; 0 for a closed form.
    pub iterations: u32,
    /// Size of the last step, in units of τ².
    pub last_step: f64,
    /// False when the iterations ended before the step was small enough: then `value` is only where they stopped.
    pub converged: bool,
}

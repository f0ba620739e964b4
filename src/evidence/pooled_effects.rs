//! The table of pooled change.

use serde::Serialize;

use crate::disclosure::{Audit, Count, Policy, Protect, Releasable};
use crate::error::Result;
use crate::kernel::stats::Interval;
use crate::kernel::stats::pooling::Pooled;
use crate::longitudinal::Direction;

/// Each agency's mean change beside the pooled one, one row per measure and wave; made by
/// [`pool`](crate::evidence::pool).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PooledEffects {
    pub(super) grouping: String,
    pub(super) rows: Vec<PooledEffect>,
}

impl PooledEffects {
    /// What the agencies are groups of, such as `partner`.
    pub fn grouping(&self) -> &str {
        &self.grouping
    }

    /// The rows: measures in study order, then waves.
    pub fn rows(&self) -> &[PooledEffect] {
        &self.rows
    }
}

/// Made of released numbers alone: there is nothing further to protect.
impl Releasable for PooledEffects {
    type Protected = Self;
}

impl Protect<Self> for PooledEffects {
    fn protect(self, _: &Policy, audit: &mut Audit) -> Result<Self> {
        for row in &self.rows {
            row.agencies.iter().for_each(|_| audit.estimate(true));
            row.not_pooled.iter().for_each(|_| audit.estimate(false));
        }
        Ok(self)
    }
}

/// The agencies' mean changes in one measure at one wave, in score units, and what they come to together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PooledEffect {
    /// Name of the measure.
    pub measure: String,
    /// Name of the follow-up wave.
    pub wave: String,
    /// Which direction is better.
    pub direction: Direction,
    /// The agencies whose change is released, in the comparison's order.
    pub agencies: Vec<AgencyEffect>,
    /// The agencies whose change is not, in the comparison's order.
    pub not_pooled: Vec<NotPooled>,
    /// The pooled change, `None` with fewer than two agencies to pool.
    pub pooled: Option<PooledResult>,
}

/// One agency's own change.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AgencyEffect {
    /// The agency.
    pub agency: String,
    /// Its pairs.
    pub n_paired: Count,
    /// Its mean change.
    pub mean_change: f64,
    /// The standard error of its mean change: standard deviation over the root of the pairs.
    pub se: f64,
    /// Its own confidence interval.
    pub ci: Interval,
    /// Its share of the pooled mean, 0 to 1; `None` when nothing is pooled.
    pub weight: Option<f64>,
}

/// An agency that is left out of the pooled change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotPooled {
    /// The agency.
    pub agency: String,
    /// True when its change is withheld to protect small numbers, false when it has none.
    pub withheld: bool,
}

/// A random-effects summary.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PooledResult {
    /// τ² by REML, the mean with Hartung and Knapp's interval, heterogeneity.
    pub summary: Pooled,
    /// Where the true change of a next agency would lie, `None` with fewer than three agencies.
    pub prediction: Option<Interval>,
    /// Degrees of freedom of the prediction interval's t quantile.
    pub prediction_df: Option<f64>,
}

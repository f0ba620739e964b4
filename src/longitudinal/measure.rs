//! What is measured, and which way is better.

use serde::{Deserialize, Serialize};

use crate::schema::DatasetKind;

/// Which direction of change is an improvement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// A higher score is better.
    HigherIsBetter,
    /// A lower score is better, as with a difficulties score.
    LowerIsBetter,
}

impl Direction {
    /// `1.0` or `-1.0`: what a change is multiplied by so that positive is better.
    pub fn sign(self) -> f64 {
        match self {
            Self::HigherIsBetter => 1.0,
            Self::LowerIsBetter => -1.0,
        }
    }
}

/// One thing that is scored at baseline and again at follow-up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Its name in the study and in every table.
    pub name: String,
    /// Which records carry its scores: assessments or outcomes.
    pub dataset: DatasetKind,
    /// The instrument (assessments) or personal-outcome category (outcomes) whose scores count.
    pub instrument: String,
    /// The domain of the instrument; `None` takes scores of every domain.
    pub domain: Option<String>,
    /// Lowest and highest possible score.
    pub range: (f64, f64),
    /// Which direction is better.
    pub direction: Direction,
    /// Smallest change, in score units, that matters to people; `None` when not known.
    pub minimal_important_change: Option<f64>,
    /// Test-retest reliability, 0 to 1, from a published source; `None` when not known.
    pub reliability: Option<f64>,
}

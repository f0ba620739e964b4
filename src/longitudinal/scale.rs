//! What is known of a scale from outside the study: stages, cut-off, published norms, conversion.

use serde::{Deserialize, Serialize};

use crate::kernel::stats::individual::swemwbs_metric;

/// One named stage of an ordered scale: scores from `from` up to the next stage's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Its name, such as `learning` or `slightly raised`.
    pub name: String,
    /// Its lowest score.
    pub from: f64,
}

/// Mean and standard deviation of a published sample.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spread {
    /// Mean, in score units.
    pub mean: f64,
    /// Standard deviation, in score units.
    pub sd: f64,
}

/// Published means and standard deviations of a measure, declared with their source and never taken from the pairs that
/// they judge.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Norms {
    /// Where the figures were published.
    pub source: String,
    /// People in general: what those chosen for their scores regress towards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub population: Option<Spread>,
    /// People in need of help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clinical: Option<Spread>,
    /// People not in need of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub functional: Option<Spread>,
}

/// How raw scores become the scores that are analysed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Conversion {
    /// Raw totals of the short Warwick-Edinburgh scale (whole numbers, 7 to 35) to its interval scale.
    SwemwbsMetric,
}

impl Conversion {
    /// The converted score; `None` where the conversion has none, as for 20.5 or 36.
    pub fn apply(self, raw: f64) -> Option<f64> {
        match self {
            Self::SwemwbsMetric => {
                let whole = raw.fract() == 0.0 && (0.0..=255.0).contains(&raw);
                whole.then(|| swemwbs_metric(raw as u8)).flatten()
            }
        }
    }
}

/// The place of the stage that a score is in; `None` below the first.
pub(crate) fn stage_of(stages: &[Stage], score: f64) -> Option<usize> {
    stages
        .partition_point(|stage| stage.from <= score)
        .checked_sub(1)
}

//! Each eligible person's baseline and follow-up, side by side.

use polars::prelude::DataFrame;

use crate::longitudinal::Measure;

/// Baseline and follow-up of every eligible episode, by measure and wave; made by
/// [`Study::follow`](crate::longitudinal::Study::follow).
#[derive(Debug, Clone)]
pub struct PairedOutcomes {
    pub(crate) frame: DataFrame,
    pub(crate) measures: Vec<Measure>,
    pub(crate) waves: Vec<String>,
    pub(crate) groupings: Vec<String>,
}

impl PairedOutcomes {
    /// One row per eligible episode, measure and wave. Columns: `person` and `episode` (`UInt32`), `measure` and
    /// `wave` (`String`), `baseline` and `follow_up` (`Float64`, null where there is no score),
    /// `baseline_days` and `follow_up_days` (`Int32`, days from the episode's start), `due` (`Boolean`, false
    /// while the follow-up window is still open at the end of the data), `link_weight` (`Float64`, weakest
    /// membership among the records used), then one `String` column per grouping.
    pub fn frame(&self) -> &DataFrame {
        &self.frame
    }

    /// The measures, in study order.
    pub fn measures(&self) -> &[Measure] {
        &self.measures
    }

    /// Names of the follow-up waves, in study order.
    pub fn waves(&self) -> &[String] {
        &self.waves
    }

    /// Names of the grouping columns, in study order.
    pub fn groupings(&self) -> &[String] {
        &self.groupings
    }
}

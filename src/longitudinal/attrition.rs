//! Who was followed up and who was lost.

use serde::Serialize;

/// Flow from eligible to followed up, one row per measure, wave and group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Attrition {
    pub(crate) rows: Vec<AttritionRow>,
}

impl Attrition {
    /// A table of one's own rows, in the order of [`rows`](Self::rows): for a flow that was counted elsewhere.
    pub fn from_rows(rows: Vec<AttritionRow>) -> Self {
        Self { rows }
    }

    /// The rows, in the order of a [`Comparison`](crate::outcomes::Comparison)'s.
    pub fn rows(&self) -> &[AttritionRow] {
        &self.rows
    }
}

/// Flow of one group in one measure at one wave. `eligible = due + not_due`, `due = with_baseline + no_baseline`,
/// `with_baseline = followed_up + lost`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AttritionRow {
    /// Name of the measure.
    pub measure: String,
    /// Name of the follow-up wave.
    pub wave: String,
    /// What the groups are of; `overall` for the row of everyone.
    pub grouping: String,
    /// The group; `all` in the overall row.
    pub group: String,
    /// Episodes that started.
    pub eligible: u64,
    /// Episodes whose follow-up window is still open at the end of the data.
    pub not_due: u64,
    /// Due, with a baseline score.
    pub with_baseline: u64,
    /// With a baseline score and a follow-up score.
    pub followed_up: u64,
    /// With a baseline score and no follow-up score.
    pub lost: u64,
    /// Mean baseline of those followed up, `None` where there are none.
    pub mean_baseline_followed: Option<f64>,
    /// Mean baseline of those lost, `None` where there are none.
    pub mean_baseline_lost: Option<f64>,
}

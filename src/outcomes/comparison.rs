//! The table of change by measure, wave and group.

use serde::Serialize;

use crate::kernel::stats::{Effect, HEADLINE_EFFECT, Interval, SignedRank, TTest};
use crate::longitudinal::Direction;

/// Change from baseline to follow-up, one row per measure, wave and group; made by
/// [`compare`](crate::outcomes::compare()).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    pub(crate) rows: Vec<ComparisonRow>,
}

impl Comparison {
    /// A table of one's own rows, in the order of [`rows`](Self::rows): for change that was computed elsewhere.
    pub fn from_rows(rows: Vec<ComparisonRow>) -> Self {
        Self { rows }
    }

    /// The rows: measures in study order, then waves, then the overall row, then each grouping's groups in
    /// alphabetical order.
    pub fn rows(&self) -> &[ComparisonRow] {
        &self.rows
    }
}

/// Change in one measure at one wave in one group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComparisonRow {
    /// Name of the measure.
    pub measure: String,
    /// Name of the follow-up wave.
    pub wave: String,
    /// What the groups are of, such as `partner`; `overall` for the row of everyone.
    pub grouping: String,
    /// The group; `all` in the overall row.
    pub group: String,
    /// Which direction is better.
    pub direction: Direction,
    /// Episodes that were due a follow-up.
    pub n_eligible: u64,
    /// Of those, with a baseline score.
    pub n_baseline: u64,
    /// Of those, with a follow-up score too: the pairs.
    pub n_paired: u64,
    /// The paired statistics, `None` with fewer than two pairs.
    pub change: Option<PairedChange>,
    /// How many got better, stayed the same, got worse.
    pub responders: Responders,
}

impl ComparisonRow {
    /// How many have a baseline and no follow-up.
    pub fn n_lost(&self) -> u64 {
        self.n_baseline - self.n_paired
    }
}

/// Paired statistics of one group, in score units unless said otherwise; change is follow-up minus baseline.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairedChange {
    /// Mean at baseline, of the pairs.
    pub mean_baseline: f64,
    /// Mean at follow-up, of the pairs.
    pub mean_follow_up: f64,
    /// Standard deviation at baseline.
    pub sd_baseline: f64,
    /// Standard deviation at follow-up.
    pub sd_follow_up: f64,
    /// Mean change.
    pub mean_change: f64,
    /// Standard deviation of change.
    pub sd_change: f64,
    /// Pearson correlation of baseline and follow-up, `None` where one of them does not vary.
    pub correlation: Option<f64>,
    /// 95% confidence interval of the mean change (Student's t); of no width where the change does not vary.
    pub ci: Interval,
    /// Paired t test, `None` where the change does not vary.
    pub t_test: Option<TTest>,
    /// Wilcoxon signed-rank test, `None` where every change is zero.
    pub signed_rank: Option<SignedRank>,
    /// Standardised effects that the pairs define, each under its own name, the headline first.
    pub effects: Vec<Effect>,
    /// Whether every pair's baseline is on the worse side of the measure's cut-off, as it is of people chosen by their score: then
    /// regression to the mean may be part of the change.
    pub chosen_by_score: bool,
    /// That part and the rest, where everyone was chosen by score and the measure declares a reliability and norms of the
    /// population.
    pub regression: Option<BeyondRegression>,
}

/// Change of people chosen by their score, less what regression to the mean would have brought anyway; see
/// [`change_beyond_regression`](crate::kernel::stats::individual::change_beyond_regression).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BeyondRegression {
    /// Mean change expected had nothing been done.
    pub expected: f64,
    /// Mean change beyond that.
    pub beyond: f64,
    /// Standard deviation of change beyond it.
    pub sd: f64,
    /// 95% confidence interval of the mean change beyond it (Student's t).
    pub ci: Interval,
}

impl PairedChange {
    /// The effect of this name, `None` where the pairs do not define it.
    pub fn effect(&self, name: &str) -> Option<Effect> {
        self.effects
            .iter()
            .copied()
            .find(|effect| effect.name == name)
    }

    /// The effect to show first: [`HEADLINE_EFFECT`], change in units of the root mean square of the two standard
    /// deviations. `None` where neither series varies.
    pub fn headline_effect(&self) -> Option<Effect> {
        self.effect(HEADLINE_EFFECT)
    }
}

/// People by direction of change.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Responders {
    /// Changed for the better by at least the threshold.
    pub improved: u64,
    /// Changed by less than the threshold.
    pub same: u64,
    /// Changed for the worse by at least the threshold.
    pub worse: u64,
    /// The threshold in score units: the measure's minimal important change; 0 counts any change.
    pub threshold: f64,
}

//! One cell of a comparison: the kernels over the pairs of one measure, wave and group.

use crate::kernel::stats::{Moments, PairedSummary, differences, paired_t, pearson, signed_rank};
use crate::longitudinal::{Direction, Response};

use super::{ComparisonRow, PairedChange, Responders};

/// Coverage of every interval.
const LEVEL: f64 = 0.95;

/// Where a cell stands in the table.
#[derive(Debug, Clone)]
pub(super) struct CellKey<'a> {
    pub measure: &'a str,
    pub wave: &'a str,
    pub grouping: &'a str,
    pub group: String,
    pub direction: Direction,
    pub threshold: f64,
}

/// Counts and pairs of one cell.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    pub n_eligible: u64,
    pub n_baseline: u64,
    pub pairs: Vec<(f64, f64)>,
}

impl Cell {
    /// Counts one eligible episode; a score that is not a finite number is missing.
    pub(super) fn insert(&mut self, baseline: Option<f64>, follow_up: Option<f64>) {
        self.n_eligible += 1;
        let Some(baseline) = baseline.filter(|score| score.is_finite()) else {
            return;
        };
        self.n_baseline += 1;
        if let Some(follow_up) = follow_up.filter(|score| score.is_finite()) {
            self.pairs.push((baseline, follow_up));
        }
    }

    /// The row, after putting the pairs in order of value: no digit depends on the order of the input.
    pub(super) fn row(mut self, key: CellKey<'_>) -> ComparisonRow {
        self.pairs
            .sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let (baseline, follow_up): (Vec<f64>, Vec<f64>) = self.pairs.iter().copied().unzip();
        let changes = differences(&baseline, &follow_up);
        ComparisonRow {
            measure: key.measure.to_owned(),
            wave: key.wave.to_owned(),
            grouping: key.grouping.to_owned(),
            group: key.group,
            direction: key.direction,
            n_eligible: self.n_eligible,
            n_baseline: self.n_baseline,
            n_paired: self.pairs.len() as u64,
            change: paired_change(&baseline, &follow_up, &changes),
            responders: responders(&changes, key.direction, key.threshold),
        }
    }
}

fn paired_change(baseline: &[f64], follow_up: &[f64], changes: &[f64]) -> Option<PairedChange> {
    let before = Moments::from_slice(baseline).finalise()?;
    let after = Moments::from_slice(follow_up).finalise()?;
    let change = paired_t(changes, LEVEL)?;
    let correlation = pearson(baseline, follow_up);
    let summary = PairedSummary {
        n: change.n,
        mean_change: change.mean,
        sd_change: change.sd,
        sd_baseline: before.sd()?,
        sd_follow_up: after.sd()?,
        correlation,
    };
    Some(PairedChange {
        mean_baseline: before.mean,
        mean_follow_up: after.mean,
        sd_baseline: summary.sd_baseline,
        sd_follow_up: summary.sd_follow_up,
        mean_change: change.mean,
        sd_change: change.sd,
        correlation,
        ci: change.ci,
        t_test: change.test,
        signed_rank: signed_rank(changes),
        effects: summary.effects(changes),
    })
}

fn responders(changes: &[f64], direction: Direction, threshold: f64) -> Responders {
    let judged = changes
        .iter()
        .map(|&change| direction.classify(change, Some(threshold)));
    let mut responders = Responders {
        improved: 0,
        same: 0,
        worse: 0,
        threshold,
    };
    for response in judged {
        *match response {
            Response::Improved => &mut responders.improved,
            Response::Same => &mut responders.same,
            Response::Worse => &mut responders.worse,
        } += 1;
    }
    responders
}

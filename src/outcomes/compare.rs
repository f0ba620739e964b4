//! Comparing baseline with follow-up in every cell.

use rayon::prelude::*;

use crate::error::Result;
use crate::kernel::stats::PairedSample;
use crate::longitudinal::{Direction, Measure, PairedOutcomes, Response};

use super::cell::{Cell, Place, all_cells};
use super::gather::{Gathered, gather};
use super::{BeyondRegression, Comparison, ComparisonRow, PairedChange, Responders};

/// Coverage of every interval.
const LEVEL: f64 = 0.95;

/// Compares baseline with follow-up in every measure, wave and group of a study.
///
/// Every measure and wave has its overall row, then a row for each group that occurs in it. Episodes whose follow-up
/// is not yet due are in no count; a grouping's missing values form the group [`NOT_RECORDED`](super::NOT_RECORDED).
/// Improved and worse are counted at the measure's minimal important change, or at any change when it has none.
///
/// The result does not depend on the order of rows or the number of threads.
///
/// # Errors
///
/// When an episode stands twice in a measure and wave; when the frame engine refuses the pipeline, as it does when it
/// runs out of memory.
pub fn compare(paired: &PairedOutcomes) -> Result<Comparison> {
    Ok(compare_gathered(&gather(paired)?))
}

pub(super) fn compare_gathered(data: &Gathered<'_>) -> Comparison {
    let mut cells = all_cells(data, true);
    let empty = (0..data.measures.len()).flat_map(|measure| {
        (0..data.waves.len()).map(move |wave| Place {
            measure,
            wave,
            grouping: None,
            group: 0,
        })
    });
    let empty: Vec<Cell> = empty
        .filter(|place| data.block(place.measure, place.wave).is_none())
        .map(Cell::new)
        .collect();
    cells.extend(empty);
    cells.sort_by_key(|cell| cell.place);
    Comparison {
        rows: cells.par_iter().map(|cell| row(data, cell)).collect(),
    }
}

fn row(data: &Gathered<'_>, cell: &Cell) -> ComparisonRow {
    let measure = cell.measure(data);
    let sample = PairedSample::new(&cell.baseline, &cell.follow_up);
    let threshold = measure.minimal_important_change.unwrap_or(0.0);
    let changes = match &sample {
        Some(sample) => sample.changes().to_vec(),
        None => crate::kernel::stats::differences(&cell.baseline, &cell.follow_up),
    };
    ComparisonRow {
        measure: measure.name.clone(),
        wave: data.waves[cell.place.wave].clone(),
        grouping: cell.place.grouping_name(data).to_owned(),
        group: cell.place.group_name(data).to_owned(),
        direction: measure.direction,
        n_eligible: cell.n_eligible,
        n_baseline: cell.n_baseline,
        n_paired: cell.n(),
        change: sample
            .as_ref()
            .map(|sample| paired_change(sample, cell, measure)),
        responders: responders(&changes, measure.direction, threshold),
    }
}

fn paired_change(sample: &PairedSample, cell: &Cell, measure: &Measure) -> PairedChange {
    let change = sample.t_test(LEVEL);
    let chosen_by_score = cell.chosen_by_score(measure);
    let regression = chosen_by_score.then(|| cell.beyond_regression(measure, LEVEL));
    let summary = sample.summary();
    PairedChange {
        mean_baseline: sample.mean_baseline(),
        mean_follow_up: sample.mean_follow_up(),
        sd_baseline: summary.sd_baseline,
        sd_follow_up: summary.sd_follow_up,
        mean_change: change.mean,
        sd_change: change.sd,
        correlation: summary.correlation,
        ci: change.ci,
        t_test: change.test,
        signed_rank: sample.signed_rank(crate::kernel::stats::SignedRankSettings::default()),
        effects: sample.effects(),
        chosen_by_score,
        regression: regression.flatten().map(|found| BeyondRegression {
            expected: found.expected,
            beyond: found.adjusted.mean,
            sd: found.adjusted.sd,
            ci: found.adjusted.ci,
        }),
    }
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

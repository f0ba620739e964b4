//! The people of one measure, wave and group.

use rayon::prelude::*;

use crate::kernel::stats::individual::{RegressionToMean, change_beyond_regression};
use crate::longitudinal::Measure;

use super::gather::{Block, Gathered};
use super::score_columns::all_finite;
use super::{ALL, ALL_GROUPS, OVERALL};

/// Where a cell stands in the table: the order of its rows. A place one past the last measure, wave or group stands for all
/// of them together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Place {
    pub measure: usize,
    pub wave: usize,
    /// `None` for everyone together.
    pub grouping: Option<usize>,
    pub group: u32,
}

impl Place {
    pub(super) fn grouping_name<'g>(&self, data: &'g Gathered<'_>) -> &'g str {
        (self.grouping).map_or(OVERALL, |grouping| &data.groupings[grouping].name)
    }

    pub(super) fn group_name<'g>(&self, data: &'g Gathered<'_>) -> &'g str {
        (self.grouping).map_or(ALL, |grouping| {
            let label = data.groupings[grouping].labels.get(self.group as usize);
            label.map_or(ALL_GROUPS, String::as_str)
        })
    }
}

/// One group's counts and scores, in order of episode.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    pub place: Place,
    /// Episodes due a follow-up.
    pub n_eligible: u64,
    /// Of those, with a baseline score.
    pub n_baseline: u64,
    /// Baseline scores of the pairs.
    pub baseline: Vec<f64>,
    /// Follow-up scores of the pairs.
    pub follow_up: Vec<f64>,
    /// The episode of each pair.
    pub pairs: Vec<u32>,
    /// Episodes with a baseline and no follow-up.
    pub lost: Vec<u32>,
}

impl Cell {
    pub(super) fn new(place: Place) -> Self {
        Self {
            place,
            n_eligible: 0,
            n_baseline: 0,
            baseline: Vec::new(),
            follow_up: Vec::new(),
            pairs: Vec::new(),
            lost: Vec::new(),
        }
    }

    pub(super) fn measure<'g>(&self, data: &'g Gathered<'_>) -> &'g Measure {
        &data.measures[self.place.measure]
    }

    /// How many pairs.
    pub(super) fn n(&self) -> u64 {
        self.pairs.len() as u64
    }

    /// Due people without a pair.
    pub(super) fn n_missing(&self) -> u64 {
        self.n_eligible - self.n()
    }

    /// Whether every pair's baseline is on the worse side of the cut-off, as it is of people chosen by their score.
    pub(super) fn chosen_by_score(&self, measure: &Measure) -> bool {
        let mut scores = self.baseline.iter();
        self.n() > 0 && scores.all(|&score| measure.in_need(score) == Some(true))
    }

    /// Change with and without what regression to the mean brings; `None` with fewer than two pairs, or where the measure
    /// declares no reliability or no norms of the population.
    pub(super) fn beyond_regression(
        &self,
        measure: &Measure,
        level: f64,
    ) -> Option<RegressionToMean> {
        let population = measure.norms.as_ref()?.population?;
        change_beyond_regression(
            &self.baseline,
            &self.follow_up,
            population.mean,
            measure.reliability?,
            level,
        )
    }
}

/// The people of a block as they fall into cells, each cut when it is asked for: everyone's, or one for each group that occurs.
pub(super) struct Cells<'a> {
    block: &'a Block<'a>,
    grouping: Option<usize>,
    groups: Vec<u32>,
}

impl<'a> Cells<'a> {
    pub(super) fn new(block: &'a Block<'a>, grouping: Option<usize>) -> Self {
        let groups = grouping.map_or(vec![0], |grouping| {
            let members = &block.groupings[grouping];
            let occurs = |&group: &u32| !members.members(group as usize).is_empty();
            (0..members.groups() as u32).filter(occurs).collect()
        });
        Self {
            block,
            grouping,
            groups,
        }
    }

    /// The cells in order of their groups.
    pub(super) fn par_iter(&self) -> impl IndexedParallelIterator<Item = Cell> {
        self.groups.par_iter().map(|&group| self.cut(group))
    }

    /// The cell of a group; `None` where it does not occur.
    pub(super) fn of(&self, group: u32) -> Option<Cell> {
        self.groups.contains(&group).then(|| self.cut(group))
    }

    fn cut(&self, group: u32) -> Cell {
        let place = Place {
            measure: self.block.measure,
            wave: self.block.wave,
            grouping: self.grouping,
            group,
        };
        match self.grouping {
            Some(grouping) => {
                let members = self.block.groupings[grouping].members(group as usize);
                cut(self.block, place, members.iter().copied())
            }
            None => cut(self.block, place, 0..self.block.baseline.len() as u32),
        }
    }
}

/// Counts some episodes and takes their scores: at once where all are pairs, one by one otherwise.
fn cut(
    block: &Block<'_>,
    place: Place,
    episodes: impl ExactSizeIterator<Item = u32> + Clone,
) -> Cell {
    let (before, after) = (&block.baseline[..], &block.follow_up[..]);
    let of = |scores: &[f64]| -> Vec<f64> {
        let own = episodes.clone().map(|episode| scores[episode as usize]);
        own.collect()
    };
    if block.due.is_none() {
        let (baseline, follow_up) = (of(before), of(after));
        if all_finite(&baseline) && all_finite(&follow_up) {
            let n = baseline.len() as u64;
            return Cell {
                n_eligible: n,
                n_baseline: n,
                baseline,
                follow_up,
                pairs: episodes.collect(),
                ..Cell::new(place)
            };
        }
    }
    let most = episodes.len();
    let mut cell = Cell {
        baseline: Vec::with_capacity(most),
        follow_up: Vec::with_capacity(most),
        pairs: Vec::with_capacity(most),
        ..Cell::new(place)
    };
    for episode in episodes.filter(|&episode| block.is_due(episode as usize)) {
        let (before, after) = (before[episode as usize], after[episode as usize]);
        cell.n_eligible += 1;
        if !before.is_finite() {
            continue;
        }
        cell.n_baseline += 1;
        if after.is_finite() {
            cell.baseline.push(before);
            cell.follow_up.push(after);
            cell.pairs.push(episode);
        } else {
            cell.lost.push(episode);
        }
    }
    cell
}

/// Every cell of every block, in the order of the table; `overall` says whether everyone together is one.
pub(super) fn all_cells(data: &Gathered<'_>, overall: bool) -> Vec<Cell> {
    let everyone = overall.then_some(None);
    let groupings = (0..data.groupings.len()).map(Some);
    let groupings: Vec<Option<usize>> = everyone.into_iter().chain(groupings).collect();
    let blocks = data.blocks.iter();
    let found = blocks.flat_map(|block| groupings.iter().map(move |&own| Cells::new(block, own)));
    let found: Vec<Cells<'_>> = found.collect();
    found.par_iter().flat_map(Cells::par_iter).collect()
}

//! The people of one measure, wave and group.

use rayon::prelude::*;

use crate::longitudinal::Measure;

use super::gather::{ABSENT, Block, Gathered};
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

    fn insert(&mut self, block: &Block<'_>, episode: usize) {
        self.n_eligible += 1;
        let (baseline, follow_up) = (block.baseline[episode], block.follow_up[episode]);
        if !baseline.is_finite() {
            return;
        }
        self.n_baseline += 1;
        if follow_up.is_finite() {
            self.baseline.push(baseline);
            self.follow_up.push(follow_up);
            self.pairs.push(episode as u32);
        } else {
            self.lost.push(episode as u32);
        }
    }
}

/// The cells of a block: everyone's, or one for each group that occurs in it.
pub(super) fn cells(data: &Gathered<'_>, block: &Block<'_>, grouping: Option<usize>) -> Vec<Cell> {
    let groups = grouping.map_or(1, |grouping| data.groupings[grouping].labels.len());
    let mut cells: Vec<Cell> = (0..groups as u32)
        .map(|group| {
            Cell::new(Place {
                measure: block.measure,
                wave: block.wave,
                grouping,
                group,
            })
        })
        .collect();
    let Some(grouping) = grouping else {
        for episode in (0..block.baseline.len()).filter(|&episode| block.is_due(episode)) {
            cells[0].insert(block, episode);
        }
        return cells;
    };
    let mut occurs = vec![false; groups];
    for (episode, &code) in block.codes[grouping].iter().enumerate() {
        if code == ABSENT {
            continue;
        }
        occurs[code as usize] = true;
        if block.is_due(episode) {
            cells[code as usize].insert(block, episode);
        }
    }
    let mut occurs = occurs.into_iter();
    cells.retain(|_| occurs.next().unwrap_or(false));
    cells
}

/// Every cell of every block, in the order of the table; `overall` says whether everyone together is one.
pub(super) fn all_cells(data: &Gathered<'_>, overall: bool) -> Vec<Cell> {
    let everyone = overall.then_some(None);
    let groupings = (0..data.groupings.len()).map(Some);
    let groupings: Vec<Option<usize>> = everyone.into_iter().chain(groupings).collect();
    let blocks = data.blocks.par_iter();
    let found = blocks.flat_map(|block| {
        let of = |&grouping: &Option<usize>| cells(data, block, grouping);
        groupings.par_iter().flat_map_iter(of)
    });
    found.collect()
}

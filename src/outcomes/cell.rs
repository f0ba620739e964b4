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
}

/// The cells of a block: everyone's, or one for each group that occurs in it.
pub(super) fn cells(data: &Gathered<'_>, block: &Block<'_>, grouping: Option<usize>) -> Vec<Cell> {
    match grouping {
        None => split(block, None, 1, &vec![0; block.baseline.len()]),
        Some(grouping) => {
            let groups = data.groupings[grouping].labels.len();
            split(block, Some(grouping), groups, &block.codes[grouping])
        }
    }
}

/// Settles what becomes of each episode, counts, then fills.
fn split(block: &Block<'_>, grouping: Option<usize>, groups: usize, codes: &[u32]) -> Vec<Cell> {
    let (baseline, follow_up) = (&block.baseline[..], &block.follow_up[..]);
    let paired = match block.due.as_deref() {
        None => pairs_by_group(codes, baseline, follow_up, |_| true),
        Some(due) => pairs_by_group(codes, baseline, follow_up, |episode| due[episode]),
    };
    let mut counts = vec![0_usize; groups + 1];
    for &group in &paired {
        counts[(group as usize).min(groups)] += 1;
    }
    let mut cells: Vec<Cell> = (0..groups)
        .map(|group| {
            let pairs = counts[group];
            Cell {
                n_eligible: pairs as u64,
                n_baseline: pairs as u64,
                baseline: Vec::with_capacity(pairs),
                follow_up: Vec::with_capacity(pairs),
                pairs: Vec::with_capacity(pairs),
                ..Cell::new(Place {
                    measure: block.measure,
                    wave: block.wave,
                    grouping,
                    group: group as u32,
                })
            }
        })
        .collect();
    let mut occurs: Vec<bool> = counts.iter().map(|&pairs| pairs > 0).collect();
    for (episode, &group) in paired.iter().enumerate() {
        if let Some(cell) = cells.get_mut(group as usize) {
            cell.baseline.push(baseline[episode]);
            cell.follow_up.push(follow_up[episode]);
            cell.pairs.push(episode as u32);
        } else if let Some(cell) = cells.get_mut(codes[episode] as usize) {
            occurs[codes[episode] as usize] = true;
            let (due, began) = (block.is_due(episode), baseline[episode].is_finite());
            cell.n_eligible += u64::from(due);
            if due && began {
                cell.n_baseline += 1;
                cell.lost.push(episode as u32);
            }
        }
    }
    let mut occurs = occurs.into_iter();
    cells.retain(|_| grouping.is_none() || occurs.next().unwrap_or(false));
    cells
}

/// The group of each pair, [`ABSENT`] for an episode that is none.
fn pairs_by_group(
    codes: &[u32],
    baseline: &[f64],
    follow_up: &[f64],
    is_due: impl Fn(usize) -> bool,
) -> Vec<u32> {
    let scores = baseline.iter().zip(follow_up);
    let pair = |(episode, (&code, (before, after))): (usize, (&u32, (&f64, &f64)))| {
        let is_pair = before.is_finite() & after.is_finite() & is_due(episode);
        if is_pair { code } else { ABSENT }
    };
    codes.iter().zip(scores).enumerate().map(pair).collect()
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

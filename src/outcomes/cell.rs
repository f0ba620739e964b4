//! The people of one measure, wave and group.

use rayon::prelude::*;

use crate::longitudinal::Measure;

use super::gather::{Block, Gathered};
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

/// How many of one group there are, before they are put together.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    occurs: bool,
    eligible: u32,
    paired: u32,
    lost: u32,
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

/// Counts, then fills.
fn split(block: &Block<'_>, grouping: Option<usize>, groups: usize, codes: &[u32]) -> Vec<Cell> {
    let (baseline, follow_up) = (&block.baseline[..], &block.follow_up[..]);
    let due = block.due.as_deref();
    let scores = || codes.iter().zip(baseline).zip(follow_up).enumerate();
    let is_due = |episode: usize| due.is_none_or(|due| due[episode]);
    let mut tallies = vec![Tally::default(); groups];
    for (episode, ((&code, before), after)) in scores() {
        if let Some(tally) = tallies.get_mut(code as usize) {
            let (due, began) = (is_due(episode), before.is_finite());
            tally.occurs = true;
            tally.eligible += u32::from(due);
            tally.paired += u32::from(due & began & after.is_finite());
            tally.lost += u32::from(due & began & !after.is_finite());
        }
    }
    // All groups' pairs in one piece, group after group: columns of their own would all start at the same place of a page, and
    // push each other out of the cache.
    let mut ends: Vec<usize> = tallies.iter().map(|tally| tally.paired as usize).collect();
    for group in 1..groups {
        ends[group] += ends[group - 1];
    }
    let mut next: Vec<usize> = (0..groups)
        .map(|group| ends[group] - tallies[group].paired as usize)
        .collect();
    let starts = next.clone();
    let paired = ends.last().copied().unwrap_or(0);
    let (mut befores, mut afters, mut pairs) =
        (vec![0.0; paired], vec![0.0; paired], vec![0; paired]);
    let mut lost: Vec<Vec<u32>> = tallies
        .iter()
        .map(|tally| Vec::with_capacity(tally.lost as usize))
        .collect();
    for (episode, ((&code, &before), &after)) in scores() {
        let Some(place) = next.get_mut(code as usize) else {
            continue;
        };
        if !before.is_finite() || !is_due(episode) {
            continue;
        }
        if after.is_finite() {
            befores[*place] = before;
            afters[*place] = after;
            pairs[*place] = episode as u32;
            *place += 1;
        } else {
            lost[code as usize].push(episode as u32);
        }
    }
    let cell = |(group, (tally, lost)): (usize, (&Tally, Vec<u32>))| {
        let own = starts[group]..ends[group];
        Cell {
            place: Place {
                measure: block.measure,
                wave: block.wave,
                grouping,
                group: group as u32,
            },
            n_eligible: tally.eligible.into(),
            n_baseline: u64::from(tally.paired) + u64::from(tally.lost),
            baseline: befores[own.clone()].to_vec(),
            follow_up: afters[own.clone()].to_vec(),
            pairs: pairs[own].to_vec(),
            lost,
        }
    };
    let mut cells: Vec<Cell> = tallies.iter().zip(lost).enumerate().map(cell).collect();
    let mut occurs = tallies.iter().map(|tally| tally.occurs);
    cells.retain(|_| grouping.is_none() || occurs.next().unwrap_or(false));
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

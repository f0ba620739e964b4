//! Counts tied together by sums, and which of them must be hidden.
//!
//! A count that is small is hidden (primary suppression). It may still be known by subtraction, so further counts
//! are hidden (secondary suppression) until a witness (see [`super::witness`]) shows that it is not. Where no witness is
//! found, more is hidden: the error is always on the side of the people counted.
//!
//! Hiding more never makes an earlier witness untrue, so one pass is enough. A second pass shows again what no witness
//! needs. The approach is that of cell suppression with an auditing attacker: Willenborg and de Waal (2001), Elements
//! of Statistical Disclosure Control, chapter 4.

use std::cmp::Reverse;
use std::collections::{BTreeMap, VecDeque};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::disclosure::{Count, Policy, Reason};

/// Steps of search, in one stage, for counts that need not be hidden after all; beyond it the rest stay hidden.
const SHOW_LIMIT: u64 = 200_000;

/// Where a count stands in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    /// What is lost by hiding it: among counts that would do, the lowest is hidden.
    pub cost: u8,
    /// Whether a zero says what became of people, so that a policy may hide it.
    pub outcome: bool,
    /// Counts of an earlier stage are settled among themselves and stay as they are in a later one.
    pub stage: u8,
    /// Whether a witness takes a shown count to be known exactly though it is rounded: another table may narrow it.
    pub firm: bool,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    pub value: u64,
    pub kind: Kind,
    pub hidden: Option<Reason>,
    kin: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Sum {
    pub whole: usize,
    parts: Vec<usize>,
    stage: u8,
}

/// The counts of one table and the sums that tie them.
#[derive(Debug, Default)]
pub(super) struct Cells {
    pub(super) cells: Vec<Cell>,
    pub(super) sums: Vec<Sum>,
    seen: FxHashSet<Sum>,
    sums_of: Vec<Vec<usize>>,
    /// Counts of the same group and column in other rows.
    kin: Vec<Vec<usize>>,
}

impl Cells {
    /// Adds a count. `kin` numbers the group and column that it is of, from 0 without gaps.
    pub(super) fn add(&mut self, value: u64, kind: Kind, kin: usize) -> usize {
        self.kin.resize(self.kin.len().max(kin + 1), Vec::new());
        self.kin[kin].push(self.cells.len());
        self.cells.push(Cell {
            value,
            kind,
            hidden: None,
            kin,
        });
        self.sums_of.push(Vec::new());
        self.cells.len() - 1
    }

    /// Ties `whole` to its parts; the caller has seen to it that they add up.
    pub(super) fn tie(&mut self, whole: usize, parts: Vec<usize>) {
        let members = parts.iter().chain([&whole]);
        let stage = members.map(|&id| self.cells[id].kind.stage).max();
        let sum = Sum {
            whole,
            parts,
            stage: stage.unwrap_or(0),
        };
        if !self.seen.insert(sum.clone()) {
            return;
        }
        for &id in sum.parts.iter().chain([&whole]) {
            self.sums_of[id].push(self.sums.len());
        }
        self.sums.push(sum);
    }

    /// Why a count is hidden, `None` when it is shown.
    pub(super) fn hidden(&self, id: usize) -> Option<Reason> {
        self.cells[id].hidden
    }

    /// Hides small counts, then whatever would give them away.
    pub(super) fn protect(&mut self, policy: &Policy) {
        let last = self.cells.iter().map(|cell| cell.kind.stage).max();
        for stage in 0..=last.unwrap_or(0) {
            self.hide_small(policy, stage);
            let witnesses = self.hide_secondary(policy, stage);
            self.show_needless(policy, stage, witnesses);
        }
    }

    /// Hides counts until each small one has its witnesses, or nothing is left to hide; the counts by which the
    /// witnesses of each differ from the truth.
    fn hide_secondary(&mut self, policy: &Policy, stage: u8) -> BTreeMap<usize, Vec<usize>> {
        let mut witnesses = BTreeMap::new();
        for id in 0..self.cells.len() {
            while self.is_primary(id, stage) && !witnesses.contains_key(&id) {
                let search = self.find_witnesses(id, policy, stage);
                if let Some(moved) = search.moved {
                    witnesses.insert(id, moved);
                } else if let Some(next) = self.next_secondary(id, &search.stuck, policy, stage) {
                    self.cells[next].hidden = Some(Reason::Secondary);
                } else {
                    break;
                }
            }
        }
        witnesses
    }

    /// Shows what was hidden for the sake of others wherever they have witnesses without it, the dearest first.
    fn show_needless(
        &mut self,
        policy: &Policy,
        stage: u8,
        mut witnesses: BTreeMap<usize, Vec<usize>>,
    ) {
        let is_secondary = |cell: &Cell| cell.hidden == Some(Reason::Secondary);
        let mut needless: Vec<usize> = (0..self.cells.len())
            .filter(|&id| self.cells[id].kind.stage == stage && is_secondary(&self.cells[id]))
            .collect();
        needless.sort_by_key(|&id| {
            (
                Reverse((self.cells[id].kind.cost, self.cells[id].value)),
                id,
            )
        });
        let mut left = SHOW_LIMIT;
        for id in needless {
            self.cells[id].hidden = None;
            let relying = witnesses.iter().filter(|(_, moved)| moved.contains(&id));
            let mut renewed = Vec::new();
            let all = relying.map(|(&small, _)| small).all(|small| {
                let search = self.find_witnesses(small, policy, stage);
                left = left.saturating_sub(search.steps);
                renewed.extend(search.moved.clone().map(|moved| (small, moved)));
                search.moved.is_some() && left > 0
            });
            if all {
                witnesses.extend(renewed);
            } else {
                self.cells[id].hidden = Some(Reason::Secondary);
            }
        }
    }

    fn is_primary(&self, id: usize, stage: u8) -> bool {
        let cell = self.cells[id];
        cell.kind.stage <= stage
            && cell
                .hidden
                .is_some_and(|reason| reason != Reason::Secondary)
    }

    fn hide_small(&mut self, policy: &Policy, stage: u8) {
        for cell in self.cells.iter_mut().filter(|c| c.kind.stage == stage) {
            cell.hidden = match cell.value {
                0 if cell.kind.outcome && !policy.show_zeros() => Some(Reason::Zero),
                0 => None,
                value => (value < policy.minimum()).then_some(Reason::Small),
            };
        }
    }

    pub(super) fn sums_at(&self, id: usize, stage: u8) -> impl Iterator<Item = usize> {
        let sums = self.sums_of[id].iter().copied();
        sums.filter(move |&sum| self.sums[sum].stage <= stage)
    }

    pub(super) fn members(&self, sum: usize) -> impl Iterator<Item = usize> {
        let sum = &self.sums[sum];
        sum.parts.iter().copied().chain([sum.whole])
    }

    /// The count to hide next so that `target` is better protected: in the sum at which the search for a witness
    /// was stuck most often, or else in any sum that hidden counts lead to.
    fn next_secondary(
        &self,
        target: usize,
        stuck: &FxHashMap<usize, u32>,
        policy: &Policy,
        stage: u8,
    ) -> Option<usize> {
        let mut sums: Vec<_> = stuck.iter().collect();
        sums.sort_by_key(|&(&sum, &times)| (Reverse(times), sum));
        let candidates = sums.iter().map(|&(&sum, _)| self.cheapest(sum, stage));
        let found = candidates.flatten().next();
        found.or_else(|| self.any_within_reach(target, policy, stage))
    }

    fn any_within_reach(&self, target: usize, policy: &Policy, stage: u8) -> Option<usize> {
        let mut queue = VecDeque::from([target]);
        let (mut cells_seen, mut sums_seen) = (FxHashSet::default(), FxHashSet::default());
        cells_seen.insert(target);
        while let Some(id) = queue.pop_front() {
            for sum in self.sums_at(id, stage) {
                if !sums_seen.insert(sum) {
                    continue;
                }
                if let Some(best) = self.cheapest(sum, stage) {
                    return Some(best);
                }
                let open = self.members(sum).filter(|&id| !self.is_known(id, policy));
                queue.extend(open.filter(|&id| cells_seen.insert(id)));
            }
        }
        None
    }

    /// The shown count of a sum that costs least to hide: not a zero, low in cost, opening no new sum, of a group that
    /// is hidden in other rows already, small.
    fn cheapest(&self, sum: usize, stage: u8) -> Option<usize> {
        self.members(sum)
            .filter(|&id| self.cells[id].hidden.is_none() && self.cells[id].kind.stage == stage)
            .min_by_key(|&id| {
                let cell = self.cells[id];
                let opened = self
                    .sums_at(id, stage)
                    .filter(|&s| s != sum && self.all_shown(s));
                (
                    cell.value == 0,
                    cell.kind.cost,
                    opened.count(),
                    !self.is_kin_hidden(id),
                    cell.value,
                    id,
                )
            })
    }

    /// True when a reader knows the count exactly, not only what it was rounded to.
    fn is_known(&self, id: usize, policy: &Policy) -> bool {
        let cell = &self.cells[id];
        let (lower, upper) = policy.stands_for(cell.value);
        cell.hidden.is_none() && (lower == upper || cell.kind.firm)
    }

    fn is_kin_hidden(&self, id: usize) -> bool {
        let mut kin = self.kin[self.cells[id].kin].iter();
        kin.any(|&other| self.cells[other].hidden.is_some())
    }

    fn all_shown(&self, sum: usize) -> bool {
        self.members(sum).all(|id| self.cells[id].hidden.is_none())
    }

    /// The counts as they are shown, hidden ones with the bounds that the shown ones imply.
    pub(super) fn counts(&self, policy: &Policy) -> Vec<Count> {
        let bounds = self.bounds(policy);
        let show = |(cell, (lower, upper)): (&Cell, (u64, Option<u64>))| match cell.hidden {
            Some(_) => Count::Suppressed {
                lower,
                upper,
                symbol: policy.symbol(),
            },
            None if policy.rounding().is_some() => Count::Rounded(policy.rounded(cell.value)),
            None => Count::Exact(cell.value),
        };
        self.cells.iter().zip(bounds).map(show).collect()
    }

    /// What each count lies between, by passing bounds along the sums until nothing moves.
    fn bounds(&self, policy: &Policy) -> Vec<(u64, Option<u64>)> {
        let start = |cell: &Cell| match cell.hidden {
            Some(_) => (0, None),
            None => {
                let (lower, upper) = policy.stands_for(cell.value);
                (lower, Some(upper))
            }
        };
        let mut bounds: Vec<_> = self.cells.iter().map(start).collect();
        let mut waiting: VecDeque<usize> = (0..self.sums.len()).collect();
        let mut queued = vec![true; self.sums.len()];
        while let Some(sum) = waiting.pop_front() {
            queued[sum] = false;
            for id in tighten(&self.sums[sum], &mut bounds) {
                for &other in &self.sums_of[id] {
                    if !std::mem::replace(&mut queued[other], true) {
                        waiting.push_back(other);
                    }
                }
            }
        }
        bounds
    }
}

/// Tightens the bounds of one sum's members; which of them moved.
fn tighten(sum: &Sum, bounds: &mut [(u64, Option<u64>)]) -> Vec<usize> {
    let lowest: u64 = sum.parts.iter().map(|&id| bounds[id].0).sum();
    let highest = sum
        .parts
        .iter()
        .map(|&id| bounds[id].1)
        .sum::<Option<u64>>();
    let whole = bounds[sum.whole];
    let mut moved = Vec::new();
    let mut set = |id: usize, lower: u64, upper: Option<u64>, bounds: &mut [(u64, Option<u64>)]| {
        let (old_lower, old_upper) = bounds[id];
        let upper = match (old_upper, upper) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let new = (old_lower.max(lower), upper);
        if new != bounds[id] {
            bounds[id] = new;
            moved.push(id);
        }
    };
    for &id in &sum.parts {
        let (lower, upper) = bounds[id];
        let others_most = highest.zip(upper).map(|(all, own)| all - own);
        let from_below = others_most.map_or(0, |most| whole.0.saturating_sub(most));
        let from_above = whole.1.map(|most| most.saturating_sub(lowest - lower));
        set(id, from_below, from_above, bounds);
    }
    set(sum.whole, lowest, highest, bounds);
    moved
}

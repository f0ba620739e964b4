//! Counts tied together by sums, and which of them must be hidden.
//!
//! A count that is small is hidden (primary suppression). It may still be known by subtraction, so further counts
//! are hidden (secondary suppression) until a *witness* shows that it is not: another table of whole numbers, not
//! negative, that agrees with everything shown and every sum, in which the count is as small, and one in which it
//! is as large, as a hidden count can be. A witness is built in steps of one: the count moves by one, and hidden
//! counts that share a sum with it move to keep every sum true, which may move others in turn. Where no witness is
//! found, more is hidden: the error is always on the side of the people counted.
//!
//! Hiding more never makes an earlier witness untrue, so one pass is enough. The approach is that of cell
//! suppression with an auditing attacker: Willenborg and de Waal (2001), Elements of Statistical Disclosure
//! Control, chapter 4.

use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::disclosure::{Count, Policy, Reason};

/// Steps of search for one move of one; beyond it the count is taken to be known.
const SEARCH_LIMIT: u32 = 4_000;

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
struct Cell {
    value: u64,
    kind: Kind,
    hidden: Option<Reason>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Sum {
    whole: usize,
    parts: Vec<usize>,
    stage: u8,
}

/// The counts of one table and the sums that tie them.
#[derive(Debug, Default)]
pub(super) struct Cells {
    cells: Vec<Cell>,
    sums: Vec<Sum>,
    seen: FxHashSet<Sum>,
    sums_of: Vec<Vec<usize>>,
    followers: Vec<(usize, usize)>,
}

impl Cells {
    pub(super) fn add(&mut self, value: u64, kind: Kind) -> usize {
        self.cells.push(Cell {
            value,
            kind,
            hidden: None,
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

    /// Hides `follower` wherever `leader`, of an earlier stage, is hidden.
    pub(super) fn follow(&mut self, follower: usize, leader: usize) {
        self.followers.push((follower, leader));
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
            self.hide_followers();
            for id in 0..self.cells.len() {
                while self.is_primary(id, stage) && !self.is_safe(id, policy, stage) {
                    let Some(next) = self.next_secondary(id, policy, stage) else {
                        break;
                    };
                    self.cells[next].hidden = Some(Reason::Secondary);
                }
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

    fn hide_followers(&mut self) {
        for &(follower, leader) in &self.followers {
            if self.cells[leader].hidden.is_some() {
                let hidden = &mut self.cells[follower].hidden;
                *hidden = hidden.or(Some(Reason::Secondary));
            }
        }
    }

    fn sums_at(&self, id: usize, stage: u8) -> impl Iterator<Item = usize> {
        let sums = self.sums_of[id].iter().copied();
        sums.filter(move |&sum| self.sums[sum].stage <= stage)
    }

    fn members(&self, sum: usize) -> impl Iterator<Item = usize> {
        let sum = &self.sums[sum];
        sum.parts.iter().copied().chain([sum.whole])
    }

    /// The count to hide next so that `target` is better protected: in the nearest sum that has nothing else to
    /// hide behind, otherwise in the nearest sum that has anything left to hide.
    fn next_secondary(&self, target: usize, policy: &Policy, stage: u8) -> Option<usize> {
        let mut fallback = None;
        let mut queue = VecDeque::from([target]);
        let (mut cells_seen, mut sums_seen) = (FxHashSet::default(), FxHashSet::default());
        cells_seen.insert(target);
        while let Some(id) = queue.pop_front() {
            for sum in self.sums_at(id, stage) {
                if !sums_seen.insert(sum) {
                    continue;
                }
                let is_hidden = |&id: &usize| self.cells[id].hidden.is_some();
                let alone = self.members(sum).filter(is_hidden).count() == 1;
                let mut movable: Vec<usize> = self.members(sum).collect();
                movable.retain(|&id| !self.is_known(id, policy) && cells_seen.insert(id));
                queue.extend(movable);
                match self.cheapest(sum, stage) {
                    Some(best) if alone => return Some(best),
                    Some(best) => fallback = fallback.or(Some(best)),
                    None => {}
                }
            }
        }
        fallback
    }

    /// The shown count of a sum that costs least to hide: not a zero, low in cost, opening no new sum, small.
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

    fn all_shown(&self, sum: usize) -> bool {
        self.members(sum).all(|id| self.cells[id].hidden.is_none())
    }

    /// True when a reader cannot tell the count from any other that the policy hides.
    fn is_safe(&self, id: usize, policy: &Policy, stage: u8) -> bool {
        let smallest = match policy.show_zeros() || !self.cells[id].kind.outcome {
            true => 1,
            false => 0,
        };
        let reaches = |goal: u64, up: bool| {
            let mut walk = Walk::new(self, policy, stage);
            let steps = self.cells[id].value.abs_diff(goal);
            (0..steps).all(|_| walk.step(id, up))
        };
        reaches(smallest, false) && reaches(policy.minimum() - 1, true)
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

/// Another table that agrees with what is shown, reached from the true one in steps of one.
struct Walk<'a> {
    cells: &'a Cells,
    policy: &'a Policy,
    stage: u8,
    /// How far each count that moved stands from its true value.
    moved: FxHashMap<usize, i64>,
}

/// One step under way: which counts have moved by one, and which sums that leaves untrue.
struct Step {
    changed: FxHashMap<usize, i64>,
    excess: Vec<(usize, i64)>,
    left: u32,
}

impl<'a> Walk<'a> {
    fn new(cells: &'a Cells, policy: &'a Policy, stage: u8) -> Self {
        Self {
            cells,
            policy,
            stage,
            moved: FxHashMap::default(),
        }
    }

    /// Moves the target by one, and others so that every sum holds; false when that cannot be done.
    fn step(&mut self, target: usize, up: bool) -> bool {
        let mut step = Step {
            changed: FxHashMap::default(),
            excess: Vec::new(),
            left: SEARCH_LIMIT,
        };
        let by = if up { 1 } else { -1 };
        if !self.can_move(target, by) {
            return false;
        }
        self.change(&mut step, target, by);
        let found = self.repair(&mut step);
        if found {
            for (id, by) in step.changed {
                *self.moved.entry(id).or_default() += by;
            }
        }
        found
    }

    fn can_move(&self, id: usize, by: i64) -> bool {
        let cell = &self.cells.cells[id];
        let at = cell.value as i64 + self.moved.get(&id).copied().unwrap_or(0) + by;
        let (lower, upper) = match cell.hidden {
            Some(_) => (0, i64::MAX),
            None if cell.kind.firm => return false,
            None => {
                let (lower, upper) = self.policy.stands_for(cell.value);
                (lower as i64, upper as i64)
            }
        };
        (lower..=upper).contains(&at)
    }

    /// Records a move of one count in the sums it stands in; a second call with `-by` undoes it.
    fn change(&self, step: &mut Step, id: usize, by: i64) {
        if step.changed.remove(&id).is_none() {
            step.changed.insert(id, by);
        }
        for sum in self.cells.sums_at(id, self.stage) {
            let by = if self.cells.sums[sum].whole == id {
                -by
            } else {
                by
            };
            match step.excess.iter().position(|&(other, _)| other == sum) {
                Some(at) => {
                    step.excess[at].1 += by;
                    if step.excess[at].1 == 0 {
                        step.excess.remove(at);
                    }
                }
                None => step.excess.push((sum, by)),
            }
        }
    }

    /// Makes every sum true again, the sum with the fewest ways first.
    fn repair(&self, step: &mut Step) -> bool {
        let ways = |&(sum, excess): &(usize, i64)| self.ways(step, sum, excess);
        let Some(ways) = step.excess.iter().map(ways).min_by_key(Vec::len) else {
            return true;
        };
        for (id, by) in ways {
            if step.left == 0 {
                return false;
            }
            step.left -= 1;
            self.change(step, id, by);
            if self.repair(step) {
                return true;
            }
            self.change(step, id, -by);
        }
        false
    }

    /// Counts of a sum that may move by one towards making it true, those in the fewest other sums first.
    fn ways(&self, step: &Step, sum: usize, excess: i64) -> Vec<(usize, i64)> {
        let whole = self.cells.sums[sum].whole;
        let towards = -excess.signum();
        let mut ways: Vec<_> = self
            .cells
            .members(sum)
            .map(|id| (id, if id == whole { -towards } else { towards }))
            .filter(|&(id, by)| !step.changed.contains_key(&id) && self.can_move(id, by))
            .collect();
        ways.sort_by_key(|&(id, by)| (self.opened(step, id, by), id));
        ways
    }

    /// How many sums a move would leave untrue that are true now, less those that it would mend.
    fn opened(&self, step: &Step, id: usize, by: i64) -> i64 {
        let effect = |sum: usize| {
            let by = if self.cells.sums[sum].whole == id {
                -by
            } else {
                by
            };
            let excess = step.excess.iter().find(|(other, _)| *other == sum);
            match excess {
                Some(&(_, excess)) if excess.signum() == -by => -1,
                _ => 1,
            }
        };
        self.cells.sums_at(id, self.stage).map(effect).sum()
    }
}

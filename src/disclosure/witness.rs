//! Proof that a hidden count is not known: other tables that agree with everything shown.
//!
//! A *witness* is another table of whole numbers, not negative, that agrees with everything shown and every sum. Two
//! are sought for each small count: one in which it is as small, and one in which it is as large, as a hidden count can
//! be. A witness is built in steps of one: the count moves by one, and hidden counts that share a sum with it move to
//! keep every sum true, which may move others in turn.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::disclosure::Policy;
use crate::disclosure::cells::Cells;

/// Changes tried for one move of one; beyond it the count is taken to be known.
const SEARCH_LIMIT: u32 = 1_000;

/// What came of a search for the witnesses of one count.
pub(super) struct Search {
    /// The counts that differ from the truth in them, `None` when they were not found.
    pub moved: Option<Vec<usize>>,
    /// The sums at which the search was stuck, and how often.
    pub stuck: FxHashMap<usize, u32>,
    /// Steps taken.
    pub steps: u64,
}

impl Cells {
    /// Looks for the two tables that show that a reader cannot tell the count from any other that the policy hides.
    pub(super) fn find_witnesses(&self, id: usize, policy: &Policy, stage: u8) -> Search {
        let zero_too = self.cells[id].kind.outcome && !policy.show_zeros();
        let smallest = if zero_too { 0 } else { 1 };
        let mut search = Search {
            moved: Some(Vec::new()),
            stuck: FxHashMap::default(),
            steps: 0,
        };
        for (goal, up) in [(smallest, false), (policy.minimum() - 1, true)] {
            let mut walk = Walk::new(self, policy, stage);
            let steps = self.cells[id].value.abs_diff(goal);
            let found = (0..steps).all(|_| walk.step(id, up));
            search.steps += walk.steps;
            search.stuck = walk.stuck;
            let moved = walk.moved.into_iter().filter(|&(_, by)| by != 0);
            search.moved = search.moved.filter(|_| found);
            let Some(all) = &mut search.moved else {
                break;
            };
            all.extend(moved.map(|(id, _)| id));
        }
        search
    }
}

/// Another table that agrees with what is shown, reached from the true one in steps of one.
struct Walk<'a> {
    cells: &'a Cells,
    policy: &'a Policy,
    stage: u8,
    /// How far each count that moved stands from its true value.
    moved: FxHashMap<usize, i64>,
    /// Sums that nothing could make true, and how often.
    stuck: FxHashMap<usize, u32>,
    steps: u64,
}

/// One step under way: which counts have moved by one, and which sums that leaves untrue.
struct Step {
    changed: FxHashMap<usize, i64>,
    /// Sums that are untrue, in order, with how far.
    excess: BTreeMap<usize, i64>,
    left: u32,
}

impl<'a> Walk<'a> {
    fn new(cells: &'a Cells, policy: &'a Policy, stage: u8) -> Self {
        Self {
            cells,
            policy,
            stage,
            moved: FxHashMap::default(),
            stuck: FxHashMap::default(),
            steps: 0,
        }
    }

    /// Moves the target by one, and others so that every sum holds; false when that cannot be done.
    fn step(&mut self, target: usize, up: bool) -> bool {
        let mut step = Step {
            changed: FxHashMap::default(),
            excess: BTreeMap::new(),
            left: SEARCH_LIMIT,
        };
        let by = if up { 1 } else { -1 };
        if !self.can_move(target, by) {
            return false;
        }
        self.change(&mut step, target, by);
        let found = self.repair(&mut step).is_ok();
        self.steps += u64::from(SEARCH_LIMIT - step.left);
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
            let excess = step.excess.entry(sum).or_default();
            *excess += by;
            if *excess == 0 {
                step.excess.remove(&sum);
            }
        }
    }

    /// Makes every sum true again, the sum with the fewest ways first; or says which changes stood in the way, so
    /// that others are not tried in vain (conflict-directed backjumping, Prosser 1993, Computational Intelligence
    /// 9:268). None of them is to blame when the search has gone on for too long.
    fn repair(&mut self, step: &mut Step) -> Result<(), FxHashSet<usize>> {
        let Some((sum, excess)) = self.tightest(step) else {
            return Ok(());
        };
        let mut ways: Vec<_> = self.ways(step, sum, excess).collect();
        ways.sort_by_key(|&(id, by)| (self.opened(step, id, by), id));
        if ways.is_empty() {
            *self.stuck.entry(sum).or_default() += 1;
        }
        let mut to_blame: FxHashSet<usize> = self.cells.members(sum).collect();
        for (id, by) in ways {
            if step.left == 0 {
                return Err(FxHashSet::default());
            }
            step.left -= 1;
            self.change(step, id, by);
            let Err(blamed) = self.repair(step) else {
                return Ok(());
            };
            self.change(step, id, -by);
            if !blamed.contains(&id) {
                return Err(blamed);
            }
            to_blame.extend(blamed);
        }
        to_blame.retain(|id| step.changed.contains_key(id));
        Err(to_blame)
    }

    /// The untrue sum with the fewest ways to make it true; the first of those with one way or none.
    fn tightest(&self, step: &Step) -> Option<(usize, i64)> {
        let mut tightest: Option<(usize, usize, i64)> = None;
        for (&sum, &excess) in &step.excess {
            let ways = self.ways(step, sum, excess).take(4).count();
            if tightest.is_none_or(|(fewest, ..)| ways < fewest) {
                tightest = Some((ways, sum, excess));
            }
            if ways < 2 {
                break;
            }
        }
        tightest.map(|(_, sum, excess)| (sum, excess))
    }

    /// Counts of a sum that may move by one towards making it true.
    fn ways(&self, step: &Step, sum: usize, excess: i64) -> impl Iterator<Item = (usize, i64)> {
        let whole = self.cells.sums[sum].whole;
        let towards = -excess.signum();
        let members = self.cells.members(sum);
        let moves = members.map(move |id| (id, if id == whole { -towards } else { towards }));
        moves.filter(|&(id, by)| !step.changed.contains_key(&id) && self.can_move(id, by))
    }

    /// How many sums a move would leave untrue that are true now, less those that it would mend.
    fn opened(&self, step: &Step, id: usize, by: i64) -> i64 {
        let effect = |sum: usize| {
            let by = if self.cells.sums[sum].whole == id {
                -by
            } else {
                by
            };
            match step.excess.get(&sum) {
                Some(excess) if excess.signum() == -by => -1,
                _ => 1,
            }
        };
        self.cells.sums_at(id, self.stage).map(effect).sum()
    }
}

//! The tie rule: of all optimal matchings, the first.
//!
//! By complementary slackness the optimal matchings are exactly those that use tight edges only (`p + q = gain`) and
//! leave no node of a price above 0 alone. From one of them any other is reached by rotations: a left node takes
//! another right node, its owner moves on, and so forth until the place first left is filled or may stay empty. Left
//! nodes are settled from the lowest up; each takes the lowest right node that some rotation among the unsettled allows.

use super::component::Component;
use super::shortest_path::Matching;

/// For each left node its right node in the first of all optimal matchings.
pub(super) fn first_optimum(component: &Component, matching: Matching) -> Vec<Option<u32>> {
    let mut rotations = Rotations::new(component, matching);
    for left in 0..component.lefts() as u32 {
        rotations.settle(left);
    }
    rotations.matching.right_of
}

/// Places are the right nodes and, numbered after them, [`Rotations::alone`]: where left nodes without a right node
/// are, and where whatever keeps a free right node comes from and goes to.
struct Rotations {
    matching: Matching,
    /// Right nodes of each left node's tight edges, ascending.
    by_left: Vec<Vec<u32>>,
    /// Left nodes of each right node's tight edges.
    by_right: Vec<Vec<u32>>,
    /// Left nodes below this one are settled.
    unsettled: u32,
    /// For each place the search that saw it last.
    seen: Vec<u32>,
    /// For each place seen the place that its owner moves to.
    next: Vec<u32>,
    /// Who moves when the place is `alone`: a left node, or nobody when the next place may stay empty.
    entrant: Option<u32>,
    queue: Vec<u32>,
}

impl Rotations {
    fn new(component: &Component, matching: Matching) -> Self {
        let mut by_left = vec![Vec::new(); component.lefts()];
        let mut by_right = vec![Vec::new(); component.rights()];
        for (left, row) in by_left.iter_mut().enumerate() {
            for (right, units) in component.row(left) {
                let at = right as usize;
                if matching.left_price[left] + matching.right_price[at] == units {
                    row.push(right);
                    by_right[at].push(left as u32);
                }
            }
        }
        let places = component.rights() + 1;
        Self {
            matching,
            by_left,
            by_right,
            unsettled: 0,
            seen: vec![0; places],
            next: vec![0; places],
            entrant: None,
            queue: Vec::new(),
        }
    }

    fn alone(&self) -> u32 {
        self.by_right.len() as u32
    }

    /// Gives a left node the lowest right node it can have, and keeps it there.
    fn settle(&mut self, left: u32) {
        self.unsettled = left;
        let place = self.matching.right_of[left as usize].unwrap_or(self.alone());
        let lower = self.by_left[left as usize].iter().copied();
        let wishes: Vec<u32> = lower
            .take_while(|&right| right < place)
            .filter(|&right| self.movable(right))
            .collect();
        if let Some(&lowest) = wishes.first() {
            self.search(place, lowest);
            let granted = wishes.into_iter().find(|&right| self.was_seen(right));
            if let Some(right) = granted {
                self.rotate(left, right, place);
            }
        }
        self.unsettled = left + 1;
    }

    /// Whether a right node is free or its owner unsettled.
    fn movable(&self, right: u32) -> bool {
        self.matching.left_of[right as usize].is_none_or(|owner| owner >= self.unsettled)
    }

    fn was_seen(&self, place: u32) -> bool {
        self.seen[place as usize] == self.unsettled + 1
    }

    /// Walks back from the place to be filled over all places whose owner could, by moves, fill it; ends on seeing
    /// `wanted`.
    fn search(&mut self, place: u32, wanted: u32) {
        self.queue.clear();
        self.see(place, place);
        let mut at = 0;
        while at < self.queue.len() && !self.was_seen(wanted) {
            let to = self.queue[at];
            if to == self.alone() {
                self.see_leavers();
            } else {
                self.see_takers(to);
            }
            at += 1;
        }
    }

    fn see(&mut self, place: u32, next: u32) {
        if !self.was_seen(place) {
            self.seen[place as usize] = self.unsettled + 1;
            self.next[place as usize] = next;
            self.queue.push(place);
        }
    }

    /// Sees the places whose owners can move to a right node, or that it can stay empty.
    fn see_takers(&mut self, right: u32) {
        for at in 0..self.by_right[right as usize].len() {
            let taker = self.by_right[right as usize][at];
            if taker >= self.unsettled {
                let place = self.matching.right_of[taker as usize];
                self.see_from(place, Some(taker), right);
            }
        }
        if self.matching.right_price[right as usize] == 0 {
            self.see_from(None, None, right);
        }
    }

    fn see_from(&mut self, place: Option<u32>, mover: Option<u32>, to: u32) {
        let alone = self.alone();
        if place.is_none() && !self.was_seen(alone) {
            self.entrant = mover;
        }
        self.see(place.unwrap_or(alone), to);
    }

    /// Sees the places whose owners can do without, and those without an owner.
    fn see_leavers(&mut self) {
        for right in 0..self.alone() {
            let leaves = match self.matching.left_of[right as usize] {
                Some(owner) => {
                    owner >= self.unsettled && self.matching.left_price[owner as usize] == 0
                }
                None => true,
            };
            if leaves {
                self.see(right, self.alone());
            }
        }
    }

    /// Moves `left` from `place` to `right`, and owners on from there until `place` is dealt with.
    fn rotate(&mut self, left: u32, right: u32, place: u32) {
        let mut moves = vec![(Some(left), right)];
        let mut from = right;
        while from != place {
            let mover = if from == self.alone() {
                self.entrant
            } else {
                self.matching.left_of[from as usize]
            };
            from = self.next[from as usize];
            moves.push((mover, from));
        }
        for (mover, to) in moves {
            let right = (to != self.alone()).then_some(to);
            if let Some(mover) = mover {
                self.matching.right_of[mover as usize] = right;
            }
            if let Some(right) = right {
                self.matching.left_of[right as usize] = mover;
            }
        }
    }
}

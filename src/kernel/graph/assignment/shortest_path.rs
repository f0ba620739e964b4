//! Shortest augmenting paths on one component: a matching of the largest total gain, with prices that prove it.
//!
//! Prices `p(left) ≥ 0` and `q(right) ≥ 0` with `p + q ≥ gain` on every edge bound any matching's total by their sum.
//! Left nodes are admitted one by one. After each, a matched edge has `p + q = gain`, a left node that stays alone has
//! `p = 0` and a right node that nobody has has `q = 0`, so the matching reaches the bound: it is optimal.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::component::Component;

/// A matching and the prices that prove it optimal.
pub(super) struct Matching {
    pub(super) right_of: Vec<Option<u32>>,
    pub(super) left_of: Vec<Option<u32>>,
    pub(super) left_price: Vec<i64>,
    pub(super) right_price: Vec<i64>,
}

/// An optimal matching of a component.
pub(super) fn optimum(component: &Component) -> Matching {
    let mut search = Search::new(component);
    for left in 0..component.lefts() {
        search.admit(left as u32);
    }
    search.matching
}

/// Where a path ends.
#[derive(Clone, Copy)]
enum End {
    /// At a right node that nobody has.
    Free(u32),
    /// At a left node that gives up its place.
    Alone(u32),
}

struct Search<'a> {
    component: &'a Component,
    matching: Matching,
    /// Length of the shortest path found to each right node, `i64::MAX` for none.
    distance: Vec<i64>,
    /// The left node from which that path comes.
    via: Vec<u32>,
    reached: Vec<u32>,
    scanned: Vec<u32>,
    queue: BinaryHeap<Reverse<(i64, u32)>>,
}

impl<'a> Search<'a> {
    fn new(component: &'a Component) -> Self {
        let (lefts, rights) = (component.lefts(), component.rights());
        Self {
            component,
            matching: Matching {
                right_of: vec![None; lefts],
                left_of: vec![None; rights],
                left_price: vec![0; lefts],
                right_price: vec![0; rights],
            },
            distance: vec![i64::MAX; rights],
            via: vec![0; rights],
            reached: Vec::new(),
            scanned: Vec::new(),
            queue: BinaryHeap::new(),
        }
    }

    /// Brings in one more left node and restores the optimum.
    fn admit(&mut self, left: u32) {
        let row = self.component.row(left as usize);
        let dearest = row.map(|(_, units)| units).max().unwrap_or(0);
        self.matching.left_price[left as usize] = dearest;
        let (length, end) = self.shortest_path(left);
        self.reprice(left, length);
        self.augment(end);
        for right in self.reached.drain(..) {
            self.distance[right as usize] = i64::MAX;
        }
        self.scanned.clear();
        self.queue.clear();
    }

    /// Dijkstra over `p + q − gain` from a new left node to the nearest end.
    fn shortest_path(&mut self, source: u32) -> (i64, End) {
        let (mut left, mut so_far) = (source, 0);
        let mut best = (i64::MAX, End::Alone(source));
        loop {
            let price = so_far + self.matching.left_price[left as usize];
            if price < best.0 {
                best = (price, End::Alone(left));
            }
            for (right, units) in self.component.row(left as usize) {
                let at = right as usize;
                let distance = price + self.matching.right_price[at] - units;
                if distance >= self.distance[at].min(best.0) {
                    continue;
                }
                if self.distance[at] == i64::MAX {
                    self.reached.push(right);
                }
                (self.distance[at], self.via[at]) = (distance, left);
                match self.matching.left_of[at] {
                    None => best = (distance, End::Free(right)),
                    Some(_) => self.queue.push(Reverse((distance, right))),
                }
            }
            let Some((distance, owner)) = self.nearest(best.0) else {
                return best;
            };
            (left, so_far) = (owner, distance);
        }
    }

    /// The owner of the nearest right node not yet scanned, if it is nearer than the best end.
    fn nearest(&mut self, best: i64) -> Option<(i64, u32)> {
        while let Some(Reverse((distance, right))) = self.queue.pop() {
            if distance >= best {
                return None;
            }
            if distance == self.distance[right as usize] {
                self.scanned.push(right);
                let owner = self.matching.left_of[right as usize];
                return owner.map(|owner| (distance, owner));
            }
        }
        None
    }

    /// Moves prices so that the edges of the path are tight and no edge is overpaid.
    fn reprice(&mut self, source: u32, length: i64) {
        self.matching.left_price[source as usize] -= length;
        for &right in &self.scanned {
            let nearer = length - self.distance[right as usize];
            self.matching.right_price[right as usize] += nearer;
            if let Some(owner) = self.matching.left_of[right as usize] {
                self.matching.left_price[owner as usize] -= nearer;
            }
        }
    }

    /// Passes right nodes along the path, from its end back to the source.
    fn augment(&mut self, end: End) {
        let mut passed = match end {
            End::Free(right) => Some(right),
            End::Alone(left) => self.matching.right_of[left as usize].take(),
        };
        while let Some(right) = passed {
            let taker = self.via[right as usize];
            self.matching.left_of[right as usize] = Some(taker);
            passed = self.matching.right_of[taker as usize].replace(right);
        }
    }
}

//! Pairs in the order in which they are taken.

use rayon::prelude::*;

use crate::kernel::graph::{Edge, Refusal, RefusalReason};

/// A pair that waits to be taken.
pub(super) struct Waiting {
    /// Its place among the scored pairs.
    pub(super) place: u32,
    /// What is taken first, from 0.
    pub(super) turn: u32,
    /// Its nodes and match weight.
    pub(super) edge: Edge,
}

/// Pairs as edges whose weights are their ranks, the last 1: the order of a kernel that takes edges by weight.
pub(super) struct Ranked {
    places: Vec<u32>,
    pub(super) edges: Vec<Edge>,
}

/// Below the rank of every pair and above 0.
pub(super) const EVERY_RANK: f64 = 0.5;

impl Ranked {
    /// By turn, then strongest first, then by the lower node and the higher.
    pub(super) fn new(mut waiting: Vec<Waiting>) -> Self {
        waiting.par_sort_unstable_by(|a, b| {
            let weights = (b.edge.weight + 0.0).total_cmp(&(a.edge.weight + 0.0));
            let nodes = |waiting: &Waiting| {
                let edge = waiting.edge.undirected();
                (edge.left, edge.right)
            };
            let turns = a.turn.cmp(&b.turn);
            turns.then(weights).then_with(|| nodes(a).cmp(&nodes(b)))
        });
        let count = waiting.len();
        let edge = |(at, pair): (usize, &Waiting)| {
            Edge::new(pair.edge.left, pair.edge.right, (count - at) as f64)
        };
        Self {
            edges: waiting.iter().enumerate().map(edge).collect(),
            places: waiting.iter().map(|pair| pair.place).collect(),
        }
    }

    /// The places among the scored pairs of refused edges, with the reasons.
    pub(super) fn places_of(&self, refused: Vec<Refusal>) -> Vec<(usize, RefusalReason)> {
        let place = |rank: f64| self.places[self.places.len() - rank as usize] as usize;
        let refused = refused.into_iter();
        refused
            .map(|one| (place(one.edge.weight), one.reason))
            .collect()
    }
}

//! Complete linkage on the edges that there are.

use rustc_hash::FxHashSet;

use super::between::Between;
use super::constrained::Constraints;
use super::engine::{Clustering, Clusters, MergeTest, RefusalReason, agglomerate};
use crate::kernel::graph::Edge;
use crate::kernel::graph::edge::strongest_first;

/// Edges met across clusters; two may merge when every pair across them is met.
struct EveryPair {
    met: Between<u64>,
    /// Nodes of each cluster.
    sizes: Vec<u32>,
}

impl EveryPair {
    fn new(nodes: usize) -> Self {
        Self {
            met: Between::new(),
            sizes: vec![1; nodes],
        }
    }
}

impl MergeTest for EveryPair {
    fn meet(&mut self, a: u32, b: u32) {
        self.met.join(a, b, 1, |x, y| x + y);
    }

    fn refusal(&self, a: u32, b: u32) -> Option<RefusalReason> {
        let pairs = u64::from(self.sizes[a as usize]) * u64::from(self.sizes[b as usize]);
        let edges = self.met.get(a, b).unwrap_or(0);
        (edges < pairs).then_some(RefusalReason::MissingEdges { edges, pairs })
    }

    fn size(&self, cluster: u32) -> usize {
        self.met.degree(cluster)
    }

    fn fold(&mut self, gone: u32, into: u32) {
        self.met.fold(gone, into, |x, y| x + y);
        self.sizes[into as usize] += self.sizes[gone as usize];
    }
}

/// Clusters in which every two nodes are joined by an edge at or above a threshold.
///
/// Use it against chains, where A is like B and B like C but A is nothing like C: each cluster is a clique, and a false
/// link joins two people only if all their other pairs look alike too. It asks much: a pair that blocking never compared
/// keeps its clusters apart; [`minimum_edge_linkage`](super::minimum_edge_linkage) counts only what is known.
///
/// Edges are taken in falling weight, ties by lower node and then by higher node; two clusters merge at the edge that
/// completes the pairs across them, unless that breaks a constraint. So of the merges that are left the one whose
/// weakest edge is strongest comes first: complete linkage (Sørensen 1948, Biologiske Skrifter 5(4):1),
/// a missing edge being infinitely weak. Clusters at a higher threshold are parts of those at a lower one. Of several
/// edges between the same two nodes the strongest counts and the others are ignored.
///
/// `nodes` is how many nodes there are. Cost: edges · log edges.
///
/// # Panics
///
/// As [`constrained_components`](super::constrained_components).
///
/// # Examples
///
/// ```
/// use throughline::kernel::graph::{Constraints, Edge, RefusalReason, complete_linkage};
///
/// // 0, 1 and 2 are all alike; 3 is like 2 only.
/// let edges = [Edge::new(0, 1, 9.0), Edge::new(0, 2, 7.0), Edge::new(1, 2, 8.0), Edge::new(2, 3, 6.0)];
/// let found = complete_linkage(4, &edges, 5.0, &Constraints::default());
/// assert_eq!(found.labelling.labels(), [0, 0, 0, 3]);
/// assert_eq!(found.refused[0].reason, RefusalReason::MissingEdges { edges: 1, pairs: 3 });
/// ```
pub fn complete_linkage(
    nodes: usize,
    edges: &[Edge],
    threshold: f64,
    constraints: &Constraints,
) -> Clustering {
    let edges = strongest_first(nodes, edges, threshold);
    let mut tests = constraints.tests(nodes);
    tests.push(Box::new(EveryPair::new(nodes)));
    let clusters = Clusters::new(nodes, constraints.start, tests);
    agglomerate(strongest_of_each_pair(edges), clusters)
}

/// Edges in the same order, without those between two nodes that had one before.
fn strongest_of_each_pair(mut strongest_first: Vec<Edge>) -> Vec<Edge> {
    let mut seen = FxHashSet::default();
    strongest_first.retain(|edge| seen.insert((edge.left, edge.right)));
    strongest_first
}

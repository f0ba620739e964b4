//! Connected components under constraints.

use super::barriers::Barriers;
use super::engine::{Clustering, MergeTest, RefusalReason, agglomerate};
use super::exclusive_groups::ExclusiveGroups;
use crate::kernel::graph::Edge;
use crate::kernel::graph::edge::strongest_first;

/// Which nodes may not be together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Constraints<'a> {
    /// For each node the exclusive group that it is in, if any: a cluster holds one node of a group at most. Empty when
    /// there are no groups.
    pub exclusive_groups: &'a [Option<u32>],
    /// Pairs of nodes that may not be in one cluster.
    pub cannot_link: &'a [[u32; 2]],
}

impl<'a> Constraints<'a> {
    /// The tests of a merge, none for what is not constrained.
    pub(super) fn tests(&self, nodes: usize) -> Vec<Box<dyn MergeTest + 'a>> {
        let mut tests: Vec<Box<dyn MergeTest + 'a>> = Vec::new();
        if !self.exclusive_groups.is_empty() {
            assert_eq!(
                self.exclusive_groups.len(),
                nodes,
                "groups are given for every node or for none"
            );
            tests.push(Box::new(ExclusiveGroups::new(self.exclusive_groups)));
        }
        if !self.cannot_link.is_empty() {
            tests.push(Box::new(cannot_link(nodes, self.cannot_link)));
        }
        tests
    }
}

/// The first of the pairs across two clusters keeps them apart.
fn cannot_link(nodes: usize, pairs: &[[u32; 2]]) -> Barriers<[u32; 2]> {
    let pairs = pairs.iter().map(|&[a, b]| {
        assert!(a != b, "a node cannot be kept from itself");
        assert!(
            (a.max(b) as usize) < nodes,
            "a pair is of nodes that there are"
        );
        let pair = [a.min(b), a.max(b)];
        (pair, pair)
    });
    let reason = |nodes| RefusalReason::CannotLink { nodes };
    Barriers::new(pairs, |a, b| a.min(b), reason)
}

/// Components of the edges at or above a threshold, save that no cluster holds two nodes that may not be together.
///
/// Use it when some datasets hold a person at most once, or when people are known to differ: a false link then costs
/// itself, not a chain. Edges are taken in falling weight, ties by lower node and then by higher node; each merges the
/// clusters of its nodes unless the two together would break a constraint. So a stronger edge has its way before a
/// weaker one. That is greedy: between two datasets that hold a person once each,
/// [`maximum_assignment`](crate::kernel::graph::maximum_assignment) gives the larger total. Without constraints the
/// answer is that of [`connected_components`](crate::kernel::graph::connected_components).
///
/// Every edge at or above the threshold ends inside a cluster or among the refused, and merging the clusters of a refused
/// edge would break a constraint.
///
/// `nodes` is how many nodes there are. Cost: edges · log edges for sorting; merging moves each node and each cannot-link
/// pair some log times at most; a refusal costs the groups that the smaller holding has.
///
/// # Panics
///
/// When a weight or the threshold is NaN, a node is not below `nodes`, a cannot-link pair is of one node, or groups are
/// given for other than 0 or `nodes` nodes.
///
/// # Examples
///
/// ```
/// use throughline::kernel::graph::{Constraints, Edge, RefusalReason, constrained_components};
///
/// // Nodes 0 and 1 are of one dataset without duplicates; both look like 2.
/// let edges = [Edge::new(0, 2, 6.0), Edge::new(1, 2, 8.0)];
/// let constraints = Constraints { exclusive_groups: &[Some(0), Some(0), Some(1)], cannot_link: &[] };
/// let found = constrained_components(3, &edges, 5.0, &constraints);
/// assert_eq!(found.labelling.labels(), [0, 1, 1]);
/// assert_eq!(found.refused[0].edge, Edge::new(0, 2, 6.0));
/// assert_eq!(found.refused[0].reason, RefusalReason::SameGroup { group: 0, nodes: [0, 1] });
/// ```
pub fn constrained_components(
    nodes: usize,
    edges: &[Edge],
    threshold: f64,
    constraints: &Constraints,
) -> Clustering {
    let edges = strongest_first(nodes, edges, threshold);
    agglomerate(nodes, edges, constraints.tests(nodes))
}

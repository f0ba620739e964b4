//! Connected components under constraints.

use super::barriers::Barriers;
use super::engine::{Clustering, Clusters, MergeTest, RefusalReason, agglomerate};
use super::exclusive_groups::ExclusiveGroups;
use super::quotas::{Quota, Quotas};
use crate::kernel::graph::edge::strongest_first;
use crate::kernel::graph::{Edge, Labelling};

/// Which nodes may not be together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Constraints<'a> {
    /// For each node the exclusive group that it is in, if any: a cluster holds one node of a group at most. Empty when
    /// there are no groups.
    pub exclusive_groups: &'a [Option<u32>],
    /// Pairs of nodes that may not be in one cluster.
    pub cannot_link: &'a [[u32; 2]],
    /// For each node its class. Empty when there are no quotas.
    pub classes: &'a [u32],
    /// How many nodes of one class a cluster may hold beside another.
    pub quotas: &'a [Quota],
    /// Clusters to start from, where nodes are together before any edge is taken; a constraint that one of them breaks
    /// by itself is not held against it.
    pub start: Option<&'a Labelling>,
}

impl<'a> Constraints<'a> {
    /// Whether anything is forbidden.
    pub(in crate::kernel::graph) fn any(&self) -> bool {
        !self.cannot_link.is_empty() || !self.exclusive_groups.is_empty() || !self.quotas.is_empty()
    }

    /// The tests of a merge, none for what is not constrained.
    pub(super) fn tests(&self, nodes: usize) -> Vec<Box<dyn MergeTest + 'a>> {
        let mut tests: Vec<Box<dyn MergeTest + 'a>> = Vec::new();
        if !self.cannot_link.is_empty() {
            tests.push(Box::new(cannot_link(nodes, self.cannot_link)));
        }
        if !self.exclusive_groups.is_empty() {
            assert_eq!(
                self.exclusive_groups.len(),
                nodes,
                "groups are given for every node or for none"
            );
            tests.push(Box::new(ExclusiveGroups::new(self.exclusive_groups)));
        }
        if !self.quotas.is_empty() {
            assert_eq!(
                self.classes.len(),
                nodes,
                "quotas need a class for every node"
            );
            tests.push(Box::new(Quotas::new(self.classes, self.quotas)));
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
/// When a weight or the threshold is NaN, a node is not below `nodes`, a cannot-link pair is of one node, groups are
/// given for other than 0 or `nodes` nodes, or classes (with quotas) or the clusters to start from for other than `nodes`.
///
/// # Examples
///
/// ```
/// use throughline::kernel::graph::{Constraints, Edge, RefusalReason, constrained_components};
///
/// // Nodes 0 and 1 are of one dataset without duplicates; both look like 2.
/// let edges = [Edge::new(0, 2, 6.0), Edge::new(1, 2, 8.0)];
/// let constraints = Constraints { exclusive_groups: &[Some(0), Some(0), Some(1)], ..Constraints::default() };
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
    let clusters = Clusters::new(nodes, constraints.start, constraints.tests(nodes));
    agglomerate(edges, clusters)
}

/// For each edge what keeps the clusters of its nodes apart before any edge is taken; `None` where nothing does, or the
/// nodes are together already.
///
/// Use it to leave out what can never be chosen, before an assignment counts on it. Edges are answered in their order,
/// whatever their weight.
///
/// # Panics
///
/// As [`constrained_components`], a threshold apart.
///
/// # Examples
///
/// ```
/// use throughline::kernel::graph::{Constraints, Edge, RefusalReason, connected_components, refusals};
///
/// // 0 and 1 are together; 1 and 2 must not be.
/// let start = connected_components(3, &[Edge::new(0, 1, 1.0)], 0.0);
/// let constraints = Constraints { cannot_link: &[[1, 2]], start: Some(&start), ..Constraints::default() };
/// let found = refusals(3, &[Edge::new(0, 1, 5.0), Edge::new(0, 2, 5.0)], &constraints);
/// assert_eq!(found, [None, Some(RefusalReason::CannotLink { nodes: [1, 2] })]);
/// ```
pub fn refusals(
    nodes: usize,
    edges: &[Edge],
    constraints: &Constraints,
) -> Vec<Option<RefusalReason>> {
    let mut clusters = Clusters::new(nodes, constraints.start, constraints.tests(nodes));
    let refusal = |edge: &Edge| clusters.refusal(edge.left, edge.right);
    edges.iter().map(refusal).collect()
}

//! Components without a weak edge inside.

use super::barriers::Barriers;
use super::constrained::Constraints;
use super::engine::{Clustering, Clusters, RefusalReason, agglomerate};
use crate::kernel::graph::Edge;
use crate::kernel::graph::edge::{checked, strongest_first};

/// Components of the edges at or above a threshold, save that no cluster holds two nodes whose known edge is below a
/// floor.
///
/// Use it against chains when not all pairs were compared: two records that were compared and found unlike are kept in
/// two people, whatever lies between them, while a pair without an edge counts neither way. Give edges of low and
/// negative weight too, or nothing is ever refused. A floor of −∞ asks nothing.
///
/// Edges are taken in falling weight, ties by lower node and then by higher node; each merges the clusters of its nodes
/// unless a known edge across them is below the floor or a constraint would be broken. A floor above the threshold makes
/// the floor the threshold. Several edges between the same two nodes are each taken as they stand.
///
/// `nodes` is how many nodes there are. Cost: edges · log edges.
///
/// # Panics
///
/// As [`constrained_components`](super::constrained_components), and when the floor is NaN.
///
/// # Examples
///
/// ```
/// use throughline::kernel::graph::{Constraints, Edge, RefusalReason, minimum_edge_linkage};
///
/// // 0 and 2 were compared and are unlike; 1 and 3 were never compared.
/// let edges = [Edge::new(0, 1, 9.0), Edge::new(1, 2, 8.0), Edge::new(0, 2, -4.0), Edge::new(0, 3, 7.0)];
/// let found = minimum_edge_linkage(4, &edges, 5.0, 0.0, &Constraints::default());
/// assert_eq!(found.labelling.labels(), [0, 0, 2, 0]);
/// assert_eq!(found.refused[0].reason, RefusalReason::WeakEdge { edge: Edge::new(0, 2, -4.0) });
/// ```
pub fn minimum_edge_linkage(
    nodes: usize,
    edges: &[Edge],
    threshold: f64,
    floor: f64,
    constraints: &Constraints,
) -> Clustering {
    assert!(!floor.is_nan(), "a floor is a number");
    let mut tests = constraints.tests(nodes);
    let weak = checked(nodes, edges).filter(|edge| edge.weight < floor);
    let weaker = |a: Edge, b: Edge| std::cmp::max_by(a, b, Edge::strongest_first);
    tests.push(Box::new(Barriers::new(
        weak.map(|edge| ([edge.left, edge.right], edge)),
        weaker,
        |edge| RefusalReason::WeakEdge { edge },
    )));
    let edges = strongest_first(nodes, edges, threshold);
    agglomerate(edges, Clusters::new(nodes, constraints.start, tests))
}

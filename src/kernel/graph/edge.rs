//! Weighted edges and the one order in which they are taken.

use std::cmp::Ordering;

use rayon::slice::ParallelSliceMut;

/// A scored pair of nodes.
///
/// In a graph of records both nodes come from one numbering and the direction means nothing; in an
/// [assignment](super::maximum_assignment) `left` and `right` are numbered apart.
///
/// # Examples
///
/// ```
/// use throughline::kernel::graph::Edge;
///
/// assert_eq!(Edge::new(4, 1, 7.5).undirected(), Edge { left: 1, right: 4, weight: 7.5 });
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Edge {
    /// One node.
    pub left: u32,
    /// The other node.
    pub right: u32,
    /// Evidence that both are one person, as log2 odds; more is stronger. Never NaN.
    pub weight: f64,
}

impl Edge {
    /// An edge between two nodes.
    pub fn new(left: u32, right: u32, weight: f64) -> Self {
        Self {
            left,
            right,
            weight,
        }
    }

    /// The same edge with the lower node on the left.
    pub fn undirected(self) -> Self {
        Self {
            left: self.left.min(self.right),
            right: self.left.max(self.right),
            weight: self.weight,
        }
    }

    /// Strongest first, then by the lower node, then by the higher; both edges undirected.
    pub(super) fn strongest_first(&self, other: &Self) -> Ordering {
        let nodes = (self.left, self.right).cmp(&(other.left, other.right));
        other.weight.total_cmp(&self.weight).then(nodes)
    }
}

/// The edges at or above a threshold, undirected, strongest first, ties by lower node and then by higher node.
///
/// Edges that compare equal are equal in every bit (a weight of −0 becomes 0), so the order of the input is lost.
/// An edge from a node to itself says nothing and is left out.
///
/// # Panics
///
/// When a weight or the threshold is NaN, or a node is not below `nodes`.
pub(super) fn strongest_first(nodes: usize, edges: &[Edge], threshold: f64) -> Vec<Edge> {
    assert!(!threshold.is_nan(), "a threshold is a number");
    let mut taken: Vec<Edge> = checked(nodes, edges)
        .filter(|edge| edge.weight >= threshold)
        .collect();
    taken.par_sort_unstable_by(Edge::strongest_first);
    taken
}

/// Edges one by one, undirected, −0 as 0, without those from a node to itself.
///
/// # Panics
///
/// As [`strongest_first`], on reaching the edge.
pub(super) fn checked(nodes: usize, edges: &[Edge]) -> impl Iterator<Item = Edge> {
    edges.iter().filter_map(move |edge| {
        let Edge {
            left,
            right,
            weight,
        } = edge.undirected();
        assert!(!weight.is_nan(), "a weight is a number");
        assert!(
            (right as usize) < nodes,
            "an edge joins nodes that there are"
        );
        (left != right).then(|| Edge::new(left, right, weight + 0.0))
    })
}

//! Connected components, at one threshold or at many.

use super::edge::{checked, strongest_first};
use super::{Edge, Labelling, UnionFind};

/// The connected components of the edges at or above a threshold.
///
/// The plainest way from links to people, right when links are sure: a single false link joins two people, and a
/// chain of them many. The answer depends neither on the order of edges nor on their directions.
///
/// `nodes` is how many nodes there are, those without edges included.
///
/// # Panics
///
/// When a weight or the threshold is NaN, or a node is not below `nodes`.
///
/// # Examples
///
/// ```
/// use throughline::kernel::graph::{Edge, connected_components};
///
/// let edges = [Edge::new(3, 1, 9.0), Edge::new(1, 0, 2.0), Edge::new(2, 4, 5.0)];
/// assert_eq!(connected_components(5, &edges, 5.0).labels(), [0, 1, 2, 1, 2]);
/// ```
pub fn connected_components(nodes: usize, edges: &[Edge], threshold: f64) -> Labelling {
    assert!(!threshold.is_nan(), "a threshold is a number");
    let mut sets = UnionFind::new(nodes);
    for edge in checked(nodes, edges).filter(|edge| edge.weight >= threshold) {
        sets.union(edge.left, edge.right);
    }
    sets.labelling()
}

/// The components at one of the thresholds of a [`component_sweep`].
#[derive(Debug, Clone, PartialEq)]
pub struct ComponentsAt {
    /// The threshold.
    pub threshold: f64,
    /// The components of the edges at or above it.
    pub labelling: Labelling,
}

/// The connected components at each of several thresholds, highest first.
///
/// Use it to see how people fall apart as the threshold rises. Edges are sorted once and joined from the strongest
/// down, so all thresholds together cost `edges · log edges + nodes · thresholds`. Each labelling is made when it is
/// asked for, so that memory for one is enough. Equal thresholds are answered as often as they are given.
///
/// # Panics
///
/// When a weight or a threshold is NaN, or a node is not below `nodes`.
///
/// # Examples
///
/// ```
/// use throughline::kernel::graph::{Edge, component_sweep};
///
/// let edges = [Edge::new(0, 1, 9.0), Edge::new(1, 2, 4.0)];
/// let clusters: Vec<(f64, usize)> = component_sweep(3, &edges, &[0.0, 5.0, 10.0])
///     .map(|at| (at.threshold, at.labelling.clusters()))
///     .collect();
/// assert_eq!(clusters, [(10.0, 3), (5.0, 2), (0.0, 1)]);
/// ```
pub fn component_sweep(nodes: usize, edges: &[Edge], thresholds: &[f64]) -> ComponentSweep {
    assert!(
        thresholds.iter().all(|threshold| !threshold.is_nan()),
        "a threshold is a number"
    );
    let mut thresholds = thresholds.to_vec();
    thresholds.sort_unstable_by(|a, b| b.total_cmp(a));
    let lowest = thresholds.last().copied().unwrap_or(f64::INFINITY);
    ComponentSweep {
        edges: strongest_first(nodes, edges, lowest).into_iter(),
        thresholds: thresholds.into_iter(),
        sets: UnionFind::new(nodes),
    }
}

/// The components at falling thresholds; see [`component_sweep`].
#[derive(Debug, Clone)]
pub struct ComponentSweep {
    edges: std::vec::IntoIter<Edge>,
    thresholds: std::vec::IntoIter<f64>,
    sets: UnionFind,
}

impl Iterator for ComponentSweep {
    type Item = ComponentsAt;

    fn next(&mut self) -> Option<ComponentsAt> {
        let threshold = self.thresholds.next()?;
        let waiting = self.edges.as_slice();
        let joining = waiting.partition_point(|edge| edge.weight >= threshold);
        for edge in self.edges.by_ref().take(joining) {
            self.sets.union(edge.left, edge.right);
        }
        Some(ComponentsAt {
            threshold,
            labelling: self.sets.labelling(),
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.thresholds.size_hint()
    }
}

impl ExactSizeIterator for ComponentSweep {}

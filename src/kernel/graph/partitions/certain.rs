//! Nodes that are together in every draw.

use super::CERTAIN;
use crate::kernel::graph::edge::checked;
use crate::kernel::graph::{Constraints, Edge, Labelling, UnionFind, constrained_components};

/// The clusters to start from, joined by edges that are certain.
///
/// What certain edges join stays apart where a constraint is broken or an edge speaks against it: it is drawn then, as all
/// else is.
pub(super) fn certain_clusters(
    nodes: usize,
    edges: &[Edge],
    constraints: &Constraints,
) -> Labelling {
    let mut sets = UnionFind::new(nodes);
    if let Some(start) = constraints.start {
        for (node, &label) in start.labels().iter().enumerate() {
            sets.union(label, node as u32);
        }
    }
    let start = sets.labelling();
    let is_certain = |edge: &Edge| edge.weight >= CERTAIN;
    let certain: Vec<Edge> = checked(nodes, edges).filter(is_certain).collect();
    if certain.is_empty() {
        return start;
    }
    for edge in &certain {
        sets.union(edge.left, edge.right);
    }
    let joined = sets.labelling();
    let mut doubted = vec![false; nodes];
    for edge in checked(nodes, edges).filter(|edge| edge.weight < 0.0) {
        let (a, b) = (edge.left, edge.right);
        if joined.together(a, b) && !start.together(a, b) {
            doubted[joined.labels()[a as usize] as usize] = true;
        }
    }
    if constraints.any() {
        for refusal in constrained_components(nodes, &certain, CERTAIN, constraints).refused {
            doubted[joined.labels()[refusal.edge.left as usize] as usize] = true;
        }
    }
    let both = joined.labels().iter().zip(start.labels());
    let label = |(&joined, &start): (&u32, &u32)| match doubted[joined as usize] {
        true => start,
        false => joined,
    };
    Labelling::new(both.map(label).collect())
}

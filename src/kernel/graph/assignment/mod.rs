//! Who goes with whom when each may be chosen once: maximum-weight bipartite matching.
//!
//! Left and right nodes are numbered apart: left 3 and right 3 are different nodes. Numbers need not be dense.

mod component;
mod first;
mod shortest_path;

use component::{Component, Gain, components, gains};
use first::first_optimum;
use shortest_path::optimum;

use super::Edge;

/// The edges chosen, and what they are worth together.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// Chosen edges, by left node and then by right node.
    pub links: Vec<Edge>,
    /// Sum of their weights, added in that order.
    pub total: f64,
}

impl Assignment {
    fn new(mut links: Vec<Edge>) -> Self {
        links.sort_unstable_by_key(|link| (link.left, link.right));
        let total = links.iter().fold(0.0, |sum, link| sum + link.weight);
        Self { links, total }
    }
}

/// The matching of the largest total weight: each left node and each right node is used at most once.
///
/// Use it when neither dataset holds a person twice. Taking the best edge first can shut out two good ones; this
/// weighs all of them together. Only edges of weight above 0 can be chosen and no node has to be matched, so for a
/// threshold other than 0 leave out edges below it, or take weights less the threshold. Of several edges between the
/// same two nodes the strongest counts.
///
/// Each connected component is solved alone, by shortest augmenting paths with dual prices: Jonker & Volgenant (1987),
/// Computing 38:325, on sparse rows as they say, and for unequal sides with each left node free to stay alone at no
/// gain. A component of one node against several is read off. At worst `lefts · edges · log edges` for a component, in
/// practice far less.
///
/// # Ties
///
/// Among matchings of the largest total the one is chosen that is first when the right nodes of left nodes are
/// compared from the lowest left node up: a lower right node comes before a higher one, and any before none. So the
/// answer is one function of the set of edges.
///
/// # Numerics
///
/// Weights are rounded to multiples of 2⁻³², and above 2²⁸ count as 2²⁸, so that sums that tie on paper tie here
/// (0.1 + 0.2 and 0.3) and all arithmetic inside is exact. Short of that ceiling the total is therefore within
/// `nodes · 2⁻³³` of the largest, and totals closer than that to each other may be taken as tied. Links bear the weights
/// they came with.
///
/// # Panics
///
/// When a weight is NaN.
///
/// # Examples
///
/// ```
/// use throughline::kernel::graph::{Edge, maximum_assignment};
///
/// // The best edge alone, 0 to 0, is worth less than the two that it shuts out.
/// let edges = [Edge::new(0, 0, 10.0), Edge::new(0, 1, 8.0), Edge::new(1, 0, 9.0)];
/// let best = maximum_assignment(&edges);
/// assert_eq!(best.links, [Edge::new(0, 1, 8.0), Edge::new(1, 0, 9.0)]);
/// assert_eq!(best.total, 17.0);
/// ```
pub fn maximum_assignment(edges: &[Edge]) -> Assignment {
    let sorted = components(gains(edges));
    let parts = sorted.chunk_by(|a, b| a.component == b.component);
    let mut links = Vec::new();
    for part in parts {
        choose(part, &mut links);
    }
    Assignment::new(links)
}

/// Adds the links of one component.
fn choose(part: &[Gain], links: &mut Vec<Edge>) {
    let first = part[0].edge;
    if part.iter().all(|gain| gain.edge.left == first.left)
        || part.iter().all(|gain| gain.edge.right == first.right)
    {
        let best = part.iter().rev().max_by_key(|gain| gain.units);
        links.extend(best.map(|gain| gain.edge));
        return;
    }
    let component = Component::new(part);
    let chosen = first_optimum(&component, optimum(&component));
    for (left, right) in chosen.into_iter().enumerate() {
        links.extend(right.map(|right| part[component.position(left, right)].edge));
    }
}

/// For each right node its strongest edge; a left node may be used any number of times.
///
/// Use it when the left dataset holds a person once and the right one may hold them often, as referrals do. Only edges
/// of weight above 0 are chosen; of edges that tie the one with the lowest left node.
///
/// # Panics
///
/// When a weight is NaN.
///
/// # Examples
///
/// ```
/// use throughline::kernel::graph::{Edge, best_left_for_each_right};
///
/// let edges = [Edge::new(0, 0, 3.0), Edge::new(0, 1, 6.0), Edge::new(1, 1, 6.0), Edge::new(1, 2, -1.0)];
/// let best = best_left_for_each_right(&edges);
/// assert_eq!(best.links, [Edge::new(0, 0, 3.0), Edge::new(0, 1, 6.0)]);
/// ```
pub fn best_left_for_each_right(edges: &[Edge]) -> Assignment {
    let strongest_first = |a: &Edge, b: &Edge| {
        let weights = b.weight.total_cmp(&a.weight);
        a.right
            .cmp(&b.right)
            .then(weights)
            .then(a.left.cmp(&b.left))
    };
    let mut links = positive(edges);
    links.sort_unstable_by(strongest_first);
    links.dedup_by_key(|link| link.right);
    Assignment::new(links)
}

/// Edges of weight above 0.
fn positive(edges: &[Edge]) -> Vec<Edge> {
    assert!(
        edges.iter().all(|edge| !edge.weight.is_nan()),
        "a weight is a number"
    );
    let above = edges.iter().filter(|edge| edge.weight > 0.0);
    above.copied().collect()
}

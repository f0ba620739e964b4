//! The graph kernel against naive oracles, SciPy and planted people.

mod assignment;
mod complete_linkage;
mod components;
mod constrained;
mod margin;
mod naive;
mod partitions;
mod quotas;

use proptest::prelude::*;
use throughline::kernel::graph::{Edge, Labelling};

/// The generator of the outside references, so that both sides build the same graph: the example `rand` of
/// the C standard, the high bits of its state.
struct Lcg(u64);

impl Lcg {
    fn next(&mut self, below: u32) -> u32 {
        self.0 = (self.0 * 1_103_515_245 + 12_345) % (1 << 31);
        (self.0 >> 16) as u32 % below
    }

    /// Edges as (left, right, weight), each drawn in that order.
    fn edges(&mut self, lefts: u32, rights: u32, count: usize, top: u32) -> Vec<Edge> {
        let draw = |_| {
            let (left, right) = (self.next(lefts), self.next(rights));
            Edge::new(left, right, f64::from(self.next(top)))
        };
        (0..count).map(draw).collect()
    }
}

/// Up to `most` edges among `nodes` nodes, weights in halves from −4 to 8 so that many tie, some nodes joined to
/// themselves and some pairs twice.
fn tied_edges(nodes: u32, most: usize) -> impl Strategy<Value = Vec<Edge>> {
    let edge = (0..nodes, 0..nodes, -8..=16);
    let edge = edge.prop_map(|(a, b, halves)| Edge::new(a, b, f64::from(halves) / 2.0));
    prop::collection::vec(edge, 0..=most)
}

/// The same edges in another order, some of them turned round.
fn disturbed(edges: &[Edge], seed: u32) -> Vec<Edge> {
    let mut lcg = Lcg(u64::from(seed));
    let mut edges = edges.to_vec();
    for last in (1..edges.len()).rev() {
        edges.swap(last, lcg.next(last as u32 + 1) as usize);
        if lcg.next(2) == 0 {
            let Edge { left, right, .. } = edges[last];
            (edges[last].left, edges[last].right) = (right, left);
        }
    }
    edges
}

/// Planted people: person `p` owns nodes `size · p` to `size · p + size − 1`, every pair of them an edge of 4 to 12, and
/// `between` edges of −4 to 3 join nodes at random.
fn planted(people: u32, size: u32, between: usize, seed: u64) -> (Vec<u32>, Vec<Edge>) {
    let mut lcg = Lcg(seed);
    let nodes = people * size;
    let mut edges: Vec<Edge> = Vec::new();
    for a in 0..nodes {
        for b in a + 1..(a / size + 1) * size {
            edges.push(Edge::new(a, b, 4.0 + f64::from(lcg.next(9))));
        }
    }
    for mut edge in lcg.edges(nodes, nodes, between, 8) {
        if edge.left / size != edge.right / size {
            edge.weight -= 4.0;
            edges.push(edge);
        }
    }
    let truth = (0..nodes).map(|node| node / size * size).collect();
    (truth, disturbed(&edges, seed as u32))
}

/// Clusters, nodes in the largest, and Σ label · (node + 1) modulo 1,000,003.
fn summary(labelling: &Labelling) -> (usize, usize, u64) {
    let labels = labelling.labels();
    let mut sizes = vec![0; labels.len()];
    let mut sum = 0;
    for (node, &label) in labels.iter().enumerate() {
        sizes[label as usize] += 1;
        sum += u64::from(label) * (node as u64 + 1);
    }
    let largest = sizes.into_iter().max().unwrap_or(0);
    (labelling.clusters(), largest, sum % 1_000_003)
}

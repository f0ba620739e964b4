//! Edges in whole units of gain, parted into connected components.

use super::positive;
use crate::kernel::graph::{Edge, UnionFind};

/// Units in a weight of 1.
const UNITS: f64 = (1u64 << 32) as f64;
/// Weight above which nothing is gained: its units, and sums of two such, are far inside 64 bits.
const CEILING: f64 = (1u64 << 28) as f64;

/// An edge with its gain in whole units, above 0.
#[derive(Clone, Copy)]
pub(super) struct Gain {
    pub(super) edge: Edge,
    pub(super) units: i64,
    pub(super) component: u32,
}

/// The edges that gain something, by left and right node, the strongest of each pair.
pub(super) fn gains(edges: &[Edge]) -> Vec<Gain> {
    let mut edges = positive(edges);
    edges.sort_unstable_by(|a, b| {
        let nodes = (a.left, a.right).cmp(&(b.left, b.right));
        nodes.then(b.weight.total_cmp(&a.weight))
    });
    edges.dedup_by_key(|edge| (edge.left, edge.right));
    let gains = edges.into_iter().map(|edge| Gain {
        edge,
        units: (edge.weight.min(CEILING) * UNITS).round() as i64,
        component: 0,
    });
    gains.filter(|gain| gain.units > 0).collect()
}

/// Numbers components and brings each together, its edges still by left and right node.
pub(super) fn components(mut gains: Vec<Gain>) -> Vec<Gain> {
    let mut rights: Vec<u32> = gains.iter().map(|gain| gain.edge.right).collect();
    rights.sort_unstable();
    rights.dedup();
    let lefts = number_lefts(&gains);
    let left_count = lefts.last().map_or(0, |last| last + 1);
    let mut sets = UnionFind::new(left_count as usize + rights.len());
    for (gain, &left) in gains.iter().zip(&lefts) {
        sets.union(left, left_count + index(&rights, gain.edge.right));
    }
    for (gain, &left) in gains.iter_mut().zip(&lefts) {
        gain.component = sets.find(left);
    }
    gains.sort_by_key(|gain| gain.component);
    gains
}

/// For each edge the number of its left node among left nodes; edges are sorted by left node.
fn number_lefts(gains: &[Gain]) -> Vec<u32> {
    let mut number = 0;
    let mut numbers = Vec::with_capacity(gains.len());
    for (at, gain) in gains.iter().enumerate() {
        number += u32::from(at > 0 && gains[at - 1].edge.left != gain.edge.left);
        numbers.push(number);
    }
    numbers
}

/// Where a right node stands among sorted ones that hold it.
fn index(rights: &[u32], right: u32) -> u32 {
    rights.partition_point(|&other| other < right) as u32
}

/// One connected component, its lefts and rights numbered from 0 in their own order; edges row by row.
pub(super) struct Component {
    starts: Vec<usize>,
    rights: Vec<u32>,
    units: Vec<i64>,
    right_count: usize,
}

impl Component {
    /// From the edges of one component, by left and right node.
    pub(super) fn new(part: &[Gain]) -> Self {
        let mut sorted: Vec<u32> = part.iter().map(|gain| gain.edge.right).collect();
        sorted.sort_unstable();
        sorted.dedup();
        let rows = part.chunk_by(|a, b| a.edge.left == b.edge.left);
        let ends = rows.scan(0, |end, row| {
            *end += row.len();
            Some(*end)
        });
        let rights = part.iter().map(|gain| index(&sorted, gain.edge.right));
        Self {
            starts: std::iter::once(0).chain(ends).collect(),
            rights: rights.collect(),
            units: part.iter().map(|gain| gain.units).collect(),
            right_count: sorted.len(),
        }
    }

    pub(super) fn lefts(&self) -> usize {
        self.starts.len() - 1
    }

    pub(super) fn rights(&self) -> usize {
        self.right_count
    }

    /// The right nodes of a left node, ascending, with the units gained.
    pub(super) fn row(&self, left: usize) -> impl Iterator<Item = (u32, i64)> {
        let row = self.starts[left]..self.starts[left + 1];
        let rights = self.rights[row.clone()].iter().copied();
        rights.zip(self.units[row].iter().copied())
    }

    /// Where an edge that there is stands among the component's edges.
    pub(super) fn position(&self, left: usize, right: u32) -> usize {
        let start = self.starts[left];
        let row = &self.rights[start..self.starts[left + 1]];
        start + index(row, right) as usize
    }
}

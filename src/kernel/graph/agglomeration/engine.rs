//! The one loop of agglomeration, and what it returns.

use crate::kernel::graph::{Edge, Labelling, UnionFind};

/// Clusters, and the edges between them that were strong enough but not followed.
#[derive(Debug, Clone, PartialEq)]
pub struct Clustering {
    /// Which cluster each node is in.
    pub labelling: Labelling,
    /// Every edge at or above the threshold between two clusters, undirected, strongest first, ties by node numbers.
    pub refused: Vec<Refusal>,
}

/// An edge at or above the threshold whose nodes ended in two clusters, and why.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Refusal {
    /// The edge, its lower node on the left.
    pub edge: Edge,
    /// What keeps the two clusters apart; of several reasons the first in the order of [`RefusalReason`].
    pub reason: RefusalReason,
}

/// What keeps two clusters apart, as they are at the end.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum RefusalReason {
    /// Both hold a node of one exclusive group.
    SameGroup {
        /// The group; of several the lowest.
        group: u32,
        /// Its node in each cluster, ascending.
        nodes: [u32; 2],
    },
    /// A cannot-link pair lies across them.
    CannotLink {
        /// The pair, ascending; of several the first.
        nodes: [u32; 2],
    },
    /// Not every pair across them is an edge at or above the threshold.
    MissingEdges {
        /// Pairs across them that are.
        edges: u64,
        /// All pairs across them.
        pairs: u64,
    },
    /// A known edge across them is below the floor.
    WeakEdge {
        /// The weakest such edge, its lower node on the left; of edges that tie the last by node numbers.
        edge: Edge,
    },
}

/// What can refuse a merge. Clusters are known to it by one of their nodes; at first each node is a cluster.
///
/// Once it refuses two clusters it must refuse any that hold them, unless an edge between them is met.
pub(super) trait MergeTest {
    /// Takes note of an edge between two clusters.
    fn meet(&mut self, _a: u32, _b: u32) {}

    /// Why two clusters may not merge.
    fn refusal(&self, a: u32, b: u32) -> Option<RefusalReason>;

    /// How much there is to move when a cluster is folded into another.
    fn size(&self, cluster: u32) -> usize;

    /// Makes one cluster part of another, which keeps its name.
    fn fold(&mut self, gone: u32, into: u32);
}

/// Takes edges in their order; each merges the clusters of its nodes unless a test refuses.
///
/// Of two clusters the one with less to move is folded into the other, so each entry of a test moves at most some
/// log(entries) times.
pub(super) fn agglomerate(
    nodes: usize,
    strongest_first: Vec<Edge>,
    mut tests: Vec<Box<dyn MergeTest + '_>>,
) -> Clustering {
    let mut sets = UnionFind::new(nodes);
    let mut names: Vec<u32> = sets.labelling().labels().to_vec();
    let mut apart = Vec::new();
    for edge in strongest_first {
        let (left, right) = (sets.find(edge.left), sets.find(edge.right));
        if left == right {
            continue;
        }
        let (a, b) = (names[left as usize], names[right as usize]);
        tests.iter_mut().for_each(|test| test.meet(a, b));
        if refusal(&tests, a, b).is_some() {
            apart.push(edge);
            continue;
        }
        sets.union(left, right);
        names[left.min(right) as usize] = fold(&mut tests, a, b);
    }
    let refused = apart.into_iter().filter_map(|edge| {
        let (left, right) = (sets.find(edge.left), sets.find(edge.right));
        let reason = (left != right)
            .then(|| refusal(&tests, names[left as usize], names[right as usize]))
            .flatten();
        reason.map(|reason| Refusal { edge, reason })
    });
    let refused = refused.collect();
    Clustering {
        labelling: sets.labelling(),
        refused,
    }
}

fn refusal(tests: &[Box<dyn MergeTest + '_>], a: u32, b: u32) -> Option<RefusalReason> {
    tests.iter().find_map(|test| test.refusal(a, b))
}

/// Folds the smaller of two clusters into the larger; the name of the larger.
fn fold(tests: &mut [Box<dyn MergeTest + '_>], a: u32, b: u32) -> u32 {
    let size = |cluster| tests.iter().map(|test| test.size(cluster)).sum::<usize>();
    let (gone, into) = if size(a) < size(b) { (a, b) } else { (b, a) };
    tests.iter_mut().for_each(|test| test.fold(gone, into));
    into
}

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
    /// A cannot-link pair lies across them.
    CannotLink {
        /// The pair, ascending; of several the first.
        nodes: [u32; 2],
    },
    /// Both hold a node of one exclusive group.
    SameGroup {
        /// The group; of several the lowest.
        group: u32,
        /// Its node in each cluster, ascending.
        nodes: [u32; 2],
    },
    /// Together they would go over a quota.
    OverQuota {
        /// Its place among the quotas; of several the first.
        quota: usize,
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

/// Clusters on the way, with the tests of their merges.
///
/// Of two clusters the one with less to move is folded into the other, so each entry of a test moves at most some
/// log(entries) times.
pub(super) struct Clusters<'t> {
    sets: UnionFind,
    /// By root, the node that the tests know the cluster by.
    names: Vec<u32>,
    tests: Vec<Box<dyn MergeTest + 't>>,
}

impl<'t> Clusters<'t> {
    /// One cluster a node, or those to start from.
    pub(super) fn new(
        nodes: usize,
        start: Option<&Labelling>,
        tests: Vec<Box<dyn MergeTest + 't>>,
    ) -> Self {
        let mut clusters = Self {
            sets: UnionFind::new(nodes),
            names: (0..nodes).map(|node| node as u32).collect(),
            tests,
        };
        if let Some(start) = start {
            assert_eq!(
                start.labels().len(),
                nodes,
                "every node is in a cluster to start from"
            );
            for (node, &label) in start.labels().iter().enumerate() {
                let node = node as u32;
                if let Some(names) = clusters.names(label, node) {
                    clusters.merge(label, node, names);
                }
            }
        }
        clusters
    }

    /// The names of the clusters of two nodes, `None` when they are one.
    fn names(&mut self, left: u32, right: u32) -> Option<[u32; 2]> {
        let roots = [self.sets.find(left), self.sets.find(right)];
        (roots[0] != roots[1]).then(|| roots.map(|root| self.names[root as usize]))
    }

    fn test(&self, [a, b]: [u32; 2]) -> Option<RefusalReason> {
        self.tests.iter().find_map(|test| test.refusal(a, b))
    }

    /// Why the clusters of two nodes may not merge; `None` when they may or are one.
    pub(super) fn refusal(&mut self, left: u32, right: u32) -> Option<RefusalReason> {
        let names = self.names(left, right)?;
        self.test(names)
    }

    /// Makes the clusters of two nodes, known by these names, one.
    fn merge(&mut self, left: u32, right: u32, [a, b]: [u32; 2]) {
        let size = |cluster| {
            self.tests
                .iter()
                .map(|test| test.size(cluster))
                .sum::<usize>()
        };
        let (gone, into) = if size(a) < size(b) { (a, b) } else { (b, a) };
        self.tests.iter_mut().for_each(|test| test.fold(gone, into));
        self.sets.union(left, right);
        let root = self.sets.find(left);
        self.names[root as usize] = into;
    }
}

/// Takes edges in their order; each merges the clusters of its nodes unless a test refuses.
pub(super) fn agglomerate(strongest_first: Vec<Edge>, mut clusters: Clusters<'_>) -> Clustering {
    let mut apart = Vec::new();
    for edge in strongest_first {
        let Some([a, b]) = clusters.names(edge.left, edge.right) else {
            continue;
        };
        clusters.tests.iter_mut().for_each(|test| test.meet(a, b));
        match clusters.test([a, b]) {
            Some(_) => apart.push(edge),
            None => clusters.merge(edge.left, edge.right, [a, b]),
        }
    }
    let refused = apart.into_iter().filter_map(|edge| {
        let reason = clusters.refusal(edge.left, edge.right)?;
        Some(Refusal { edge, reason })
    });
    let refused = refused.collect();
    Clustering {
        labelling: clusters.sets.labelling(),
        refused,
    }
}

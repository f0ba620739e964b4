//! Which cluster each node is in.

/// A partition of nodes into clusters, each named by its smallest node.
///
/// Two labellings are equal exactly when they part the nodes alike, for a cluster has one possible name.
///
/// # Examples
///
/// ```
/// use throughline::kernel::graph::UnionFind;
///
/// let mut sets = UnionFind::new(5);
/// sets.union(1, 3);
/// sets.union(2, 4);
/// let labelling = sets.labelling();
/// assert_eq!(labelling.labels(), [0, 1, 2, 1, 2]);
/// assert_eq!(labelling.clusters(), 3);
/// assert!(labelling.together(1, 3) && !labelling.together(1, 2));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelling {
    labels: Vec<u32>,
    clusters: usize,
}

impl Labelling {
    /// From the smallest node of each node's cluster.
    pub(super) fn new(labels: Vec<u32>) -> Self {
        let roots = labels.iter().enumerate();
        let clusters = roots
            .filter(|(node, label)| **label as usize == *node)
            .count();
        Self { labels, clusters }
    }

    /// For each node the smallest node of its cluster.
    pub fn labels(&self) -> &[u32] {
        &self.labels
    }

    /// How many clusters there are, those of one node included.
    pub fn clusters(&self) -> usize {
        self.clusters
    }

    /// Whether two nodes are in one cluster.
    ///
    /// # Panics
    ///
    /// When a node is out of range.
    pub fn together(&self, a: u32, b: u32) -> bool {
        self.labels[a as usize] == self.labels[b as usize]
    }

    /// For each node the number of its cluster, from 0 without gaps, clusters in the order of their smallest node.
    ///
    /// Use it where clusters index a table of people; [`labels`](Self::labels) have gaps.
    ///
    /// # Examples
    ///
    /// ```
    /// use throughline::kernel::graph::UnionFind;
    ///
    /// let mut sets = UnionFind::new(4);
    /// sets.union(0, 2);
    /// assert_eq!(sets.labelling().labels(), [0, 1, 0, 3]);
    /// assert_eq!(sets.labelling().numbers(), [0, 1, 0, 2]);
    /// ```
    pub fn numbers(&self) -> Vec<u32> {
        let mut numbers: Vec<u32> = Vec::with_capacity(self.labels.len());
        let mut next = 0;
        for (node, &label) in self.labels.iter().enumerate() {
            if label as usize == node {
                numbers.push(next);
                next += 1;
            } else {
                numbers.push(numbers[label as usize]);
            }
        }
        numbers
    }
}

//! Clusters of the units of one component, on the way.

const NONE: u32 = u32::MAX;

/// Each unit in one cluster or, for a moment, in none; clusters are named by numbers below the number of units.
pub(super) struct Clusters {
    labels: Vec<u32>,
    next: Vec<u32>,
    previous: Vec<u32>,
    clusters: Vec<Cluster>,
    free: Vec<u32>,
}

struct Cluster {
    /// Its first unit.
    head: u32,
    units: u32,
    nodes: u64,
}

impl Clusters {
    /// Each unit alone, from how many nodes it has.
    pub(super) fn new(sizes: impl Iterator<Item = u32>) -> Self {
        let alone = |(head, size): (u32, u32)| Cluster {
            head,
            units: 1,
            nodes: u64::from(size),
        };
        let clusters: Vec<Cluster> = (0..).zip(sizes).map(alone).collect();
        let n = clusters.len();
        Self {
            labels: (0..n as u32).collect(),
            next: vec![NONE; n],
            previous: vec![NONE; n],
            clusters,
            free: Vec::new(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.labels.len()
    }

    /// The cluster of a unit; of one that is in none, a number that no cluster has.
    pub(super) fn of(&self, unit: u32) -> u32 {
        self.labels[unit as usize]
    }

    pub(super) fn labels(&self) -> &[u32] {
        &self.labels
    }

    /// Units of a cluster.
    pub(super) fn count(&self, cluster: u32) -> u32 {
        self.clusters[cluster as usize].units
    }

    /// Nodes of a cluster.
    pub(super) fn nodes(&self, cluster: u32) -> f64 {
        self.clusters[cluster as usize].nodes as f64
    }

    /// Whether a unit, which is in a cluster, has it for itself.
    pub(super) fn is_alone(&self, unit: u32) -> bool {
        self.next[unit as usize] == NONE && self.previous[unit as usize] == NONE
    }

    pub(super) fn is_in_none(&self, unit: u32) -> bool {
        self.of(unit) == NONE
    }

    pub(super) fn members(&self, cluster: u32) -> impl Iterator<Item = u32> + Clone {
        let unit = |unit: u32| (unit != NONE).then_some(unit);
        std::iter::successors(unit(self.clusters[cluster as usize].head), move |&last| {
            unit(self.next[last as usize])
        })
    }

    /// Takes a unit of so many nodes out of its cluster, which may be left empty: then it must be filled again or
    /// [given back](Self::give_back).
    pub(super) fn leave(&mut self, unit: u32, size: u32) {
        let at = unit as usize;
        let cluster = std::mem::replace(&mut self.labels[at], NONE) as usize;
        let (next, previous) = (self.next[at], self.previous[at]);
        match previous {
            NONE => self.clusters[cluster].head = next,
            previous => self.next[previous as usize] = next,
        }
        if next != NONE {
            self.previous[next as usize] = previous;
        }
        self.clusters[cluster].units -= 1;
        self.clusters[cluster].nodes -= u64::from(size);
    }

    /// Puts a unit of so many nodes that is in no cluster into one.
    pub(super) fn join(&mut self, unit: u32, size: u32, cluster: u32) {
        let (at, into) = (unit as usize, cluster as usize);
        let joined = &mut self.clusters[into];
        joined.units += 1;
        joined.nodes += u64::from(size);
        let head = std::mem::replace(&mut joined.head, unit);
        if head != NONE {
            self.previous[head as usize] = unit;
        }
        self.labels[at] = cluster;
        self.next[at] = head;
        self.previous[at] = NONE;
    }

    /// Says that a cluster has become empty.
    pub(super) fn give_back(&mut self, cluster: u32) {
        self.free.push(cluster);
    }

    /// An empty cluster.
    pub(super) fn take_empty(&mut self) -> u32 {
        let empty = self.free.pop();
        empty.expect("fewer clusters than units leave one empty")
    }
}

//! Groups of which a cluster holds one node at most.

use std::iter::successors;

use rustc_hash::FxHashMap;

use super::engine::{MergeTest, RefusalReason};

/// Which node of each group a cluster holds.
pub(super) struct ExclusiveGroups<'a> {
    groups: &'a [Option<u32>],
    holders: FxHashMap<(u32, u32), u32>,
    /// The node after each in the ring of its cluster.
    next: Vec<u32>,
    /// Nodes of each cluster.
    sizes: Vec<u32>,
}

impl<'a> ExclusiveGroups<'a> {
    /// From the group of each node.
    pub(super) fn new(groups: &'a [Option<u32>]) -> Self {
        let nodes = 0..groups.len() as u32;
        let held = nodes.clone().zip(groups);
        let held = held.filter_map(|(node, group)| group.map(|group| ((node, group), node)));
        Self {
            groups,
            holders: held.collect(),
            next: nodes.collect(),
            sizes: vec![1; groups.len()],
        }
    }

    /// The nodes of a cluster that are in a group, with it.
    fn grouped(&self, cluster: u32) -> impl Iterator<Item = (u32, u32)> {
        let ring = successors(Some(cluster), move |&node| {
            let next = self.next[node as usize];
            (next != cluster).then_some(next)
        });
        ring.filter_map(|node| self.groups[node as usize].map(|group| (node, group)))
    }
}

impl MergeTest for ExclusiveGroups<'_> {
    fn refusal(&self, a: u32, b: u32) -> Option<RefusalReason> {
        let (small, large) = if self.size(a) < self.size(b) {
            (a, b)
        } else {
            (b, a)
        };
        let shared = self.grouped(small).filter_map(|(node, group)| {
            let other = *self.holders.get(&(large, group))?;
            Some((group, node.min(other), node.max(other)))
        });
        let (group, low, high) = shared.min()?;
        Some(RefusalReason::SameGroup {
            group,
            nodes: [low, high],
        })
    }

    fn size(&self, cluster: u32) -> usize {
        self.sizes[cluster as usize] as usize
    }

    fn fold(&mut self, gone: u32, into: u32) {
        let moved: Vec<(u32, u32)> = self.grouped(gone).collect();
        for (node, group) in moved {
            self.holders.remove(&(gone, group));
            self.holders.insert((into, group), node);
        }
        self.next.swap(gone as usize, into as usize);
        self.sizes[into as usize] += self.sizes[gone as usize];
    }
}

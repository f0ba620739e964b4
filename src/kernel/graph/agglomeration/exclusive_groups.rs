//! Groups of which a cluster holds one node at most.

use super::engine::{MergeTest, RefusalReason};
use super::small_map::SmallMap;

/// For each cluster the groups that it holds a node of, with the node.
pub(super) struct ExclusiveGroups {
    held: Vec<SmallMap<u32>>,
}

impl ExclusiveGroups {
    /// From the group of each node.
    pub(super) fn new(groups: &[Option<u32>]) -> Self {
        let own = |(node, group): (usize, &Option<u32>)| {
            SmallMap::Few(
                group
                    .map(|group| (group, node as u32))
                    .into_iter()
                    .collect(),
            )
        };
        Self {
            held: groups.iter().enumerate().map(own).collect(),
        }
    }
}

impl MergeTest for ExclusiveGroups {
    fn refusal(&self, a: u32, b: u32) -> Option<RefusalReason> {
        let (a, b) = (&self.held[a as usize], &self.held[b as usize]);
        let (small, large) = if a.len() < b.len() { (a, b) } else { (b, a) };
        let shared = small.entries().filter_map(|(group, node)| {
            let other = large.get(group)?;
            Some((group, [node.min(other), node.max(other)]))
        });
        let (group, nodes) = shared.min()?;
        Some(RefusalReason::SameGroup { group, nodes })
    }

    fn size(&self, cluster: u32) -> usize {
        self.held[cluster as usize].len()
    }

    fn fold(&mut self, gone: u32, into: u32) {
        let moved = std::mem::take(&mut self.held[gone as usize]);
        for (group, node) in moved.entries() {
            self.held[into as usize].join(group, node, |x, y| x.min(y));
        }
    }
}

//! How many nodes of one class a cluster may hold beside another.

use super::engine::{MergeTest, RefusalReason};
use super::small_map::SmallMap;

/// A cluster that holds a node of class `beside` holds `most` nodes of class `class` at most.
///
/// With 1 a node of `beside` goes with one of `class`; with 0 with none. A class beside itself is limited wherever it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// The class that is limited.
    pub class: u32,
    /// The class beside which it is.
    pub beside: u32,
    /// How many nodes of `class` there may be.
    pub most: u32,
}

/// For each cluster how many nodes of each class it holds.
pub(super) struct Quotas<'a> {
    quotas: &'a [Quota],
    held: Vec<SmallMap<u32>>,
}

impl<'a> Quotas<'a> {
    /// From the class of each node; classes without a quota are not counted.
    pub(super) fn new(classes: &[u32], quotas: &'a [Quota]) -> Self {
        let counts = |class: u32| {
            let mut named = quotas.iter().flat_map(|quota| [quota.class, quota.beside]);
            named.any(|other| other == class)
        };
        let own = |&class: &u32| match counts(class) {
            true => SmallMap::Few(vec![(class, 1)]),
            false => SmallMap::default(),
        };
        Self {
            quotas,
            held: classes.iter().map(own).collect(),
        }
    }
}

impl MergeTest for Quotas<'_> {
    fn refusal(&self, a: u32, b: u32) -> Option<RefusalReason> {
        let (a, b) = (&self.held[a as usize], &self.held[b as usize]);
        let count = |class| a.get(class).unwrap_or(0) + b.get(class).unwrap_or(0);
        let over = |quota: &Quota| count(quota.class) > quota.most && count(quota.beside) > 0;
        let quota = self.quotas.iter().position(over)?;
        Some(RefusalReason::OverQuota { quota })
    }

    fn size(&self, cluster: u32) -> usize {
        self.held[cluster as usize].len()
    }

    fn fold(&mut self, gone: u32, into: u32) {
        let moved = std::mem::take(&mut self.held[gone as usize]);
        for (class, count) in moved.entries() {
            self.held[into as usize].join(class, count, |x, y| x + y);
        }
    }
}

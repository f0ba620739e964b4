//! Pairs of nodes that keep their clusters apart.

use super::between::Between;
use super::engine::{MergeTest, RefusalReason};

/// Witnesses between nodes; two clusters with a witness across them may not merge.
pub(super) struct Barriers<T> {
    witnesses: Between<T>,
    /// Which of two witnesses to name.
    choose: fn(T, T) -> T,
    reason: fn(T) -> RefusalReason,
}

impl<T: Copy> Barriers<T> {
    /// From witnesses with the two nodes that each is about.
    pub(super) fn new(
        witnesses: impl Iterator<Item = ([u32; 2], T)>,
        choose: fn(T, T) -> T,
        reason: fn(T) -> RefusalReason,
    ) -> Self {
        let mut between = Between::new();
        for ([a, b], witness) in witnesses {
            between.join(a, b, witness, choose);
        }
        Self {
            witnesses: between,
            choose,
            reason,
        }
    }
}

impl<T: Copy> MergeTest for Barriers<T> {
    fn refusal(&self, a: u32, b: u32) -> Option<RefusalReason> {
        self.witnesses.get(a, b).map(self.reason)
    }

    fn size(&self, cluster: u32) -> usize {
        self.witnesses.degree(cluster)
    }

    fn fold(&mut self, gone: u32, into: u32) {
        self.witnesses.fold(gone, into, self.choose);
    }
}

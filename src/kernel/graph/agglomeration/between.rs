//! A value for each pair of clusters that has one.

use rustc_hash::FxHashMap;

use super::small_map::SmallMap;

/// Values between clusters, kept from both sides, so that folding one cluster into another touches only those it has.
pub(super) struct Between<T> {
    values: FxHashMap<u32, SmallMap<T>>,
}

impl<T: Copy> Between<T> {
    pub(super) fn new() -> Self {
        Self {
            values: FxHashMap::default(),
        }
    }

    pub(super) fn get(&self, a: u32, b: u32) -> Option<T> {
        self.values.get(&a)?.get(b)
    }

    /// With how many clusters one has a value.
    pub(super) fn degree(&self, cluster: u32) -> usize {
        self.values.get(&cluster).map_or(0, SmallMap::len)
    }

    /// Sets the value between two clusters, joined to the one that is there.
    pub(super) fn join(&mut self, a: u32, b: u32, value: T, join: impl Fn(T, T) -> T) {
        for (from, to) in [(a, b), (b, a)] {
            let values = self.values.entry(from).or_default();
            values.join(to, value, &join);
        }
    }

    /// Passes all values of one cluster on to another; the value between the two is lost.
    pub(super) fn fold(&mut self, gone: u32, into: u32, join: impl Fn(T, T) -> T) {
        let Some(values) = self.values.remove(&gone) else {
            return;
        };
        for (other, value) in values.entries() {
            if let Some(values) = self.values.get_mut(&other) {
                values.remove(gone);
            }
            if other != into {
                self.join(into, other, value, &join);
            }
        }
    }
}

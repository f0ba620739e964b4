//! A value for each pair of clusters that has one.

use rustc_hash::FxHashMap;

/// Values between clusters, kept from both sides, so that folding one cluster into another touches only those it has.
pub(super) struct Between<T> {
    values: FxHashMap<u32, FxHashMap<u32, T>>,
}

impl<T: Copy> Between<T> {
    pub(super) fn new() -> Self {
        Self {
            values: FxHashMap::default(),
        }
    }

    pub(super) fn get(&self, a: u32, b: u32) -> Option<T> {
        self.values.get(&a)?.get(&b).copied()
    }

    /// With how many clusters one has a value.
    pub(super) fn degree(&self, cluster: u32) -> usize {
        self.values.get(&cluster).map_or(0, FxHashMap::len)
    }

    /// Sets the value between two clusters, joined to the one that is there.
    pub(super) fn join(&mut self, a: u32, b: u32, value: T, join: impl Fn(T, T) -> T) {
        for (from, to) in [(a, b), (b, a)] {
            let values = self.values.entry(from).or_default();
            let joined = values.get(&to).map_or(value, |&there| join(there, value));
            values.insert(to, joined);
        }
    }

    /// Passes all values of one cluster on to another; the value between the two is lost.
    pub(super) fn fold(&mut self, gone: u32, into: u32, join: impl Fn(T, T) -> T) {
        for (other, value) in self.values.remove(&gone).unwrap_or_default() {
            if let Some(values) = self.values.get_mut(&other) {
                values.remove(&gone);
            }
            if other != into {
                self.join(into, other, value, &join);
            }
        }
    }
}

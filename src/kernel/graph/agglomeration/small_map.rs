//! A map that is nearly always small.

use rustc_hash::FxHashMap;

/// Entries looked through one by one; more of them are hashed.
const FEW: usize = 16;

/// A map from numbers: a list while it is short, so that it costs one allocation and one look, and a hash table when it
/// has grown.
pub(super) enum SmallMap<T> {
    Few(Vec<(u32, T)>),
    Many(FxHashMap<u32, T>),
}

impl<T> Default for SmallMap<T> {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

impl<T: Copy> SmallMap<T> {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Few(entries) => entries.len(),
            Self::Many(entries) => entries.len(),
        }
    }

    pub(super) fn get(&self, key: u32) -> Option<T> {
        match self {
            Self::Few(entries) => {
                let found = entries.iter().find(|(other, _)| *other == key);
                found.map(|(_, value)| *value)
            }
            Self::Many(entries) => entries.get(&key).copied(),
        }
    }

    /// Sets a value, joined to the one that is there.
    pub(super) fn join(&mut self, key: u32, value: T, join: impl Fn(T, T) -> T) {
        if let Self::Few(entries) = self {
            if let Some((_, there)) = entries.iter_mut().find(|(other, _)| *other == key) {
                *there = join(*there, value);
                return;
            }
            if entries.len() < FEW {
                entries.push((key, value));
                return;
            }
            *self = Self::Many(entries.drain(..).collect());
        }
        if let Self::Many(entries) = self {
            let there = entries.entry(key);
            there
                .and_modify(|there| *there = join(*there, value))
                .or_insert(value);
        }
    }

    pub(super) fn remove(&mut self, key: u32) {
        match self {
            Self::Few(entries) => entries.retain(|(other, _)| *other != key),
            Self::Many(entries) => drop(entries.remove(&key)),
        }
    }

    /// Keys and values in no order to rely on.
    pub(super) fn entries(&self) -> impl Iterator<Item = (u32, T)> {
        let (few, many) = match self {
            Self::Few(entries) => (Some(entries), None),
            Self::Many(entries) => (None, Some(entries)),
        };
        let many = many.into_iter().flatten();
        let many = many.map(|(key, value)| (*key, *value));
        few.into_iter().flatten().copied().chain(many)
    }
}

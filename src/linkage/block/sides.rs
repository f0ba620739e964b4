//! Which datasets' records may be compared with which.

use crate::linkage::{Cardinality, LinkType, LinkageSpec};
use crate::standardise::Records;

/// The dataset of each record, and which two datasets may be compared.
#[derive(Debug, Clone)]
pub(crate) struct Sides {
    sources: usize,
    /// Dataset of each record; empty when all pairs are allowed.
    source_of: Vec<u32>,
    allowed: Vec<bool>,
    sizes: Vec<u64>,
}

impl Sides {
    pub(crate) fn new(spec: &LinkageSpec, records: &Records) -> Self {
        let link_type = spec.link_type.unwrap_or_default();
        let sources = records.sources();
        let count = sources.len();
        let mut allowed: Vec<bool> = (0..count * count)
            .map(|at| link_type.allows((at / count) as u32, (at % count) as u32))
            .collect();
        let place = |name: &str| sources.iter().position(|source| &*source.name == name);
        for pairing in &spec.pairings {
            if let Some((left, right)) = place(&pairing.left).zip(place(&pairing.right)) {
                let linked = pairing.how != Cardinality::Never;
                allowed[left * count + right] = linked;
                allowed[right * count + left] = linked;
            }
        }
        let all = allowed.iter().all(|&allowed| allowed);
        Self {
            sources: count,
            source_of: if all {
                Vec::new()
            } else {
                source_of_records(records)
            },
            allowed,
            sizes: sources
                .iter()
                .map(|source| source.rows.len() as u64)
                .collect(),
        }
    }

    /// As for a link type alone.
    pub(crate) fn of_link_type(link_type: LinkType, records: &Records) -> Self {
        Self::new(&LinkageSpec::new().link_type(link_type), records)
    }

    pub(crate) fn allows_all(&self) -> bool {
        self.source_of.is_empty()
    }

    /// The dataset of a record; 0 when all pairs are allowed.
    pub(crate) fn source(&self, record: u32) -> u32 {
        self.source_of.get(record as usize).copied().unwrap_or(0)
    }

    /// Which datasets may be compared with this one.
    pub(crate) fn partners(&self, source: u32) -> &[bool] {
        let start = source as usize * self.sources;
        &self.allowed[start..start + self.sources]
    }

    /// Pairs that are allowed among all records.
    pub(crate) fn total_pairs(&self) -> u64 {
        self.pairs_of_counts(&self.sizes)
    }

    /// Records of each dataset.
    pub(crate) fn sizes(&self) -> &[u64] {
        &self.sizes
    }

    /// Allowed pairs among records in ascending order.
    pub(crate) fn pairs(&self, members: &[u32]) -> u64 {
        if self.allows_all() {
            return choose_two(members.len() as u64);
        }
        self.pairs_of_counts(&self.counts(members))
    }

    /// Allowed pairs of one record each of two lists.
    pub(crate) fn pairs_between(&self, first: &[u32], second: &[u32]) -> u64 {
        if self.allows_all() {
            return first.len() as u64 * second.len() as u64;
        }
        let (a, b) = (self.counts(first), self.counts(second));
        let pairs = |(at, allowed): (usize, &bool)| match allowed {
            true => a[at / self.sources] * b[at % self.sources],
            false => 0,
        };
        self.allowed.iter().enumerate().map(pairs).sum()
    }

    fn counts(&self, members: &[u32]) -> Vec<u64> {
        let mut counts = vec![0; self.sources];
        members
            .iter()
            .for_each(|&record| counts[self.source(record) as usize] += 1);
        counts
    }

    pub(crate) fn pairs_of_counts(&self, counts: &[u64]) -> u64 {
        if self.allows_all() {
            return choose_two(counts.iter().sum());
        }
        let mut pairs = 0;
        for left in 0..self.sources {
            for right in left..self.sources {
                if self.allowed[left * self.sources + right] {
                    pairs += match left == right {
                        true => choose_two(counts[left]),
                        false => counts[left] * counts[right],
                    };
                }
            }
        }
        pairs
    }
}

/// Pairs among so many records.
pub(crate) fn choose_two(n: u64) -> u64 {
    n * n.saturating_sub(1) / 2
}

/// Place of each record's dataset.
pub(crate) fn source_of_records(records: &Records) -> Vec<u32> {
    let sources = records.sources().iter().zip(0..);
    sources
        .flat_map(|(source, place)| source.rows.clone().map(move |_| place))
        .collect()
}

//! Which records are the same person, and how sure that is.

use std::fmt;

use crate::standardise::{RecordId, RecordSource};

/// A person found by linkage; people are numbered from 0 in the order of their first record.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct PersonId(pub u32);

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Which person each record belongs to, with the confidence of that membership.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonIndex {
    pub(crate) sources: Vec<RecordSource>,
    pub(crate) persons: Vec<PersonId>,
    pub(crate) weights: Vec<f64>,
    pub(crate) person_count: u32,
    pub(crate) threshold: f64,
}

impl PersonIndex {
    /// The person of a record.
    ///
    /// # Panics
    ///
    /// When the record is out of range.
    pub fn person(&self, record: RecordId) -> PersonId {
        self.persons[record.index()]
    }

    /// The person of every record, in record order.
    pub fn persons(&self) -> &[PersonId] {
        &self.persons
    }

    /// The match weight (log2 odds) of the strongest link that ties each record to its person, in record order;
    /// infinite for a person of one record, which nothing had to tie.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// Number of people.
    pub fn person_count(&self) -> usize {
        self.person_count as usize
    }

    /// Number of records.
    pub fn len(&self) -> usize {
        self.persons.len()
    }

    /// True when there is no record.
    pub fn is_empty(&self) -> bool {
        self.persons.is_empty()
    }

    /// The match probability at or above which pairs were taken as links.
    pub fn threshold(&self) -> f64 {
        self.threshold
    }

    /// The datasets, in the order in which their records were numbered.
    pub fn sources(&self) -> &[RecordSource] {
        &self.sources
    }
}

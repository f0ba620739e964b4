//! What one person may not hold.

use super::names::find;
use crate::Result;
use crate::linkage::{Cardinality, LinkageSpec, Pairing};
use crate::standardise::{RecordId, Records};

/// What a specification forbids, in terms of the records.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Constraints {
    /// Places of the datasets that hold each person at most once.
    pub(crate) duplicate_free: Vec<usize>,
    /// Records that are never one person, the one that comes first first.
    pub(crate) never: Vec<(RecordId, RecordId)>,
    /// Two datasets by place, and how their records are linked.
    pub(crate) cardinalities: Vec<(usize, usize, Cardinality)>,
}

impl Constraints {
    /// Finds the datasets and records that a specification names.
    ///
    /// # Errors
    ///
    /// When a record that must never be linked is not there, or its id is not unique in its dataset.
    pub(crate) fn new(spec: &LinkageSpec, records: &Records) -> Result<Self> {
        let place = |name: &str| {
            let found = records
                .sources()
                .iter()
                .position(|source| &*source.name == name);
            found.expect("the specification was checked against the records")
        };
        let named = spec
            .never_link
            .iter()
            .flat_map(|(left, right)| [left, right]);
        let ids = find(records, named)?;
        let never = spec.never_link.iter().map(|(left, right)| {
            let (a, b) = (ids[left], ids[right]);
            (a.min(b), a.max(b))
        });
        let how = |one: &Pairing| (place(&one.left), place(&one.right), one.how);
        Ok(Self {
            duplicate_free: spec.duplicate_free.iter().map(|name| place(name)).collect(),
            never: never.collect(),
            cardinalities: spec.pairings.iter().map(how).collect(),
        })
    }
}

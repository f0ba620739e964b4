//! What one person may not hold.

use rustc_hash::FxHashMap;

use crate::Result;
use crate::error::LinkageError;
use crate::linkage::{Cardinality, LinkageSpec, RecordName};
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
        let how = |one: &crate::linkage::Pairing| (place(&one.left), place(&one.right), one.how);
        Ok(Self {
            duplicate_free: spec.duplicate_free.iter().map(|name| place(name)).collect(),
            never: never.collect(),
            cardinalities: spec.pairings.iter().map(how).collect(),
        })
    }
}

/// The records that names stand for.
fn find<'n>(
    records: &Records,
    names: impl Iterator<Item = &'n RecordName>,
) -> Result<FxHashMap<&'n RecordName, RecordId>> {
    let mut wanted: FxHashMap<(&str, &str), (&'n RecordName, Vec<u32>)> = names
        .map(|name| ((&*name.dataset, &*name.record_id), (name, Vec::new())))
        .collect();
    if wanted.is_empty() {
        return Ok(FxHashMap::default());
    }
    for source in records.sources() {
        for record in source.rows.clone() {
            let id = records
                .record_ids()
                .get(record as usize)
                .unwrap_or_default();
            if let Some((_, found)) = wanted.get_mut(&(&*source.name, id)) {
                found.push(record);
            }
        }
    }
    let one = |(name, found): (&'n RecordName, Vec<u32>)| match found[..] {
        [record] => Ok((name, RecordId(record))),
        _ => Err(LinkageError::RecordName {
            dataset: name.dataset.clone(),
            record_id: name.record_id.clone(),
            found: found.len(),
        }
        .into()),
    };
    wanted.into_values().map(one).collect()
}

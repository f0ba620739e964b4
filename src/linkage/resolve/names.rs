//! Records by name.

use rustc_hash::FxHashMap;

use crate::Result;
use crate::error::LinkageError;
use crate::linkage::RecordName;
use crate::standardise::{RecordId, Records};

/// The records that names stand for.
///
/// # Errors
///
/// When a name, of several the first, is of no record or of more than one.
pub(crate) fn find<'n>(
    records: &Records,
    names: impl Iterator<Item = &'n RecordName> + Clone,
) -> Result<FxHashMap<&'n RecordName, RecordId>> {
    let mut wanted: FxHashMap<(&str, &str), Vec<u32>> =
        names.clone().map(|name| (key(name), Vec::new())).collect();
    if wanted.is_empty() {
        return Ok(FxHashMap::default());
    }
    for source in records.sources() {
        for record in source.rows.clone() {
            let id = records.record_ids().get(record as usize);
            if let Some(found) = wanted.get_mut(&(&*source.name, id.unwrap_or_default())) {
                found.push(record);
            }
        }
    }
    let one = |name: &'n RecordName| match wanted[&key(name)][..] {
        [record] => Ok((name, RecordId(record))),
        ref found => Err(LinkageError::RecordName {
            dataset: name.dataset.clone(),
            record_id: name.record_id.clone(),
            found: found.len(),
        }
        .into()),
    };
    names.map(one).collect()
}

fn key(name: &RecordName) -> (&str, &str) {
    (&name.dataset, &name.record_id)
}

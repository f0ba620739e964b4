//! An agency's own numbers, made comparable between agencies.

use rustc_hash::FxHashMap;

use crate::ingest::{Dataset, EncodedColumn, EncodedColumnBuilder, MISSING};
use crate::schema::DatasetKind;

/// Puts the agency before its own number, so that two agencies' equal numbers do not agree. A register's numbers
/// are taken as one agency's.
pub(super) fn qualify(dataset: &Dataset, numbers: EncodedColumn) -> EncodedColumn {
    let partner = dataset
        .payload()
        .column("partner")
        .ok()
        .and_then(|column| column.str().ok());
    let Some(partner) = partner.filter(|_| dataset.kind() != DatasetKind::Register) else {
        return numbers;
    };
    let mut builder = EncodedColumnBuilder::default();
    let mut qualified: FxHashMap<(&str, u32), String> = FxHashMap::default();
    for (&code, partner) in numbers.codes().iter().zip(partner.iter()) {
        match (code, partner) {
            (MISSING, _) => builder.push(""),
            (_, None) => builder.push(numbers.pool().value(code)),
            (_, Some(partner)) => builder.push(
                qualified
                    .entry((partner, code))
                    .or_insert_with(|| format!("{partner}/{}", numbers.pool().value(code))),
            ),
        }
    }
    builder.finish()
}

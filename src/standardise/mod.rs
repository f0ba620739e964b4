//! From identifiers as received to identifiers that can be compared.

mod records;

pub use records::{RecordColumn, RecordId, RecordSource, Records};

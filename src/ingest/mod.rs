//! From files, frames and Arrow batches to checked datasets; nothing is lost on the way.
//!
//! [`read`] takes [`Source`]s and gives [`Dataset`]s, each with a [`ValidationReport`]. A row that cannot be
//! used is quarantined with its reasons, so rows in = accepted + quarantined. A [`Table`] is the plain text
//! form under it, for callers who want columns and no schema.

mod across;
mod batches;
mod check;
mod dataset;
mod date;
mod delimited;
mod encoded;
mod encoding;
mod finding;
mod finding_counts;
mod frame;
mod payload;
mod report;
mod rows;
mod rules;
mod source;
mod table;
mod values;

pub use batches::to_record_batches;
pub use dataset::{Dataset, IdentifierColumn};
pub use date::DateOrder;
pub(crate) use date::parse_date;
pub use encoded::{EncodedColumn, EncodedColumnBuilder, MISSING, StringPool};
pub use encoding::Encoding;
pub use finding::{Consequence, Finding, FindingKind};
pub use finding_counts::{FindingCount, count_findings};
pub use report::ValidationReport;
pub use rules::CollectionRule;
pub(crate) use source::today;
pub use source::{Checked, Ingested, Source, read, read_one};
pub use table::{BrokenRow, InputFormat, Table};

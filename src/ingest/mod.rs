//! From files, frames and Arrow batches to checked datasets; nothing is lost on the way.

mod dataset;
mod date;
mod encoded;
mod finding;

pub use dataset::{Dataset, IdentifierColumn};
pub use date::DateOrder;
pub(crate) use date::parse_date;
pub use encoded::{EncodedColumn, EncodedColumnBuilder, MISSING, StringPool};
pub use finding::{Consequence, Finding, FindingKind};

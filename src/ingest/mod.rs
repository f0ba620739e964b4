//! From files, frames and Arrow batches to checked datasets; nothing is lost on the way.

mod dataset;
mod encoded;
mod finding;

pub use dataset::{Dataset, IdentifierColumn};
pub use encoded::{EncodedColumn, EncodedColumnBuilder, MISSING, StringPool};
pub use finding::{Consequence, Finding, FindingKind};

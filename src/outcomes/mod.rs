//! What changed, for whom, and how sure that is.

mod comparison;

pub use comparison::{Comparison, ComparisonRow, PairedChange, Responders};

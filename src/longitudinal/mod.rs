//! Following each person from baseline to follow-up.

mod attrition;
mod measure;
mod paired;

pub use attrition::{Attrition, AttritionRow};
pub use measure::{Direction, Measure, Response};
pub use paired::PairedOutcomes;

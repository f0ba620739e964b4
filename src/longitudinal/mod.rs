//! Following each person from baseline to follow-up.

mod attrition;
mod measure;
mod paired;
mod start;
mod study;
mod study_check;
mod study_file;
mod window;

pub use attrition::{Attrition, AttritionRow};
pub use measure::{Direction, Measure, Response};
pub use paired::PairedOutcomes;
pub use start::{Repeats, Start, StartEvent};
pub use study::{Study, StudyBuilder};
pub use window::{Choose, Wave, Window};

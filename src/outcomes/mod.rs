//! What changed, for whom, and how sure that is.
//!
//! [`compare()`] takes the [`PairedOutcomes`](crate::longitudinal::PairedOutcomes) of a study; [`compare_columns`] takes
//! plain columns. Both give a [`Comparison`]: one row per measure, wave and group, each number under the name of its method.
//! The effect to show first is [`HEADLINE_EFFECT`](crate::kernel::stats::HEADLINE_EFFECT), after the raw mean change and its interval.

mod cell;
mod columns;
mod compare;
mod comparison;
mod frame;

pub use columns::{WideScores, compare_columns};
pub use compare::compare;
pub use comparison::{Comparison, ComparisonRow, PairedChange, Responders};

/// The group of everyone, in the row whose grouping is [`OVERALL`].
pub const ALL: &str = "all";
/// The grouping of the row of everyone.
pub const OVERALL: &str = "overall";
/// The group of those for whom the grouping has no value.
pub const NOT_RECORDED: &str = "not recorded";

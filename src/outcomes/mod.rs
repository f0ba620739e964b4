//! What changed, for whom, and how sure that is.
//!
//! [`compare()`] takes the [`PairedOutcomes`](crate::longitudinal::PairedOutcomes) of a study; [`compare_columns`] takes
//! plain columns. Both give a [`Comparison`]: one row per measure, wave and group, each number under the name of its method.
//! The effect to show first is [`HEADLINE_EFFECT`](crate::kernel::stats::HEADLINE_EFFECT), after the raw mean change and its
//! interval.
//!
//! [`analyse()`] asks every method of an [`Analysis`] over the same table: [`Results`] has one row per number, with its
//! method, its people, what limits it and its seed, and says [how](Results::how) each was made. Scores in a frame, wide or
//! long, come by [`FrameScores`].

mod analyse;
mod analysis;
mod caveat;
mod cell;
mod columns;
mod compare;
mod comparison;
mod estimate;
mod frame;
mod frame_scores;
mod gather;
mod link_sets;
mod membership;
mod method;
mod methods;
mod results;
mod results_frame;
mod scenarios;
mod score_columns;

pub use analyse::{analyse, analyse_followed, analyse_followed_with, analyse_with};
pub use analysis::{Adjustment, Analysis, Arms, CorrectLinks, SdqMeasures};
pub use caveat::Caveat;
pub use columns::{WideScores, analyse_columns, compare_columns};
pub use compare::compare;
pub use comparison::{BeyondRegression, Comparison, ComparisonRow, PairedChange, Responders};
pub use frame_scores::FrameScores;
pub use link_sets::combine_link_sets;
pub use method::Method;
pub use results::{ResultRow, Results, ScoreFinding};
pub use scenarios::{LinkScenario, LinkScenarios, LinkSensitivity};

/// The group of everyone, in the row whose grouping is [`OVERALL`].
pub const ALL: &str = "all";
/// The group of a row about all groups of a grouping beside each other.
pub const ALL_GROUPS: &str = "all groups";
/// The grouping of the row of everyone.
pub const OVERALL: &str = "overall";
/// The group of those for whom the grouping has no value.
pub const NOT_RECORDED: &str = "not recorded";

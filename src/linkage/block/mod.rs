//! Which pairs are compared: records sorted into buckets by key, pairs made bucket by bucket and never kept.

mod census;
mod keys;
mod plan;
mod rule_index;
mod sides;
mod units;
mod walk;

pub use census::{BlockingPlan, RuleCensus};

pub(crate) use census::{about_pairs, count_rule};
pub(crate) use plan::Plan;
pub(crate) use rule_index::RuleIndex;
pub(crate) use sides::{Sides, choose_two, source_of_records};
pub(crate) use units::{PORTION, Unit};
pub(crate) use walk::{Lefts, Walker};

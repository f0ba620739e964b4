//! Which pairs are compared: records sorted into buckets by key, pairs made bucket by bucket and never kept.

mod plan;
mod rule_index;
mod units;

pub(crate) use plan::{Plan, source_of_records};
pub(crate) use rule_index::{RuleIndex, count_rule};
pub(crate) use units::Unit;

//! Agreement by chance counted, not sampled: for levels of exact agreement the values' frequencies say it exactly.

use crate::linkage::block::{Sides, count_rule};
use crate::linkage::{BlockingRule, Comparison, Condition, KeyPart};
use crate::standardise::Records;

/// For each comparison, the share of all allowed pairs that agree exactly at its first level, where that level asks for
/// exact agreement and nothing else.
pub(super) fn exact_agreement(
    comparisons: &[Comparison],
    records: &Records,
    sides: &Sides,
) -> Vec<Option<f64>> {
    let total = sides.total_pairs();
    let share = |comparison: &Comparison| {
        let parts = exact_parts(&comparison.levels().first()?.when)?;
        let pairs = count_rule(&BlockingRule::new(parts), records, sides);
        (total > 0).then(|| pairs as f64 / total as f64)
    };
    comparisons.iter().map(share).collect()
}

/// The parts that a condition asks exact agreement on, where it asks nothing else.
pub(super) fn exact_parts(condition: &Condition) -> Option<Vec<KeyPart>> {
    match condition {
        Condition::Exact(part) => Some(vec![part.clone()]),
        Condition::All(inner) => {
            let parts: Option<Vec<_>> = inner.iter().map(exact_parts).collect();
            parts.map(|parts| parts.concat())
        }
        _ => None,
    }
}

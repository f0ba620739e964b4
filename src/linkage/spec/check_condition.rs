//! What keeps a condition or a rule from being meant.

use crate::linkage::{BlockingRule, Condition, KeyMatch, KeyPart};

/// What is wrong with a condition, if anything.
pub(super) fn condition_fault(condition: &Condition) -> Option<String> {
    several_values(condition).or_else(|| out_of_range(condition))
}

/// What is wrong with a rule, if anything.
pub(super) fn rule_fault(rule: &BlockingRule) -> Option<String> {
    let is_several = |part: &KeyPart| part.transform().is_multiple();
    let swapped = rule
        .parts()
        .iter()
        .any(|key| matches!(key, KeyMatch::Swapped(..)));
    let several = rule.parts().iter().any(|key| {
        let (first, second) = key.sides();
        is_several(first) || is_several(second)
    });
    if swapped && several {
        return Some("swaps columns and has a part of several values; write two rules".to_owned());
    }
    let sorted_by_several = |by: &[KeyPart]| swapped || several || by.iter().any(is_several);
    if rule
        .window()
        .is_some_and(|window| sorted_by_several(&window.by))
    {
        let reason = "has a window, so its parts must be of one value and the same on both sides";
        return Some(reason.to_owned());
    }
    rule.condition().and_then(condition_fault)
}

/// Parts of several values where one value is asked for.
fn several_values(condition: &Condition) -> Option<String> {
    match condition {
        Condition::All(inner) | Condition::Any(inner) => inner.iter().find_map(several_values),
        Condition::Not(inner) => several_values(inner),
        Condition::Intersects(_) | Condition::Missing(_) => None,
        single => {
            let mut found = None;
            single.parts(&mut |part| {
                if part.transform().is_multiple() && found.is_none() {
                    found = Some(part);
                }
            });
            found.map(|part| {
                format!("compares {part} as one value, but it has several values; use `intersects`")
            })
        }
    }
}

/// What is wrong with a threshold, if anything.
fn out_of_range(condition: &Condition) -> Option<String> {
    let similarity = |at_least: f64| {
        (!(at_least > 0.0 && at_least <= 1.0)).then(|| {
            format!("has the similarity threshold {at_least}, which must be above 0 and at most 1")
        })
    };
    let distance = |at_most: f64| {
        (at_most.is_nan() || at_most < 0.0)
            .then(|| format!("has the largest difference {at_most}, which must not be below 0"))
    };
    match condition {
        Condition::Jaro(similar)
        | Condition::JaroWinkler(similar)
        | Condition::Jaccard(similar) => similarity(similar.at_least),
        Condition::QgramJaccard(similar) | Condition::QgramCosine(similar) => match similar.q {
            0 => Some("has q-grams of no character".to_owned()),
            _ => similarity(similar.at_least),
        },
        Condition::DateWithin(within) => distance(within.at_most),
        Condition::NumberWithin(within) | Condition::PercentWithin(within) => {
            distance(within.at_most)
        }
        Condition::Kilometres(far) => distance(far.at_most),
        Condition::All(inner) | Condition::Any(inner) => inner.iter().find_map(out_of_range),
        Condition::Not(inner) => out_of_range(inner),
        _ => None,
    }
}

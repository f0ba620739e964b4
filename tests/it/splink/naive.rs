//! Conditions, rules and weights by their definitions, one pair at a time, with DuckDB's measures on bytes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use throughline::linkage::{
    BlockingRule, Comparison, Condition, DateWithin, KeyPart, Level, SplinkModel, Transform,
};

/// Values by column; a missing value has none.
pub type Record = BTreeMap<String, String>;

fn part(record: &Record, part: &KeyPart) -> Option<String> {
    let value = record.get(part.column())?;
    Some(part.transform().apply(value)?.into_owned())
}

fn both(left: &Record, right: &Record, column: &KeyPart) -> Option<(String, String)> {
    Some((part(left, column)?, part(right, column)?))
}

fn measured(
    left: &Record,
    right: &Record,
    column: &KeyPart,
    test: impl FnOnce(&Vec<u8>, &Vec<u8>) -> bool,
) -> bool {
    both(left, right, column).is_some_and(|(a, b)| test(&a.into_bytes(), &b.into_bytes()))
}

fn jaccard(a: &[u8], b: &[u8]) -> f64 {
    let (a, b): (BTreeSet<_>, BTreeSet<_>) = (a.iter().collect(), b.iter().collect());
    a.intersection(&b).count() as f64 / a.union(&b).count() as f64
}

fn days_apart(left: &Record, right: &Record, within: &DateWithin) -> Option<i64> {
    let (a, b) = both(left, right, &within.column)?;
    let a: NaiveDate = a.parse().ok()?;
    let b: NaiveDate = b.parse().ok()?;
    Some((a - b).num_days().abs())
}

pub fn holds(condition: &Condition, left: &Record, right: &Record) -> bool {
    match condition {
        Condition::Exact(column) => both(left, right, column).is_some_and(|(a, b)| a == b),
        Condition::Missing(column) => both(left, right, column).is_none(),
        Condition::Jaro(similar) => measured(left, right, &similar.column, |a, b| {
            strsim::generic_jaro(a, b) >= similar.at_least
        }),
        Condition::JaroWinkler(similar) => measured(left, right, &similar.column, |a, b| {
            strsim::generic_jaro_winkler(a, b) >= similar.at_least
        }),
        Condition::Jaccard(similar) => measured(left, right, &similar.column, |a, b| {
            jaccard(a, b) >= similar.at_least
        }),
        Condition::Levenshtein(edits) => measured(left, right, &edits.column, |a, b| {
            strsim::generic_levenshtein(a, b) <= edits.at_most as usize
        }),
        Condition::DamerauLevenshtein(edits) => measured(left, right, &edits.column, |a, b| {
            strsim::generic_damerau_levenshtein(a, b) <= edits.at_most as usize
        }),
        Condition::Reversed(first, second) => {
            let crossed = |a: &Record, b: &Record| match (part(a, first), part(b, second)) {
                (Some(a), Some(b)) => a == b,
                _ => false,
            };
            crossed(left, right) && crossed(right, left)
        }
        Condition::DateWithin(within) => {
            days_apart(left, right, within).is_some_and(|days| days <= within.days().into())
        }
        Condition::All(inner) => inner.iter().all(|one| holds(one, left, right)),
        Condition::Any(inner) => inner.iter().any(|one| holds(one, left, right)),
        Condition::Not(inner) => !holds(inner, left, right),
        other => panic!("{other:?} is not among the golden conditions"),
    }
}

/// Splink's number for the level of a pair: -1 for missing, 0 for "anything else", best highest.
pub fn gamma(comparison: &Comparison, left: &Record, right: &Record) -> i32 {
    let missing = comparison
        .missing()
        .expect("Splink says when a pair is missing");
    if holds(missing, left, right) {
        return -1;
    }
    let levels = comparison.levels();
    let level = levels
        .iter()
        .position(|level| holds(&level.when, left, right));
    (levels.len() - level.unwrap_or(levels.len())) as i32
}

/// Whether a rule gives the pair, its roles played either way round.
pub fn blocks(rule: &BlockingRule, left: &Record, right: &Record) -> bool {
    let agree = |a: &Record, b: &Record| {
        rule.parts().iter().all(|key| {
            let (first, second) = key.sides();
            assert!(!matches!(first.transform(), Transform::Split(_)));
            part(a, first).is_some() && part(a, first) == part(b, second)
        })
    };
    (agree(left, right) || agree(right, left))
        && rule
            .condition()
            .is_none_or(|filter| holds(filter, left, right))
}

/// Each value's share of the values present, by column.
pub fn frequencies(records: &[Record]) -> HashMap<String, HashMap<String, f64>> {
    let mut counts: HashMap<String, HashMap<String, f64>> = HashMap::new();
    for (column, value) in records.iter().flatten() {
        let of_column = counts.entry(column.clone()).or_default();
        *of_column.entry(value.clone()).or_default() += 1.0;
    }
    for of_column in counts.values_mut() {
        let total: f64 = of_column.values().sum();
        of_column.values_mut().for_each(|count| *count /= total);
    }
    counts
}

/// The match weight of a pair by Splink's formula (base 2), with term frequencies.
pub fn weight(
    model: &SplinkModel,
    frequencies: &HashMap<String, HashMap<String, f64>>,
    left: &Record,
    right: &Record,
) -> f64 {
    let mut weight = (model.lambda / (1.0 - model.lambda)).log2();
    for (at, comparison) in model.spec.comparisons().iter().enumerate() {
        let gamma = gamma(comparison, left, right);
        if gamma < 0 {
            continue;
        }
        let (m, u, levels) = (&model.m[at], &model.u[at], comparison.levels());
        let level = levels.len() - gamma as usize;
        weight += (m[level] / u[level]).log2();
        let adjustment = levels
            .get(level)
            .and_then(|level| level.term_frequency.as_ref());
        if let Some(adjustment) = adjustment {
            let of = |record: &Record| {
                let value = record.get(&adjustment.column)?;
                Some(frequencies[&adjustment.column][value])
            };
            let Some(frequency) = of(left).into_iter().chain(of(right)).reduce(f64::max) else {
                continue;
            };
            let exact = |level: &Level| level.when == Condition::exact(&adjustment.column);
            let base = match adjustment.own_u {
                true => level,
                false => levels.iter().position(exact).unwrap(),
            };
            let share = frequency.max(adjustment.minimum_u);
            weight += adjustment.weight * (u[base] / share).log2();
        }
    }
    weight
}

//! What is known of each distinct value of a column before any pair is compared.

use chrono::{Datelike, NaiveDate};
use rustc_hash::FxHashMap;

use crate::ingest::{EncodedColumn, MISSING, StringPool};
use crate::kernel::similarity::Signature;
use crate::linkage::Transform;

/// Facts about a text value that similarity measures start from.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextFact {
    pub(super) signature: Signature,
    pub(super) len: u32,
    pub(super) ascii: bool,
}

pub(super) fn text_facts(pool: &StringPool) -> Vec<TextFact> {
    let fact = |value: &str| TextFact {
        signature: Signature::of(value.as_bytes()),
        len: value.len() as u32,
        ascii: value.is_ascii(),
    };
    pool.iter().map(fact).collect()
}

/// Day number of each ISO date and of the date with day and month swapped; `None` where there is none.
#[derive(Debug, Clone, Copy)]
pub(super) struct DateFact {
    pub(super) day: Option<i32>,
    pub(super) swapped: Option<i32>,
}

pub(super) fn date_facts(pool: &StringPool) -> Vec<DateFact> {
    let fact = |value: &str| {
        let date = value.parse::<NaiveDate>().ok();
        let swapped = date.and_then(|d| NaiveDate::from_ymd_opt(d.year(), d.day(), d.month()));
        DateFact {
            day: date.map(|date| date.num_days_from_ce()),
            swapped: swapped.map(|date| date.num_days_from_ce()),
        }
    };
    pool.iter().map(fact).collect()
}

/// For each code of a column, the code of a part of its value, and how many codes parts have ([`MISSING`]
/// included).
pub(crate) fn derive_codes(column: &EncodedColumn, transform: Transform) -> (Vec<u32>, u32) {
    let pool = column.pool();
    if transform == Transform::Whole {
        return ((0..pool.len() as u32).collect(), pool.len() as u32);
    }
    let mut seen: FxHashMap<&str, u32> = FxHashMap::default();
    let table = pool
        .iter()
        .enumerate()
        .map(|(code, value)| match transform.apply(value) {
            Some(part) if code as u32 != MISSING && !part.is_empty() => {
                let next = seen.len() as u32 + 1;
                *seen.entry(part).or_insert(next)
            }
            _ => MISSING,
        })
        .collect();
    (table, seen.len() as u32 + 1)
}

/// For each code of one column, the code that the same value has in another, [`MISSING`] where it has none.
pub(super) fn cross_codes(from: &StringPool, to: &StringPool) -> Vec<u32> {
    let places: FxHashMap<&str, u32> = to.iter().zip(0..).skip(1).collect();
    from.iter()
        .map(|value| places.get(value).copied().unwrap_or(MISSING))
        .collect()
}

//! One name, several functions: how record-linkage engines compute the measures that share a name.

use serde::{Deserialize, Serialize};

use super::jaro::Matches;

/// Whose arithmetic a measure follows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Dialect {
    /// This crate's own: a symbol is a Unicode code point.
    #[default]
    CodePoints,
    /// DuckDB's functions.
    #[serde(rename = "duckdb")]
    DuckDb,
    /// Spark with Splink's functions for it.
    Spark,
}

impl Dialect {
    /// Jaro when at least one string is empty.
    #[inline]
    pub(super) fn jaro_of_empty(self, len_a: usize, len_b: usize) -> f64 {
        f64::from(self != Self::DuckDb && len_a == len_b)
    }

    /// Jaro from its counts, of strings that are not empty.
    #[inline]
    pub(super) fn jaro_from(self, counted: Matches, len_a: usize, len_b: usize) -> f64 {
        let m = f64::from(counted.matched);
        let transpositions = match self {
            Self::Spark => f64::from(counted.out_of_order) / 2.0,
            _ => f64::from(counted.out_of_order / 2),
        };
        let in_order = (m - transpositions) / m.max(1.0);
        let (len_a, len_b) = (len_a as u32, len_b as u32); // narrow numbers convert faster
        (m / f64::from(len_a) + m / f64::from(len_b) + in_order) / 3.0
    }

    /// Winkler's bonus for a common prefix of up to four symbols.
    #[inline]
    pub(super) fn with_prefix<T: Eq>(self, jaro: f64, a: &[T], b: &[T]) -> f64 {
        if jaro < 0.7 || (jaro == 0.7 && self != Self::Spark) {
            return jaro;
        }
        let prefix = a.iter().zip(b).take(4).take_while(|(x, y)| x == y).count();
        jaro + 0.1 * prefix as f64 * (1.0 - jaro)
    }
}

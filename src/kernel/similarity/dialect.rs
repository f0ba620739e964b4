//! One name, several functions: how record-linkage engines compute the measures that share a name.

use serde::{Deserialize, Serialize};

use super::character_jaccard;
use super::damerau_levenshtein;
use super::jaro::{Matches, jaro_in, jaro_winkler_in};
use super::levenshtein;

/// Whose arithmetic a measure follows, so that a model trained elsewhere scores here as it did there.
///
/// | | [`CodePoints`](Self::CodePoints) | [`DuckDb`](Self::DuckDb) | [`Spark`](Self::Spark) |
/// |---|---|---|---|
/// | symbol | code point | UTF-8 byte | UTF-16 unit; for Levenshtein the code point |
/// | Jaro: half of an odd number out of order | rounded down | rounded down | kept |
/// | Jaro–Winkler: prefix counts when Jaro is | above 0.7 | above 0.7 | 0.7 or more |
/// | Jaro of two empty strings | 1 | 0 | 1 |
/// | Jaro of one symbol with itself | 1 | 1 | 0 (Jaro–Winkler 1) |
/// | Damerau–Levenshtein | unrestricted | unrestricted | unrestricted |
/// | character Jaccard of two empty strings | 1 | refused | 1 |
/// | character Jaccard, one string empty | 0 | refused | 0 |
/// | great circle | haversine | spherical law of cosines, to single precision | as DuckDB |
///
/// So *José* and *Jose* have a Jaro similarity of 0.833 by code points and of 0.783 by bytes. What an engine does
/// with a missing value (DuckDB gives none; Splink's functions for Spark give 0, or 100 edits) is not copied:
/// nothing is measured here where a value is missing.
///
/// # Numerics
///
/// The same bits as DuckDB 1.1 to 1.4 and Spark 3.5. DuckDB's build of 2.0 fuses a multiplication with an addition,
/// so its Jaro–Winkler can differ in the last place.
///
/// # Sources
///
/// DuckDB, its functions `jaro_similarity`, `jaro_winkler_similarity`, `levenshtein`,
/// `damerau_levenshtein` and `jaccard`; Spark 3.5, its `levenshtein`; Splink 4.0.16, the functions `jaro_sim`,
/// `jaro_winkler`, `jaccard` and `damerau_levenshtein` that it registers in Spark.
///
/// # Examples
///
/// ```
/// use throughline::kernel::similarity::Dialect;
///
/// assert_eq!(Dialect::CodePoints.levenshtein("José", "Jose"), 1);
/// assert_eq!(Dialect::DuckDb.levenshtein("José", "Jose"), 2);
/// assert_eq!(Dialect::CodePoints.jaro("ABCVWXYZ", "CABVWXYZ"), (1.0 + 1.0 + 7.0 / 8.0) / 3.0);
/// assert_eq!(Dialect::Spark.jaro("ABCVWXYZ", "CABVWXYZ"), (1.0 + 1.0 + 6.5 / 8.0) / 3.0);
/// ```
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
    /// Spark's functions and those that Splink adds to them.
    Spark,
}

/// What counts as one symbol where text is not all ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Symbol {
    Byte,
    CodePoint,
    Utf16Unit,
}

impl Dialect {
    /// Jaro similarity, 0 to 1.
    pub fn jaro(self, a: &str, b: &str) -> f64 {
        match self.symbol().of(a, b) {
            Some([a, b]) => self.reported(jaro_in(self, &a, &b), a.len(), b.len()),
            None => {
                let (a, b) = (a.as_bytes(), b.as_bytes());
                self.reported(jaro_in(self, a, b), a.len(), b.len())
            }
        }
    }

    /// Jaro–Winkler similarity, 0 to 1.
    pub fn jaro_winkler(self, a: &str, b: &str) -> f64 {
        match self.symbol().of(a, b) {
            Some([a, b]) => jaro_winkler_in(self, &a, &b),
            None => jaro_winkler_in(self, a.as_bytes(), b.as_bytes()),
        }
    }

    /// Levenshtein distance, in edits.
    pub fn levenshtein(self, a: &str, b: &str) -> usize {
        let symbol = match self {
            Self::Spark => Symbol::CodePoint,
            _ => self.symbol(),
        };
        match symbol.of(a, b) {
            Some([a, b]) => levenshtein(&a, &b),
            None => levenshtein(a.as_bytes(), b.as_bytes()),
        }
    }

    /// Damerau–Levenshtein distance, in edits.
    pub fn damerau_levenshtein(self, a: &str, b: &str) -> usize {
        match self.symbol().of(a, b) {
            Some([a, b]) => damerau_levenshtein(&a, &b),
            None => damerau_levenshtein(a.as_bytes(), b.as_bytes()),
        }
    }

    /// Jaccard coefficient of the sets of symbols, 0 to 1; `None` where the engine refuses (DuckDB, an empty
    /// string).
    pub fn jaccard(self, a: &str, b: &str) -> Option<f64> {
        if self == Self::DuckDb && (a.is_empty() || b.is_empty()) {
            return None;
        }
        Some(match self.symbol().of(a, b) {
            Some([a, b]) => character_jaccard(&a, &b),
            None => character_jaccard(a.as_bytes(), b.as_bytes()),
        })
    }

    fn symbol(self) -> Symbol {
        match self {
            Self::CodePoints => Symbol::CodePoint,
            Self::DuckDb => Symbol::Byte,
            Self::Spark => Symbol::Utf16Unit,
        }
    }

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

    /// Jaro as its own function gives it: Spark's finds nothing in reach of a single symbol.
    #[inline]
    pub(super) fn reported(self, jaro: f64, len_a: usize, len_b: usize) -> f64 {
        match (self, len_a, len_b) {
            (Self::Spark, 1, 1) => 0.0,
            _ => jaro,
        }
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

impl Symbol {
    /// The symbols of both texts, where bytes will not do.
    fn of(self, a: &str, b: &str) -> Option<[Vec<u32>; 2]> {
        if self == Self::Byte || (a.is_ascii() && b.is_ascii()) {
            return None;
        }
        Some([a, b].map(|text| match self {
            Self::Utf16Unit => text.encode_utf16().map(u32::from).collect(),
            _ => text.chars().map(u32::from).collect(),
        }))
    }
}

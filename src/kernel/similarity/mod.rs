//! How alike two strings are, one measure a file, on slices of symbols.
//!
//! Every function is generic over the symbol, so the caller chooses what a character is: bytes of ASCII text,
//! Unicode code points, or UTF-16 units. [`Signature`] gives cheap bounds that let a caller skip the measure.

mod damerau_levenshtein;
mod jaro;
mod levenshtein;
mod signature;

pub use damerau_levenshtein::{DamerauLevenshtein, damerau_levenshtein};
pub use jaro::{Jaro, jaro, jaro_winkler, jaro_winkler_from_jaro};
pub use levenshtein::levenshtein;
pub use signature::Signature;

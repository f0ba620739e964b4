//! How alike two strings are, one measure a file, on slices of symbols.
//!
//! Every function is generic over the symbol, so the caller chooses what a character is: bytes of ASCII text,
//! Unicode code points, or UTF-16 units. [`Signature`] gives cheap bounds that let a caller skip the measure.

mod affixes;
mod character_jaccard;
mod damerau_levenshtein;
mod dialect;
mod distance_km;
mod few_edits;
mod jaro;
mod jaro_bytes;
mod levenshtein;
mod nickname;
mod optimal_string_alignment;
mod phonetic;
mod positions;
mod qgram;
mod signature;
mod sketch;

pub use character_jaccard::character_jaccard;
pub use damerau_levenshtein::{DamerauLevenshtein, damerau_levenshtein};
pub use dialect::Dialect;
pub use distance_km::{Coordinates, distance_km};
pub use jaro::{jaro, jaro_winkler, jaro_winkler_from_jaro};
pub use jaro_bytes::Jaro;
pub use levenshtein::{Levenshtein, levenshtein, levenshtein_within};
pub use nickname::Nicknames;
pub use optimal_string_alignment::{OptimalStringAlignment, optimal_string_alignment};
pub use phonetic::{DoubleMetaphone, double_metaphone, soundex};
pub use qgram::{qgram_cosine, qgram_jaccard};
pub use signature::Signature;
pub use sketch::{Sketch, SketchLayout};

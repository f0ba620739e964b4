//! How alike two values are, one measure a file.
//!
//! Measures of text are generic over the symbol, so the caller chooses what a character is: bytes of ASCII text,
//! Unicode code points, or UTF-16 units. [`Dialect`] chooses for whole texts, and follows other engines where
//! their functions of the same name differ.
//!
//! | to ask | use | in inner loops |
//! |---|---|---|
//! | how alike two names are | [`jaro_winkler`] | [`Jaro`], the left name prepared |
//! | how many slips lie between two texts | [`damerau_levenshtein`], [`optimal_string_alignment()`], [`levenshtein()`] | `within` of the type of that name |
//! | whether measuring is worth while | | [`SketchLayout`] |
//! | how much text two values share, in any order | [`qgram_jaccard`], [`qgram_cosine`] | |
//! | whether two names sound alike | [`soundex()`], [`double_metaphone()`] | codes made once |
//! | whether two forenames may be one person's | [`Nicknames`] | [`Nicknames::groups_of`] once, then [`Nicknames::share`] |
//! | how far apart two places are | [`distance_km()`] | |

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

pub use sketch::{Sketch, SketchLayout};

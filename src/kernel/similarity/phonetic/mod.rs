//! Codes that spell how an English-speaking clerk might hear a name.
//!
//! Both codes know the letters A to Z of either case. Fold diacritics first: a letter beyond A to Z has no sound
//! here, except Ç and Ñ in [`double_metaphone()`].

mod double_metaphone;
mod soundex;

pub use double_metaphone::{DoubleMetaphone, double_metaphone};
pub use soundex::soundex;

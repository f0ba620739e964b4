//! The Fellegi–Sunter model (Fellegi & Sunter 1969) on counts of agreement patterns.
//!
//! A pair of records is reduced to one level per comparison. Given a match the level of comparison `c` is `k`
//! with probability `m[c][k]`, given a non-match with `u[c][k]`, independently over comparisons; a share
//! `lambda` of pairs are matches. Missing values carry no evidence.

mod em;
mod likelihood;
mod pattern;

pub use em::{EmFit, EmSettings, expectation_maximisation};
pub use likelihood::{Parameters, match_probability, match_weight_from_probability};
pub use pattern::{PatternCounts, PatternSpace};

//! Tests and estimators, one a file.

mod result;

pub use result::{Effect, Interval, SignedRank, SignedRankMethod, TTest};

//! Intervals and tests from the sample itself, and corrections for many tests.

mod bootstrap;
mod multiplicity;
mod sign_flip;

pub use bootstrap::{Bootstrap, bootstrap};
pub use multiplicity::{benjamini_hochberg, holm};
pub use sign_flip::{SIGN_FLIP_EXACT_LIMIT, SignFlip, sign_flip};

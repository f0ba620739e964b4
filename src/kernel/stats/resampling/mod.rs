//! Intervals and tests from the sample itself, and corrections for many tests.

mod bootstrap;
mod interval;
mod mean;
mod mean_by_unit;
mod multiplicity;
mod resampler;
mod sign_flip;

pub use bootstrap::{Bootstrap, bootstrap};
pub use mean::bootstrap_mean;
pub use mean_by_unit::bootstrap_mean_by_unit;
pub use multiplicity::{benjamini_hochberg, holm};
pub use sign_flip::{SIGN_FLIP_EXACT_LIMIT, SignFlip, sign_flip};

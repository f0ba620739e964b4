//! Mixed models of one grouping: people within sites, or waves within people.
//!
//! y = Xβ + Zb + e with b ~ N(0, σ²ΛΛ′) for each group and e ~ N(0, σ²). The criterion is profiled over β and σ (Bates,
//! Mächler, Bolker and Walker 2015, J. Statistical Software 67(1), section 3), which leaves the few parameters of the lower
//! triangular Λ. A variance of zero is a place of that scale like any other, not an error.

mod fit;
mod problem;
mod satterthwaite;
mod search;

pub use fit::{MixedFit, MixedMethod, RandomEffects, mixed_model, random_intercept};

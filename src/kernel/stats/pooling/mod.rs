//! Pooling one effect over several studies or sites, and saying how far they disagree.
//!
//! [`Studies`] is checked once; each method is one file and one function of it. [`Studies::pool`] runs the
//! recommended set: REML, Hartung–Knapp, prediction interval, heterogeneity.

mod dersimonian_laird;
mod fixed_effect;
mod hartung_knapp;
mod heterogeneity;
mod pool;
mod prediction;
mod q_profile;
mod random_effects;
mod reml;
mod shrinkage;
mod studies;

pub use heterogeneity::Heterogeneity;
pub use pool::Pooled;
pub use prediction::{PredictionBasis, prediction_interval};
pub use random_effects::{PooledMean, PooledTest};
pub use reml::RemlSettings;
pub use shrinkage::ShrunkEffect;
pub use studies::{Studies, TauSquared, TauSquaredMethod};

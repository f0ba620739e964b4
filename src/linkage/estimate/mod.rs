//! Estimating the model from unlabelled records.

mod sample;
mod session;
mod tabulate;
mod train;

pub use session::Session;
pub use train::{Convergence, ModelFinding};

pub(crate) use sample::total_pairs;

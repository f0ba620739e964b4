//! Estimating the model from unlabelled records.

mod exact_u;
mod sample;
mod session;
mod tabulate;
mod train;

pub use session::Session;
pub use train::{Convergence, ModelFinding};

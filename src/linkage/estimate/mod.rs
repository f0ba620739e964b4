//! Estimating the model from unlabelled records.

mod convergence;
mod exact_u;
mod guard;
mod report;
mod sample;
mod session;
mod tabulate;
mod train;
mod u;

pub use convergence::{Convergence, ModelErrors, ModelFinding};
pub use session::Session;

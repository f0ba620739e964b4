//! Charts of a figure over time: whether it varies by chance alone.

mod run_chart;
mod xmr;

pub use run_chart::{RunChart, run_chart};
pub use xmr::{XmrChart, xmr_chart};

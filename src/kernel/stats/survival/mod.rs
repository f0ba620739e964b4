//! Time until something happens, for people some of whom are still being followed.

mod cox;
mod kaplan_meier;
mod log_rank;

pub use cox::{CoxFit, CoxTies, cox};
pub use kaplan_meier::{KaplanMeier, SurvivalQuantile, SurvivalStep, kaplan_meier};
pub use log_rank::{LogRank, log_rank};

/// The order of times, and the places where equal times begin and end.
fn by_time(times: &[f64]) -> (Vec<usize>, Vec<std::ops::Range<usize>>) {
    let mut order: Vec<usize> = (0..times.len()).collect();
    order.sort_by(|&a, &b| times[a].total_cmp(&times[b]));
    let mut ranges = Vec::new();
    let mut first = 0;
    for tied in order.chunk_by(|&a, &b| times[a] == times[b]) {
        ranges.push(first..first + tied.len());
        first += tied.len();
    }
    (order, ranges)
}

//! Several starts, for a likelihood that can have several peaks.

use serde::{Deserialize, Serialize};

use super::em::largest_change;
use super::{EmFit, EmSettings, Parameters, PatternCounts, expectation_maximisation};

/// Log-likelihoods closer than this share of them are ties, won by the earlier start.
const TIE: f64 = 1e-9;

/// Fits whose parameters all lie within this of the winner's have found the same peak.
const SAME_PEAK: f64 = 0.01;

/// The best of several fits, and how the others compare.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BestOfStarts {
    /// The fit with the highest penalised log-likelihood.
    pub best: EmFit,
    /// Which start it came from.
    pub winner: usize,
    /// Every start's end, in the order of the starts.
    pub ends: Vec<StartEnd>,
    /// True when every start ended within 0.01 of the winner in each parameter. Otherwise the likelihood has several
    /// peaks, a ridge, or a fit stopped early.
    pub agree: bool,
}

/// Where one start ended.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct StartEnd {
    /// Penalised log-likelihood.
    pub log_likelihood: f64,
    /// Whether the fit converged.
    pub converged: bool,
    /// Largest difference of a parameter from the winner's.
    pub difference: f64,
}

/// Runs expectation–maximisation from each start and keeps the fit with the highest likelihood.
///
/// # Panics
///
/// When there is no start, or as [`expectation_maximisation`] does.
///
/// # Examples
///
/// ```
/// use throughline::kernel::fellegi_sunter::*;
///
/// let space = PatternSpace::new(&[2, 2, 2]).unwrap();
/// let counts = PatternCounts::new(&space, vec![(space.encode(&[1, 1, 1]), 100), (space.encode(&[1, 1, 2]), 20),
///     (space.encode(&[2, 2, 2]), 9_000), (space.encode(&[2, 2, 1]), 500)]);
/// let start = |lambda| Parameters::new(lambda, vec![vec![0.9, 0.1]; 3], vec![vec![0.1, 0.9]; 3]);
/// let fits = best_of_starts(&counts, vec![start(0.5), start(0.01)], &EmSettings::new(3));
/// assert!(fits.agree && fits.winner == 0);
/// ```
pub fn best_of_starts(
    counts: &PatternCounts,
    starts: Vec<Parameters>,
    settings: &EmSettings,
) -> BestOfStarts {
    let mut fits: Vec<EmFit> = starts
        .into_iter()
        .map(|start| expectation_maximisation(counts, start, settings))
        .collect();
    assert!(!fits.is_empty(), "there is at least one start");
    let beats = |a: &EmFit, b: &EmFit| {
        a.log_likelihood > b.log_likelihood + TIE * b.log_likelihood.abs()
            || b.log_likelihood.is_nan()
    };
    let winner = (1..fits.len()).fold(0, |best, next| {
        if beats(&fits[next], &fits[best]) {
            next
        } else {
            best
        }
    });
    let end = |fit: &EmFit| StartEnd {
        log_likelihood: fit.log_likelihood,
        converged: fit.converged,
        difference: largest_change(&fit.parameters, &fits[winner].parameters),
    };
    let ends: Vec<StartEnd> = fits.iter().map(end).collect();
    BestOfStarts {
        agree: ends.iter().all(|end| end.difference <= SAME_PEAK),
        best: fits.swap_remove(winner),
        winner,
        ends,
    }
}

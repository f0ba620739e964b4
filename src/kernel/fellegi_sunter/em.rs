//! Expectation–maximisation (Dempster, Laird & Rubin 1977, JRSS B 39:1) on pattern counts.
//!
//! Each step maximises the log-likelihood plus a small Dirichlet penalty `a · Σ ln p` over the free levels, which
//! keeps every level's probability above zero; that sum never falls from one step to the next, and
//! [`EmFit::monotone`] says whether it did so in floating point. An interaction's table is estimated from all pairs
//! that show one of its comparisons: where the other is missing, its level is one more thing to be expected.

use serde::{Deserialize, Serialize};

use super::classes::assert_shapes;
use super::step::{expectation, maximisation, penalty};
use super::{Held, Parameters, PatternCounts};

/// A fall of the log-likelihood by less than this share of it is rounding.
const ROUNDING: f64 = 1e-12;

/// What is estimated, and when to stop.
#[derive(Debug, Clone, PartialEq)]
pub struct EmSettings {
    /// Comparisons that take part, one flag each; the others neither inform nor are estimated. An interaction with
    /// one of the others leaves its active comparison to itself and keeps its odds ratios.
    pub active: Vec<bool>,
    /// Whether `u` is estimated too; else it stays as it starts.
    pub estimate_u: bool,
    /// What else stays as it starts.
    pub held: Held,
    /// Steps after which to give up.
    pub max_iterations: u32,
    /// Converged when no parameter moved by more than this.
    pub tolerance: f64,
    /// Pseudo-pairs added to each free level; in a joint table, spread over the level's row.
    pub pseudo_count: f64,
}

impl EmSettings {
    /// All of so many comparisons active, lambda, `m` and kin shares estimated, `u` not; at most 500 steps to a
    /// tolerance of 1e−6, with half a pseudo-pair a level.
    pub fn new(comparisons: usize) -> Self {
        Self {
            active: vec![true; comparisons],
            estimate_u: false,
            held: Held::default(),
            max_iterations: 500,
            tolerance: 1e-6,
            pseudo_count: 0.5,
        }
    }
}

/// Where expectation–maximisation ended, and whether that is convergence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EmFit {
    /// The parameters at the end.
    pub parameters: Parameters,
    /// Penalised log-likelihood of those parameters (natural log).
    pub log_likelihood: f64,
    /// Steps made.
    pub iterations: u32,
    /// Largest move of a parameter in the last step.
    pub last_change: f64,
    /// True when the last step moved no parameter by more than the tolerance.
    pub converged: bool,
    /// True when the penalised log-likelihood never fell by more than rounding.
    pub monotone: bool,
}

/// Estimates `lambda`, `m` and, where asked, `u` from pattern counts, with the interactions and kin classes that
/// `start` has.
///
/// Tables of interactions are raked to `start`'s `m` and `u` first.
///
/// # Panics
///
/// When `start` or `settings.active` does not have one entry per comparison of `counts`, `start` lacks a level that a
/// pattern has, two interactions share a comparison, or the comparisons of one are held in part.
///
/// # Examples
///
/// ```
/// use throughline::kernel::fellegi_sunter::*;
///
/// let space = PatternSpace::new(&[2, 2, 2]).unwrap();
/// let counts = PatternCounts::new(&space, vec![(space.encode(&[1, 1, 1]), 90), (space.encode(&[1, 1, 2]), 10),
///     (space.encode(&[1, 2, 1]), 10), (space.encode(&[2, 1, 1]), 10), (space.encode(&[2, 2, 2]), 9_000)]);
/// let start = Parameters::new(0.1, vec![vec![0.9, 0.1]; 3], vec![vec![0.1, 0.9]; 3]);
/// let settings = EmSettings { estimate_u: true, pseudo_count: 0.01, ..EmSettings::new(3) };
/// let fit = expectation_maximisation(&counts, start, &settings);
/// assert!(fit.converged && fit.monotone);
/// assert!((fit.parameters.lambda - 120.0 / 9_120.0).abs() < 1e-3);
/// ```
pub fn expectation_maximisation(
    counts: &PatternCounts,
    start: Parameters,
    settings: &EmSettings,
) -> EmFit {
    assert_shapes(counts, &start, &settings.active);
    let mut parameters = start;
    rake(&mut parameters);
    let mut sums = expectation(counts, &parameters, &settings.active);
    let mut fit = EmFit {
        log_likelihood: sums.log_likelihood + penalty(&parameters, settings),
        parameters,
        iterations: 0,
        last_change: f64::INFINITY,
        converged: false,
        monotone: true,
    };
    while fit.iterations < settings.max_iterations && !fit.converged {
        let next = maximisation(&sums, &fit.parameters, settings);
        sums = expectation(counts, &next, &settings.active);
        let log_likelihood = sums.log_likelihood + penalty(&next, settings);
        let fall = fit.log_likelihood - log_likelihood;
        fit.monotone &= fall <= ROUNDING * fit.log_likelihood.abs();
        fit.log_likelihood = log_likelihood;
        fit.last_change = largest_change(&fit.parameters, &next);
        fit.iterations += 1;
        fit.parameters = next;
        fit.converged = fit.last_change <= settings.tolerance;
    }
    rake(&mut fit.parameters);
    fit
}

fn rake(parameters: &mut Parameters) {
    let mut interactions = std::mem::take(&mut parameters.interactions);
    for interaction in &mut interactions {
        interaction.rake(parameters);
    }
    parameters.interactions = interactions;
}

/// Largest difference of any parameter of two models of the same shape.
pub(super) fn largest_change(before: &Parameters, after: &Parameters) -> f64 {
    let pairs = numbers(before).zip(numbers(after));
    pairs.map(|(x, y)| (x - y).abs()).fold(0.0, f64::max)
}

fn numbers(parameters: &Parameters) -> impl Iterator<Item = f64> + '_ {
    let tables = parameters.interactions.iter();
    let tables = tables.flat_map(|i| i.m.iter().chain(i.u.iter().flatten()));
    let levels = parameters.m.iter().chain(&parameters.u).chain(tables);
    let kin = parameters.kin.iter().map(|class| class.share);
    let levels = levels.flatten().copied();
    std::iter::once(parameters.lambda).chain(levels).chain(kin)
}

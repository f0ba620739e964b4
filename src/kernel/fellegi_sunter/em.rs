//! Expectation–maximisation (Dempster, Laird & Rubin 1977) on pattern counts.
//!
//! Each step maximises the log-likelihood plus a small Dirichlet penalty `a · Σ ln p` that keeps every level's
//! probability above zero; that sum never falls from one step to the next, and [`EmFit::monotone`] says whether
//! it did so in floating point.

use serde::{Deserialize, Serialize};

use super::{Parameters, PatternCounts};

/// What is estimated, and when to stop.
#[derive(Debug, Clone, PartialEq)]
pub struct EmSettings {
    /// Comparisons that take part, one flag each; the others neither inform nor are estimated.
    pub active: Vec<bool>,
    /// Whether `u` is estimated too; else it stays as it starts.
    pub estimate_u: bool,
    /// Steps after which to give up.
    pub max_iterations: u32,
    /// Converged when no parameter moved by more than this.
    pub tolerance: f64,
    /// Pseudo-pairs added to each level.
    pub pseudo_count: f64,
}

/// Where expectation–maximisation ended, and whether that is convergence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EmFit {
    /// The parameters at the end.
    pub parameters: Parameters,
    /// Penalised log-likelihood at the end (natural log).
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

/// Estimates `lambda`, `m` and, where asked, `u` from pattern counts.
///
/// # Panics
///
/// When `start` or `settings.active` does not have one entry per comparison of `counts`.
///
/// # Examples
///
/// ```
/// use throughline::kernel::fellegi_sunter::*;
///
/// let space = PatternSpace::new(&[2, 2, 2]).unwrap();
/// let counts = PatternCounts::new(&space, vec![(space.encode(&[1, 1, 1]), 90), (space.encode(&[1, 1, 2]), 10),
///     (space.encode(&[1, 2, 1]), 10), (space.encode(&[2, 1, 1]), 10), (space.encode(&[2, 2, 2]), 9_000)]);
/// let start = Parameters { lambda: 0.1, m: vec![vec![0.9, 0.1]; 3], u: vec![vec![0.1, 0.9]; 3] };
/// let settings = EmSettings { active: vec![true; 3], estimate_u: true, max_iterations: 100, tolerance: 1e-6,
///     pseudo_count: 0.01 };
/// let fit = expectation_maximisation(&counts, start, &settings);
/// assert!(fit.converged && fit.monotone);
/// assert!((fit.parameters.lambda - 120.0 / 9_120.0).abs() < 1e-3);
/// ```
pub fn expectation_maximisation(
    counts: &PatternCounts,
    start: Parameters,
    settings: &EmSettings,
) -> EmFit {
    let mut parameters = start;
    let mut previous = f64::NEG_INFINITY;
    let mut fit = EmFit {
        parameters: parameters.clone(),
        log_likelihood: previous,
        iterations: 0,
        last_change: f64::INFINITY,
        converged: false,
        monotone: true,
    };
    for iteration in 1..=settings.max_iterations {
        let (next, log_likelihood) = step(counts, &parameters, settings);
        fit.monotone &= log_likelihood >= previous - 1e-9 * log_likelihood.abs();
        previous = log_likelihood;
        fit.last_change = largest_change(&parameters, &next);
        fit.iterations = iteration;
        parameters = next;
        if fit.last_change <= settings.tolerance {
            fit.converged = true;
            break;
        }
    }
    fit.log_likelihood = previous;
    fit.parameters = parameters;
    fit
}

/// One E-step and M-step; also the penalised log-likelihood of the parameters that came in.
fn step(counts: &PatternCounts, now: &Parameters, settings: &EmSettings) -> (Parameters, f64) {
    let mut sums = Sums::new(now);
    let mut log_likelihood = 0.0;
    let (log_lambda, log_rest) = (now.lambda.ln(), (-now.lambda).ln_1p());
    for (digits, count) in counts.iter() {
        let (log_m, log_u) = now.log_likelihoods(digits, &settings.active);
        let (match_term, rest_term) = (log_lambda + log_m, log_rest + log_u);
        let total = log_add(match_term, rest_term);
        log_likelihood += count as f64 * total;
        sums.add(digits, count as f64, (match_term - total).exp());
    }
    let penalty = settings.pseudo_count * penalty(now, settings);
    (sums.maximise(now, settings), log_likelihood + penalty)
}

/// `ln(e^a + e^b)` without overflow.
fn log_add(a: f64, b: f64) -> f64 {
    let (high, low) = (a.max(b), a.min(b));
    high + (low - high).exp().ln_1p()
}

fn penalty(now: &Parameters, settings: &EmSettings) -> f64 {
    let log_sum = |levels: &Vec<f64>| levels.iter().map(|p| p.ln()).sum::<f64>();
    let active = settings
        .active
        .iter()
        .enumerate()
        .filter(|(_, active)| **active);
    active
        .map(|(c, _)| {
            log_sum(&now.m[c])
                + if settings.estimate_u {
                    log_sum(&now.u[c])
                } else {
                    0.0
                }
        })
        .sum()
}

struct Sums {
    pairs: f64,
    matches: f64,
    m: Vec<Vec<f64>>,
    u: Vec<Vec<f64>>,
}

impl Sums {
    fn new(like: &Parameters) -> Self {
        let zeros: Vec<Vec<f64>> = like
            .m
            .iter()
            .map(|levels| vec![0.0; levels.len()])
            .collect();
        Self {
            pairs: 0.0,
            matches: 0.0,
            m: zeros.clone(),
            u: zeros,
        }
    }

    fn add(&mut self, digits: &[u8], count: f64, probability: f64) {
        self.pairs += count;
        self.matches += count * probability;
        for (comparison, &digit) in digits.iter().enumerate() {
            if let Some(level) = (digit as usize).checked_sub(1) {
                self.m[comparison][level] += count * probability;
                self.u[comparison][level] += count * (1.0 - probability);
            }
        }
    }

    fn maximise(&self, now: &Parameters, settings: &EmSettings) -> Parameters {
        let mut next = now.clone();
        next.lambda = (self.matches / self.pairs).clamp(1e-12, 1.0 - 1e-12);
        for comparison in (0..self.m.len()).filter(|&c| settings.active[c]) {
            next.m[comparison] = shares(&self.m[comparison], settings.pseudo_count);
            if settings.estimate_u {
                next.u[comparison] = shares(&self.u[comparison], settings.pseudo_count);
            }
        }
        next
    }
}

fn shares(totals: &[f64], pseudo_count: f64) -> Vec<f64> {
    let all: f64 = totals.iter().map(|total| total + pseudo_count).sum();
    totals
        .iter()
        .map(|total| (total + pseudo_count) / all)
        .collect()
}

fn largest_change(before: &Parameters, after: &Parameters) -> f64 {
    let moves = |a: &Vec<Vec<f64>>, b: &Vec<Vec<f64>>| {
        let pairs = a.iter().flatten().zip(b.iter().flatten());
        pairs.map(|(x, y)| (x - y).abs()).fold(0.0, f64::max)
    };
    let lambda = (before.lambda - after.lambda).abs();
    lambda
        .max(moves(&before.m, &after.m))
        .max(moves(&before.u, &after.u))
}

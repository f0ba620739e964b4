//! One training session: EM on the pairs of one blocking rule.

use serde::{Deserialize, Serialize};

use crate::kernel::fellegi_sunter::{
    EmFit, EmSettings, Parameters, PatternCounts, expectation_maximisation,
};
use crate::linkage::block::{Plan, Unit};
use crate::linkage::compare::Compiled;
use crate::linkage::{BlockingRule, Comparison};

use super::sample::mix;
use super::tabulate::tabulate;

/// Pairs that a session looks at, about, when its rule gives more.
const SESSION_PAIRS: u64 = 3_000_000;

/// What one training session did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// The blocking rule, in text form.
    pub rule: String,
    /// Pairs that the rule gives.
    pub pairs: u64,
    /// Pairs compared; fewer than `pairs` when whole blocks were sampled.
    pub compared: u64,
    /// Matches expected among the pairs that the rule gives.
    pub expected_matches: f64,
    /// Comparisons whose m probabilities the session estimated: those that share no column with the rule.
    pub estimated: Vec<String>,
    /// EM steps of the last fit.
    pub iterations: u32,
    /// Whether the last fit met the tolerance within its steps.
    pub converged: bool,
    /// Whether the penalised log-likelihood never fell.
    pub monotone: bool,
    /// Largest move of a parameter in the last step.
    pub last_change: f64,
    /// Penalised log-likelihood at the end.
    pub log_likelihood: f64,
}

/// A session's pattern counts and which comparisons it can speak of.
pub(super) struct SessionData {
    pub(super) rule: BlockingRule,
    pub(super) pairs: u64,
    pub(super) counts: PatternCounts,
    pub(super) active: Vec<bool>,
}

impl SessionData {
    pub(super) fn new(
        compiled: &Compiled<'_>,
        plan: &Plan,
        place: usize,
        rule: &BlockingRule,
        comparisons: &[Comparison],
        seed: u64,
    ) -> Self {
        let index = plan.rule(place);
        let pairs = index.pairs();
        let share = SESSION_PAIRS as f64 / pairs.max(1) as f64;
        let limit = if share >= 1.0 {
            u64::MAX
        } else {
            (share * u64::MAX as f64) as u64
        };
        let units = Unit::cut(index, |bucket| mix(seed ^ mix(bucket as u64)) <= limit);
        let counts = tabulate(compiled, plan, place, &units);
        let speaks =
            |comparison: &Comparison| !comparison.columns().iter().any(|column| rule.reads(column));
        Self {
            rule: rule.clone(),
            pairs,
            counts,
            active: comparisons.iter().map(speaks).collect(),
        }
    }

    /// Fits the session with `u` fixed, from several starts; the fit with the highest likelihood.
    pub(super) fn fit(&self, u: &[Vec<f64>]) -> EmFit {
        let settings = EmSettings {
            active: self.active.clone(),
            estimate_u: false,
            max_iterations: 500,
            tolerance: 1e-6,
            pseudo_count: 0.5,
        };
        let start = |lambda: f64, top: f64| Parameters {
            lambda,
            m: u.iter()
                .map(|levels| starting_m(levels.len(), top))
                .collect(),
            u: u.to_vec(),
        };
        let starts = [start(0.5, 0.9), start(0.01, 0.9), start(0.05, 0.6)];
        let fits = starts.map(|start| expectation_maximisation(&self.counts, start, &settings));
        let best = |best: EmFit, next: EmFit| {
            if next.log_likelihood > best.log_likelihood + 1e-6 * best.log_likelihood.abs() {
                next
            } else {
                best
            }
        };
        fits.into_iter()
            .reduce(best)
            .expect("there is at least one start")
    }

    pub(super) fn expected_matches(&self, fit: &EmFit) -> f64 {
        fit.parameters.lambda * self.pairs as f64
    }

    pub(super) fn report(&self, fit: &EmFit, comparisons: &[Comparison]) -> Session {
        let estimated = comparisons
            .iter()
            .zip(&self.active)
            .filter(|(_, active)| **active);
        Session {
            rule: self.rule.to_string(),
            pairs: self.pairs,
            compared: self.counts.pairs(),
            expected_matches: self.expected_matches(fit),
            estimated: estimated
                .map(|(comparison, _)| comparison.label().to_owned())
                .collect(),
            iterations: fit.iterations,
            converged: fit.converged,
            monotone: fit.monotone,
            last_change: fit.last_change,
            log_likelihood: fit.log_likelihood,
        }
    }
}

/// `top` for the first level, the rest halving from level to level.
pub(super) fn starting_m(levels: usize, top: f64) -> Vec<f64> {
    if levels == 1 {
        return vec![1.0];
    }
    let rest: f64 = (1..levels).map(|level| 0.5f64.powi(level as i32)).sum();
    let share = |level: usize| match level {
        0 => top,
        _ => (1.0 - top) * 0.5f64.powi(level as i32) / rest,
    };
    (0..levels).map(share).collect()
}

//! One training session: EM on the pairs of one blocking rule.

use serde::{Deserialize, Serialize};

use crate::Result;
use crate::kernel::fellegi_sunter::{
    EmFit, EmSettings, Held, Interaction, Parameters, PatternCounts, best_of_starts,
};
use crate::linkage::block::{PORTION, Plan, Unit};
use crate::linkage::compare::Compiled;
use crate::linkage::{BlockingRule, Comparison, LinkageSpec};
use crate::run::Run;

use super::tabulate::tabulate;
use crate::kernel::mix::mix;

/// Fits whose log-likelihoods differ by less stand on one peak.
const SAME_PEAK: f64 = 1.0;

/// What one training session did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// The blocking rule, in text form.
    pub rule: String,
    /// Pairs that the rule gives; estimated from those compared for a sampled rule that is no plain list of parts.
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
    /// Starts from which the first fit was made.
    pub starts: u32,
    /// Whether all starts ended on one peak of the likelihood.
    pub starts_agree: bool,
}

/// A session's pattern counts and which comparisons it can speak of.
pub(super) struct SessionData {
    pub(super) rule: BlockingRule,
    pub(super) pairs: u64,
    pub(super) counts: PatternCounts,
    pub(super) active: Vec<bool>,
}

/// Where a session's EM ended, and whether other starts end there too.
#[derive(Clone)]
pub(super) struct SessionFit {
    pub(super) fit: EmFit,
    starts: u32,
    agree: bool,
}

impl SessionData {
    pub(super) fn new(
        compiled: &Compiled<'_>,
        plan: &Plan,
        place: usize,
        rule: &BlockingRule,
        spec: &LinkageSpec,
        run: &Run<'_>,
    ) -> Result<Self> {
        let index = plan.rule(place);
        let share = spec.session_pairs as f64 / index.pairs().max(1) as f64;
        let limit = if share >= 1.0 {
            u64::MAX
        } else {
            (share * u64::MAX as f64) as u64
        };
        let drawn = |number: u64| mix(spec.seed ^ mix(number)) <= limit;
        let large = |bucket: usize| index.bucket_pairs(bucket) > 2 * PORTION;
        let mut units = Unit::cut(index, PORTION, |bucket| {
            large(bucket) || drawn(bucket as u64)
        });
        units.retain(|unit| match *unit {
            Unit::Buckets(..) => true,
            Unit::Rows(bucket, from, _) => drawn((bucket as u64) << 32 | from as u64),
        });
        let speaks = |comparison: &Comparison| {
            let columns = comparison.columns();
            !columns.iter().any(|column| rule.reads_column(column))
        };
        let active: Vec<bool> = spec.comparisons.iter().map(speaks).collect();
        let counts = tabulate(compiled, plan, place, &units, &active, run)?;
        let pairs = match rule.is_plain() {
            true => index.pairs(),
            false => (counts.pairs() as f64 / share.min(1.0)).round() as u64,
        };
        Ok(Self {
            rule: rule.clone(),
            pairs,
            counts,
            active,
        })
    }

    /// Fits the session with `u` fixed: from several starts at first, then from where the last fit ended.
    pub(super) fn fit(&self, given: &Given, last: Option<&SessionFit>) -> SessionFit {
        let settings = self.settings(given);
        let starts = match last {
            Some(last) => vec![given.again(&last.fit.parameters)],
            None => [(0.5, 0.9), (0.01, 0.9), (0.05, 0.6)]
                .map(|(lambda, top)| given.start(lambda, top))
                .to_vec(),
        };
        let best = best_of_starts(&self.counts, starts, &settings);
        let height = best.best.log_likelihood;
        let one_peak = best
            .ends
            .iter()
            .all(|end| height - end.log_likelihood < SAME_PEAK);
        SessionFit {
            fit: best.best,
            starts: last.map_or(best.ends.len() as u32, |last| last.starts),
            agree: last.map_or(one_peak, |last| last.agree),
        }
    }

    pub(super) fn settings(&self, given: &Given) -> EmSettings {
        EmSettings {
            active: self.active.clone(),
            held: given.held.clone(),
            ..EmSettings::new(self.active.len())
        }
    }

    pub(super) fn expected_matches(&self, fit: &SessionFit) -> f64 {
        fit.fit.parameters.lambda * self.pairs as f64
    }

    pub(super) fn report(&self, fit: &SessionFit, comparisons: &[Comparison]) -> Session {
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
            iterations: fit.fit.iterations,
            converged: fit.fit.converged,
            monotone: fit.fit.monotone,
            last_change: fit.fit.last_change,
            log_likelihood: fit.fit.log_likelihood,
            starts: fit.starts,
            starts_agree: fit.agree,
        }
    }
}

/// What a session takes as given: u, and the m probabilities that are held.
pub(super) struct Given {
    u: Vec<Vec<f64>>,
    held_m: Vec<Vec<Option<f64>>>,
    held: Held,
    interactions: Vec<(usize, usize)>,
}

impl Given {
    pub(super) fn new(spec: &LinkageSpec, u: Vec<Vec<f64>>) -> Self {
        let held_m: Vec<Vec<Option<f64>>> = spec
            .comparisons
            .iter()
            .map(|comparison| {
                let written = comparison.levels().iter().map(|level| level.m);
                written.chain([None]).collect()
            })
            .collect();
        let flags = |levels: &Vec<Option<f64>>| levels.iter().map(Option::is_some).collect();
        let held = Held {
            m: held_m.iter().map(flags).collect(),
            u: u.iter().map(|levels| vec![true; levels.len()]).collect(),
            ..Held::default()
        };
        let interactions = spec.interaction_places();
        Self {
            u,
            held_m,
            held,
            interactions,
        }
    }

    fn start(&self, lambda: f64, top: f64) -> Parameters {
        let mut m: Vec<Vec<f64>> = self
            .u
            .iter()
            .map(|levels| starting_m(levels.len(), top))
            .collect();
        for (levels, held) in m.iter_mut().zip(&self.held_m) {
            hold(levels, held);
        }
        let mut start = Parameters::new(lambda, m, self.u.clone());
        start.interactions = self
            .interactions
            .iter()
            .map(|&(first, second)| Interaction::independent(&start, first, second, false))
            .collect();
        start
    }

    /// Where another fit ended, with the u of this one.
    fn again(&self, last: &Parameters) -> Parameters {
        Parameters {
            u: self.u.clone(),
            ..last.clone()
        }
    }
}

/// Puts held probabilities in place; the others share what is left in the proportions that they had.
pub(super) fn hold(levels: &mut [f64], held: &[Option<f64>]) {
    let fixed: f64 = held.iter().flatten().sum();
    let free: f64 = levels
        .iter()
        .zip(held)
        .filter(|(_, held)| held.is_none())
        .map(|(level, _)| level)
        .sum();
    for (level, held) in levels.iter_mut().zip(held) {
        *level = held.unwrap_or(*level / free * (1.0 - fixed).max(1e-12));
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

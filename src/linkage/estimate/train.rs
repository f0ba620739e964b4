//! From records to a trained model: u from random pairs, m and lambda from sessions, in turns.

use std::fmt;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::kernel::fellegi_sunter::{Parameters, PatternCounts};
use crate::linkage::block::{Plan, Sides};
use crate::linkage::compare::Compiled;
use crate::linkage::defaults::training_rules;
use crate::linkage::run::Run;
use crate::linkage::{BlockingRule, Comparison, LinkageModel, LinkageSpec, Prior, Transform};
use crate::standardise::Records;

use super::exact_u::exact_agreement;
use super::sample::random_pairs;
use super::session::{Given, Session, SessionData, SessionFit, hold, starting_m};

/// Turns of estimating m with u fixed, then u with the expected matches taken out of the random pairs.
const TURNS: u32 = 4;

/// Weight of the prior for u, in pairs.
const PRIOR_PAIRS: f64 = 50.0;

/// How training went: every session with its numbers, never only the good news.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Convergence {
    /// Random pairs that the u probabilities come from.
    pub u_pairs: u64,
    /// Seed of the random pairs and of the sampling of blocks.
    pub seed: u64,
    /// The sessions of the last turn.
    pub sessions: Vec<Session>,
    /// True when every session's EM met its tolerance within its steps.
    pub converged: bool,
    /// What a person should look at before trusting the model.
    pub findings: Vec<ModelFinding>,
}

/// Something about a trained model that a person should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ModelFinding {
    /// A session stopped at its last step, or its likelihood fell.
    NotConverged {
        /// The session's rule.
        rule: String,
    },
    /// No session could estimate the comparison's m; it keeps its starting values.
    NotEstimated {
        /// The comparison.
        comparison: String,
    },
    /// Full agreement is no likelier among matches than among non-matches.
    AgreementSaysNothing {
        /// The comparison.
        comparison: String,
    },
    /// No session found matches, so lambda is only a guess of one match for each record.
    NoMatchesFound,
}

impl fmt::Display for ModelFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotConverged { rule } => write!(f, "training on `{rule}` did not converge"),
            Self::NotEstimated { comparison } => {
                write!(
                    f,
                    "no training rule leaves `{comparison}` free: its m keeps its starting values"
                )
            }
            Self::AgreementSaysNothing { comparison } => {
                write!(
                    f,
                    "agreement on `{comparison}` is no likelier among matches than among others"
                )
            }
            Self::NoMatchesFound => f.write_str("training found no matches: lambda is a guess"),
        }
    }
}

impl LinkageSpec {
    /// Trains a model on unlabelled records; training rules are chosen when the specification has none.
    ///
    /// u comes from random pairs (and from the values' frequencies where a level is exact agreement), m and lambda from
    /// EM on the pairs of each training rule with u fixed (comparisons that share a column with the rule left out),
    /// averaged over rules by expected matches. Then the matches expected among the random pairs are taken out of u,
    /// and so on in turns.
    ///
    /// # Errors
    ///
    /// When a column that the specification names is absent, a comparison is malformed, or no compared column
    /// has a value.
    ///
    /// # Examples
    ///
    /// See [`LinkageSpec::for_records`].
    pub fn train(&self, records: &Records) -> Result<LinkageModel> {
        self.train_with(records, &Run::new())
    }

    /// As [`train`](Self::train), within a thread limit, observed and cancellable.
    ///
    /// # Errors
    ///
    /// As [`train`](Self::train), and when the observer cancels.
    pub fn train_with(&self, records: &Records, run: &Run<'_>) -> Result<LinkageModel> {
        self.check(records)?;
        run.within(|| self.trained(records, run))
    }

    fn trained(&self, records: &Records, run: &Run<'_>) -> Result<LinkageModel> {
        let mut compiled = Compiled::new(&self.comparisons, records, self.dialect)?;
        let sides = Sides::new(self, records);
        let rules = match self.training.is_empty() {
            true => training_rules(self, records),
            false => self.training.clone(),
        };
        let indexes = self.indexes(records, &rules, &sides);
        let plan = Plan::new(&mut compiled, records, &rules, indexes, sides.clone());
        let draw = (self.u_pairs, self.seed);
        let sampled = random_pairs(&compiled, &plan, records.len() as u64, draw, run)?;
        let mut sessions = Vec::new();
        for (place, rule) in rules.iter().enumerate() {
            let session = SessionData::new(&compiled, &plan, place, rule, self, run)?;
            if !session.counts.is_empty() {
                sessions.push(session);
            }
        }
        let lambda = self.stated_lambda(records, &sides)?;
        let training = Training {
            spec: self,
            records,
            exact: exact_agreement(&self.comparisons, records, &sides),
            sides,
            lambda,
            sampled: &sampled,
            sessions: &sessions,
        };
        Ok(training.run())
    }

    /// Lambda where the specification says where it comes from.
    fn stated_lambda(&self, records: &Records, sides: &Sides) -> Result<Option<f64>> {
        match &self.prior {
            None => Ok(None),
            Some(Prior::Fixed(lambda)) => Ok(Some(*lambda)),
            Some(Prior::Deterministic { rules, recall }) => {
                let pairs = self.distinct_pairs(records, rules)?;
                let total = sides.total_pairs().max(1) as f64;
                let lambda = pairs as f64 / recall / total;
                Ok(Some(lambda.clamp(1.0 / (total + 1.0), 0.5)))
            }
        }
    }
}

struct Training<'a> {
    spec: &'a LinkageSpec,
    records: &'a Records,
    sides: Sides,
    /// Share of all pairs that agree exactly, by comparison.
    exact: Vec<Option<f64>>,
    lambda: Option<f64>,
    sampled: &'a PatternCounts,
    sessions: &'a [SessionData],
}

impl Training<'_> {
    fn run(&self) -> LinkageModel {
        let mut u = self.u_of(None);
        let mut fits: Vec<Option<SessionFit>> = vec![None; self.sessions.len()];
        let mut parameters = None;
        for _ in 0..TURNS {
            let given = Given::new(&self.spec.comparisons, u.clone());
            fits = self
                .sessions
                .par_iter()
                .zip(&fits)
                .map(|(session, last)| Some(session.fit(&given, last.as_ref())))
                .collect();
            let next = self.combine(&fits, u);
            u = self.u_of(Some(&next));
            parameters = Some(Parameters::new(next.lambda, next.m, u.clone()));
        }
        let parameters = parameters.expect("there is at least one turn");
        let convergence = self.report(&fits, &parameters);
        LinkageModel {
            spec: self.spec.clone(),
            parameters,
            convergence,
        }
    }

    /// u of each level among the random pairs, each weighted by one minus its match probability; a few pairs'
    /// worth of prior are added, and stand alone when the pairs show no variation. Levels of exact agreement are
    /// counted over all pairs instead.
    fn u_of(&self, model: Option<&Parameters>) -> Vec<Vec<f64>> {
        let comparisons = &self.spec.comparisons;
        let mut totals: Vec<Vec<f64>> = comparisons
            .iter()
            .map(|comparison| prior_u(comparison.level_count()))
            .collect();
        let mut missing = vec![0.0; comparisons.len()];
        let informative = self.sampled.len() > 1;
        for (digits, count) in self.sampled.iter().filter(|_| informative) {
            let probability = model.map_or(0.0, |model| model.posterior_of(digits));
            let weight = count as f64 * (1.0 - probability);
            for (place, &digit) in digits.iter().enumerate() {
                match digit {
                    0 => missing[place] += count as f64,
                    _ => totals[place][digit as usize - 1] += weight,
                }
            }
        }
        let pairs = self.sampled.pairs().max(1) as f64;
        for (place, levels) in totals.iter_mut().enumerate() {
            let sum: f64 = levels.iter().sum();
            levels.iter_mut().for_each(|level| *level /= sum);
            if let Some(agree) = self.exact[place].filter(|_| informative) {
                let present = (1.0 - missing[place] / pairs).max(1.0 / pairs);
                let matched = model.map_or(0.0, |model| model.lambda * model.m[place][0]);
                set_first(levels, exact_u(agree / present, matched));
            }
            let held: Vec<_> = comparisons[place]
                .levels()
                .iter()
                .map(|level| level.u)
                .collect();
            hold(levels, &[held, vec![None]].concat());
        }
        totals
    }

    /// m averaged over sessions by expected matches; lambda from the median estimate of all matches.
    fn combine(&self, fits: &[Option<SessionFit>], u: Vec<Vec<f64>>) -> Parameters {
        let fits: Vec<&SessionFit> = fits.iter().flatten().collect();
        let weights: Vec<f64> = self
            .sessions
            .iter()
            .zip(&fits)
            .map(|(session, fit)| session.expected_matches(fit))
            .collect();
        let mut m = Vec::new();
        for (place, levels) in u.iter().enumerate() {
            let speaking = || (0..fits.len()).filter(|&s| self.sessions[s].active[place]);
            let total: f64 = speaking().map(|s| weights[s]).sum();
            m.push(match total > 0.0 {
                true => (0..levels.len())
                    .map(|k| {
                        speaking()
                            .map(|s| weights[s] * fits[s].fit.parameters.m[place][k])
                            .sum::<f64>()
                            / total
                    })
                    .collect(),
                false => starting_m(levels.len(), 0.9),
            });
        }
        let lambda = self.lambda.unwrap_or_else(|| self.lambda_of(&weights, &m));
        Parameters::new(lambda, m, u)
    }

    fn lambda_of(&self, expected: &[f64], m: &[Vec<f64>]) -> f64 {
        let total = self.sides.total_pairs().max(1) as f64;
        let mut estimates: Vec<f64> = self
            .sessions
            .iter()
            .zip(expected)
            .filter_map(|(session, expected)| Some(expected / self.reach(&session.rule, m)?))
            .filter(|matches| *matches >= 1.0)
            .collect();
        estimates.sort_by(f64::total_cmp);
        let matches = match estimates.len() {
            0 => 0.5 * self.records.len() as f64,
            n => 0.5 * (estimates[(n - 1) / 2] + estimates[n / 2]),
        };
        (matches / total).clamp(1.0 / (total + 1.0), 0.5)
    }

    /// Share of all matches that a rule of whole columns is expected to find: present on both sides and equal.
    fn reach(&self, rule: &BlockingRule, m: &[Vec<f64>]) -> Option<f64> {
        let mut reach = 1.0;
        for key in rule.parts() {
            let (part, other) = key.sides();
            if part != other {
                return None;
            }
            let column = part.column();
            if *part.transform() != Transform::Whole {
                return None;
            }
            let place = |comparison: &Comparison| comparison.exact_level(column);
            let (c, level) = self
                .spec
                .comparisons
                .iter()
                .enumerate()
                .find_map(|(c, comparison)| Some((c, place(comparison)?)))?;
            let values = &self.records.column(column)?.values;
            let present = 1.0 - values.missing() as f64 / values.len() as f64;
            reach *= m[c][level] * present * present;
        }
        Some(reach)
    }

    fn report(&self, fits: &[Option<SessionFit>], parameters: &Parameters) -> Convergence {
        let comparisons = &self.spec.comparisons;
        let sessions: Vec<Session> = self
            .sessions
            .iter()
            .zip(fits.iter().flatten())
            .map(|(session, fit)| session.report(fit, comparisons))
            .collect();
        let converged = sessions
            .iter()
            .all(|session| session.converged && session.monotone);
        let findings = self.findings(&sessions, parameters);
        Convergence {
            u_pairs: self.sampled.pairs(),
            seed: self.spec.seed,
            sessions,
            converged,
            findings,
        }
    }

    fn findings(&self, sessions: &[Session], parameters: &Parameters) -> Vec<ModelFinding> {
        let mut findings = Vec::new();
        let failed = sessions
            .iter()
            .filter(|session| !(session.converged && session.monotone));
        findings.extend(failed.map(|session| ModelFinding::NotConverged {
            rule: session.rule.clone(),
        }));
        for (place, comparison) in self.spec.comparisons.iter().enumerate() {
            let comparison = comparison.label().to_owned();
            if !self.sessions.iter().any(|session| session.active[place]) {
                findings.push(ModelFinding::NotEstimated { comparison });
            } else if parameters.m[place][0] <= parameters.u[place][0] {
                findings.push(ModelFinding::AgreementSaysNothing { comparison });
            }
        }
        if sessions
            .iter()
            .all(|session| session.expected_matches < 1.0)
        {
            findings.push(ModelFinding::NoMatchesFound);
        }
        findings
    }
}

/// Chance agreement where `agree` of the pairs agree and `matched` of them as matches: what is left, and never less
/// than a hundredth of what agrees, for matches can only be taken out as well as they are known.
fn exact_u(agree: f64, matched: f64) -> f64 {
    (agree - matched).max(0.01 * agree).max(1e-12)
}

/// Sets the first level, the others sharing the rest in the proportions that they had.
fn set_first(levels: &mut [f64], first: f64) {
    let (old, first) = (levels[0], first.min(0.999));
    for level in &mut levels[1..] {
        *level *= (1.0 - first) / (1.0 - old).max(1e-12);
    }
    levels[0] = first;
}

/// Pairs by level that count before any is seen: agreement is rare among non-matches.
fn prior_u(levels: usize) -> Vec<f64> {
    let top = if levels == 2 { 0.1 } else { 0.01 };
    let between = 0.02;
    let rest = 1.0 - top - between * levels.saturating_sub(2) as f64;
    let share = |level: usize| match level {
        _ if levels == 1 => 1.0,
        0 => top,
        _ if level + 1 == levels => rest.max(0.1),
        _ => between,
    };
    (0..levels)
        .map(|level| PRIOR_PAIRS * share(level))
        .collect()
}

//! From records to a trained model: u from random pairs, m and lambda from sessions, in turns.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Result;
use crate::kernel::fellegi_sunter::{EmFit, Parameters, PatternCounts};
use crate::linkage::block::Plan;
use crate::linkage::compare::Compiled;
use crate::linkage::defaults::training_rules;
use crate::linkage::{BlockingRule, Comparison, LinkageModel, LinkageSpec};
use crate::standardise::Records;

use super::sample::{random_pairs, total_pairs};
use super::session::{Session, SessionData};

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
    /// u comes from random pairs, m and lambda from EM on the pairs of each training rule with u fixed
    /// (comparisons that share a column with the rule left out), averaged over rules by expected matches. Then
    /// the matches expected among the random pairs are taken out of u, and so on in turns.
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
        self.check(records)?;
        let compiled = Compiled::new(&self.comparisons, records)?;
        let rules = match self.training.is_empty() {
            true => training_rules(self, records),
            false => self.training.clone(),
        };
        let plan = Plan::new(&compiled, records, &rules, self.link_type, u64::MAX)?;
        let sampled = random_pairs(
            &compiled,
            &plan,
            records,
            self.link_type,
            self.u_pairs,
            self.seed,
        );
        let session = |(place, rule): (usize, &BlockingRule)| {
            SessionData::new(&compiled, &plan, place, rule, &self.comparisons, self.seed)
        };
        let sessions: Vec<SessionData> = rules
            .iter()
            .enumerate()
            .map(session)
            .filter(|session| !session.counts.is_empty())
            .collect();
        let mut training = Training {
            spec: self,
            records,
            sampled: &sampled,
            sessions: &sessions,
        };
        Ok(training.run())
    }
}

struct Training<'a> {
    spec: &'a LinkageSpec,
    records: &'a Records,
    sampled: &'a PatternCounts,
    sessions: &'a [SessionData],
}

impl Training<'_> {
    fn run(&mut self) -> LinkageModel {
        let mut u = self.u_of(|_| 0.0);
        let mut fits: Vec<EmFit> = Vec::new();
        let mut parameters = None;
        for _ in 0..TURNS {
            fits = self
                .sessions
                .iter()
                .map(|session| session.fit(&u))
                .collect();
            let next = self.combine(&fits, u);
            u = self.u_of(|digits| next.posterior_of(digits));
            parameters = Some(Parameters {
                u: u.clone(),
                ..next
            });
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
    /// worth of prior are added, and stand alone when the pairs show no variation.
    fn u_of(&self, probability: impl Fn(&[u8]) -> f64) -> Vec<Vec<f64>> {
        let levels = self.spec.comparisons.iter().map(Comparison::level_count);
        let mut totals: Vec<Vec<f64>> = levels.map(prior_u).collect();
        let informative = self.sampled.len() > 1;
        for (digits, count) in self.sampled.iter().filter(|_| informative) {
            let weight = count as f64 * (1.0 - probability(digits));
            for (levels, &digit) in totals
                .iter_mut()
                .zip(digits)
                .filter(|(_, digit)| **digit > 0)
            {
                levels[digit as usize - 1] += weight;
            }
        }
        for levels in &mut totals {
            let sum: f64 = levels.iter().sum();
            levels.iter_mut().for_each(|level| *level /= sum);
        }
        totals
    }

    /// m averaged over sessions by expected matches; lambda from the median estimate of all matches.
    fn combine(&self, fits: &[EmFit], u: Vec<Vec<f64>>) -> Parameters {
        let weights: Vec<f64> = self
            .sessions
            .iter()
            .zip(fits)
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
                            .map(|s| weights[s] * fits[s].parameters.m[place][k])
                            .sum::<f64>()
                            / total
                    })
                    .collect(),
                false => super::session::starting_m(levels.len(), 0.9),
            });
        }
        let lambda = self.lambda(&weights, &m);
        Parameters { lambda, m, u }
    }

    fn lambda(&self, expected: &[f64], m: &[Vec<f64>]) -> f64 {
        let total = total_pairs(self.records, self.spec.link_type).max(1) as f64;
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
        for part in rule.parts() {
            let column = part.column();
            if part.transform() != crate::linkage::Transform::Whole {
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

    fn report(&self, fits: &[EmFit], parameters: &Parameters) -> Convergence {
        let comparisons = &self.spec.comparisons;
        let sessions: Vec<Session> = self
            .sessions
            .iter()
            .zip(fits)
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

//! From records to a trained model: u from random pairs, m and lambda from sessions, in turns.

use rayon::prelude::*;

use crate::Result;
use crate::kernel::fellegi_sunter::{Interaction, Parameters, PatternCounts};
use crate::linkage::block::{Plan, Sides};
use crate::linkage::compare::Compiled;
use crate::linkage::defaults::training_rules;
use crate::linkage::{BlockingRule, Comparison, LinkageModel, LinkageSpec, Prior, Transform};
use crate::run::Run;
use crate::standardise::Records;

use super::exact_u::exact_agreement;
use super::guard::GuardBlock;
use super::sample::random_pairs;
use super::session::{Given, SessionData, SessionFit, hold, starting_m};

/// Turns of estimating m with u fixed, then u with the expected matches taken out of the random pairs.
const TURNS: u32 = 4;

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
        let mut compiled = Compiled::new(self, &self.comparisons, records)?;
        let sides = Sides::new(self, records);
        let rules = match self.training.is_empty() {
            true => training_rules(self, records),
            false => self.training.clone(),
        };
        let guard_rules = GuardBlock::rules(self);
        let all_rules = [rules.clone(), guard_rules.clone()].concat();
        let indexes = self.indexes(records, &all_rules, &sides);
        let plan = Plan::new(&mut compiled, records, &all_rules, indexes, sides.clone());
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
            guard: GuardBlock::new(
                self,
                &compiled,
                &plan,
                &guard_rules,
                rules.len(),
                records,
                run,
            )?,
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

/// What training works on once all pairs that it needs are counted.
pub(super) struct Training<'a> {
    pub(super) spec: &'a LinkageSpec,
    pub(super) records: &'a Records,
    pub(super) sides: Sides,
    /// Share of all pairs that agree exactly, by comparison.
    pub(super) exact: Vec<Option<f64>>,
    pub(super) lambda: Option<f64>,
    pub(super) sampled: &'a PatternCounts,
    pub(super) sessions: &'a [SessionData],
    pub(super) guard: Option<GuardBlock>,
}

impl Training<'_> {
    fn run(&self) -> LinkageModel {
        let mut u = self.u_of(None);
        let mut fits: Vec<Option<SessionFit>> = vec![None; self.sessions.len()];
        let mut parameters = None;
        for _ in 0..TURNS {
            let given = Given::new(self.spec, u.clone());
            fits = self
                .sessions
                .par_iter()
                .zip(&fits)
                .map(|(session, last)| Some(session.fit(&given, last.as_ref())))
                .collect();
            let next = self.combine(&fits, u);
            u = self.u_of(Some(&next));
            parameters = Some(Parameters {
                u: u.clone(),
                ..next
            });
        }
        let mut parameters = parameters.expect("there is at least one turn");
        if let Some(guard) = &self.guard {
            parameters.kin = guard.classes(&parameters, self.sides.total_pairs());
        }
        let convergence = self.report(&fits, &parameters);
        LinkageModel {
            spec: self.spec.clone(),
            parameters,
            convergence,
        }
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
        let m = self.combined_m(&fits);
        let lambda = self.lambda.unwrap_or_else(|| self.lambda_of(&weights, &m));
        let mut parameters = Parameters::new(lambda, m, u);
        parameters.interactions = self.tables(&fits, &weights, &parameters);
        parameters
    }

    /// m averaged over the sessions that speak of each comparison, by expected matches.
    pub(super) fn combined_m(&self, fits: &[&SessionFit]) -> Vec<Vec<f64>> {
        let weight = |s: usize| self.sessions[s].expected_matches(fits[s]);
        let average = |place: usize, levels: usize| {
            let speaking = || (0..fits.len()).filter(|&s| self.sessions[s].active[place]);
            let total: f64 = speaking().map(weight).sum();
            let m = |s: usize, k: usize| fits[s].fit.parameters.m[place][k];
            match total > 0.0 {
                true => (0..levels)
                    .map(|k| speaking().map(|s| weight(s) * m(s, k)).sum::<f64>() / total)
                    .collect(),
                false => self.unestimated_m(place, levels),
            }
        };
        let comparisons = self.spec.comparisons.iter().enumerate();
        comparisons
            .map(|(place, comparison)| average(place, comparison.level_count()))
            .collect()
    }

    /// m of a comparison that no session speaks of: a guess, but for what is held.
    fn unestimated_m(&self, place: usize, levels: usize) -> Vec<f64> {
        let mut m = starting_m(levels, 0.9);
        let written = self.spec.comparisons[place].levels().iter();
        let held: Vec<Option<f64>> = written.map(|level| level.m).chain([None]).collect();
        hold(&mut m, &held);
        m
    }

    /// Joint tables of the interactions, averaged over the sessions that speak of both comparisons.
    fn tables(
        &self,
        fits: &[&SessionFit],
        weights: &[f64],
        parameters: &Parameters,
    ) -> Vec<Interaction> {
        let table = |(place, (first, second)): (usize, (usize, usize))| {
            let mut table = Interaction::independent(parameters, first, second, false);
            let speak = |s: &usize| {
                let active = &self.sessions[*s].active;
                active[first] && active[second]
            };
            let speaking: Vec<usize> = (0..fits.len()).filter(speak).collect();
            let total: f64 = speaking.iter().map(|&s| weights[s]).sum();
            if total > 0.0 {
                let joint = |s: usize| &fits[s].fit.parameters.interactions[place].m;
                for (k, row) in table.m.iter_mut().enumerate() {
                    for (l, cell) in row.iter_mut().enumerate() {
                        let sum: f64 = speaking.iter().map(|&s| weights[s] * joint(s)[k][l]).sum();
                        *cell = sum / total;
                    }
                }
                table.rake(parameters);
            }
            table
        };
        self.spec
            .interaction_places()
            .into_iter()
            .enumerate()
            .map(table)
            .collect()
    }

    fn lambda_of(&self, expected: &[f64], m: &[Vec<f64>]) -> f64 {
        let total = self.sides.total_pairs().max(1) as f64;
        let mut estimates = self.matches_of_sessions(expected, m);
        estimates.sort_by(f64::total_cmp);
        let matches = match estimates.len() {
            0 => 0.5 * self.records.len() as f64,
            n => 0.5 * (estimates[(n - 1) / 2] + estimates[n / 2]),
        };
        (matches / total).clamp(1.0 / (total + 1.0), 0.5)
    }

    /// All matches, as each session whose rule tells how many of them it finds puts them.
    pub(super) fn matches_of_sessions(&self, expected: &[f64], m: &[Vec<f64>]) -> Vec<f64> {
        let sessions = self.sessions.iter().zip(expected);
        sessions
            .filter_map(|(session, expected)| Some(expected / self.reach(&session.rule, m)?))
            .filter(|matches| *matches >= 1.0)
            .collect()
    }

    /// Share of all matches that a rule of whole columns is expected to find: present on both sides and equal.
    pub(super) fn reach(&self, rule: &BlockingRule, m: &[Vec<f64>]) -> Option<f64> {
        if rule.window().is_some() || rule.condition().is_some() {
            return None;
        }
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
}

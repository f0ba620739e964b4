//! What training says of itself: sessions, standard errors, findings.

use crate::kernel::fellegi_sunter::{
    Among, CombineBy, DependenceLimits, Information, Parameters, SessionLevels, StandardErrors,
    combine_levels, dependences, standard_errors,
};

use super::convergence::{Convergence, ModelErrors, ModelFinding};
use super::session::{Given, Session, SessionFit};
use super::train::Training;

/// Fewest expected matches at a level for its m to rest on data.
const SEEN: f64 = 0.5;

impl Training<'_> {
    pub(super) fn report(
        &self,
        fits: &[Option<SessionFit>],
        parameters: &Parameters,
    ) -> Convergence {
        let comparisons = &self.spec.comparisons;
        let fits: Vec<&SessionFit> = fits.iter().flatten().collect();
        let sessions: Vec<Session> = self
            .sessions
            .iter()
            .zip(&fits)
            .map(|(session, fit)| session.report(fit, comparisons))
            .collect();
        let converged = sessions
            .iter()
            .all(|session| session.converged && session.monotone);
        let mut findings = self.findings(&sessions, parameters);
        findings.extend(self.unseen(&fits));
        findings.extend(self.dependent(&fits));
        Convergence {
            u_pairs: self.sampled.pairs(),
            seed: self.spec.seed,
            errors: self.errors(&fits, &parameters.u),
            sessions,
            converged,
            findings,
        }
    }

    fn findings(&self, sessions: &[Session], parameters: &Parameters) -> Vec<ModelFinding> {
        let mut findings = Vec::new();
        for session in sessions {
            let rule = session.rule.clone();
            if !(session.converged && session.monotone) {
                findings.push(ModelFinding::NotConverged { rule });
            } else if !session.starts_agree {
                findings.push(ModelFinding::StartsDisagree { rule });
            }
        }
        for (place, comparison) in self.spec.comparisons.iter().enumerate() {
            let label = || comparison.label().to_owned();
            let columns = comparison.columns();
            let distinct = |name: &&str| {
                self.records
                    .column(name)
                    .map_or(0, |c| c.values.pool().len() - 1)
            };
            if columns.iter().all(|name| distinct(name) == 0) {
                findings.push(ModelFinding::NeverPresent {
                    comparison: label(),
                });
            } else if columns.iter().all(|name| distinct(name) == 1) {
                findings.push(ModelFinding::Constant {
                    comparison: label(),
                });
            } else if !self.sessions.iter().any(|session| session.active[place]) {
                findings.push(ModelFinding::NotEstimated {
                    comparison: label(),
                });
            } else if parameters.m[place][0] <= parameters.u[place][0] {
                findings.push(ModelFinding::AgreementSaysNothing {
                    comparison: label(),
                });
            }
        }
        let expected: Vec<f64> = sessions
            .iter()
            .map(|session| session.expected_matches)
            .collect();
        if sessions
            .iter()
            .all(|session| session.expected_matches < 1.0)
        {
            findings.push(ModelFinding::NoMatchesFound);
        } else if self.lambda.is_none()
            && self
                .matches_of_sessions(&expected, &parameters.m)
                .is_empty()
        {
            findings.push(ModelFinding::LambdaGuessed);
        }
        if !self.spec.kin.is_empty() && self.guard.is_none() {
            findings.push(ModelFinding::GuardIdle);
        }
        findings
    }

    /// Levels that no likely match shows, of comparisons that some session estimates.
    fn unseen(&self, fits: &[&SessionFit]) -> Vec<ModelFinding> {
        let shape = self
            .spec
            .comparisons
            .iter()
            .map(|c| vec![0.0; c.level_count()]);
        let mut matches: Vec<Vec<f64>> = shape.collect();
        let mut spoken = vec![false; matches.len()];
        for (session, fit) in self.sessions.iter().zip(fits) {
            session
                .active
                .iter()
                .zip(&mut spoken)
                .for_each(|(active, spoken)| *spoken |= active);
            for (digits, count) in session.counts.iter() {
                let expected = count as f64 * fit.fit.parameters.posterior_of(digits);
                for (levels, &digit) in matches
                    .iter_mut()
                    .zip(digits)
                    .filter(|(_, digit)| **digit > 0)
                {
                    levels[digit as usize - 1] += expected;
                }
            }
        }
        let mut unseen = Vec::new();
        for (place, comparison) in self
            .spec
            .comparisons
            .iter()
            .enumerate()
            .filter(|(c, _)| spoken[*c])
        {
            for (level, _) in matches[place]
                .iter()
                .enumerate()
                .filter(|(_, seen)| **seen < SEEN)
            {
                let held = comparison
                    .levels()
                    .get(level)
                    .is_some_and(|level| level.m.is_some());
                if !held {
                    let comparison = comparison.label().to_owned();
                    let level = level + 1;
                    unseen.push(ModelFinding::LevelNotObserved { comparison, level });
                }
            }
        }
        unseen
    }

    /// Comparisons that depend on one another given a match, each two by the session with the most matches.
    fn dependent(&self, fits: &[&SessionFit]) -> Vec<ModelFinding> {
        let limits = DependenceLimits::default();
        let given = |fit: &SessionFit| Given::new(self.spec, fit.fit.parameters.u.clone());
        let mut strongest: std::collections::BTreeMap<(usize, usize), (f64, f64)> =
            Default::default();
        for (session, fit) in self.sessions.iter().zip(fits) {
            let matches = session.expected_matches(fit);
            let settings = session.settings(&given(fit));
            for found in dependences(
                &session.counts,
                &fit.fit.parameters,
                &settings,
                Among::Matches,
            ) {
                let entry = strongest
                    .entry((found.first, found.second))
                    .or_insert((-1.0, 0.0));
                if matches > entry.0 {
                    let dependent = found.is_dependent(&limits);
                    *entry = (matches, if dependent { found.cramers_v } else { 0.0 });
                }
            }
        }
        let label = |place: usize| self.spec.comparisons[place].label().to_owned();
        let found = strongest.into_iter().filter(|(_, (_, v))| *v > 0.0);
        found
            .map(|((first, second), (_, v))| ModelFinding::Dependent {
                first: label(first),
                second: label(second),
                cramers_v_percent: (100.0 * v).round() as u32,
            })
            .collect()
    }

    fn errors(&self, fits: &[&SessionFit], u: &[Vec<f64>]) -> ModelErrors {
        let of_sessions: Vec<StandardErrors> = self
            .sessions
            .iter()
            .zip(fits)
            .map(|(session, fit)| {
                let given = Given::new(self.spec, fit.fit.parameters.u.clone());
                let settings = session.settings(&given);
                standard_errors(
                    &session.counts,
                    &fit.fit.parameters,
                    &settings,
                    Information::Observed,
                )
            })
            .collect();
        let m = (0..self.spec.comparisons.len())
            .map(|place| self.m_errors(place, fits, &of_sessions))
            .collect();
        ModelErrors {
            lambda: self.lambda_error(fits, &of_sessions),
            m,
            u: self.u_errors(u),
        }
    }

    /// Sessions see much the same matches, so what they average is no surer than they are one by one.
    fn m_errors(
        &self,
        place: usize,
        fits: &[&SessionFit],
        errors: &[StandardErrors],
    ) -> Vec<Option<f64>> {
        let speaking = (0..fits.len()).filter(|&s| self.sessions[s].active[place]);
        let said: Vec<SessionLevels> = speaking
            .map(|s| SessionLevels {
                probabilities: fits[s].fit.parameters.m[place]
                    .iter()
                    .copied()
                    .map(Some)
                    .collect(),
                standard_errors: errors[s].m[place].clone(),
                expected_matches: self.sessions[s].expected_matches(fits[s]),
            })
            .collect();
        if said.is_empty() {
            return vec![None; self.spec.comparisons[place].level_count()];
        }
        let apart = combine_levels(&said, CombineBy::ExpectedMatches).standard_errors;
        let together = (0..apart.len()).map(|level| error_together(&said, level));
        apart
            .into_iter()
            .zip(together)
            .map(|(apart, together)| Some(apart?.max(together?)))
            .collect()
    }

    /// From the sessions' own errors and from how far apart they put the number of matches; none where lambda is
    /// stated.
    fn lambda_error(&self, fits: &[&SessionFit], errors: &[StandardErrors]) -> Option<f64> {
        if self.lambda.is_some() {
            return None;
        }
        let total = self.sides.total_pairs().max(1) as f64;
        let m = self.combined_m(fits);
        let estimates: Vec<SessionLevels> = self
            .sessions
            .iter()
            .zip(fits)
            .zip(errors)
            .filter_map(|((session, fit), errors)| {
                let reach = self.reach(&session.rule, &m)?;
                let scale = session.pairs as f64 / reach / total;
                Some(SessionLevels {
                    probabilities: vec![Some(fit.fit.parameters.lambda * scale)],
                    standard_errors: vec![errors.lambda.map(|error| error * scale)],
                    expected_matches: session.expected_matches(fit),
                })
            })
            .collect();
        match estimates.is_empty() {
            true => None,
            false => combine_levels(&estimates, CombineBy::Median).standard_errors[0],
        }
    }
}

/// Error of a level's mean over sessions whose errors go together; none where no session knows its own.
fn error_together(said: &[SessionLevels], level: usize) -> Option<f64> {
    let known = || {
        said.iter()
            .filter_map(|one| Some((one.expected_matches, one.standard_errors[level]?)))
    };
    let weight: f64 = known().map(|(matches, _)| matches).sum();
    let sum: f64 = known().map(|(matches, error)| matches * error).sum();
    (weight > 0.0).then(|| sum / weight)
}

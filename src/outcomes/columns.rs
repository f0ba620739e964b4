//! Comparing plain columns: one row a person, a baseline and one or more follow-ups side by side.

use std::borrow::Cow;
use std::sync::Arc;

use crate::error::{OutcomesError, Result};
use crate::longitudinal::{Direction, Measure};
use crate::schema::DatasetKind;

use super::analyse::analyse_gathered;
use super::compare::compare_gathered;
use super::gather::{Block, Gathered, encode};
use super::membership::Membership;
use super::{Analysis, Comparison, Results, ScoreFinding};

/// One measure's scores in wide form, borrowed; set it up, then [`compare_columns`] or [`analyse_columns`].
///
/// A score that is `None` or not finite is missing. Every row counts as eligible and as a person.
#[derive(Debug, Clone)]
pub struct WideScores<'a> {
    measure: Measure,
    baseline: &'a [Option<f64>],
    waves: Vec<(&'a str, &'a [Option<f64>])>,
    groups: Vec<(&'a str, &'a [Option<&'a str>])>,
}

impl<'a> WideScores<'a> {
    /// A measure with its baseline column; add at least one [`wave`](Self::wave).
    pub fn new(name: &str, direction: Direction, baseline: &'a [Option<f64>]) -> Self {
        Self::of(plain_measure(name, direction), baseline)
    }

    /// A measure of which more is known, such as its cut-off or reliability, with its baseline column.
    pub fn of(measure: Measure, baseline: &'a [Option<f64>]) -> Self {
        Self {
            measure,
            baseline,
            waves: Vec::new(),
            groups: Vec::new(),
        }
    }

    /// Adds a follow-up column, in the order of the result.
    #[must_use]
    pub fn wave(mut self, name: &'a str, follow_up: &'a [Option<f64>]) -> Self {
        self.waves.push((name, follow_up));
        self
    }

    /// Adds rows by the labels of a column; `None` is the group [`NOT_RECORDED`](super::NOT_RECORDED).
    #[must_use]
    pub fn group_by(mut self, name: &'a str, labels: &'a [Option<&'a str>]) -> Self {
        self.groups.push((name, labels));
        self
    }

    /// Smallest change, in score units, that counts as improved or worse; without it any change counts.
    #[must_use]
    pub fn minimal_important_change(mut self, change: f64) -> Self {
        self.measure.minimal_important_change = Some(change);
        self
    }

    fn check(&self) -> Result<()> {
        let expected = self.baseline.len();
        let measure = || self.measure.name.clone();
        let same_length = |column: &str, found: usize| {
            if found == expected {
                return Ok(());
            }
            Err(OutcomesError::Length {
                column: column.to_owned(),
                found,
                expected,
            })
        };
        let refused = |change: f64| change.is_nan() || change < 0.0;
        if self.measure.minimal_important_change.is_some_and(refused) {
            return Err(OutcomesError::ImportantChange { measure: measure() }.into());
        }
        if self.waves.is_empty() {
            return Err(OutcomesError::NoFollowUp { measure: measure() }.into());
        }
        for (position, (wave, follow_up)) in self.waves.iter().enumerate() {
            same_length(wave, follow_up.len())?;
            if self.waves[..position].iter().any(|(name, _)| name == wave) {
                let wave = (*wave).to_owned();
                return Err(OutcomesError::RepeatedWave {
                    measure: measure(),
                    wave,
                }
                .into());
            }
        }
        for (name, labels) in &self.groups {
            same_length(name, labels.len())?;
        }
        Ok(())
    }

    fn gather(&self) -> Gathered<'_> {
        let plain = |scores: &[Option<f64>]| -> Vec<f64> {
            scores
                .iter()
                .map(|score| score.unwrap_or(f64::NAN))
                .collect()
        };
        let encoded = self
            .groups
            .iter()
            .map(|(name, labels)| encode(name, labels.iter().copied()));
        let encoded = encoded.map(|(grouping, codes)| {
            let membership = Membership::new(codes, grouping.labels.len());
            (grouping, Arc::new(membership))
        });
        let (groupings, members): (Vec<_>, Vec<_>) = encoded.unzip();
        let baseline = plain(self.baseline);
        let blocks = self
            .waves
            .iter()
            .enumerate()
            .map(|(wave, (_, follow_up))| Block {
                measure: 0,
                wave,
                baseline: Cow::Owned(baseline.clone()),
                follow_up: plain(follow_up).into(),
                due: None,
                days: None,
                groupings: members.clone(),
            });
        let mut findings = not_finite(&self.measure.name, "", "baseline", self.baseline.iter());
        for (wave, scores) in &self.waves {
            findings.extend(not_finite(
                &self.measure.name,
                wave,
                "follow_up",
                scores.iter(),
            ));
        }
        Gathered {
            measures: Cow::Owned(vec![self.measure.clone()]),
            waves: self
                .waves
                .iter()
                .map(|(name, _)| (*name).to_owned())
                .collect(),
            groupings,
            blocks: blocks.collect(),
            persons: None,
            findings,
        }
    }
}

/// A measure of which nothing but its direction is known.
pub(super) fn plain_measure(name: &str, direction: Direction) -> Measure {
    let any = (f64::NEG_INFINITY, f64::INFINITY);
    Measure::new(name, DatasetKind::Assessments, name, any, direction)
}

/// A finding for each score that is there and is not a finite number.
fn not_finite<'s>(
    measure: &str,
    wave: &str,
    field: &'static str,
    scores: impl Iterator<Item = &'s Option<f64>>,
) -> Vec<ScoreFinding> {
    let wrong = scores
        .enumerate()
        .filter(|(_, score)| score.is_some_and(|score| !score.is_finite()));
    wrong
        .map(|(row, _)| ScoreFinding {
            measure: measure.to_owned(),
            wave: wave.to_owned(),
            field,
            row: row as u64,
        })
        .collect()
}

/// Compares a baseline column with each follow-up column, overall and by group.
///
/// Use it for scores that are already side by side, with no linking or waves to find; [`compare`](super::compare()) is
/// for a study. Rows come by wave in the order added, then overall, then groups in alphabetical order.
///
/// # Errors
///
/// When no follow-up was added, one was added twice, a column's length differs from the baseline's, or the minimal
/// important change is below zero.
///
/// # Examples
///
/// ```
/// use throughline::longitudinal::Direction;
/// use throughline::outcomes::{WideScores, compare_columns};
///
/// let before = [Some(20.0), Some(18.0), Some(25.0), None];
/// let after = [Some(14.0), Some(18.0), None, Some(9.0)];
/// let scores = WideScores::new("difficulties", Direction::LowerIsBetter, &before).wave("6 months", &after);
/// let comparison = compare_columns(&scores)?;
/// let row = &comparison.rows()[0];
/// assert_eq!((row.n_eligible, row.n_baseline, row.n_paired), (4, 3, 2));
/// assert_eq!(row.change.as_ref().unwrap().mean_change, -3.0);
/// assert_eq!((row.responders.improved, row.responders.same), (1, 1));
/// # Ok::<(), throughline::Error>(())
/// ```
pub fn compare_columns(scores: &WideScores<'_>) -> Result<Comparison> {
    scores.check()?;
    Ok(compare_gathered(&scores.gather()))
}

/// Asks every method of an analysis of plain columns; [`analyse`](super::analyse()) is for a study.
///
/// # Errors
///
/// As [`compare_columns`], and when [`Analysis::check`] refuses the settings.
///
/// # Examples
///
/// ```
/// use throughline::longitudinal::Direction;
/// use throughline::outcomes::{Analysis, Method, WideScores, analyse_columns};
///
/// let before = [Some(20.0), Some(18.0), Some(25.0), None];
/// let after = [Some(14.0), Some(18.0), Some(22.0), Some(9.0)];
/// let scores = WideScores::new("difficulties", Direction::LowerIsBetter, &before).wave("6 months", &after);
/// let results = analyse_columns(&scores, &Analysis::of([Method::PairedT, Method::SignedRank]))?;
/// let mean = &results.rows()[0];
/// assert_eq!((mean.quantity.as_str(), mean.estimate, mean.n, mean.n_missing), ("mean change", Some(-3.0), 3, 1));
/// assert!(results.how(mean).contains("Student (1908)"));
/// # Ok::<(), throughline::Error>(())
/// ```
pub fn analyse_columns(scores: &WideScores<'_>, analysis: &Analysis) -> Result<Results> {
    scores.check()?;
    analyse_gathered(&scores.gather(), analysis, &crate::run::Run::new())
}

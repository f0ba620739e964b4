//! Comparing plain columns: one row a person, a baseline and one or more follow-ups side by side.

use std::collections::BTreeMap;

use crate::error::{OutcomesError, Result};
use crate::longitudinal::Direction;

use super::cell::{Cell, CellKey};
use super::{ALL, Comparison, ComparisonRow, NOT_RECORDED, OVERALL};

/// One measure's scores in wide form, borrowed; set it up, then [`compare_columns`].
///
/// A score that is `None` or not finite is missing. Every row counts as eligible.
#[derive(Debug, Clone)]
pub struct WideScores<'a> {
    measure: &'a str,
    direction: Direction,
    threshold: f64,
    baseline: &'a [Option<f64>],
    waves: Vec<(&'a str, &'a [Option<f64>])>,
    groups: Option<(&'a str, &'a [Option<&'a str>])>,
}

impl<'a> WideScores<'a> {
    /// A measure with its baseline column; add at least one [`wave`](Self::wave).
    pub fn new(measure: &'a str, direction: Direction, baseline: &'a [Option<f64>]) -> Self {
        Self {
            measure,
            direction,
            threshold: 0.0,
            baseline,
            waves: Vec::new(),
            groups: None,
        }
    }

    /// Adds a follow-up column, in the order of the result.
    #[must_use]
    pub fn wave(mut self, name: &'a str, follow_up: &'a [Option<f64>]) -> Self {
        self.waves.push((name, follow_up));
        self
    }

    /// Adds rows by the labels of a column; `None` is the group [`NOT_RECORDED`].
    #[must_use]
    pub fn group_by(mut self, name: &'a str, labels: &'a [Option<&'a str>]) -> Self {
        self.groups = Some((name, labels));
        self
    }

    /// Smallest change, in score units, that counts as improved or worse; without it any change counts.
    #[must_use]
    pub fn minimal_important_change(mut self, change: f64) -> Self {
        self.threshold = change;
        self
    }

    fn check(&self) -> Result<()> {
        let expected = self.baseline.len();
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
        if self.threshold.is_nan() || self.threshold < 0.0 {
            return Err(OutcomesError::ImportantChange {
                measure: self.measure.to_owned(),
            }
            .into());
        }
        if self.waves.is_empty() {
            return Err(OutcomesError::NoFollowUp {
                measure: self.measure.to_owned(),
            }
            .into());
        }
        for (position, (wave, follow_up)) in self.waves.iter().enumerate() {
            same_length(wave, follow_up.len())?;
            if self.waves[..position].iter().any(|(name, _)| name == wave) {
                return Err(OutcomesError::RepeatedWave {
                    measure: self.measure.to_owned(),
                    wave: (*wave).to_owned(),
                }
                .into());
            }
        }
        if let Some((name, labels)) = self.groups {
            same_length(name, labels.len())?;
        }
        Ok(())
    }

    fn key(&self, wave: &'a str, grouping: &'a str, group: &str) -> CellKey<'a> {
        CellKey {
            measure: self.measure,
            wave,
            grouping,
            group: group.to_owned(),
            direction: self.direction,
            threshold: self.threshold,
        }
    }

    fn rows(&self, wave: &'a str, follow_up: &[Option<f64>]) -> Vec<ComparisonRow> {
        let mut overall = Cell::default();
        let mut by_group: BTreeMap<(bool, &str), Cell> = BTreeMap::new();
        for (row, (&baseline, &follow_up)) in self.baseline.iter().zip(follow_up).enumerate() {
            overall.insert(baseline, follow_up);
            if let Some((_, labels)) = self.groups {
                let key = (labels[row].is_none(), labels[row].unwrap_or(NOT_RECORDED));
                by_group.entry(key).or_default().insert(baseline, follow_up);
            }
        }
        let grouping = self.groups.map_or(OVERALL, |(name, _)| name);
        let groups = by_group
            .into_iter()
            .map(|((_, group), cell)| cell.row(self.key(wave, grouping, group)));
        std::iter::once(overall.row(self.key(wave, OVERALL, ALL)))
            .chain(groups)
            .collect()
    }
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
    let rows = scores
        .waves
        .iter()
        .flat_map(|(wave, follow_up)| scores.rows(wave, follow_up))
        .collect();
    Ok(Comparison { rows })
}

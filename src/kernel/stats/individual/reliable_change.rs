//! The reliable change index.

use serde::Serialize;

/// Jacobson and Truax's bound of the index.
const BOUND: f64 = 1.96;

/// Which way a person reliably changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Better by more than measurement error.
    Improved,
    /// Within measurement error.
    Unchanged,
    /// Worse by more than measurement error.
    Deteriorated,
}

/// How large a change of this scale must be to be more than measurement error.
///
/// Jacobson and Truax (1991), J. Consulting and Clinical Psychology 59:12: S_E = s₁√(1 − r), S_diff = √2 S_E,
/// RC = (x₂ − x₁)/S_diff, reliable beyond 1.96. Use it for single people; of a group, about 5% without any true change
/// pass it, and more where records are falsely linked.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::individual::{Direction, ReliableChange};
///
/// let scale = ReliableChange::new(7.5, 0.8, false).unwrap();
/// assert!((scale.index(47.5, 32.5) + 3.162).abs() < 5e-4);
/// assert!((scale.threshold() - 9.297).abs() < 5e-4);
/// assert_eq!(scale.direction(47.5, 32.5), Direction::Improved);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ReliableChange {
    sd_difference: f64,
    higher_is_better: bool,
}

impl ReliableChange {
    /// From the standard deviation at baseline and the reliability, test–retest by preference.
    ///
    /// `None` unless the standard deviation is above zero and finite and the reliability is from 0 to below 1.
    pub fn new(sd: f64, reliability: f64, higher_is_better: bool) -> Option<Self> {
        let usable = sd > 0.0 && sd.is_finite() && (0.0..1.0).contains(&reliability);
        usable.then(|| Self {
            sd_difference: sd * (2.0 * (1.0 - reliability)).sqrt(),
            higher_is_better,
        })
    }

    /// Standard error of a difference between two scores of an unchanged person.
    pub fn sd_difference(&self) -> f64 {
        self.sd_difference
    }

    /// The change beyond which the index is reliable, 1.96 S_diff: also the smallest detectable change of one person.
    pub fn threshold(&self) -> f64 {
        BOUND * self.sd_difference
    }

    /// Whether a higher score is a better one.
    pub fn higher_is_better(&self) -> bool {
        self.higher_is_better
    }

    /// Follow-up minus baseline over the standard error of a difference; positive when the score rose.
    pub fn index(&self, baseline: f64, follow_up: f64) -> f64 {
        (follow_up - baseline) / self.sd_difference
    }

    /// Which way the person reliably changed.
    pub fn direction(&self, baseline: f64, follow_up: f64) -> Direction {
        let index = self.index(baseline, follow_up);
        let better = if self.higher_is_better { index } else { -index };
        if better > BOUND {
            Direction::Improved
        } else if better < -BOUND {
            Direction::Deteriorated
        } else {
            Direction::Unchanged
        }
    }
}

/// A person's change over several measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SeveralMeasures {
    /// At least one measure reliably better and none reliably worse.
    Improved,
    /// No measure reliably changed.
    Unchanged,
    /// Some reliably better, some reliably worse.
    Mixed,
    /// At least one measure reliably worse and none reliably better.
    Deteriorated,
}

/// One verdict over several measures of a person: the rule of the Child Outcomes Research Consortium.
///
/// Use it when services use different measures. `None` without a measure.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::individual::{Direction, SeveralMeasures, several_measures};
///
/// let verdict = several_measures(&[Direction::Improved, Direction::Unchanged]);
/// assert_eq!(verdict, Some(SeveralMeasures::Improved));
/// assert_eq!(several_measures(&[]), None);
/// ```
pub fn several_measures(directions: &[Direction]) -> Option<SeveralMeasures> {
    let improved = directions.contains(&Direction::Improved);
    let deteriorated = directions.contains(&Direction::Deteriorated);
    (!directions.is_empty()).then_some(match (improved, deteriorated) {
        (true, true) => SeveralMeasures::Mixed,
        (true, false) => SeveralMeasures::Improved,
        (false, true) => SeveralMeasures::Deteriorated,
        (false, false) => SeveralMeasures::Unchanged,
    })
}

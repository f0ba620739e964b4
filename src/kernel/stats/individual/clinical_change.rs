//! Clinically significant change: reliable, and across the line between clinical and ordinary scores.

use serde::Serialize;

use super::{Direction, ReliableChange};

/// Published means and standard deviations of the people in treatment and of the ordinary population.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Norms {
    /// Mean of the clinical population.
    pub clinical_mean: f64,
    /// Its standard deviation.
    pub clinical_sd: f64,
    /// Mean of the functional population.
    pub functional_mean: f64,
    /// Its standard deviation.
    pub functional_sd: f64,
}

/// Where the line between clinical and functional scores lies: Jacobson and Truax (1991), p. 13.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CutOff {
    /// Two standard deviations from the clinical mean, on the functional side.
    A,
    /// Two standard deviations from the functional mean, on the clinical side.
    B,
    /// Between both means, weighted by the standard deviations: the usual choice where both norms exist.
    C,
}

impl Norms {
    /// The line.
    ///
    /// # Examples
    ///
    /// ```
    /// use throughline::kernel::stats::individual::{CutOff, Norms};
    ///
    /// let depression = Norms {
    ///     clinical_mean: 35.48,
    ///     clinical_sd: 8.16,
    ///     functional_mean: 7.69,
    ///     functional_sd: 7.52,
    /// };
    /// assert!((depression.cut_off(CutOff::C) - 21.02).abs() < 0.005);
    /// ```
    pub fn cut_off(&self, kind: CutOff) -> f64 {
        let towards_functional = (self.functional_mean - self.clinical_mean).signum();
        match kind {
            CutOff::A => self.clinical_mean + towards_functional * 2.0 * self.clinical_sd,
            CutOff::B => self.functional_mean - towards_functional * 2.0 * self.functional_sd,
            CutOff::C => {
                (self.clinical_sd * self.functional_mean + self.functional_sd * self.clinical_mean)
                    / (self.clinical_sd + self.functional_sd)
            }
        }
    }
}

/// What became of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeClass {
    /// Reliably better, from the clinical to the functional side.
    Recovered,
    /// Reliably better, without crossing.
    Improved,
    /// Within measurement error.
    Unchanged,
    /// Reliably worse, without crossing.
    Deteriorated,
    /// Reliably worse, from the functional to the clinical side.
    Harmed,
}

/// Reliable change with a line to cross.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::individual::{ChangeClass, ClinicalChange, ReliableChange};
///
/// let scale = ReliableChange::new(8.16, 0.801, false).unwrap();
/// let change = ClinicalChange { reliable: scale, cut_off: 21.02 };
/// assert_eq!(change.classify(35.0, 12.0), ChangeClass::Recovered);
/// assert_eq!(change.classify(45.0, 30.0), ChangeClass::Improved);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ClinicalChange {
    /// How much change is reliable.
    pub reliable: ReliableChange,
    /// The line; a score on it is on neither side.
    pub cut_off: f64,
}

impl ClinicalChange {
    /// What became of a person with these scores.
    pub fn classify(&self, baseline: f64, follow_up: f64) -> ChangeClass {
        let sign = if self.reliable.higher_is_better() {
            1.0
        } else {
            -1.0
        };
        let functional = |score: f64| sign * score > sign * self.cut_off;
        let clinical = |score: f64| sign * score < sign * self.cut_off;
        match self.reliable.direction(baseline, follow_up) {
            Direction::Unchanged => ChangeClass::Unchanged,
            Direction::Improved if clinical(baseline) && functional(follow_up) => {
                ChangeClass::Recovered
            }
            Direction::Improved => ChangeClass::Improved,
            Direction::Deteriorated if functional(baseline) && clinical(follow_up) => {
                ChangeClass::Harmed
            }
            Direction::Deteriorated => ChangeClass::Deteriorated,
        }
    }
}

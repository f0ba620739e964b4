//! What is measured, and which way is better.

use serde::{Deserialize, Serialize};

use crate::schema::DatasetKind;

/// Which direction of change is an improvement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// A higher score is better.
    HigherIsBetter,
    /// A lower score is better, as with a difficulties score.
    LowerIsBetter,
}

impl Direction {
    /// `1.0` or `-1.0`: what a change is multiplied by so that positive is better.
    pub fn sign(self) -> f64 {
        match self {
            Self::HigherIsBetter => 1.0,
            Self::LowerIsBetter => -1.0,
        }
    }

    /// Judges a change (follow-up minus baseline): better or worse by at least the minimal important change, or by
    /// any amount where that is `None` or not above zero. Differences below 1e-9 are rounding of the arithmetic.
    pub fn classify(self, change: f64, minimal_important_change: Option<f64>) -> Response {
        const ROUNDING: f64 = 1e-9;
        let minimal = minimal_important_change.filter(|minimal| *minimal > 0.0);
        let threshold = minimal.map_or(ROUNDING, |minimal| minimal - ROUNDING);
        let gain = change * self.sign();
        if gain >= threshold {
            Response::Improved
        } else if gain <= -threshold {
            Response::Worse
        } else {
            Response::Same
        }
    }
}

/// One thing that is scored at baseline and again at follow-up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Its name in the study and in every table.
    pub name: String,
    /// Which records carry its scores: assessments or outcomes.
    pub dataset: DatasetKind,
    /// The instrument (assessments) or personal-outcome category (outcomes) whose scores count.
    pub instrument: String,
    /// The domain of the instrument; `None` takes scores of every domain.
    pub domain: Option<String>,
    /// Lowest and highest possible score.
    pub range: (f64, f64),
    /// Which direction is better.
    pub direction: Direction,
    /// Smallest change, in score units, that matters to people; `None` when not known.
    pub minimal_important_change: Option<f64>,
    /// Test-retest reliability, 0 to 1, from a published source; `None` when not known.
    pub reliability: Option<f64>,
}

impl Measure {
    /// What a change (follow-up minus baseline, in score units) means for the person, by the measure's direction.
    ///
    /// The one rule behind every count of improved, same and worse: a change for the better of at least the
    /// minimal important change is an improvement, one for the worse of at least that much is a worsening. Where
    /// no minimal important change is known, any change that is not zero counts. Differences below a billionth
    /// of the range are rounding of the arithmetic and are not told apart.
    ///
    /// # Examples
    ///
    /// ```
    /// use throughline::longitudinal::{Direction, Measure, Response};
    /// use throughline::schema::DatasetKind;
    ///
    /// let sdq = Measure {
    ///     name: "difficulties".into(),
    ///     dataset: DatasetKind::Assessments,
    ///     instrument: "sdq".into(),
    ///     domain: Some("total".into()),
    ///     range: (0.0, 40.0),
    ///     direction: Direction::LowerIsBetter,
    ///     minimal_important_change: Some(3.0),
    ///     reliability: None,
    /// };
    /// assert_eq!(sdq.classify(-3.0), Response::Improved);
    /// assert_eq!(sdq.classify(2.0), Response::Same);
    /// assert_eq!(sdq.classify(5.0), Response::Worse);
    /// ```
    pub fn classify(&self, change: f64) -> Response {
        self.direction
            .classify(change, self.minimal_important_change)
    }
}

/// How one person's score changed, as [`Measure::classify`] judges it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Response {
    /// Better by at least the threshold.
    Improved,
    /// Changed by less than the threshold.
    Same,
    /// Worse by at least the threshold.
    Worse,
}

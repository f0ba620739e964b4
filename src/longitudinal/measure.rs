//! What is measured, and which way is better.

use serde::{Deserialize, Serialize};

use crate::longitudinal::{Conversion, Norms, Stage};
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
    /// Score that divides people in need from others; a score on it is in need. `None` when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut_off: Option<f64>,
    /// How raw scores, whose range is [`range`](Self::range), are converted before anything else; `None` leaves them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversion: Option<Conversion>,
    /// Named stages or bands, lowest first; empty where scores have none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<Stage>,
    /// Published means and standard deviations; `None` when not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub norms: Option<Norms>,
}

impl Measure {
    /// A measure of which only the scale and its direction are known, of every domain of its instrument.
    ///
    /// # Examples
    ///
    /// ```
    /// use throughline::longitudinal::{Direction, Measure};
    /// use throughline::schema::DatasetKind;
    ///
    /// let sdq = Measure {
    ///     domain: Some("total".into()),
    ///     cut_off: Some(17.0),
    ///     ..Measure::new("difficulties", DatasetKind::Assessments, "sdq", (0.0, 40.0), Direction::LowerIsBetter)
    /// };
    /// assert!(sdq.in_need(17.0).is_some_and(|yes| yes));
    /// assert!(sdq.minimal_important_change.is_none());
    /// ```
    pub fn new(
        name: impl Into<String>,
        dataset: DatasetKind,
        instrument: impl Into<String>,
        range: (f64, f64),
        direction: Direction,
    ) -> Self {
        Self {
            name: name.into(),
            dataset,
            instrument: instrument.into(),
            domain: None,
            range,
            direction,
            minimal_important_change: None,
            reliability: None,
            cut_off: None,
            conversion: None,
            stages: Vec::new(),
            norms: None,
        }
    }

    /// Whether a score is on the worse side of the cut-off, the cut-off included; `None` without a cut-off.
    pub fn in_need(&self, score: f64) -> Option<bool> {
        let cut_off = self.cut_off?;
        Some(match self.direction {
            Direction::HigherIsBetter => score <= cut_off,
            Direction::LowerIsBetter => score >= cut_off,
        })
    }

    /// What a change (follow-up minus baseline, in score units) means for the person, by the measure's direction.
    ///
    /// The one rule behind every count of improved, same and worse: a change for the better of at least the
    /// minimal important change is an improvement, one for the worse of at least that much is a worsening. Where
    /// no minimal important change is known, any change that is not zero counts ([`Direction::classify`]).
    ///
    /// # Examples
    ///
    /// ```
    /// use throughline::longitudinal::{Direction, Measure, Response};
    /// use throughline::schema::DatasetKind;
    ///
    /// let sdq = Measure {
    ///     minimal_important_change: Some(3.0),
    ///     ..Measure::new("difficulties", DatasetKind::Assessments, "sdq", (0.0, 40.0), Direction::LowerIsBetter)
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

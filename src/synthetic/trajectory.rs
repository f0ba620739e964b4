//! What is planted: measures, services' mean effects, noise, and drop-out.

use super::draw::Draw;
use super::person::Sex;
use crate::schema::DatasetKind;

/// The two services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Service {
    EarlyHelp,
    SocialCare,
}

impl Service {
    pub(crate) const ALL: [Self; 2] = [Self::EarlyHelp, Self::SocialCare];

    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::EarlyHelp => "early_help",
            Self::SocialCare => "social_care",
        }
    }
}

/// Measures that are scored together on one occasion by one agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Battery {
    Difficulties,
    Development,
    Personal,
    Wellbeing,
}

impl Battery {
    pub(crate) const ALL: [Self; 4] = [
        Self::Difficulties,
        Self::Development,
        Self::Personal,
        Self::Wellbeing,
    ];

    pub(crate) fn kind(self) -> DatasetKind {
        match self {
            Self::Personal => DatasetKind::Outcomes,
            _ => DatasetKind::Assessments,
        }
    }

    pub(crate) fn measures(self) -> impl Iterator<Item = (usize, &'static Planted)> {
        let of = move |(_, measure): &(usize, &Planted)| measure.battery == self;
        MEASURES.iter().enumerate().filter(of)
    }

    /// Whether it is scored at a follow-up wave.
    pub(crate) fn scored_at(self, wave: usize) -> bool {
        self != Self::Development || wave > 0
    }
}

/// A follow-up wave: name, days after the start, share of the whole effect that has come by then.
pub(crate) const WAVES: [(&str, i64, f64); 3] = [
    ("3 months", 91, 0.5),
    ("6 months", 182, 0.8),
    ("12 months", 365, 1.0),
];

/// A measure and what is planted in it; score units throughout.
pub(crate) struct Planted {
    pub(crate) name: &'static str,
    pub(crate) instrument: &'static str,
    pub(crate) domain: &'static str,
    pub(crate) battery: Battery,
    /// Lowest score, highest score, and the step between scores.
    pub(crate) scale: (i64, i64, i64),
    /// Mean and standard deviation of true baselines.
    baseline: (f64, f64),
    /// Standard deviation of measurement error.
    error: f64,
    /// Mean change by 12 months: Early Help, social care.
    effect: [f64; 2],
    /// Added for girls, taken away for boys.
    sex_difference: f64,
    /// Standard deviation of people's true change by 12 months.
    spread: f64,
    /// 1 where a higher score is better, -1 where a lower one is.
    better: f64,
}

const fn planted(
    name: &'static str,
    (instrument, domain, battery): (&'static str, &'static str, Battery),
    scale: (i64, i64, i64),
    baseline: (f64, f64),
    error: f64,
    effect: [f64; 2],
    (sex_difference, spread, better): (f64, f64, f64),
) -> Planted {
    Planted {
        name,
        instrument,
        domain,
        battery,
        scale,
        baseline,
        error,
        effect,
        sex_difference,
        spread,
        better,
    }
}

const fn development(
    name: &'static str,
    domain: &'static str,
    mean: f64,
    effect: [f64; 2],
) -> Planted {
    planted(
        name,
        ("asq_3", domain, Battery::Development),
        (0, 60, 5),
        (mean, 9.0),
        3.0,
        effect,
        (0.0, 5.0, 1.0),
    )
}

const fn personal(
    name: &'static str,
    domain: &'static str,
    mean: f64,
    effect: [f64; 2],
    sex: f64,
) -> Planted {
    planted(
        name,
        ("personal_outcome", domain, Battery::Personal),
        (0, 10, 1),
        (mean, 1.5),
        0.7,
        effect,
        (sex, 0.9, 1.0),
    )
}

/// Every measure, in the order of the study.
pub(crate) const MEASURES: [Planted; 10] = [
    planted(
        "Difficulties",
        ("sdq", "total", Battery::Difficulties),
        (0, 40, 1),
        (18.0, 5.0),
        2.0,
        [-3.0, -1.5],
        (-0.5, 3.0, -1.0),
    ),
    development("Communication", "communication", 33.0, [5.0, 3.0]),
    development("Gross motor", "gross_motor", 37.0, [2.0, 1.0]),
    development("Fine motor", "fine_motor", 35.0, [2.5, 1.5]),
    development("Problem solving", "problem_solving", 34.0, [4.0, 2.0]),
    development("Personal-social", "personal_social", 34.0, [4.0, 2.5]),
    personal("Feeling safe", "feeling_safe", 4.3, [1.5, 1.1], 0.0),
    personal("Things to do", "things_to_do", 4.6, [1.0, 0.4], 0.2),
    personal("Confidence", "confidence", 4.5, [0.8, 0.8], 0.3),
    planted(
        "Wellbeing",
        ("swemwbs", "total", Battery::Wellbeing),
        (7, 35, 1),
        (19.5, 3.5),
        1.4,
        [2.4, 1.2],
        (0.4, 2.0, 1.0),
    ),
];

/// Whose effect: service, sex, and how many times as large the locality's effects are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject {
    pub(crate) service: Service,
    pub(crate) sex: Sex,
    pub(crate) effect: f64,
}

impl Planted {
    /// Mean true change planted by a wave for such a subject.
    pub(crate) fn mean_change(&self, subject: Subject, wave: usize) -> f64 {
        let sex = match subject.sex {
            Sex::Female => self.sex_difference,
            Sex::Male => -self.sex_difference,
        };
        (self.effect[subject.service as usize] + sex) * subject.effect * WAVES[wave].2
    }

    /// The score that a true value is written down as: with error, on a step of the scale, within its ends.
    fn score(&self, draw: &mut Draw, truth: f64) -> i64 {
        let (low, high, step) = self.scale;
        let measured = truth + self.error * draw.normal();
        let steps = ((measured - low as f64) / step as f64 + 0.5).floor() as i64;
        (low + steps * step).clamp(low, high)
    }

    /// How far a score is from the mean baseline towards the worse, in standard deviations.
    fn need(&self, score: i64) -> f64 {
        self.better * (self.baseline.0 - score as f64) / self.baseline.1
    }

    fn trajectory(&self, draw: &mut Draw, subject: Subject, need: f64) -> Scores {
        let (mean, sd) = self.baseline;
        let truth = mean + sd * (0.8 * draw.normal() - 0.6 * self.better * need);
        let own = self.spread * draw.normal();
        let baseline = self.score(draw, truth);
        let follow_ups = [0, 1, 2].map(|wave| {
            let change = self.mean_change(subject, wave) + own * WAVES[wave].2;
            self.score(draw, truth + change)
        });
        Scores {
            baseline,
            follow_ups,
        }
    }
}

/// One measure's scores of one subject, whether or not they are recorded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scores {
    pub(crate) baseline: i64,
    pub(crate) follow_ups: [i64; WAVES.len()],
}

/// A battery's scores of one subject, and how many waves they stay for.
#[derive(Debug, Clone)]
pub(crate) struct Course {
    /// Place in [`MEASURES`] and scores.
    pub(crate) scores: Vec<(usize, Scores)>,
    pub(crate) waves_kept: usize,
}

impl Course {
    /// Draws a subject's course. Those in greater need at the recorded baseline leave sooner: between waves 12% of
    /// people at the mean, and 7 percentage points more or less for each standard deviation of need above or
    /// below it, never under 2% or over 45%. Given the baseline, leaving has nothing to do with change.
    pub(crate) fn draw(draw: &mut Draw, battery: Battery, subject: Subject) -> Self {
        let need = draw.normal();
        let scores: Vec<(usize, Scores)> = battery
            .measures()
            .map(|(place, measure)| (place, measure.trajectory(draw, subject, need)))
            .collect();
        let seen: f64 = scores
            .iter()
            .map(|(place, scores)| MEASURES[*place].need(scores.baseline))
            .sum::<f64>()
            / scores.len() as f64;
        let leaving = (0.12 + 0.07 * seen).clamp(0.02, 0.45);
        let waves_kept = (0..WAVES.len())
            .take_while(|_| !draw.chance(leaving))
            .count();
        Self { scores, waves_kept }
    }
}

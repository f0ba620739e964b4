//! What a study of the datasets should find: expected change by measure, wave, service and group.

use std::collections::BTreeMap;

use super::agency::AGENCIES;
use super::draw::{Draw, Purpose};
use super::journey::{Journey, Start};
use super::trajectory::{Course, MEASURES, Service, WAVES};

/// Expected change of one measure by one wave for one service and group.
#[derive(Debug, Clone, PartialEq)]
pub struct PlantedEffect {
    /// Name of the measure in the study.
    pub measure: &'static str,
    /// Its instrument.
    pub instrument: &'static str,
    /// Its domain.
    pub domain: &'static str,
    /// Name of the wave in the study.
    pub wave: &'static str,
    /// `early_help`, `social_care` or `all`.
    pub service: &'static str,
    /// What the group is of: `overall`, `sex` or `partner` (the council that took the referral).
    pub grouping: &'static str,
    /// The group: `all`, `F`, `M` or a partner's name in its own records.
    pub group: &'static str,
    /// People who were to be scored on it, followed up or not.
    pub people: u64,
    /// Mean change of true values, before measurement error, rounding and the ends of the scale.
    pub planted_change: f64,
    /// Expected mean change of scores if everyone were followed up.
    pub expected_change: f64,
    /// Expected mean change of scores of those who are followed up; what a study of pairs estimates.
    pub expected_change_followed_up: f64,
    /// Standard deviation of the change of scores.
    pub sd_change: f64,
    /// Expected share followed up.
    pub share_followed_up: f64,
}

type Key = (usize, usize, usize, usize);

/// Sums over simulated courses; all integers but the planted means, so that adding up in any grouping is exact.
#[derive(Debug, Clone, Default)]
struct Sums {
    people: u64,
    planted: f64,
    courses: i64,
    change: i64,
    squares: i64,
    followed_up: i64,
    change_followed_up: i64,
}

/// Expected effects, added up block by block.
#[derive(Debug, Clone, Default)]
pub(crate) struct Expectation {
    sums: BTreeMap<Key, Sums>,
}

/// Groups: everyone, the sexes, then the agencies in order.
const GROUP_OF_PARTNERS: usize = 3;

impl Expectation {
    /// Simulates each journey's courses anew, so many times, from a stream of their own.
    pub(crate) fn of(seed: u64, block: u64, journeys: &[Journey], times: usize) -> Self {
        let mut draw = Draw::new(seed, Purpose::Expectation, block);
        let mut expectation = Self::default();
        for journey in journeys {
            let Some(start) = journey.start else {
                continue;
            };
            for &battery in &journey.batteries {
                let courses: Vec<Course> = (0..times)
                    .map(|_| Course::draw(&mut draw, battery, start.subject))
                    .collect();
                for wave in (0..WAVES.len()).filter(|&wave| battery.scored_at(wave)) {
                    for (nth, (measure, _)) in battery.measures().enumerate() {
                        let sums = Sums::of(&courses, start, measure, nth, wave);
                        expectation.insert(start, measure, wave, &sums);
                    }
                }
            }
        }
        expectation
    }

    fn insert(&mut self, start: Start, measure: usize, wave: usize, sums: &Sums) {
        let sex = 1 + start.subject.sex as usize;
        for service in [0, 1 + start.subject.service as usize] {
            for group in [0, sex, GROUP_OF_PARTNERS + start.council] {
                self.sums
                    .entry((measure, wave, service, group))
                    .or_default()
                    .add(sums);
            }
        }
    }

    /// Adds another block's.
    pub(crate) fn combine(&mut self, other: &Self) {
        for (key, sums) in &other.sums {
            self.sums.entry(*key).or_default().add(sums);
        }
    }

    /// Measures in study order, then waves, services (all first) and groups.
    pub(crate) fn finalise(&self) -> Vec<PlantedEffect> {
        self.sums
            .iter()
            .map(|(key, sums)| sums.effect(*key))
            .collect()
    }
}

impl Sums {
    fn of(courses: &[Course], start: Start, measure: usize, nth: usize, wave: usize) -> Self {
        let mut sums = Self {
            people: 1,
            planted: MEASURES[measure].mean_change(start.subject, wave),
            ..Self::default()
        };
        for course in courses {
            let (_, scores) = course.scores[nth];
            let change = scores.follow_ups[wave] - scores.baseline;
            let stays = i64::from(wave < course.waves_kept);
            sums.courses += 1;
            sums.change += change;
            sums.squares += change * change;
            sums.followed_up += stays;
            sums.change_followed_up += stays * change;
        }
        sums
    }

    fn add(&mut self, other: &Self) {
        self.people += other.people;
        self.planted += other.planted;
        self.courses += other.courses;
        self.change += other.change;
        self.squares += other.squares;
        self.followed_up += other.followed_up;
        self.change_followed_up += other.change_followed_up;
    }

    fn effect(&self, (measure, wave, service, group): Key) -> PlantedEffect {
        let planted = &MEASURES[measure];
        let courses = self.courses as f64;
        let mean = self.change as f64 / courses;
        let (grouping, group) = match group {
            0 => ("overall", "all"),
            1 => ("sex", "F"),
            2 => ("sex", "M"),
            _ => ("partner", AGENCIES[group - GROUP_OF_PARTNERS].title),
        };
        PlantedEffect {
            measure: planted.name,
            instrument: planted.instrument,
            domain: planted.domain,
            wave: WAVES[wave].0,
            service: match service {
                0 => "all",
                _ => Service::ALL[service - 1].code(),
            },
            grouping,
            group,
            people: self.people,
            planted_change: self.planted / self.people as f64,
            expected_change: mean,
            expected_change_followed_up: self.change_followed_up as f64 / self.followed_up as f64,
            sd_change: (self.squares as f64 / courses - mean * mean).sqrt(),
            share_followed_up: self.followed_up as f64 / courses,
        }
    }
}

/// The columns of `truth/effects.csv`.
pub(crate) const EFFECT_COLUMNS: [&str; 13] = [
    "measure",
    "instrument",
    "domain",
    "wave",
    "service",
    "grouping",
    "group",
    "people",
    "planted_change",
    "expected_change",
    "expected_change_followed_up",
    "sd_change",
    "share_followed_up",
];

impl PlantedEffect {
    pub(crate) fn fields(&self) -> [String; 13] {
        let text = |text: &str| text.to_string();
        let number = |number: f64| format!("{number:.4}");
        [
            text(self.measure),
            text(self.instrument),
            text(self.domain),
            text(self.wave),
            text(self.service),
            text(self.grouping),
            text(self.group),
            self.people.to_string(),
            number(self.planted_change),
            number(self.expected_change),
            number(self.expected_change_followed_up),
            number(self.sd_change),
            number(self.share_followed_up),
        ]
    }
}

//! Who was followed up and who was lost.

use polars::prelude::{Column, DataFrame};
use rayon::prelude::*;
use serde::Serialize;

use crate::error::Result;
use crate::longitudinal::Study;
use crate::longitudinal::episodes::Episodes;
use crate::longitudinal::pairing::Due;
use crate::longitudinal::waves::Waves;

/// Flow from eligible to followed up, one row per measure, wave and group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Attrition {
    pub(crate) rows: Vec<AttritionRow>,
}

impl Attrition {
    /// A table of one's own rows, in the order of [`rows`](Self::rows): for a flow that was counted elsewhere.
    pub fn from_rows(rows: Vec<AttritionRow>) -> Self {
        Self { rows }
    }

    /// The rows, in the order of a [`Comparison`](crate::outcomes::Comparison)'s.
    pub fn rows(&self) -> &[AttritionRow] {
        &self.rows
    }

    /// The rows as a table, one column per field of [`AttritionRow`] and one, `no_baseline`, for those due without
    /// a baseline score; counts are `UInt64`, means `Float64`.
    ///
    /// # Errors
    ///
    /// When the frame engine refuses, for want of memory.
    pub fn to_frame(&self) -> Result<DataFrame> {
        let text = |name: &str, of: fn(&AttritionRow) -> &String| {
            let values: Vec<&str> = self.rows.iter().map(|row| of(row).as_str()).collect();
            Column::new(name.into(), values)
        };
        let count = |name: &str, of: fn(&AttritionRow) -> u64| {
            let values: Vec<u64> = self.rows.iter().map(of).collect();
            Column::new(name.into(), values)
        };
        let mean = |name: &str, of: fn(&AttritionRow) -> Option<f64>| {
            let values: Vec<Option<f64>> = self.rows.iter().map(of).collect();
            Column::new(name.into(), values)
        };
        let columns = vec![
            text("measure", |row| &row.measure),
            text("wave", |row| &row.wave),
            text("grouping", |row| &row.grouping),
            text("group", |row| &row.group),
            count("eligible", |row| row.eligible),
            count("not_due", |row| row.not_due),
            count("no_baseline", AttritionRow::no_baseline),
            count("with_baseline", |row| row.with_baseline),
            count("followed_up", |row| row.followed_up),
            count("lost", |row| row.lost),
            mean("mean_baseline_followed", |row| row.mean_baseline_followed),
            mean("mean_baseline_lost", |row| row.mean_baseline_lost),
        ];
        Ok(DataFrame::new(self.rows.len(), columns)?)
    }
}

/// Flow of one group in one measure at one wave. `eligible = due + not_due`, `due = with_baseline + no_baseline`,
/// `with_baseline = followed_up + lost`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AttritionRow {
    /// Name of the measure.
    pub measure: String,
    /// Name of the follow-up wave.
    pub wave: String,
    /// What the groups are of; `overall` for the row of everyone.
    pub grouping: String,
    /// The group; `all` in the overall row.
    pub group: String,
    /// Episodes that started.
    pub eligible: u64,
    /// Episodes whose follow-up window is still open at the end of the data.
    pub not_due: u64,
    /// Due, with a baseline score.
    pub with_baseline: u64,
    /// With a baseline score and a follow-up score.
    pub followed_up: u64,
    /// With a baseline score and no follow-up score.
    pub lost: u64,
    /// Mean baseline of those followed up, `None` where there are none.
    pub mean_baseline_followed: Option<f64>,
    /// Mean baseline of those lost, `None` where there are none.
    pub mean_baseline_lost: Option<f64>,
}

impl AttritionRow {
    /// Episodes whose follow-up is there or should be.
    pub fn due(&self) -> u64 {
        self.eligible - self.not_due
    }

    /// Episodes that are due and have no baseline score.
    pub fn no_baseline(&self) -> u64 {
        self.due() - self.with_baseline
    }
}

/// Counts of one group, before they have names.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    eligible: u64,
    not_due: u64,
    with_baseline: u64,
    followed_up: u64,
    baseline_followed: f64,
    baseline_lost: f64,
}

impl Tally {
    fn add(&mut self, due: bool, baseline: Option<f64>, followed_up: bool) {
        self.eligible += 1;
        let Some(baseline) = baseline.filter(|_| due) else {
            self.not_due += u64::from(!due);
            return;
        };
        self.with_baseline += 1;
        if followed_up {
            self.followed_up += 1;
            self.baseline_followed += baseline;
        } else {
            self.baseline_lost += baseline;
        }
    }

    fn row(self, measure: &str, wave: &str, grouping: &str, group: &str) -> AttritionRow {
        let lost = self.with_baseline - self.followed_up;
        assert!(self.not_due + self.with_baseline <= self.eligible);
        let mean = |sum: f64, n: u64| (n > 0).then(|| sum / n as f64);
        AttritionRow {
            measure: measure.into(),
            wave: wave.into(),
            grouping: grouping.into(),
            group: group.into(),
            eligible: self.eligible,
            not_due: self.not_due,
            with_baseline: self.with_baseline,
            followed_up: self.followed_up,
            lost,
            mean_baseline_followed: mean(self.baseline_followed, self.followed_up),
            mean_baseline_lost: mean(self.baseline_lost, lost),
        }
    }
}

/// Counts the flow of every measure, wave and group.
pub(super) fn count_attrition(
    study: &Study,
    episodes: &Episodes,
    waves: &Waves,
    due: Due,
) -> Attrition {
    let each_wave = |measure| (0..study.waves.len()).map(move |wave| (measure, wave));
    let blocks: Vec<_> = (0..study.measures.len()).flat_map(each_wave).collect();
    let rows = blocks
        .into_par_iter()
        .flat_map_iter(|(measure, wave)| count_block(study, episodes, waves, due, measure, wave));
    Attrition {
        rows: rows.collect(),
    }
}

/// The rows of one measure at one wave: everyone, then each grouping's groups.
fn count_block(
    study: &Study,
    episodes: &Episodes,
    waves: &Waves,
    due: Due,
    measure: usize,
    wave: usize,
) -> Vec<AttritionRow> {
    let groupings = &episodes.groupings;
    let mut overall = Tally::default();
    let mut groups: Vec<Vec<Tally>> = groupings
        .iter()
        .map(|grouping| vec![Tally::default(); grouping.labels.len()])
        .collect();
    for (number, episode) in episodes.iter().enumerate() {
        let follow_up = waves.get(measure, wave + 1, number);
        let baseline = waves.get(measure, 0, number).map(|own| own.score);
        let is_due = due.is_due(episode, study.waves[wave].window.to, follow_up);
        overall.add(is_due, baseline, follow_up.is_some());
        for (tallies, grouping) in groups.iter_mut().zip(groupings) {
            let group = grouping.codes[number] as usize;
            tallies[group].add(is_due, baseline, follow_up.is_some());
        }
    }
    let (measure, wave) = (&study.measures[measure].name, &study.waves[wave].name);
    let mut rows = vec![overall.row(measure, wave, "overall", "all")];
    for (tallies, grouping) in groups.iter().zip(groupings) {
        for (tally, label) in tallies.iter().zip(&grouping.labels) {
            rows.push(tally.row(measure, wave, &grouping.name, label));
        }
    }
    rows
}

//! Baseline and follow-up side by side.

use polars::prelude::{Column, DataFrame};

use crate::error::Result;
use crate::longitudinal::episodes::{Episode, Episodes};
use crate::longitudinal::grouping::repeated;
use crate::longitudinal::waves::{Observed, Waves};
use crate::longitudinal::{PairedOutcomes, Study};

/// The rule by which a follow-up is due: it is there, or its window has ended in the time that the data cover.
#[derive(Clone, Copy)]
pub(super) struct Due {
    pub(super) observed_to: Option<i32>,
}

impl Due {
    pub(super) fn is_due(
        self,
        episode: &Episode,
        wave_ends: i32,
        follow_up: Option<&Observed>,
    ) -> bool {
        let end = episode.start_day.saturating_add(wave_ends);
        follow_up.is_some() || self.observed_to.is_some_and(|last| end <= last)
    }
}

/// Columns that grow by one row per measure, wave and episode, in that order.
#[derive(Default)]
struct Rows {
    measures: Vec<u32>,
    waves: Vec<u32>,
    baseline: Vec<Option<f64>>,
    follow_up: Vec<Option<f64>>,
    baseline_days: Vec<Option<i32>>,
    follow_up_days: Vec<Option<i32>>,
    due: Vec<bool>,
    link_weight: Vec<f64>,
}

impl Rows {
    fn push(
        &mut self,
        episode: &Episode,
        due: bool,
        before: Option<&Observed>,
        after: Option<&Observed>,
    ) {
        let weight = |seen: Option<&Observed>| seen.map_or(f64::INFINITY, |own| own.link_weight);
        self.baseline.push(before.map(|own| own.score));
        self.follow_up.push(after.map(|own| own.score));
        self.baseline_days.push(before.map(|own| own.days));
        self.follow_up_days.push(after.map(|own| own.days));
        self.due.push(due);
        self.link_weight
            .push(episode.link_weight.min(weight(before)).min(weight(after)));
    }
}

/// Every episode's baseline and follow-up, by measure and wave.
pub(super) fn pair(
    study: &Study,
    episodes: &Episodes,
    waves: &Waves,
    due: Due,
) -> Result<PairedOutcomes> {
    let mut rows = Rows::default();
    for measure in 0..study.measures.len() {
        for (wave, definition) in study.waves.iter().enumerate() {
            for (number, episode) in episodes.iter().enumerate() {
                let before = waves.get(measure, 0, number);
                let after = waves.get(measure, wave + 1, number);
                let due = due.is_due(episode, definition.window.to, after);
                rows.push(episode, due, before, after);
            }
            let filled = rows.due.len();
            rows.measures.resize(filled, measure as u32);
            rows.waves.resize(filled, wave as u32);
        }
    }
    Ok(PairedOutcomes {
        frame: frame(study, episodes, rows)?,
        measures: study.measures.clone(),
        waves: study.waves.iter().map(|wave| wave.name.clone()).collect(),
        groupings: study.groups.clone(),
    })
}

fn frame(study: &Study, episodes: &Episodes, rows: Rows) -> Result<DataFrame> {
    let blocks = study.measures.len() * study.waves.len();
    let height = rows.due.len();
    let measures: Vec<String> = study.measures.iter().map(|m| m.name.clone()).collect();
    let waves: Vec<String> = study.waves.iter().map(|wave| wave.name.clone()).collect();
    let persons: Vec<u32> = episodes.iter().map(|episode| episode.person.0).collect();
    let numbers: Vec<u32> = (0..episodes.len() as u32).collect();
    let mut columns = vec![
        Column::new("person".into(), persons.repeat(blocks)),
        Column::new("episode".into(), numbers.repeat(blocks)),
        repeated("measure", &measures, &rows.measures, 1),
        repeated("wave", &waves, &rows.waves, 1),
        Column::new("baseline".into(), rows.baseline),
        Column::new("follow_up".into(), rows.follow_up),
        Column::new("baseline_days".into(), rows.baseline_days),
        Column::new("follow_up_days".into(), rows.follow_up_days),
        Column::new("due".into(), rows.due),
        Column::new("link_weight".into(), rows.link_weight),
    ];
    let groupings = episodes.groupings.iter();
    columns.extend(groupings.map(|grouping| grouping.column(blocks)));
    Ok(DataFrame::new(height, columns)?)
}

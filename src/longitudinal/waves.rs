//! The score that counts for each episode in each window.

use polars::prelude::{Column, DataFrame};
use rayon::prelude::*;

use crate::error::Result;
use crate::linkage::PersonIndex;
use crate::longitudinal::episodes::{Episode, Episodes};
use crate::longitudinal::grouping::repeated;
use crate::longitudinal::scores::{Score, Scores};
use crate::longitudinal::{Choose, Study, Wave, Window};

/// Episodes worked on at a time by one thread; results do not depend on it.
const CHUNK: usize = 4096;

/// The score that counts for an episode in a window of a measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observed {
    /// The score, or the mean of several.
    pub score: f64,
    /// Its day, counted from the episode's start.
    pub days: i32,
    /// How many scores lay in the window.
    pub scores: u32,
    /// Match weight of the weakest membership among the records used.
    pub link_weight: f64,
}

const NOTHING: Observed = Observed {
    score: f64::NAN,
    days: 0,
    scores: 0,
    link_weight: f64::INFINITY,
};

/// The scores of every episode over time: one for each measure and window that has any.
///
/// Window 0 is the baseline, window `i` the study's `i`-th follow-up wave.
#[derive(Debug, Clone)]
pub struct Waves {
    windows: Vec<Wave>,
    measures: Vec<String>,
    persons: Vec<u32>,
    cells: Vec<Vec<Observed>>,
}

impl Waves {
    pub(super) fn observe(
        study: &Study,
        episodes: &Episodes,
        scores: &Scores,
        people: &PersonIndex,
    ) -> Self {
        let baseline = Wave::new("baseline", with_target(&study.baseline, 0));
        let waves = study.waves.iter().map(|wave| {
            let window = with_target(&wave.window, wave.window.middle());
            Wave::new(wave.name.clone(), window)
        });
        let windows: Vec<Wave> = std::iter::once(baseline).chain(waves).collect();
        let measures = 0..study.measures.len();
        Self {
            cells: measures
                .map(|measure| observe_measure(&windows, episodes, scores.of(measure), people))
                .collect(),
            windows,
            measures: study.measures.iter().map(|m| m.name.clone()).collect(),
            persons: episodes.iter().map(|episode| episode.person.0).collect(),
        }
    }

    /// The windows, the baseline first, each with the target day that its rule measures from.
    pub fn windows(&self) -> &[Wave] {
        &self.windows
    }

    /// What counts for an episode in a window of a measure (both by place); `None` where no score lies in it.
    ///
    /// # Panics
    ///
    /// When there is no such measure, window or episode.
    pub fn get(&self, measure: usize, window: usize, episode: usize) -> Option<&Observed> {
        assert!(window < self.windows.len(), "no window {window}");
        let cell = &self.cells[measure][episode * self.windows.len() + window];
        (cell.scores > 0).then_some(cell)
    }

    /// One row per episode, measure and window that has a score, in order of measure, window and episode.
    /// Columns: `person` and `episode` (`UInt32`), `measure` and `wave` (`String`, the baseline's is
    /// `baseline`), `score` (`Float64`), `days` (`Int32`, from the episode's start), `scores` (`UInt32`, how
    /// many lay in the window) and `link_weight` (`Float64`).
    ///
    /// # Errors
    ///
    /// When the frame engine refuses, for want of memory.
    pub fn to_frame(&self) -> Result<DataFrame> {
        let mut keys: [Vec<u32>; 4] = Default::default();
        let mut seen: Vec<Observed> = Vec::new();
        for measure in 0..self.measures.len() {
            for window in 0..self.windows.len() {
                for (episode, &person) in self.persons.iter().enumerate() {
                    if let Some(&observed) = self.get(measure, window, episode) {
                        let row = [person, episode as u32, measure as u32, window as u32];
                        for (column, value) in keys.iter_mut().zip(row) {
                            column.push(value);
                        }
                        seen.push(observed);
                    }
                }
            }
        }
        let names: Vec<String> = self.windows.iter().map(|wave| wave.name.clone()).collect();
        let [persons, episodes, measures, windows] = keys;
        let each = || seen.iter();
        let columns = vec![
            Column::new("person".into(), persons),
            Column::new("episode".into(), episodes),
            repeated("measure", &self.measures, &measures, 1),
            repeated("wave", &names, &windows, 1),
            Column::new("score".into(), each().map(|o| o.score).collect::<Vec<_>>()),
            Column::new("days".into(), each().map(|o| o.days).collect::<Vec<_>>()),
            Column::new(
                "scores".into(),
                each().map(|o| o.scores).collect::<Vec<_>>(),
            ),
            Column::new(
                "link_weight".into(),
                each().map(|o| o.link_weight).collect::<Vec<_>>(),
            ),
        ];
        Ok(DataFrame::new(seen.len(), columns)?)
    }
}

fn with_target(window: &Window, default: i32) -> Window {
    window.target(window.target.unwrap_or(default))
}

/// Fills the cells of one measure: a row of windows for each episode.
fn observe_measure(
    windows: &[Wave],
    episodes: &Episodes,
    scores: &[Score],
    people: &PersonIndex,
) -> Vec<Observed> {
    let width = windows.len();
    let mut cells = vec![NOTHING; width * episodes.len()];
    let chunks = cells.par_chunks_mut(width * CHUNK);
    chunks
        .zip(episodes.episodes.par_chunks(CHUNK))
        .for_each(|(cells, episodes)| {
            let person = episodes[0].person;
            let mut scores = &scores[scores.partition_point(|score| score.person < person)..];
            for (row, episode) in cells.chunks_exact_mut(width).zip(episodes) {
                let before = scores.iter().take_while(|s| s.person < episode.person);
                scores = &scores[before.count()..];
                let own = scores.iter().take_while(|s| s.person == episode.person);
                let own = &scores[..own.count()];
                for (cell, wave) in row.iter_mut().zip(windows) {
                    *cell = choose(episode, &wave.window, own, people).unwrap_or(NOTHING);
                }
            }
        });
    cells
}

/// Applies a window's rule to one person's scores of a measure, sorted by day and record.
fn choose(
    episode: &Episode,
    window: &Window,
    scores: &[Score],
    people: &PersonIndex,
) -> Option<Observed> {
    let days = |score: &Score| score.day.saturating_sub(episode.start_day);
    let first = scores.partition_point(|score| days(score) < window.from);
    let after = scores.partition_point(|score| days(score) <= window.to);
    let inside = &scores[first..after];
    let weight = |score: &Score| people.weights()[score.record.index()];
    let of = |score: &Score| Observed {
        score: score.value,
        days: days(score),
        scores: inside.len() as u32,
        link_weight: weight(score),
    };
    match window.choose {
        Choose::First => inside.first().map(of),
        Choose::Last => inside.last().map(of),
        Choose::Nearest => {
            let target = window.target.unwrap_or(0);
            let distance = |score: &&Score| days(score).abs_diff(target);
            inside.iter().min_by_key(distance).map(of)
        }
        Choose::Mean if inside.is_empty() => None,
        Choose::Mean => {
            let n = inside.len() as f64;
            let mean_day = inside.iter().map(|s| f64::from(days(s))).sum::<f64>() / n;
            Some(Observed {
                score: inside.iter().map(|score| score.value).sum::<f64>() / n,
                days: mean_day.round() as i32,
                scores: inside.len() as u32,
                link_weight: inside.iter().map(weight).fold(f64::INFINITY, f64::min),
            })
        }
    }
}

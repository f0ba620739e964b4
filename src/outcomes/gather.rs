//! Scores side by side: every measure and wave over the same episodes, ready to be cut into cells.

use std::borrow::Cow;
use std::sync::Arc;

use polars::prelude::{ChunkedArray, IntoLazy, PolarsNumericType, StringChunked, col};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::error::{OutcomesError, Result};
use crate::longitudinal::{Measure, PairedOutcomes};

use super::membership::{ABSENT, Membership};
use super::{NOT_RECORDED, ScoreFinding};

/// All scores of a study.
pub(super) struct Gathered<'a> {
    pub measures: Cow<'a, [Measure]>,
    pub waves: Vec<String>,
    pub groupings: Vec<Grouping>,
    /// One a measure and wave that has episodes, in that order.
    pub blocks: Vec<Block<'a>>,
    /// The person of each episode; `None` where every episode is another person's.
    pub persons: Option<Vec<u32>>,
    pub findings: Vec<ScoreFinding>,
}

/// What groups are of, and their labels: in alphabetical order, those without one last.
#[derive(Debug, Clone)]
pub(super) struct Grouping {
    pub name: String,
    pub labels: Vec<String>,
}

/// One measure at one wave, a place per episode; scores that are not finite are missing.
pub(super) struct Block<'a> {
    pub measure: usize,
    pub wave: usize,
    pub baseline: Cow<'a, [f64]>,
    pub follow_up: Cow<'a, [f64]>,
    /// Whose follow-up is due; `None` where everyone's is.
    pub due: Option<Vec<bool>>,
    /// Days from baseline to follow-up; `None` where dates are not known.
    pub days: Option<Vec<Option<i32>>>,
    /// Who is in which group, per grouping.
    pub groupings: Vec<Arc<Membership>>,
}

impl Block<'_> {
    pub(super) fn is_due(&self, episode: usize) -> bool {
        self.due.as_ref().is_none_or(|due| due[episode])
    }

    /// The group of each episode in a grouping, or [`ABSENT`].
    pub(super) fn codes(&self, grouping: usize) -> &[u32] {
        self.groupings[grouping].codes()
    }
}

impl Gathered<'_> {
    pub(super) fn episodes(&self) -> usize {
        self.blocks.first().map_or(0, |block| block.baseline.len())
    }

    pub(super) fn block(&self, measure: usize, wave: usize) -> Option<&Block<'_>> {
        (self.blocks.iter()).find(|block| (block.measure, block.wave) == (measure, wave))
    }

    pub(super) fn grouping(&self, name: &str) -> Option<usize> {
        self.groupings.iter().position(|own| own.name == name)
    }
}

/// A text column as codes into labels in alphabetical order; rows without a label get the last code.
pub(super) fn encode<'t>(
    name: &str,
    labels: impl Iterator<Item = Option<&'t str>>,
) -> (Grouping, Vec<u32>) {
    Encoded::new(labels).named(name)
}

/// Rows encoded at a time by one thread; the codes do not depend on it.
const CHUNK: usize = 1 << 16;

/// As [`encode`], of a column, in parallel.
pub(super) fn encode_column(name: &str, column: &StringChunked) -> (Grouping, Vec<u32>) {
    let starts: Vec<usize> = (0..column.len()).step_by(CHUNK).collect();
    let parts = starts.par_iter();
    let parts = parts.map(|&start| Encoded::new(column.slice(start as i64, CHUNK).iter()));
    Encoded::joined(parts.collect()).named(name)
}

/// Labels in alphabetical order, and a code a row: one past the last label for none.
struct Encoded {
    labels: Vec<String>,
    codes: Vec<u32>,
}

impl Encoded {
    fn new<'t>(labels: impl Iterator<Item = Option<&'t str>>) -> Self {
        let mut seen: FxHashMap<&str, u32> = FxHashMap::default();
        let mut last: (Option<&str>, u32) = (None, ABSENT);
        let mut codes: Vec<u32> = labels
            .map(|label| {
                let Some(text) = label else { return ABSENT };
                if last.0 != label {
                    let next = seen.len() as u32;
                    last = (label, *seen.entry(text).or_insert(next));
                }
                last.1
            })
            .collect();
        let mut sorted: Vec<(&str, u32)> = seen.into_iter().collect();
        sorted.sort_unstable();
        let mut place = vec![0; sorted.len()];
        for (rank, &(_, code)) in sorted.iter().enumerate() {
            place[code as usize] = rank as u32;
        }
        let none = sorted.len() as u32;
        for code in &mut codes {
            *code = place.get(*code as usize).copied().unwrap_or(none);
        }
        let labels = sorted.iter().map(|&(label, _)| label.into()).collect();
        Self { labels, codes }
    }

    /// Parts of one column under each other.
    fn joined(parts: Vec<Self>) -> Self {
        let mut labels: Vec<String> = parts.iter().flat_map(|part| part.labels.clone()).collect();
        labels.sort_unstable();
        labels.dedup();
        let recode = |part: &Self| -> Vec<u32> {
            let place = |label: &String| labels.partition_point(|own| own < label) as u32;
            let mut places: Vec<u32> = part.labels.iter().map(place).collect();
            places.push(labels.len() as u32);
            part.codes
                .iter()
                .map(|&code| places[code as usize])
                .collect()
        };
        let codes: Vec<Vec<u32>> = parts.par_iter().map(recode).collect();
        let codes = codes.concat();
        Self { labels, codes }
    }

    fn named(mut self, name: &str) -> (Grouping, Vec<u32>) {
        let none = self.labels.len() as u32;
        if self.codes.contains(&none) {
            self.labels.push(NOT_RECORDED.into());
        }
        let grouping = Grouping {
            name: name.to_owned(),
            labels: self.labels,
        };
        (grouping, self.codes)
    }
}

/// The frame of paired outcomes as columns of plain values, one place a row.
struct Columns {
    block: Vec<u32>,
    episode: Vec<u32>,
    person: Vec<u32>,
    baseline: Vec<f64>,
    follow_up: Vec<f64>,
    due: Vec<bool>,
    days: Vec<Option<i32>>,
}

/// Puts a study's pairs side by side: one lazy selection of the columns in need, then plain values.
pub(super) fn gather(paired: &PairedOutcomes) -> Result<Gathered<'_>> {
    let names = [
        "person",
        "episode",
        "measure",
        "wave",
        "baseline",
        "follow_up",
        "baseline_days",
        "follow_up_days",
        "due",
    ];
    let groups = paired.groupings().iter().map(String::as_str);
    let wanted: Vec<_> = names.into_iter().chain(groups).map(col).collect();
    let frame = paired.frame().clone().lazy().select(wanted).collect()?;
    let measures: Vec<&str> = paired.measures().iter().map(|m| m.name.as_str()).collect();
    let waves: Vec<&str> = paired.waves().iter().map(String::as_str).collect();
    let of_measure = places(frame.column("measure")?.str()?, &measures);
    let of_wave = places(frame.column("wave")?.str()?, &waves);
    let width = waves.len() as u32;
    let span = |from: Option<i32>, to: Option<i32>| Some(to?.saturating_sub(from?));
    let columns = Columns {
        block: (of_measure.iter().zip(&of_wave))
            .map(|(measure, wave)| measure * width + wave)
            .collect(),
        episode: plain(frame.column("episode")?.u32()?, ABSENT),
        person: plain(frame.column("person")?.u32()?, ABSENT),
        baseline: plain(frame.column("baseline")?.f64()?, f64::NAN),
        follow_up: plain(frame.column("follow_up")?.f64()?, f64::NAN),
        due: (frame.column("due")?.bool()?.iter())
            .map(|due| due.unwrap_or(false))
            .collect(),
        days: (frame.column("baseline_days")?.i32()?.iter())
            .zip(frame.column("follow_up_days")?.i32()?.iter())
            .map(|(from, to)| span(from, to))
            .collect(),
    };
    let encoded = paired
        .groupings()
        .par_iter()
        .map(|name| Ok(encode_column(name, frame.column(name)?.str()?)));
    let encoded = encoded.collect::<Result<Vec<_>>>()?;
    let mut findings = Vec::new();
    for field in ["baseline", "follow_up"] {
        let scores = frame.column(field)?.f64()?.iter().enumerate();
        let wrong = scores.filter(|(_, score)| score.is_some_and(|score| !score.is_finite()));
        findings.extend(wrong.map(|(row, _)| ScoreFinding {
            measure: measures[of_measure[row] as usize].to_owned(),
            wave: waves[of_wave[row] as usize].to_owned(),
            field,
            row: row as u64,
        }));
    }
    let order = order(paired, &columns)?;
    let episodes = union(&columns, &order);
    let (groupings, codes): (Vec<_>, Vec<_>) = encoded.into_iter().unzip();
    let blocks = order
        .par_chunk_by(|&a, &b| columns.block[a as usize] == columns.block[b as usize])
        .map(|rows| {
            let codes = groupings.iter().zip(&codes);
            block(rows, width as usize, &columns, codes, &episodes)
        })
        .collect();
    Ok(Gathered {
        measures: Cow::Borrowed(paired.measures()),
        waves: paired.waves().to_vec(),
        groupings,
        blocks,
        persons: Some(persons(&columns, &episodes)),
        findings,
    })
}

/// The place of each name in a declared list, which holds them all.
fn places(names: &StringChunked, declared: &[&str]) -> Vec<u32> {
    let mut last = ("", 0);
    let places = names.iter().map(|name| {
        let name = name.unwrap_or("");
        if name != last.0 {
            let place = declared.iter().position(|own| *own == name);
            last = (name, place.unwrap_or(0) as u32);
        }
        last.1
    });
    places.collect()
}

/// A numeric column as plain values, `missing` where it has none.
fn plain<T: PolarsNumericType>(column: &ChunkedArray<T>, missing: T::Native) -> Vec<T::Native> {
    column
        .iter()
        .map(|value| value.unwrap_or(missing))
        .collect()
}

/// Rows in order of measure, wave and episode.
fn order(paired: &PairedOutcomes, columns: &Columns) -> Result<Vec<u32>> {
    let key = |row: u32| (columns.block[row as usize], columns.episode[row as usize]);
    let mut order: Vec<u32> = (0..columns.block.len() as u32).collect();
    if !order.is_sorted_by_key(|&row| key(row)) {
        order.par_sort_unstable_by_key(|&row| (key(row), row));
    }
    if let Some(pair) = order.windows(2).find(|pair| key(pair[0]) == key(pair[1])) {
        let (block, episode) = key(pair[0]);
        let width = paired.waves().len() as u32;
        return Err(OutcomesError::RepeatedEpisode {
            episode,
            measure: paired.measures()[(block / width) as usize].name.clone(),
            wave: paired.waves()[(block % width) as usize].clone(),
        }
        .into());
    }
    Ok(order)
}

/// Every episode of any block, in order.
fn union(columns: &Columns, order: &[u32]) -> Vec<u32> {
    let same_block = |a: &u32, b: &u32| columns.block[*a as usize] == columns.block[*b as usize];
    let mut blocks = order.chunk_by(same_block);
    let ids = |rows: &[u32]| -> Vec<u32> {
        rows.iter()
            .map(|&row| columns.episode[row as usize])
            .collect()
    };
    let first = blocks.next().map(ids).unwrap_or_default();
    let differs = |rows: &[u32]| {
        let own = rows.iter().map(|&row| columns.episode[row as usize]);
        !own.eq(first.iter().copied())
    };
    if !blocks.any(differs) {
        return first;
    }
    let mut all = columns.episode.clone();
    all.par_sort_unstable();
    all.dedup();
    all
}

fn persons(columns: &Columns, episodes: &[u32]) -> Vec<u32> {
    let mut persons = vec![ABSENT; episodes.len()];
    let mut place = 0;
    for (row, &episode) in columns.episode.iter().enumerate() {
        if episodes.get(place) != Some(&episode) {
            place = episodes.partition_point(|&own| own < episode);
        }
        persons[place] = columns.person[row];
        place += 1;
    }
    persons
}

/// One block over all episodes, from its rows in order of episode.
fn block<'a, 'g>(
    rows: &[u32],
    waves: usize,
    columns: &Columns,
    groupings: impl Iterator<Item = (&'g Grouping, &'g Vec<u32>)>,
    episodes: &[u32],
) -> Block<'a> {
    let number = columns.block[rows[0] as usize] as usize;
    let mut rows = rows.iter().map(|&row| row as usize).peekable();
    let found: Vec<Option<usize>> = episodes
        .iter()
        .map(|&episode| rows.next_if(|&row| columns.episode[row] == episode))
        .collect();
    let scores = |values: &[f64]| -> Vec<f64> {
        let own = found
            .iter()
            .map(|row| row.map_or(f64::NAN, |row| values[row]));
        own.collect()
    };
    let membership = |(grouping, codes): (&Grouping, &Vec<u32>)| {
        let own = found.iter().map(|row| row.map_or(ABSENT, |row| codes[row]));
        Arc::new(Membership::new(own.collect(), grouping.labels.len()))
    };
    Block {
        measure: number / waves,
        wave: number % waves,
        baseline: scores(&columns.baseline).into(),
        follow_up: scores(&columns.follow_up).into(),
        due: Some(
            found
                .iter()
                .map(|row| row.is_some_and(|row| columns.due[row]))
                .collect(),
        ),
        days: Some(
            found
                .iter()
                .map(|row| row.and_then(|row| columns.days[row]))
                .collect(),
        ),
        groupings: groupings.map(membership).collect(),
    }
}

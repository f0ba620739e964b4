//! What became of every score: nothing is lost without being counted.

use rayon::prelude::*;

use crate::ingest::{Consequence, Finding, FindingKind};
use crate::longitudinal::episodes::Episodes;
use crate::longitudinal::linked::Linked;
use crate::longitudinal::pairing::Due;
use crate::longitudinal::scores::{Score, Scores, date_column};
use crate::longitudinal::waves::Waves;
use crate::longitudinal::{ScoreFlow, Study};
use crate::standardise::RecordId;

/// Counts what became of the records of each measure.
pub(super) fn flow(study: &Study, episodes: &Episodes, scores: &Scores) -> Vec<ScoreFlow> {
    let measures = study.measures.iter().zip(&scores.tallies).enumerate();
    measures
        .map(|(place, (measure, tally))| {
            let own = scores.of(place);
            let count = |fate: Fate| {
                let fates = own.par_iter().map(|score| fate_of(study, episodes, score));
                fates.filter(|&own| own == fate).count() as u64
            };
            let flow = ScoreFlow {
                measure: measure.name.clone(),
                read: tally.read,
                incomplete: tally.incomplete,
                out_of_range: tally.out_of_range,
                no_episode: count(Fate::NoEpisode),
                outside_windows: count(Fate::Outside),
                in_window: count(Fate::Inside),
            };
            assert_eq!(
                flow.read,
                flow.incomplete
                    + flow.out_of_range
                    + flow.no_episode
                    + flow.outside_windows
                    + flow.in_window,
                "every score has one fate"
            );
            flow
        })
        .collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    NoEpisode,
    Outside,
    Inside,
}

fn fate_of(study: &Study, episodes: &Episodes, score: &Score) -> Fate {
    let own = episodes.of_person(score.person);
    let inside = own.iter().any(|episode| {
        let day = score.day.saturating_sub(episode.start_day);
        let mut waves = study.waves.iter();
        study.baseline.contains(day) || waves.any(|wave| wave.window.contains(day))
    });
    match (own.is_empty(), inside) {
        (true, _) => Fate::NoEpisode,
        (false, true) => Fate::Inside,
        (false, false) => Fate::Outside,
    }
}

/// Scores dated before the baseline window of a first episode that has a baseline and, though one was due, no
/// follow-up: perhaps the follow-up, wrongly dated.
pub(super) fn early_scores(
    study: &Study,
    episodes: &Episodes,
    scores: &Scores,
    waves: &Waves,
    due: Due,
) -> Vec<(RecordId, FindingKind)> {
    let unpaired = |measure: usize, number: usize| {
        let episode = &episodes.episodes[number];
        let follow_up = |window: usize| waves.get(measure, window, number);
        let mut ends = study.waves.iter().map(|wave| wave.window.to);
        waves.get(measure, 0, number).is_some()
            && (1..=study.waves.len()).all(|window| follow_up(window).is_none())
            && ends.any(|end| due.is_due(episode, end, None))
    };
    let mut early = Vec::new();
    for measure in 0..study.measures.len() {
        for score in scores.of(measure) {
            let own = episodes.numbers_of(score.person);
            let Some(first) = own.clone().next() else {
                continue;
            };
            let day = score.day.saturating_sub(episodes.episodes[first].start_day);
            if day < study.baseline.from && unpaired(measure, first) {
                early.push((score.record, FindingKind::Contradiction));
            }
        }
    }
    early
}

/// Findings about score records, in record order, each once.
pub(super) fn findings(
    linked: &Linked<'_>,
    mut flagged: Vec<(RecordId, FindingKind)>,
) -> Vec<Finding> {
    flagged.sort_unstable();
    flagged.dedup();
    flagged
        .into_iter()
        .map(|(record, kind)| {
            let (dataset, row) = linked.locate(record);
            let (field, consequence) = match kind {
                FindingKind::OutOfRange => ("score", Consequence::ValueDropped),
                _ => (date_column(dataset.kind()), Consequence::Noted),
            };
            Finding {
                dataset: dataset.name().into(),
                line: dataset.lines()[row],
                field: Some(field.into()),
                kind,
                consequence,
            }
        })
        .collect()
}

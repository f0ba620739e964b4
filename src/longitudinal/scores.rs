//! Every score that a study's measures can use, by measure, person and day.

use std::collections::BTreeSet;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::error::{Result, StudyError};
use crate::ingest::FindingKind;
use crate::linkage::PersonId;
use crate::longitudinal::linked::{Linked, Part, same};
use crate::longitudinal::{Measure, Study};
use crate::schema::DatasetKind;
use crate::standardise::RecordId;

/// One score of one measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Score {
    pub(super) measure: u32,
    pub(super) person: PersonId,
    pub(super) day: i32,
    pub(super) record: RecordId,
    pub(super) value: f64,
}

/// The scores of a study, sorted by measure, person, day and record.
pub(super) struct Scores {
    all: Vec<Score>,
    /// Last day of any score record, used or not.
    pub(super) last_day: Option<i32>,
    /// Per measure, how many records were read, lacked a score or a date, were out of range.
    pub(super) tallies: Vec<Tally>,
    /// The records whose score is out of a measure's range.
    pub(super) out_of_range: Vec<(RecordId, FindingKind)>,
}

/// How many records of a measure there were, and how many could not be used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) read: u64,
    pub(super) incomplete: u64,
    pub(super) out_of_range: u64,
}

impl Scores {
    /// Reads the scores that the study's measures name.
    pub(super) fn read(linked: &Linked<'_>, study: &Study) -> Result<Self> {
        let mut scores = Self {
            all: Vec::new(),
            last_day: None,
            tallies: vec![Tally::default(); study.measures().len()],
            out_of_range: Vec::new(),
        };
        for kind in [DatasetKind::Assessments, DatasetKind::Outcomes] {
            let mut measures = study.measures().iter();
            let Some(first) = measures.find(|measure| measure.dataset == kind) else {
                continue;
            };
            let parts = linked.needed(kind, &format!("measure `{}`", first.name))?;
            let mut present = BTreeSet::new();
            for part in &parts {
                scores.read_part(part, study, &mut present)?;
            }
            check_present(study, kind, &present)?;
        }
        let key = |score: &Score| (score.measure, score.person, score.day, score.record);
        scores.all.par_sort_unstable_by_key(key);
        Ok(scores)
    }

    /// The scores of one measure, by person, day and record.
    pub(super) fn of(&self, measure: usize) -> &[Score] {
        let start = (self.all).partition_point(|score| (score.measure as usize) < measure);
        let end = (self.all).partition_point(|score| (score.measure as usize) <= measure);
        &self.all[start..end]
    }

    fn read_part(
        &mut self,
        part: &Part<'_>,
        study: &Study,
        present: &mut BTreeSet<(String, Option<String>)>,
    ) -> Result<()> {
        let kind = part.dataset.kind();
        let columns = (
            part.text("instrument")?.iter(),
            part.text("domain")?.iter(),
            part.numbers("score")?.iter(),
            part.days(date_column(kind))?.iter(),
        );
        let rows = columns.0.zip(columns.1).zip(columns.2.zip(columns.3));
        let mut classes: FxHashMap<(&str, Option<&str>), Vec<u32>> = FxHashMap::default();
        for (row, ((instrument, domain), (value, day))) in rows.enumerate() {
            self.last_day = self.last_day.max(day);
            let Some(instrument) = instrument else {
                continue;
            };
            let measures = classes
                .entry((instrument, domain))
                .or_insert_with(|| measures_of(study, kind, instrument, domain));
            if !measures.is_empty() {
                self.add(part, row, study, measures, value, day);
            }
        }
        let own = |text: &str| text.trim().to_string();
        let keys = classes.keys();
        present.extend(keys.map(|&(instrument, domain)| (own(instrument), domain.map(own))));
        Ok(())
    }

    fn add(
        &mut self,
        part: &Part<'_>,
        row: usize,
        study: &Study,
        measures: &[u32],
        value: Option<f64>,
        day: Option<i32>,
    ) {
        let mut outside = false;
        for &measure in measures {
            let tally = &mut self.tallies[measure as usize];
            let Measure {
                range: (low, high),
                conversion,
                ..
            } = study.measures()[measure as usize];
            tally.read += 1;
            let (Some(value), Some(day)) = (value.filter(|value| !value.is_nan()), day) else {
                tally.incomplete += 1;
                continue;
            };
            let inside = Some(value).filter(|value| (low..=high).contains(value));
            let converted = inside.and_then(|raw| conversion.map_or(Some(raw), |by| by.apply(raw)));
            let Some(value) = converted else {
                tally.out_of_range += 1;
                outside = true;
                continue;
            };
            self.all.push(Score {
                measure,
                person: part.persons[row],
                day,
                record: RecordId(part.first + row as u32),
                value,
            });
        }
        if outside {
            let record = RecordId(part.first + row as u32);
            self.out_of_range.push((record, FindingKind::OutOfRange));
        }
    }
}

/// The date column of a kind of score.
pub(super) fn date_column(kind: DatasetKind) -> &'static str {
    match kind {
        DatasetKind::Outcomes => "outcome_date",
        _ => "assessment_date",
    }
}

/// The places of the measures that take scores of an instrument and domain.
fn measures_of(
    study: &Study,
    kind: DatasetKind,
    instrument: &str,
    domain: Option<&str>,
) -> Vec<u32> {
    let measures = study.measures().iter().enumerate();
    measures
        .filter(|(_, measure)| takes(measure, kind, instrument, domain))
        .map(|(place, _)| place as u32)
        .collect()
}

fn takes(measure: &Measure, kind: DatasetKind, instrument: &str, domain: Option<&str>) -> bool {
    measure.dataset == kind
        && same(&measure.instrument, instrument)
        && match (&measure.domain, domain) {
            (None, _) => true,
            (Some(wanted), Some(domain)) => same(wanted, domain),
            (Some(_), None) => false,
        }
}

/// Refuses measures whose instrument and domain no record has.
fn check_present(
    study: &Study,
    kind: DatasetKind,
    present: &BTreeSet<(String, Option<String>)>,
) -> Result<()> {
    let absent = |measure: &&Measure| {
        measure.dataset == kind
            && !(present.iter())
                .any(|(instrument, domain)| takes(measure, kind, instrument, domain.as_deref()))
    };
    let measures = study.measures().iter().filter(absent);
    let wanted: Vec<String> = measures
        .map(|measure| {
            let scale = scale(&measure.instrument, measure.domain.as_deref());
            format!("{scale} (measure `{}`)", measure.name)
        })
        .collect();
    if wanted.is_empty() {
        return Ok(());
    }
    let present = present.iter();
    let present = present.map(|(instrument, domain)| scale(instrument, domain.as_deref()));
    Err(StudyError::Absent {
        kind,
        wanted,
        present: present.collect(),
    }
    .into())
}

fn scale(instrument: &str, domain: Option<&str>) -> String {
    match domain {
        Some(domain) => format!("`{instrument}` `{domain}`"),
        None => format!("`{instrument}`"),
    }
}

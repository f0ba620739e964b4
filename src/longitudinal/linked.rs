//! Datasets beside the person index that numbers their records.

use polars::prelude::{BooleanChunked, Column, Float64Chunked, Int32Chunked, StringChunked};

use crate::error::{Result, StudyError};
use crate::ingest::Dataset;
use crate::linkage::{PersonId, PersonIndex};
use crate::schema::DatasetKind;
use crate::standardise::{RecordId, RecordSource};

/// Datasets whose records a person index is known to number.
pub(crate) struct Linked<'a> {
    datasets: &'a [Dataset],
    people: &'a PersonIndex,
}

impl<'a> Linked<'a> {
    /// Pairs datasets with a person index; refuses when names, order or row counts differ.
    pub(crate) fn check(datasets: &'a [Dataset], people: &'a PersonIndex) -> Result<Self> {
        check_sources(people.sources(), &sources_of(datasets))?;
        Ok(Self { datasets, people })
    }

    /// The datasets of one kind, in order.
    pub(crate) fn parts(&self, kind: DatasetKind) -> impl Iterator<Item = Part<'a>> {
        let people = self.people;
        self.datasets
            .iter()
            .zip(people.sources())
            .filter(move |(dataset, _)| dataset.kind() == kind)
            .map(move |(dataset, source)| {
                let rows = source.rows.start as usize..source.rows.end as usize;
                Part {
                    dataset,
                    first: source.rows.start,
                    persons: &people.persons()[rows.clone()],
                    weights: &people.weights()[rows],
                }
            })
    }

    /// As [`Linked::parts`], refusing when there is none; `user` names the part of the study that needs them.
    pub(crate) fn needed(&self, kind: DatasetKind, user: &str) -> Result<Vec<Part<'a>>> {
        let parts: Vec<_> = self.parts(kind).collect();
        if parts.is_empty() {
            let mut given: Vec<_> = self.datasets.iter().map(Dataset::kind).collect();
            given.sort_unstable();
            given.dedup();
            return Err(StudyError::NoDataset {
                user: user.into(),
                kind,
                given: given.iter().map(DatasetKind::to_string).collect(),
            }
            .into());
        }
        Ok(parts)
    }

    /// The dataset and row of a record.
    pub(crate) fn locate(&self, record: RecordId) -> (&'a Dataset, usize) {
        let sources = self.people.sources();
        let place = sources.partition_point(|source| source.rows.end <= record.0);
        let row = record.0 - sources[place].rows.start;
        (&self.datasets[place], row as usize)
    }

    pub(crate) fn people(&self) -> &'a PersonIndex {
        self.people
    }
}

/// Each dataset's place among the records, in order.
pub(crate) fn sources_of(datasets: &[Dataset]) -> Vec<RecordSource> {
    let mut first = 0;
    let source = |dataset: &Dataset| {
        let rows = first..first + dataset.len() as u32;
        first = rows.end;
        RecordSource {
            name: dataset.name().into(),
            rows,
        }
    };
    datasets.iter().map(source).collect()
}

/// Refuses when two lists of sources are not the same records in the same order.
pub(crate) fn check_sources(linked: &[RecordSource], given: &[RecordSource]) -> Result<()> {
    if linked == given {
        return Ok(());
    }
    let names = |sources: &[RecordSource]| {
        let name = |source: &RecordSource| format!("{} ({} rows)", source.name, source.rows.len());
        sources.iter().map(name).collect()
    };
    Err(StudyError::OtherDatasets {
        linked: names(linked),
        given: names(given),
    }
    .into())
}

/// One dataset with the person and the membership weight of each of its rows.
#[derive(Clone, Copy)]
pub(crate) struct Part<'a> {
    pub(crate) dataset: &'a Dataset,
    pub(crate) first: u32,
    pub(crate) persons: &'a [PersonId],
    pub(crate) weights: &'a [f64],
}

impl<'a> Part<'a> {
    /// Days since 1970 of a date column.
    pub(crate) fn days(&self, name: &str) -> Result<&'a Int32Chunked> {
        self.typed(name, |column| {
            column.date().ok().map(|days| days.physical())
        })
    }

    pub(crate) fn text(&self, name: &str) -> Result<&'a StringChunked> {
        self.typed(name, |column| column.str().ok())
    }

    pub(crate) fn numbers(&self, name: &str) -> Result<&'a Float64Chunked> {
        self.typed(name, |column| column.f64().ok())
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.dataset.payload().column(name).is_ok()
    }

    pub(crate) fn flags(&self, name: &str) -> Result<&'a BooleanChunked> {
        self.typed(name, |column| column.bool().ok())
    }

    fn typed<T>(&self, name: &str, read: impl FnOnce(&'a Column) -> Option<T>) -> Result<T> {
        let column = self.dataset.payload().column(name).ok();
        let refused = || StudyError::NoColumn {
            dataset: self.dataset.name().into(),
            column: name.into(),
        };
        Ok(column.and_then(read).ok_or_else(refused)?)
    }
}

/// True when two codes are the same but for case, spaces and punctuation (`ASQ-3`, `asq_3`): whole codes, never
/// parts of them.
pub(crate) fn same(left: &str, right: &str) -> bool {
    letters(left).eq(letters(right))
}

fn letters(code: &str) -> impl Iterator<Item = char> {
    let letters = code.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase)
}

//! From datasets to records.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;
use rayon::prelude::*;

use crate::Result;
use crate::error::StandardiseError;
use crate::ingest::{Dataset, DateOrder, EncodedColumn, Finding, today};
use crate::schema::Identifier;
use crate::standardise::column::{StandardColumn, standardise_alone};
use crate::standardise::local_id::qualify;
use crate::standardise::name_columns::standardise_names;
use crate::standardise::number_columns::standardise_numbers;
use crate::standardise::records::{RecordColumn, RecordSource, Records};

/// Makes identifiers standard so that records of several datasets can be compared.
///
/// By default dates are day first and today is the computer's date in UTC; give
/// [`today`](Self::today) where a run must give the same findings on another day.
///
/// # Examples
///
/// ```
/// use chrono::NaiveDate;
/// use throughline::standardise::Standardiser;
///
/// let today = NaiveDate::from_ymd_opt(2025, 6, 30).unwrap();
/// let records = Standardiser::default().today(today).records(&[])?;
/// assert!(records.is_empty());
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standardiser {
    today: NaiveDate,
    date_order: DateOrder,
}

impl Default for Standardiser {
    fn default() -> Self {
        Self {
            today: today(),
            date_order: DateOrder::default(),
        }
    }
}

impl Standardiser {
    /// Takes a date as today: a date of birth after it is in the future.
    pub fn today(mut self, today: NaiveDate) -> Self {
        self.today = today;
        self
    }

    /// Takes dates written as three numbers in this order, where a dataset's own mapping does not say.
    pub fn date_order(mut self, order: DateOrder) -> Self {
        self.date_order = order;
        self
    }

    /// Standardises datasets together: one row per record, datasets in the order given, and one column for each
    /// identifier that any of them has, missing where a dataset lacks it.
    ///
    /// Each distinct value is standardised once. Findings come in order of dataset, row and field.
    ///
    /// # Errors
    ///
    /// When two datasets have the same name, or when there are more records than a
    /// [`RecordId`](crate::standardise::RecordId) can number.
    pub fn records(&self, datasets: &[Dataset]) -> Result<Records> {
        let sources = sources(datasets)?;
        let standard: Vec<StandardDataset> = datasets
            .par_iter()
            .map(|dataset| self.dataset(dataset))
            .collect();
        let identifiers: BTreeSet<&Identifier> = standard
            .iter()
            .flat_map(|dataset| dataset.columns.iter().map(|column| &column.identifier))
            .collect();
        let columns = identifiers
            .into_par_iter()
            .map(|identifier| RecordColumn {
                identifier: identifier.clone(),
                values: stack(each_dataset(identifier, &standard)),
            })
            .collect();
        let record_ids = datasets.iter().map(Dataset::record_ids).cloned().collect();
        Ok(Records {
            sources,
            record_ids: stack(record_ids),
            columns,
            findings: datasets.iter().zip(&standard).flat_map(findings).collect(),
        })
    }

    fn dataset(&self, dataset: &Dataset) -> StandardDataset {
        let column = |wanted: Identifier| {
            dataset
                .identifiers()
                .iter()
                .find(|column| column.identifier == wanted)
                .map(|column| &column.values)
        };
        let rows = dataset.len();
        let [forenames, surnames] = [Identifier::Forename, Identifier::Surname].map(column);
        let numbers = [Identifier::NhsNumber, Identifier::Chi, Identifier::Uln].map(column);
        let alone = || -> Vec<StandardColumn> {
            dataset
                .identifiers()
                .par_iter()
                .filter(|column| !is_read_with_others(&column.identifier))
                .map(|column| {
                    standardise_alone(
                        &column.identifier,
                        &column.values,
                        dataset.date_order().unwrap_or(self.date_order),
                        self.today,
                    )
                })
                .collect()
        };
        let (mut columns, (numbers, alone)) = rayon::join(
            || standardise_names(rows, forenames, surnames),
            || rayon::join(|| standardise_numbers(rows, numbers), alone),
        );
        columns.extend(numbers);
        columns.extend(alone);
        for column in &mut columns {
            if column.identifier == Identifier::LocalId {
                let numbers = std::mem::replace(&mut column.values, missing(0));
                column.values = qualify(dataset, numbers);
            }
        }
        columns.sort_by(|a, b| a.identifier.cmp(&b.identifier));
        StandardDataset { rows, columns }
    }
}

/// One dataset's columns in the order of their identifiers.
struct StandardDataset {
    rows: usize,
    columns: Vec<StandardColumn>,
}

fn is_read_with_others(identifier: &Identifier) -> bool {
    matches!(
        identifier,
        Identifier::Forename
            | Identifier::Surname
            | Identifier::NhsNumber
            | Identifier::Chi
            | Identifier::Uln
    )
}

pub(super) fn sources(datasets: &[Dataset]) -> Result<Vec<RecordSource>> {
    let total: usize = datasets.iter().map(Dataset::len).sum();
    if u32::try_from(total).is_err() {
        return Err(StandardiseError::TooManyRecords(total).into());
    }
    let mut names = HashSet::new();
    let mut start = 0;
    datasets
        .iter()
        .map(|dataset| {
            if !names.insert(dataset.name()) {
                return Err(StandardiseError::DuplicateName(Arc::clone(&dataset.name)).into());
            }
            let end = start + dataset.len() as u32;
            let rows = start..end;
            start = end;
            Ok(RecordSource {
                name: Arc::clone(&dataset.name),
                rows,
            })
        })
        .collect()
}

/// The column of an identifier in each dataset, missing throughout where a dataset lacks it.
fn each_dataset(identifier: &Identifier, datasets: &[StandardDataset]) -> Vec<EncodedColumn> {
    let column = |dataset: &StandardDataset| {
        let found = dataset
            .columns
            .iter()
            .find(|column| column.identifier == *identifier);
        found.map_or_else(|| missing(dataset.rows), |column| column.values.clone())
    };
    datasets.iter().map(column).collect()
}

pub(super) fn stack(columns: Vec<EncodedColumn>) -> EncodedColumn {
    match <[EncodedColumn; 1]>::try_from(columns) {
        Ok([only]) => only,
        Err(columns) => EncodedColumn::stack(&columns.iter().collect::<Vec<_>>()),
    }
}

fn missing(rows: usize) -> EncodedColumn {
    EncodedColumn::from_values(std::iter::repeat_n("", rows))
}

/// The notes of one dataset with their places, by row and then by field.
fn findings((dataset, standard): (&Dataset, &StandardDataset)) -> Vec<Finding> {
    let mut placed: Vec<_> = standard
        .columns
        .iter()
        .enumerate()
        .flat_map(|(field, column)| column.notes.iter().map(move |note| (note.row, field, note)))
        .collect();
    placed.sort_by_key(|&(row, field, _)| (row, field));
    let fields: Vec<Arc<str>> = standard
        .columns
        .iter()
        .map(|column| column.identifier.name().into())
        .collect();
    placed
        .into_iter()
        .map(|(row, field, note)| Finding {
            dataset: Arc::clone(&dataset.name),
            line: dataset.lines()[row as usize],
            field: Some(Arc::clone(&fields[field])),
            kind: note.kind,
            consequence: note.consequence,
        })
        .collect()
}

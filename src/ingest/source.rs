//! What to read, and reading it.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use arrow::record_batch::RecordBatch;
use chrono::{DateTime, NaiveDate};
use polars::prelude::DataFrame;
use rayon::prelude::*;

use super::check::check;
use super::table::file_name;
use crate::error::{ColumnProblem, IngestError, Result};
use crate::ingest::{Dataset, DateOrder, Table, ValidationReport};
use crate::schema::{DatasetKind, Mapping, Need, Recognised, RecognisedHow, Schema, recognise};

#[derive(Debug, Clone)]
enum Input {
    File(PathBuf),
    Bytes(Vec<u8>),
    Frame(DataFrame),
    Batches(Vec<RecordBatch>),
}

/// One input with the schema that its records follow.
///
/// # Examples
///
/// ```
/// use throughline::ingest::{Source, read_one};
/// use throughline::schema::Schema;
///
/// let text = b"Ref,Date of referral,Service,First name\n7,04/03/2021,Early Help,Ann\n8,31/02/2021,CSC,Bo\n";
/// let source = Source::bytes("referrals", text.to_vec(), Schema::referrals()).partner("Northvale");
/// let checked = read_one(&source)?;
/// assert_eq!(checked.dataset.len(), 1);
/// assert_eq!(checked.report.quarantined(), 1);
/// assert_eq!(
///     checked.report.findings()[0].to_string(),
///     "referrals line 3, referral_date: a date that no calendar has",
/// );
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Source {
    pub(super) name: String,
    input: Input,
    pub(super) schema: Schema,
    pub(super) mapping: Mapping,
    pub(super) today: Option<NaiveDate>,
}

impl Source {
    /// A CSV file or other delimited text; as [`Source::file`], which tells formats by their content.
    pub fn csv(path: impl AsRef<Path>, schema: Schema) -> Self {
        Self::file(path, schema)
    }

    /// A file: delimited text, Parquet or Arrow IPC. Its name is the file's name without the ending.
    pub fn file(path: impl AsRef<Path>, schema: Schema) -> Self {
        let path = path.as_ref();
        Self::new(file_name(path), Input::File(path.to_path_buf()), schema)
    }

    /// The bytes of such a file.
    pub fn bytes(name: impl Into<String>, bytes: Vec<u8>, schema: Schema) -> Self {
        Self::new(name.into(), Input::Bytes(bytes), schema)
    }

    /// A frame in memory.
    pub fn frame(name: impl Into<String>, frame: DataFrame, schema: Schema) -> Self {
        Self::new(name.into(), Input::Frame(frame), schema)
    }

    /// Arrow record batches of one schema in memory.
    pub fn batches(name: impl Into<String>, batches: &[RecordBatch], schema: Schema) -> Self {
        Self::new(name.into(), Input::Batches(batches.to_vec()), schema)
    }

    /// Sets the name used in findings and records.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Sets what the user says about the columns; replaces a partner or date order set before.
    pub fn mapping(mut self, mapping: Mapping) -> Self {
        self.mapping = mapping;
        self
    }

    /// Sets the partner of every record, used where there is no such column.
    pub fn partner(mut self, partner: impl Into<String>) -> Self {
        self.mapping = self.mapping.with_partner(partner);
        self
    }

    /// Sets how dates of three numbers are read; day first when not set.
    pub fn date_order(mut self, order: DateOrder) -> Self {
        self.mapping = self.mapping.with_date_order(order);
        self
    }

    /// Sets the day after which a date is in the future; the day of reading when not set.
    pub fn today(mut self, today: NaiveDate) -> Self {
        self.today = Some(today);
        self
    }

    fn new(name: String, input: Input, schema: Schema) -> Self {
        Self {
            name,
            input,
            schema,
            mapping: Mapping::new(),
            today: None,
        }
    }

    fn table(&self) -> Result<Table> {
        match &self.input {
            Input::File(path) => Table::read(path),
            Input::Bytes(bytes) => Table::from_bytes(&self.name, bytes),
            Input::Frame(frame) => Table::from_frame(&self.name, frame),
            Input::Batches(batches) => Table::from_batches(&self.name, batches),
        }
    }
}

/// A dataset with the report of how it was read.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The accepted rows.
    pub dataset: Dataset,
    /// What was found, and what was quarantined.
    pub report: ValidationReport,
}

/// Datasets with their reports, in the order of their sources.
#[derive(Debug, Clone)]
pub struct Ingested {
    /// The accepted rows of each source.
    pub datasets: Vec<Dataset>,
    /// The report of each source.
    pub reports: Vec<ValidationReport>,
}

/// Reads several inputs, in parallel.
///
/// A name that an earlier source has already is given a number, as in `referrals (2)`.
///
/// # Errors
///
/// When any input cannot be used at all; the message tells of every such input.
pub fn read(sources: &[Source]) -> Result<Ingested> {
    let names = distinct_names(sources);
    let read: Vec<Result<Checked>> = sources
        .par_iter()
        .zip(names)
        .map(|(source, name)| read_as(source, &name))
        .collect();
    let mut ingested = Ingested {
        datasets: Vec::with_capacity(read.len()),
        reports: Vec::with_capacity(read.len()),
    };
    let mut errors = Vec::new();
    for one in read {
        match one {
            Ok(checked) => {
                ingested.datasets.push(checked.dataset);
                ingested.reports.push(checked.report);
            }
            Err(error) => errors.push(error),
        }
    }
    match errors.len() {
        0 => Ok(ingested),
        1 => Err(errors.remove(0)),
        _ => Err(IngestError::Several(errors.iter().map(ToString::to_string).collect()).into()),
    }
}

/// Reads one input.
///
/// # Errors
///
/// When the input is missing, empty, a directory, in no readable format or without a header; when its mapping names
/// an unknown field or an absent column; when a needed column or the partner is absent, or two columns could be one
/// field.
pub fn read_one(source: &Source) -> Result<Checked> {
    read_as(source, &source.name)
}

fn read_as(source: &Source, name: &str) -> Result<Checked> {
    let table = source.table()?;
    let (recognised, mut problems) = recognise(table.headers(), &source.schema, &source.mapping)?;
    problems.extend(absences(source, &recognised));
    if !problems.is_empty() {
        return Err(IngestError::Columns {
            name: name.to_owned(),
            problems,
        }
        .into());
    }
    check(
        name,
        &table,
        source,
        recognised,
        source.today.unwrap_or_else(today),
    )
}

/// The day by the system's clock, in universal time.
pub(crate) fn today() -> NaiveDate {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let seconds = since.map_or(0, |since| since.as_secs() as i64);
    DateTime::from_timestamp(seconds, 0)
        .unwrap_or_default()
        .date_naive()
}

fn absences(source: &Source, recognised: &[Recognised]) -> Vec<ColumnProblem> {
    let has = |field: &str| {
        recognised
            .iter()
            .any(|one| one.field.as_deref() == Some(field))
    };
    let claimed = |problem: &&str| !has(problem);
    let absent: Vec<&str> = source
        .schema
        .fields()
        .iter()
        .filter(|field| field.need() == Need::Needed)
        .map(|field| field.name())
        .filter(claimed)
        .collect();
    let mut problems = Vec::new();
    if let Some(&example) = absent.first() {
        problems.push(ColumnProblem::Absent {
            kind: source.schema.kind().to_string(),
            absent: absent.join(", "),
            found: found(recognised),
            example: example.to_owned(),
        });
    }
    let register = source.schema.kind() == DatasetKind::Register;
    if !register && !has("partner") && source.mapping.partner().is_none() {
        problems.push(ColumnProblem::PartnerAbsent);
    }
    problems
}

/// The columns there are; only their number when none was recognised, for the first line may then be a person's.
fn found(recognised: &[Recognised]) -> String {
    let none = recognised
        .iter()
        .all(|one| one.how == RecognisedHow::NotRead);
    if none {
        return format!(
            "none of the {} columns is recognised, and the first line must hold their names",
            recognised.len()
        );
    }
    let headers: Vec<&str> = recognised.iter().map(|one| one.header.as_str()).collect();
    format!("the columns are {}", headers.join(", "))
}

fn distinct_names(sources: &[Source]) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(sources.len());
    for source in sources {
        let mut name = source.name.clone();
        let mut number = 2;
        while names.contains(&name) {
            name = format!("{} ({number})", source.name);
            number += 1;
        }
        names.push(name);
    }
    names
}

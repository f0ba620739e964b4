//! What was found while reading one input.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use serde::Serialize;

use crate::error::{Error, Result};
use crate::ingest::{
    BrokenRow, Consequence, Dataset, EncodedColumn, Finding, FindingKind, InputFormat, Table,
};
use crate::schema::{DatasetKind, Recognised};

/// How one input was read: its format, what each header was taken for, every finding, and the rows set aside.
///
/// Printing it gives a summary that holds no personal value; [`ValidationReport::findings`] has each finding.
#[derive(Debug, Clone, Serialize)]
pub struct ValidationReport {
    dataset: String,
    kind: DatasetKind,
    format: InputFormat,
    accepted: usize,
    quarantined: usize,
    recognised: Vec<Recognised>,
    findings: Vec<Finding>,
    #[serde(skip)]
    quarantine: Quarantine,
}

impl ValidationReport {
    pub(super) fn new(
        dataset: &Dataset,
        format: InputFormat,
        findings: Vec<Finding>,
        recognised: Vec<Recognised>,
        quarantine: Quarantine,
    ) -> Self {
        Self {
            dataset: dataset.name().to_owned(),
            kind: dataset.kind(),
            format,
            accepted: dataset.len(),
            quarantined: quarantine.len(),
            recognised,
            findings,
            quarantine,
        }
    }

    /// The dataset's name.
    pub fn dataset(&self) -> &str {
        &self.dataset
    }

    /// The kind of records.
    pub fn kind(&self) -> DatasetKind {
        self.kind
    }

    /// What the input was, with encoding and delimiter where it was text.
    pub fn format(&self) -> InputFormat {
        self.format
    }

    /// Number of rows in the input: accepted and quarantined.
    pub fn rows_in(&self) -> usize {
        self.quarantine.rows_in
    }

    /// Number of rows in the dataset.
    pub fn accepted(&self) -> usize {
        self.accepted
    }

    /// Number of rows set aside.
    pub fn quarantined(&self) -> usize {
        self.quarantined
    }

    /// What each header was taken for, in column order.
    pub fn recognised(&self) -> &[Recognised] {
        &self.recognised
    }

    /// Every finding, by line.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// True when the input has no record ids and they were made from line numbers, as in `line 12`.
    pub fn record_ids_generated(&self) -> bool {
        !self
            .recognised
            .iter()
            .any(|one| one.field.as_deref() == Some("record_id"))
    }

    /// Writes the quarantined rows as CSV, as they were received: `line`, `reasons`, then the input's own columns.
    ///
    /// The file holds personal data.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn write_quarantine(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let write = || -> csv::Result<()> {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_path(path)?;
            let header = ["line", "reasons"].into_iter();
            writer
                .write_record(header.chain(self.quarantine.headers.iter().map(String::as_str)))?;
            for (line, fields) in self.quarantine.rows() {
                let (number, reasons) = (line.to_string(), self.reasons(line));
                writer.write_record([number.as_str(), &reasons].into_iter().chain(fields))?;
            }
            Ok(writer.flush()?)
        };
        write().map_err(|error| Error::io(path, error.into()))
    }

    /// Why the row on a line was quarantined.
    fn reasons(&self, line: u64) -> String {
        let start = self.findings.partition_point(|finding| finding.line < line);
        let reasons: Vec<String> = self.findings[start..]
            .iter()
            .take_while(|finding| finding.line == line)
            .filter(|finding| finding.consequence == Consequence::Quarantined)
            .map(|finding| match &finding.field {
                Some(field) => format!("{field}: {}", finding.kind),
                None => finding.kind.to_string(),
            })
            .collect();
        reasons.join("; ")
    }
}

impl fmt::Display for ValidationReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = self.rows_in();
        let (accepted, quarantined) = (self.accepted, self.quarantined);
        writeln!(f, "{} ({}, {})", self.dataset, self.kind, self.format)?;
        writeln!(
            f,
            "  {rows} rows: {accepted} accepted, {quarantined} quarantined"
        )?;
        for one in &self.recognised {
            writeln!(f, "  {one}")?;
        }
        if self.record_ids_generated() {
            writeln!(f, "  no record ids: made from line numbers")?;
        }
        let mut groups: BTreeMap<_, (usize, u64)> = BTreeMap::new();
        for finding in &self.findings {
            let key = (finding.consequence, &finding.field, reason(finding.kind));
            groups.entry(key).or_insert((0, finding.line)).0 += 1;
        }
        for ((consequence, field, reason), (count, line)) in groups {
            let field = field.as_deref().unwrap_or("row");
            writeln!(
                f,
                "  {field}: {reason} ({count}, first on line {line}; {consequence})"
            )?;
        }
        Ok(())
    }
}

/// A finding's kind without what differs from row to row.
fn reason(kind: FindingKind) -> Cow<'static, str> {
    match kind {
        FindingKind::WrongFieldCount { .. } => "the wrong number of fields".into(),
        FindingKind::DuplicateRecordId { .. } => "a record id that another row has".into(),
        other => other.to_string().into(),
    }
}

/// Rows set aside, as they were received.
#[derive(Debug, Clone)]
pub(super) struct Quarantine {
    rows_in: usize,
    headers: Vec<String>,
    lines: Vec<u64>,
    columns: Vec<EncodedColumn>,
    broken: Vec<BrokenRow>,
}

impl Quarantine {
    pub(super) fn of(table: &Table, rows: &[usize]) -> Self {
        Self {
            rows_in: table.len() + table.broken.len(),
            headers: table.headers.clone(),
            lines: rows.iter().map(|&row| table.lines[row]).collect(),
            columns: table
                .columns
                .iter()
                .map(|column| column.take(rows))
                .collect(),
            broken: table.broken.clone(),
        }
    }

    fn len(&self) -> usize {
        self.lines.len() + self.broken.len()
    }

    /// Line and fields of every row, by line.
    fn rows(&self) -> Vec<(u64, Vec<&str>)> {
        let refused = self.lines.iter().enumerate().map(|(row, &line)| {
            let fields = self.columns.iter();
            (
                line,
                fields.map(|column| column.get(row).unwrap_or("")).collect(),
            )
        });
        let broken = self
            .broken
            .iter()
            .map(|row| (row.line, row.fields.iter().map(String::as_str).collect()));
        let mut rows: Vec<(u64, Vec<&str>)> = refused.chain(broken).collect();
        rows.sort_by_key(|(line, _)| *line);
        rows
    }
}

//! A plain table of text: the common raw form of every input.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use arrow::record_batch::RecordBatch;
use polars::prelude::DataFrame;
use polars_io::SerReader;

use super::delimited::{Records, Step, sniff_delimiter};
use super::encoding::{Decoded, Encoding, decode};
use super::rows::{Rows, lossy};
use crate::error::{Error, IngestError, Result};
use crate::ingest::{DateOrder, EncodedColumn, FindingKind, parse_date};

/// What an input was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case", tag = "format")]
#[non_exhaustive]
pub enum InputFormat {
    /// Delimited text.
    Text {
        /// The encoding it was in.
        encoding: Encoding,
        /// The character between fields.
        delimiter: char,
    },
    /// A Parquet file.
    Parquet,
    /// An Arrow IPC file.
    Ipc,
    /// A frame in memory.
    Frame,
    /// Record batches in memory.
    Batches,
}

impl fmt::Display for InputFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text {
                encoding,
                delimiter,
            } => {
                let between = match delimiter {
                    ';' => "semicolons",
                    '\t' => "tabs",
                    _ => "commas",
                };
                write!(f, "{encoding} text with {between}")
            }
            Self::Parquet => f.write_str("Parquet"),
            Self::Ipc => f.write_str("Arrow IPC"),
            Self::Frame => f.write_str("frame"),
            Self::Batches => f.write_str("record batches"),
        }
    }
}

/// A row that could not be read as one: the wrong number of fields, bytes that the encoding does not allow, or a
/// quotation mark that is not closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenRow {
    /// Line on which it starts, from 1.
    pub line: u64,
    /// What is the matter.
    pub kind: FindingKind,
    /// Its fields as far as they could be read.
    pub fields: Vec<String>,
}

/// A table of text as it was received, values trimmed; no schema, no checks.
///
/// # Examples
///
/// ```
/// use throughline::ingest::Table;
///
/// let table = Table::from_bytes("scores", b"child;score\nA;12\nB;\n")?;
/// assert_eq!(table.headers(), ["child", "score"]);
/// assert_eq!(table.column("score").unwrap().get(0), Some("12"));
/// assert_eq!(table.column("score").unwrap().get(1), None);
/// assert_eq!(table.lines(), [2, 3]);
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Table {
    pub(super) name: Arc<str>,
    pub(super) format: InputFormat,
    pub(super) headers: Vec<String>,
    pub(super) columns: Vec<EncodedColumn>,
    pub(super) lines: Vec<u64>,
    pub(super) broken: Vec<BrokenRow>,
}

impl Table {
    /// Reads a file: CSV or other delimited text, Parquet or Arrow IPC. The table's name is the file's name
    /// without its ending.
    ///
    /// # Errors
    ///
    /// When the file is missing, empty or a directory, is none of these formats, has no header line, or has one
    /// header over two columns.
    pub fn read(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let bytes = read_bytes(path)?;
        let mut table = Self::parse(&path.display().to_string(), &bytes)?;
        table.name = file_name(path).into();
        Ok(table)
    }

    /// Reads a file's bytes held in memory.
    ///
    /// # Errors
    ///
    /// As [`Table::read`].
    pub fn from_bytes(name: &str, bytes: &[u8]) -> Result<Self> {
        Self::parse(name, bytes)
    }

    /// Takes a frame's columns as text.
    ///
    /// # Errors
    ///
    /// When a column is nested or binary.
    pub fn from_frame(name: &str, frame: &DataFrame) -> Result<Self> {
        let columns = super::frame::text_columns(name, frame)?;
        Self::whole(name, InputFormat::Frame, columns, frame.height())
    }

    /// Takes record batches' columns as text.
    ///
    /// # Errors
    ///
    /// When the batches differ in schema, or a column is nested or binary.
    pub fn from_batches(name: &str, batches: &[RecordBatch]) -> Result<Self> {
        let columns = super::batches::text_columns(name, batches)?;
        let rows = batches.iter().map(RecordBatch::num_rows).sum();
        Self::whole(name, InputFormat::Batches, columns, rows)
    }

    /// The name it was read under.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it was read from.
    pub fn format(&self) -> InputFormat {
        self.format
    }

    /// The headers, trimmed, in column order; a column without one is called `column 3` after its place.
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// The column under a header, `None` when there is none.
    pub fn column(&self, header: &str) -> Option<&EncodedColumn> {
        let place = self.headers.iter().position(|one| one == header)?;
        Some(&self.columns[place])
    }

    /// The columns, in the order of [`Table::headers`].
    pub fn columns(&self) -> &[EncodedColumn] {
        &self.columns
    }

    /// Line on which each row starts, from 1 with the header; row numbers from 1 where there are no lines.
    pub fn lines(&self) -> &[u64] {
        &self.lines
    }

    /// Number of rows, broken ones not counted.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// True when there is no row that could be read.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The rows that were set aside, in line order.
    pub fn broken_rows(&self) -> &[BrokenRow] {
        &self.broken
    }

    fn parse(name: &str, bytes: &[u8]) -> Result<Self> {
        if bytes.is_empty() {
            return Err(IngestError::Empty(name.to_owned()).into());
        }
        let cursor = std::io::Cursor::new(bytes);
        if bytes.starts_with(b"PAR1") {
            let read = polars_io::prelude::ParquetReader::new(cursor).finish();
            return Self::from_file_frame(name, read, InputFormat::Parquet, "Parquet");
        }
        if bytes.starts_with(b"ARROW1") {
            let read = polars_io::prelude::IpcReader::new(cursor).finish();
            return Self::from_file_frame(name, read, InputFormat::Ipc, "Arrow IPC");
        }
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0") {
            return Err(IngestError::Workbook(name.to_owned()).into());
        }
        from_text(name, &decode(bytes))
    }

    fn from_file_frame(
        name: &str,
        read: polars::prelude::PolarsResult<DataFrame>,
        format: InputFormat,
        label: &'static str,
    ) -> Result<Self> {
        let frame = read.map_err(|error| IngestError::Damaged {
            name: name.to_owned(),
            format: label,
            message: error.to_string(),
        })?;
        let mut table = Self::from_frame(name, &frame)?;
        table.format = format;
        Ok(table)
    }

    fn whole(
        name: &str,
        format: InputFormat,
        columns: Vec<(String, EncodedColumn)>,
        rows: usize,
    ) -> Result<Self> {
        let (headers, columns): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
        Ok(Self {
            name: name.into(),
            format,
            headers: checked_headers(name, headers)?,
            columns,
            lines: (1..=rows as u64).collect(),
            broken: Vec::new(),
        })
    }
}

fn read_bytes(path: &Path) -> Result<Vec<u8>> {
    if path.is_dir() {
        return Err(IngestError::Directory(path.to_path_buf()).into());
    }
    std::fs::read(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => IngestError::Missing(path.to_path_buf()).into(),
        _ => Error::io(path, source),
    })
}

pub(super) fn file_name(path: &Path) -> String {
    path.file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default()
}

fn from_text(name: &str, decoded: &Decoded<'_>) -> Result<Table> {
    let text: &[u8] = &decoded.bytes;
    if text.trim_ascii().is_empty() {
        return Err(IngestError::Empty(name.to_owned()).into());
    }
    if text[..text.len().min(8192)].contains(&0) {
        return Err(IngestError::NotText(name.to_owned()).into());
    }
    let delimiter = sniff_delimiter(text);
    let damaged = |error: csv::Error| IngestError::Damaged {
        name: name.to_owned(),
        format: "CSV",
        message: error.to_string(),
    };
    let mut records = Records::new(text, delimiter);
    records.step(None).map_err(damaged)?;
    let headers = checked_headers(name, lossy(records.record()))?;
    let mut rows = Rows::new(headers.len());
    loop {
        match records.step(Some(headers.len())).map_err(damaged)? {
            Step::End => break,
            Step::Whole => rows.add(decoded, records.line(), records.record()),
            Step::Unquoted => {
                rows.set_aside(records.line(), FindingKind::UnclosedQuote, records.record())
            }
        }
    }
    let (columns, lines, broken) = rows.finish();
    Ok(Table {
        name: name.into(),
        format: InputFormat::Text {
            encoding: decoded.encoding,
            delimiter: delimiter.into(),
        },
        headers,
        columns,
        lines,
        broken,
    })
}

fn checked_headers(name: &str, headers: Vec<String>) -> Result<Vec<String>> {
    let is_date = |header: &String| parse_date(header, DateOrder::DayFirst).is_ok();
    if headers.iter().all(String::is_empty) || headers.iter().any(is_date) {
        return Err(IngestError::NoHeader(name.to_owned()).into());
    }
    let headers: Vec<String> = headers
        .into_iter()
        .enumerate()
        .map(|(place, header)| match header.trim() {
            "" => format!("column {}", place + 1),
            header => header.to_owned(),
        })
        .collect();
    let mut repeated: Vec<&str> = Vec::new();
    for (place, header) in headers.iter().enumerate() {
        if headers[..place].contains(header) && !repeated.contains(&header.as_str()) {
            repeated.push(header);
        }
    }
    if repeated.is_empty() {
        return Ok(headers);
    }
    Err(IngestError::DuplicateHeaders {
        name: name.to_owned(),
        headers: repeated.join(", "),
    }
    .into())
}

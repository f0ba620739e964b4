//! Rows of delimited text on their way into columns.

use csv::ByteRecord;
use rayon::prelude::*;

use super::encoding::Decoded;
use crate::ingest::{BrokenRow, EncodedColumn, EncodedColumnBuilder, FindingKind};

/// Rows held back before their fields go into the columns. Each column takes its fields of a whole chunk at a
/// time: its distinct values then stay in the cache, and columns fill in parallel with the same result.
const CHUNK_ROWS: usize = 1 << 14;

/// Rows under way.
pub(super) struct Rows {
    columns: Vec<EncodedColumnBuilder>,
    lines: Vec<u64>,
    broken: Vec<BrokenRow>,
    chunk: Chunk,
}

/// Fields of rows, one after another.
#[derive(Default)]
struct Chunk {
    text: String,
    ends: Vec<usize>,
}

impl Chunk {
    fn field(&self, place: usize) -> &str {
        let start = match place {
            0 => 0,
            _ => self.ends[place - 1],
        };
        &self.text[start..self.ends[place]]
    }

    fn add(&mut self, text: &str, record: &ByteRecord) {
        let base = self.text.len();
        self.text.push_str(text);
        let ends = (0..record.len()).filter_map(|place| record.range(place));
        self.ends.extend(ends.map(|range| base + range.end));
    }
}

impl Rows {
    pub(super) fn new(columns: usize) -> Self {
        Self {
            columns: (0..columns)
                .map(|_| EncodedColumnBuilder::default())
                .collect(),
            lines: Vec::new(),
            broken: Vec::new(),
            chunk: Chunk::default(),
        }
    }

    pub(super) fn add(&mut self, decoded: &Decoded<'_>, line: u64, record: &ByteRecord) {
        let width = self.columns.len();
        if record.len() != width {
            let kind = FindingKind::WrongFieldCount {
                expected: width as u32,
                found: record.len() as u32,
            };
            return self.set_aside(line, kind, record);
        }
        let Some(text) = decoded.text(record) else {
            return self.set_aside(line, FindingKind::Undecodable, record);
        };
        self.chunk.add(text, record);
        self.lines.push(line);
        if self.chunk.ends.len() >= CHUNK_ROWS * width {
            self.fill();
        }
    }

    pub(super) fn set_aside(&mut self, line: u64, kind: FindingKind, record: &ByteRecord) {
        self.broken.push(BrokenRow {
            line,
            kind,
            fields: lossy(record),
        });
    }

    pub(super) fn finish(mut self) -> (Vec<EncodedColumn>, Vec<u64>, Vec<BrokenRow>) {
        self.fill();
        let columns = self.columns.into_iter();
        let columns = columns.map(EncodedColumnBuilder::finish).collect();
        (columns, self.lines, self.broken)
    }

    /// Moves the chunk into the columns.
    fn fill(&mut self) {
        let (chunk, width) = (&self.chunk, self.columns.len());
        self.columns
            .par_iter_mut()
            .enumerate()
            .for_each(|(place, column)| {
                for field in (place..chunk.ends.len()).step_by(width) {
                    column.push(chunk.field(field).trim());
                }
            });
        self.chunk.text.clear();
        self.chunk.ends.clear();
    }
}

/// A record's fields as far as they can be read.
pub(super) fn lossy(record: &ByteRecord) -> Vec<String> {
    record
        .iter()
        .map(|field| String::from_utf8_lossy(field).trim().to_owned())
        .collect()
}

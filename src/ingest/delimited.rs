//! Delimited text: which delimiter, where each record starts, and which records are broken.

use csv::{ByteRecord, Reader, ReaderBuilder};

const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// How much of a file the delimiter is judged by.
const SAMPLE_BYTES: usize = 1 << 16;
const SAMPLE_RECORDS: usize = 20;

/// The delimiter whose count of fields in the first record most of the next records share.
pub(super) fn sniff_delimiter(text: &[u8]) -> u8 {
    let sample = &text[..text.len().min(SAMPLE_BYTES)];
    let agreement = |delimiter: u8| {
        let counts: Vec<usize> = reader(sample, delimiter)
            .byte_records()
            .map_while(Result::ok)
            .take(SAMPLE_RECORDS)
            .map(|record| record.len())
            .collect();
        match counts.first() {
            Some(&fields) if fields > 1 => {
                let agreeing = counts.iter().filter(|&&count| count == fields).count();
                (agreeing, fields)
            }
            _ => (0, 0),
        }
    };
    // The last of equals is taken, so the order is turned for comma to win.
    DELIMITERS
        .into_iter()
        .rev()
        .max_by_key(|&delimiter| agreement(delimiter))
        .unwrap_or(b',')
}

fn reader(text: &[u8], delimiter: u8) -> Reader<&[u8]> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(SAMPLE_BYTES)
        .from_reader(text)
}

/// Where the reader is after a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// A whole record is in [`Records::record`].
    Whole,
    /// A quotation mark was not closed; the record's first line alone is in [`Records::record`], split at
    /// every delimiter.
    Unquoted,
    /// There is no further record.
    End,
}

/// The records of delimited text, with the line that each starts on.
///
/// A record over several lines whose quotation marks do not match, or whose number of fields is wrong, is cut
/// after its first line, so that one stray quotation mark costs one line and not the rest of the file.
pub(super) struct Records<'a> {
    text: &'a [u8],
    delimiter: u8,
    newline: u8,
    reader: Reader<&'a [u8]>,
    /// Offset in `text` at which `reader` began.
    base: usize,
    /// Offset up to which lines are counted.
    counted: usize,
    line: u64,
    record: ByteRecord,
}

impl<'a> Records<'a> {
    pub(super) fn new(text: &'a [u8], delimiter: u8) -> Self {
        let newline = if text.contains(&b'\n') { b'\n' } else { b'\r' };
        Self {
            text,
            delimiter,
            newline,
            reader: reader(text, delimiter),
            base: 0,
            counted: 0,
            line: 1,
            record: ByteRecord::new(),
        }
    }

    /// The record of the last step.
    pub(super) fn record(&self) -> &ByteRecord {
        &self.record
    }

    /// The line on which the record of the last step starts, from 1.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Goes to the next record; `expected` is the number of fields it should have, where known.
    pub(super) fn step(&mut self, expected: Option<usize>) -> Result<Step, csv::Error> {
        let mut start = self.base + self.reader.position().byte() as usize;
        if !self.reader.read_byte_record(&mut self.record)? {
            return Ok(Step::End);
        }
        let end = self.base + self.reader.position().byte() as usize;
        while start < end && matches!(self.text[start], b'\r' | b'\n') {
            start += 1;
        }
        self.line += self.newlines(self.counted, start);
        self.counted = start;
        let raw = self.text[start..end].trim_ascii_end();
        let Some(first_end) = raw.iter().position(|&byte| byte == self.newline) else {
            return Ok(self.judge_last(raw));
        };
        let fits = expected.is_none_or(|expected| self.record.len() == expected);
        if fits && well_quoted(raw, self.delimiter) {
            return Ok(Step::Whole);
        }
        self.cut_after(start, start + first_end);
        Ok(Step::Unquoted)
    }

    /// A record on one line is whole unless the text ends inside its quotation marks.
    fn judge_last(&self, raw: &[u8]) -> Step {
        let last = self.reader.position().byte() as usize + self.base >= self.text.len();
        match !last || well_quoted(raw, self.delimiter) {
            true => Step::Whole,
            false => Step::Unquoted,
        }
    }

    fn cut_after(&mut self, start: usize, line_end: usize) {
        let line = self.text[start..line_end].trim_ascii_end();
        self.record = line.split(|&byte| byte == self.delimiter).collect();
        self.base = line_end + 1;
        self.reader = reader(&self.text[self.base..], self.delimiter);
    }

    fn newlines(&self, from: usize, to: usize) -> u64 {
        let passed = &self.text[from..to];
        passed.iter().filter(|&&byte| byte == self.newline).count() as u64
    }
}

/// True when every quotation mark that opens a field closes right before a delimiter or the record's end.
fn well_quoted(raw: &[u8], delimiter: u8) -> bool {
    let mut rest = raw;
    loop {
        if let Some(quoted) = rest.strip_prefix(b"\"") {
            let Some(after) = after_quoted(quoted) else {
                return false;
            };
            rest = after;
            if !rest.is_empty() && rest[0] != delimiter {
                return false;
            }
        }
        match rest.iter().position(|&byte| byte == delimiter) {
            Some(place) => rest = &rest[place + 1..],
            None => return true,
        }
    }
}

/// What follows the closing mark of a quoted field, where a doubled mark is a mark in the text.
fn after_quoted(mut text: &[u8]) -> Option<&[u8]> {
    loop {
        let mark = text.iter().position(|&byte| byte == b'"')?;
        text = &text[mark + 1..];
        match text.strip_prefix(b"\"") {
            Some(rest) => text = rest,
            None => return Some(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_the_one_that_records_agree_on() {
        assert_eq!(sniff_delimiter(b"a,b;c,d\n1,2,3\n"), b',');
        assert_eq!(sniff_delimiter(b"a;b\n\"1;5\";2,5\n3,5;4,5\n"), b';');
        assert_eq!(sniff_delimiter(b"a\tb\n1\t2,3\n"), b'\t');
        assert_eq!(sniff_delimiter(b"only\n1\n"), b',');
    }

    #[test]
    fn quotation_marks_must_match() {
        for text in [
            "a,b",
            "\"a,b\",c",
            "\"a \"\"b\"\"\",c",
            "a\"b,c",
            "\"\",\"\"",
        ] {
            assert!(well_quoted(text.as_bytes(), b','), "{text}");
        }
        for text in ["\"a,b", "\"a\"b,c", "a,\"b\nc,d", "\"a\n\"b\",c"] {
            assert!(!well_quoted(text.as_bytes(), b','), "{text}");
        }
    }
}

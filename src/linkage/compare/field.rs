//! A part of a column as it is compared: its distinct values, and what is known of each before any pair is met.

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate};
use rustc_hash::FxHashMap;

use crate::ingest::{EncodedColumn, MISSING, StringPool};
use crate::kernel::similarity::{Dialect, SketchLayout};
use crate::linkage::{KeyPart, Transform};

/// A part of a column. Its codes stand for the part's distinct values, [`MISSING`] where there is none; a part of
/// several values keeps one code for each distinct set.
#[derive(Debug)]
pub(super) struct Field<'r> {
    pub(super) part: KeyPart,
    column: &'r EncodedColumn,
    /// Code of the part for each code of the column; nothing for the whole column, where they are the same.
    table: Option<Vec<u32>>,
    pool: Cow<'r, StringPool>,
    pub(super) text: Vec<TextFact>,
    pub(super) dates: Vec<DateFact>,
    pub(super) numbers: Vec<f64>,
    pub(super) sets: Vec<Box<[u32]>>,
}

/// Facts about a text that similarity measures start from.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextFact {
    /// Symbols in the dialect's unit.
    pub(super) len: u32,
    pub(super) sketch: u64,
    pub(super) rest: u8,
    /// One byte a symbol, whatever the unit.
    pub(super) ascii: bool,
}

/// A day number from 1, 0 where there is no date; of the date, and of the date with day and month swapped. The digits
/// of an ISO date, four bits each.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct DateFact {
    pub(super) day: u32,
    pub(super) swapped: u32,
    pub(super) digits: u32,
}

impl<'r> Field<'r> {
    pub(super) fn new(part: &KeyPart, column: &'r EncodedColumn) -> Self {
        let (table, pool) = match part.transform() {
            Transform::Whole => (None, Cow::Borrowed(column.pool())),
            transform if transform.is_multiple() => {
                let table = sets_table(column.pool(), transform);
                (Some(table), Cow::Borrowed(column.pool()))
            }
            transform => {
                let (table, pool) = derive(column.pool(), transform);
                (Some(table), Cow::Owned(pool))
            }
        };
        Self {
            part: part.clone(),
            column,
            table,
            pool,
            text: Vec::new(),
            dates: Vec::new(),
            numbers: Vec::new(),
            sets: Vec::new(),
        }
    }

    /// The code of a record.
    pub(super) fn code(&self, record: usize) -> u32 {
        let code = self.column.codes()[record];
        match &self.table {
            Some(table) => table[code as usize],
            None => code,
        }
    }

    pub(super) fn pool(&self) -> &StringPool {
        &self.pool
    }

    pub(super) fn know_text(&mut self, dialect: Dialect) {
        if self.text.is_empty() {
            let pool = &self.pool;
            let spacing = (pool.len() / 2048).max(1);
            let sample = pool.iter().skip(1).step_by(spacing);
            let layout = SketchLayout::fit(sample.map(|value| symbols(value, dialect)));
            let fact = |value: &str| text_fact(value, dialect, &layout);
            self.text = pool.iter().map(fact).collect();
        }
    }

    pub(super) fn know_dates(&mut self) {
        if self.dates.is_empty() {
            self.dates = self.pool.iter().map(date_fact).collect();
        }
    }

    /// Whether every value is an ISO date, digits in their places.
    pub(super) fn is_all_iso_dates(&self) -> bool {
        let mut values = self.pool.iter().skip(1).peekable();
        values.peek().is_some() && values.all(|value| date_fact(value).digits != 0)
    }

    pub(super) fn know_numbers(&mut self) {
        if self.numbers.is_empty() {
            let number = |value: &str| value.trim().parse().unwrap_or(f64::NAN);
            self.numbers = self.pool.iter().map(number).collect();
        }
    }

    pub(super) fn know_sets(&mut self) {
        if self.sets.is_empty() {
            let mut members: FxHashMap<String, u32> = FxHashMap::default();
            let transform = self.part.transform();
            let mut set = |value: &str| {
                let mut codes = Vec::new();
                transform.each(value, &mut |member| {
                    let next = members.len() as u32;
                    codes.push(*members.entry(member.into_owned()).or_insert(next));
                });
                codes.sort_unstable();
                codes.dedup();
                codes.into_boxed_slice()
            };
            self.sets = self.pool.iter().map(&mut set).collect();
        }
    }

    /// For each code of this field, the code that the same value has in another, [`MISSING`] where it has none.
    pub(super) fn codes_in(&self, other: &Field<'_>) -> Vec<u32> {
        let places: FxHashMap<&str, u32> = other.pool.iter().zip(0..).skip(1).collect();
        let own = self.pool.iter();
        own.map(|value| places.get(value).copied().unwrap_or(MISSING))
            .collect()
    }
}

/// For each code, the code of a part of its value, and the part's distinct values.
pub(super) fn derive(pool: &StringPool, transform: &Transform) -> (Vec<u32>, StringPool) {
    let parts = pool
        .iter()
        .map(|value| transform.apply(value).unwrap_or_default());
    let encoded = EncodedColumn::from_values(parts);
    (encoded.codes().to_vec(), encoded.pool().clone())
}

/// Keeps the codes of values that have at least one part.
fn sets_table(pool: &StringPool, transform: &Transform) -> Vec<u32> {
    let code = |(value, code): (&str, u32)| match transform.apply(value) {
        Some(_) => code,
        None => MISSING,
    };
    pool.iter().zip(0..).map(code).collect()
}

/// The symbols of a text by class: bytes as they are, other units folded into the upper half.
fn symbols(text: &str, dialect: Dialect) -> impl Iterator<Item = u8> + '_ {
    let class = |unit: u32| match unit {
        0..128 => unit as u8,
        _ => 128 | (unit % 128) as u8,
    };
    let bytes = (dialect == Dialect::DuckDb || text.is_ascii()).then(|| text.bytes());
    let others = bytes
        .is_none()
        .then(|| text.chars().map(move |c| class(c as u32)));
    bytes
        .into_iter()
        .flatten()
        .chain(others.into_iter().flatten())
}

fn text_fact(text: &str, dialect: Dialect, layout: &SketchLayout) -> TextFact {
    let ascii = text.is_ascii();
    let len = match dialect {
        _ if ascii => text.len(),
        Dialect::DuckDb => text.len(),
        Dialect::Spark => text.encode_utf16().count(),
        _ => text.chars().count(),
    };
    let sketch = layout.sketch(symbols(text, dialect));
    TextFact {
        len: len as u32,
        sketch: sketch.bits,
        rest: sketch.rest,
        ascii,
    }
}

fn date_fact(value: &str) -> DateFact {
    let Ok(date) = value.parse::<NaiveDate>() else {
        return DateFact::default();
    };
    let number = |date: NaiveDate| u32::try_from(date.num_days_from_ce()).unwrap_or(0);
    let swapped = NaiveDate::from_ymd_opt(date.year(), date.day(), date.month());
    let digits = (value.len() == 10).then(|| {
        let digits = value.bytes().filter(u8::is_ascii_digit);
        digits.fold(0u32, |all, digit| all << 4 | u32::from(digit - b'0'))
    });
    DateFact {
        day: number(date),
        swapped: swapped.map_or(0, number),
        digits: digits.unwrap_or(0),
    }
}

/// For each code of a column, the code of a part of its value, and how many codes parts have ([`MISSING`] included).
pub(crate) fn part_codes(pool: &StringPool, transform: &Transform) -> (Vec<u32>, u32) {
    if *transform == Transform::Whole {
        return ((0..pool.len() as u32).collect(), pool.len() as u32);
    }
    let (table, parts) = derive(pool, transform);
    (table, parts.len() as u32)
}

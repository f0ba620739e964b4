//! From checked values to a dataset: the accepted rows, identifiers apart from payload.

use std::sync::Arc;

use chrono::NaiveDate;
use polars::prelude::{
    BooleanChunked, Column, DataFrame, Float64Chunked, Int32Chunked, IntoColumn, NewChunkedArray,
    StringChunked,
};

use crate::error::Result;
use crate::ingest::{Dataset, EncodedColumn, IdentifierColumn, Table};
use crate::schema::{CodeList, Identifier, Recognised, RecognisedHow, Schema, identifier_named};

/// The checked values of one field, one a row of the table.
pub(super) enum Values {
    Text(EncodedColumn),
    Date(Vec<Option<NaiveDate>>),
    Score(Vec<Option<f64>>),
    Flag(Vec<Option<bool>>),
    Year(Vec<Option<i32>>),
}

/// The payload under way: every field read so far, by name.
#[derive(Default)]
pub(super) struct Payload {
    pub(super) fields: Vec<(&'static str, Values)>,
}

macro_rules! by_name {
    ($($method:ident, $variant:ident, $kind:ty;)*) => {$(
        pub(super) fn $method(&self, name: &str) -> &$kind {
            match self.fields.iter().find(|(field, _)| *field == name) {
                Some((_, Values::$variant(values))) => values,
                _ => unreachable!("the schema declares {name} before the fields worked out from it"),
            }
        }
    )*};
}

impl Payload {
    by_name! {
        text, Text, EncodedColumn;
        date, Date, [Option<NaiveDate>];
        flag, Flag, [Option<bool>];
        year, Year, [Option<i32>];
    }
}

/// Which rows of a table are accepted and which are quarantined.
pub(super) struct PartedRows {
    accepted: Vec<usize>,
    quarantined: Vec<usize>,
}

impl PartedRows {
    pub(super) fn new(quarantined: &[bool]) -> Self {
        let (quarantined, accepted) =
            (0..quarantined.len()).partition(|&row: &usize| quarantined[row]);
        Self {
            accepted,
            quarantined,
        }
    }

    pub(super) fn quarantined(&self) -> &[usize] {
        &self.quarantined
    }

    fn accept(&self, column: &EncodedColumn) -> EncodedColumn {
        match self.quarantined.is_empty() {
            true => column.clone(),
            false => column.take(&self.accepted),
        }
    }

    fn pick<T: Copy>(&self, values: &[T]) -> impl Iterator<Item = T> {
        self.accepted.iter().map(|&row| values[row])
    }
}

/// The dataset of the accepted rows.
pub(super) fn dataset(
    name: Arc<str>,
    table: &Table,
    schema: &Schema,
    recognised: &[Recognised],
    record_ids: EncodedColumn,
    payload: &Payload,
    rows: &PartedRows,
) -> Result<Dataset> {
    let identifiers = recognised
        .iter()
        .zip(&table.columns)
        .filter_map(|(one, column)| {
            Some(IdentifierColumn {
                identifier: identifier(one)?,
                values: rows.accept(column),
            })
        })
        .collect();
    let columns: Vec<Column> = payload
        .fields
        .iter()
        .map(|(field, values)| payload_column(field, values, rows))
        .collect();
    Ok(Dataset {
        name,
        kind: schema.kind(),
        record_ids: rows.accept(&record_ids),
        lines: rows.pick(&table.lines).collect(),
        identifiers,
        payload: DataFrame::new(rows.accepted.len(), columns)?,
        date_order: None,
    })
}

fn identifier(recognised: &Recognised) -> Option<Identifier> {
    let field = recognised.field.as_deref()?;
    match recognised.how {
        RecognisedHow::Kept => Some(Identifier::Other(field.to_owned())),
        _ => identifier_named(field),
    }
}

fn payload_column(name: &str, values: &Values, rows: &PartedRows) -> Column {
    let name = name.into();
    match values {
        Values::Text(column) => {
            let texts = rows.accepted.iter().map(|&row| column.get(row));
            StringChunked::from_iter_options(name, texts).into_column()
        }
        Values::Date(dates) => {
            let days = rows.pick(dates).map(|date| Some(date?.to_epoch_days()));
            Int32Chunked::from_iter_options(name, days)
                .into_date()
                .into_column()
        }
        Values::Score(scores) => {
            Float64Chunked::from_iter_options(name, rows.pick(scores)).into_column()
        }
        Values::Flag(flags) => {
            BooleanChunked::from_iter_options(name, rows.pick(flags)).into_column()
        }
        Values::Year(years) => {
            Int32Chunked::from_iter_options(name, rows.pick(years)).into_column()
        }
    }
}

/// Whether a referral ended there: as given, or by its outcome.
pub(super) fn ended_there(given: Vec<Option<bool>>, outcomes: &EncodedColumn) -> Vec<Option<bool>> {
    let by_outcome = |row| outcomes.get(row).map(|outcome| outcome == "nfa");
    given
        .into_iter()
        .enumerate()
        .map(|(row, given)| given.or_else(|| by_outcome(row)))
        .collect()
}

fn groups(column: &EncodedColumn, list: &str) -> Vec<Option<&'static str>> {
    let list = CodeList::named(list);
    column
        .pool()
        .iter()
        .map(|code| list.and_then(|list| list.find(code)?.group()))
        .collect()
}

/// Whether accommodation is suitable, `None` when unknown.
pub(super) fn suitable(accommodation: &EncodedColumn) -> Vec<Option<bool>> {
    let groups = groups(accommodation, "accommodation");
    let codes = accommodation.codes().iter();
    codes
        .map(|&code| match groups[code as usize] {
            Some("suitable") => Some(true),
            Some("unsuitable") => Some(false),
            _ => None,
        })
        .collect()
}

/// `eet`, `neet` or `unknown`; what is not known is unknown, never `neet`.
pub(super) fn eet(activity: &EncodedColumn) -> EncodedColumn {
    let groups = groups(activity, "activity");
    let codes = activity.codes().iter();
    EncodedColumn::from_values(codes.map(|&code| groups[code as usize].unwrap_or("unknown")))
}

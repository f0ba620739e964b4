//! Columns made standard: once per distinct value, with a note for each row that has something to say.

use chrono::NaiveDate;
use rayon::prelude::*;

use crate::ingest::{
    Consequence, DateOrder, EncodedColumn, EncodedColumnBuilder, FindingKind, MISSING,
};
use crate::schema::Identifier;
use crate::standardise::address::address_line;
use crate::standardise::date::{date_of_birth, is_fifteenth_a_convention};
use crate::standardise::identifier::{Scn, Upn};
use crate::standardise::postcode::postcode;
use crate::standardise::sex::sex;
use crate::standardise::value::{StandardValue, is_nothing, text, upper};

/// One standardised column of one dataset.
pub(super) struct StandardColumn {
    pub(super) identifier: Identifier,
    pub(super) values: EncodedColumn,
    pub(super) notes: Vec<Note>,
}

/// A finding before it has its dataset, line and field.
pub(super) struct Note {
    pub(super) row: u32,
    pub(super) kind: FindingKind,
    pub(super) consequence: Consequence,
}

/// Standardises a column that needs no other column to be read.
pub(super) fn standardise_alone(
    identifier: &Identifier,
    column: &EncodedColumn,
    order: DateOrder,
    today: NaiveDate,
) -> StandardColumn {
    match identifier {
        Identifier::DateOfBirth => births(column, |raw| date_of_birth(raw, order, today)),
        Identifier::Sex => by_value(identifier, column, sex),
        Identifier::Postcode => postcodes(column),
        Identifier::AddressLine => by_value(identifier, column, address_line),
        Identifier::Upn => by_value(identifier, column, upn),
        Identifier::Scn => by_value(identifier, column, scn),
        _ => by_value(identifier, column, text),
    }
}

/// What a function gives for each code of a column's pool, the default for [`MISSING`].
pub(super) fn by_code<T: Default + Send>(
    column: &EncodedColumn,
    function: impl Fn(&str) -> T + Sync,
) -> Vec<T> {
    let pool = column.pool();
    (0..pool.len() as u32)
        .into_par_iter()
        .with_min_len(4096)
        .map(|code| match code {
            MISSING => T::default(),
            _ => function(pool.value(code)),
        })
        .collect()
}

/// The column that has each code replaced by its value, one value a code.
pub(super) fn recode(
    identifier: &Identifier,
    column: &EncodedColumn,
    values: &[StandardValue],
) -> StandardColumn {
    let mut in_code_order = values.iter().skip(1);
    StandardColumn {
        identifier: identifier.clone(),
        values: column.map(|_| in_code_order.next().and_then(StandardValue::value)),
        notes: notes(column, values),
    }
}

fn by_value(
    identifier: &Identifier,
    column: &EncodedColumn,
    function: impl Fn(&str) -> StandardValue + Sync,
) -> StandardColumn {
    recode(identifier, column, &by_code(column, function))
}

fn notes(column: &EncodedColumn, values: &[StandardValue]) -> Vec<Note> {
    if values.iter().all(|value| value.finding().is_none()) {
        return Vec::new();
    }
    (0..)
        .zip(column.codes())
        .filter_map(|(row, &code)| {
            let value = &values[code as usize];
            value.finding().map(|kind| Note {
                row,
                kind,
                consequence: value.consequence(),
            })
        })
        .collect()
}

/// Dates of birth, with 15ths of the month noted where the column has far more than chance gives.
fn births(
    column: &EncodedColumn,
    function: impl Fn(&str) -> StandardValue + Sync,
) -> StandardColumn {
    let mut born = by_value(&Identifier::DateOfBirth, column, function);
    let is_fifteenth: Vec<bool> = born
        .values
        .pool()
        .iter()
        .map(|iso| iso.ends_with("-15"))
        .collect();
    let on_a_fifteenth = |&&code: &&u32| is_fifteenth[code as usize];
    let fifteenths = born.values.codes().iter().filter(on_a_fifteenth).count();
    if is_fifteenth_a_convention(fifteenths, born.values.len() - born.values.missing()) {
        let rows = (0..)
            .zip(born.values.codes())
            .filter(|(_, code)| on_a_fifteenth(code));
        born.notes.extend(rows.map(|(row, _)| Note {
            row,
            kind: FindingKind::ConventionalDate,
            consequence: Consequence::Noted,
        }));
    }
    born
}

/// Postcodes of the United Kingdom, or of elsewhere as they are.
fn postcodes(column: &EncodedColumn) -> StandardColumn {
    let values = by_code(column, postcode);
    if is_british(column, &values) {
        recode(&Identifier::Postcode, column, &values)
    } else {
        by_value(&Identifier::Postcode, column, text)
    }
}

/// A column is British when at least half of its distinct values are, or are placeholders; one of fewer than ten
/// values is unless all are digits, which no damage to a British postcode gives.
fn is_british(column: &EncodedColumn, values: &[StandardValue]) -> bool {
    let malformed = |value: &StandardValue| value.finding() == Some(FindingKind::MalformedPostcode);
    let given: Vec<(&str, &StandardValue)> = column
        .pool()
        .iter()
        .zip(values)
        .filter(|(raw, _)| !is_nothing(&upper(raw)))
        .collect();
    let foreign = given.iter().filter(|(_, value)| malformed(value)).count();
    let is_number = |raw: &str| raw.bytes().all(|b| b.is_ascii_digit() || b == b' ');
    let few = given.len() < 10 && !given.iter().all(|(raw, _)| is_number(raw));
    few || foreign * 2 <= given.len()
}

/// UN1 to UN7 are the census's own codes for "no UPN, and why".
fn upn(raw: &str) -> StandardValue {
    let text = upper(raw);
    if is_nothing(&text) || matches!(text.as_bytes(), [b'U', b'N', b'1'..=b'7']) {
        return StandardValue::default();
    }
    match Upn::parse(&text) {
        Ok(upn) if upn.is_temporary() => StandardValue::dropped(FindingKind::TemporaryIdentifier),
        Ok(upn) => StandardValue::kept(upn.as_str()),
        Err(finding) => StandardValue::dropped(finding),
    }
}

fn scn(raw: &str) -> StandardValue {
    if is_nothing(&upper(raw)) {
        return StandardValue::default();
    }
    Scn::parse(raw).map_or_else(StandardValue::dropped, |scn| {
        StandardValue::kept(scn.as_str())
    })
}

/// Builds a column row by row, where a row's value depends on more than its own cell.
#[derive(Default)]
pub(super) struct ByRow {
    values: EncodedColumnBuilder,
    notes: Vec<Note>,
    rows: u32,
}

impl ByRow {
    pub(super) fn push(&mut self, value: Option<&str>, note: Option<(FindingKind, Consequence)>) {
        self.values.push(value.unwrap_or_default());
        self.notes.extend(note.map(|(kind, consequence)| Note {
            row: self.rows,
            kind,
            consequence,
        }));
        self.rows += 1;
    }

    /// The column, or nothing where it was not there to begin with and stayed without a value.
    pub(super) fn finish(self, identifier: &Identifier, was_there: bool) -> Option<StandardColumn> {
        let values = self.values.finish();
        (was_there || values.missing() < values.len()).then(|| StandardColumn {
            identifier: identifier.clone(),
            values,
            notes: self.notes,
        })
    }
}

/// The code of a row in a column that may be absent.
pub(super) fn code(column: Option<&EncodedColumn>, row: usize) -> usize {
    column.map_or(MISSING, |column| column.codes()[row]) as usize
}

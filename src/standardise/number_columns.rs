//! NHS number, CHI and ULN columns, read together: all have ten digits and are put into each other's columns.

use crate::ingest::{Consequence, EncodedColumn, FindingKind};
use crate::schema::Identifier;
use crate::standardise::column::{ByRow, StandardColumn, by_code, code, recode};
use crate::standardise::identifier::{Chi, NhsIssuer, NhsNumber, Uln};
use crate::standardise::value::{StandardValue, is_nothing, upper};

/// The kinds of number, in the order in which their columns are held here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Nhs,
    Chi,
    Uln,
}

const KINDS: [Kind; 3] = [Kind::Nhs, Kind::Chi, Kind::Uln];

impl Kind {
    fn identifier(self) -> Identifier {
        match self {
            Self::Nhs => Identifier::NhsNumber,
            Self::Chi => Identifier::Chi,
            Self::Uln => Identifier::Uln,
        }
    }

    /// The standard form of a number of this kind. A CHI passes the check of an NHS number; its range decides.
    fn parse(self, raw: &str) -> Result<String, FindingKind> {
        match self {
            Self::Nhs => NhsNumber::parse(raw).and_then(|number| match number.issuer() {
                NhsIssuer::Scotland => Err(FindingKind::SwappedIdentifier),
                _ => Ok(number.as_str().to_owned()),
            }),
            Self::Chi => Chi::parse(raw).map(|number| number.as_str().to_owned()),
            Self::Uln => Uln::parse(raw).map(|number| number.as_str().to_owned()),
        }
    }

    /// False for an NHS number of a range that no service gives out.
    fn is_given_out(self, number: &str) -> bool {
        let given_out = [NhsIssuer::EnglandWalesIsleOfMan, NhsIssuer::NorthernIreland];
        self != Self::Nhs
            || NhsNumber::parse(number).is_ok_and(|number| given_out.contains(&number.issuer()))
    }
}

/// One distinct value: read as its column's kind and, failing that, as another.
#[derive(Default)]
struct Reading {
    own: StandardValue,
    other: Option<(Kind, String)>,
}

fn read(kind: Kind, raw: &str) -> Reading {
    if is_nothing(&upper(raw)) {
        return Reading::default();
    }
    match kind.parse(raw) {
        Ok(value) => Reading {
            own: StandardValue::kept(value),
            other: None,
        },
        Err(finding) => Reading {
            own: StandardValue::dropped(finding),
            other: [Kind::Chi, Kind::Nhs, Kind::Uln]
                .into_iter()
                .filter(|&other| other != kind)
                .find_map(|other| Some((other, other.parse(raw).ok()?))),
        },
    }
}

struct NumberColumn<'a> {
    kind: Kind,
    received: Option<&'a EncodedColumn>,
    readings: Vec<Reading>,
}

impl NumberColumn<'_> {
    fn reading(&self, row: usize) -> &Reading {
        &self.readings[code(self.received, row)]
    }

    /// True when more distinct values are of the other kind than of the column's own: it was mislabelled.
    fn is_mostly(&self, other: Kind) -> bool {
        let swapped =
            |reading: &&Reading| matches!(reading.other, Some((kind, _)) if kind == other);
        let own = self
            .readings
            .iter()
            .filter(|reading| reading.own.value().is_some());
        self.readings.iter().filter(swapped).count() > own.count()
    }
}

/// Standardises the columns of NHS numbers, CHIs and ULNs; any may be absent.
///
/// A number that is valid for another column goes there when that row has nothing there.
pub(super) fn standardise_numbers(
    rows: usize,
    received: [Option<&EncodedColumn>; 3],
) -> Vec<StandardColumn> {
    let mut columns: Vec<NumberColumn> = KINDS
        .into_iter()
        .zip(received)
        .map(|(kind, received)| NumberColumn {
            kind,
            received,
            readings: received.map_or_else(
                || vec![Reading::default()],
                |column| by_code(column, |raw| read(kind, raw)),
            ),
        })
        .collect();
    forget_chance(&mut columns);
    if columns.iter().all(|column| {
        column
            .readings
            .iter()
            .all(|reading| reading.other.is_none())
    }) {
        return columns.into_iter().filter_map(alone).collect();
    }
    row_by_row(rows, &columns)
}

/// Keeps a reading as another kind only where more than chance speaks for it.
///
/// A mistyped number passes another kind's check one time in eleven, so one of these must hold: most of the
/// column is of that kind; it is a CHI, which its date and range give away; or the dataset has a column for it
/// and, for an NHS number, its range is one that is given out.
fn forget_chance(columns: &mut [NumberColumn]) {
    let is_there: Vec<bool> = columns
        .iter()
        .map(|column| column.received.is_some())
        .collect();
    for column in columns {
        for target in KINDS {
            if target == Kind::Chi || column.is_mostly(target) {
                continue;
            }
            let is_there = is_there[target as usize];
            for reading in &mut column.readings {
                reading.other.take_if(|(kind, number)| {
                    *kind == target && !(is_there && target.is_given_out(number))
                });
            }
        }
    }
}

fn alone(column: NumberColumn) -> Option<StandardColumn> {
    let values: Vec<StandardValue> = column
        .readings
        .into_iter()
        .map(|reading| reading.own)
        .collect();
    let received = column.received?;
    Some(recode(&column.kind.identifier(), received, &values))
}

fn row_by_row(rows: usize, columns: &[NumberColumn]) -> Vec<StandardColumn> {
    let mut built = KINDS.map(|_| ByRow::default());
    for row in 0..rows {
        let mut values = KINDS.map(|kind| columns[kind as usize].reading(row).own.value());
        let notes = KINDS.map(|kind| place(columns[kind as usize].reading(row), &mut values));
        for ((column, value), note) in built.iter_mut().zip(values).zip(notes) {
            column.push(value, note);
        }
    }
    built
        .into_iter()
        .zip(columns)
        .filter_map(|(built, column)| {
            built.finish(&column.kind.identifier(), column.received.is_some())
        })
        .collect()
}

/// Puts a number of another kind into that kind's place of the row if nothing is there, and says what happened.
fn place<'a>(
    reading: &'a Reading,
    values: &mut [Option<&'a str>; 3],
) -> Option<(FindingKind, Consequence)> {
    let Some((kind, number)) = &reading.other else {
        let finding = reading.own.finding()?;
        return Some((finding, reading.own.consequence()));
    };
    let there = values[*kind as usize].get_or_insert(number);
    let consequence = if there == number {
        Consequence::Noted
    } else {
        Consequence::ValueDropped
    };
    Some((FindingKind::SwappedIdentifier, consequence))
}

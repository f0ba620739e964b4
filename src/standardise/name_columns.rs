//! Forename and surname columns, read together.

use crate::ingest::{Consequence, EncodedColumn};
use crate::schema::Identifier;
use crate::standardise::column::{ByRow, StandardColumn, by_code, code, recode};
use crate::standardise::name::{StandardName, name};
use crate::standardise::person_name::PersonName;
use crate::standardise::value::StandardValue;

/// Standardises both columns; either may be absent, and appears when the other cell held its value.
pub(super) fn standardise_names(
    rows: usize,
    forenames: Option<&EncodedColumn>,
    surnames: Option<&EncodedColumn>,
) -> Vec<StandardColumn> {
    let columns = [
        (Identifier::Forename, forenames, read(forenames)),
        (Identifier::Surname, surnames, read(surnames)),
    ];
    let any_surname_first = columns
        .iter()
        .any(|(_, _, names)| names.iter().any(|name| name.surname_first().is_some()));
    if any_surname_first {
        return row_by_row(rows, &columns);
    }
    let alone =
        |(identifier, column, names): (Identifier, Option<&EncodedColumn>, Vec<StandardName>)| {
            let values: Vec<StandardValue> = names.into_iter().map(StandardValue::from).collect();
            column.map(|column| recode(&identifier, column, &values))
        };
    columns.into_iter().filter_map(alone).collect()
}

fn read(column: Option<&EncodedColumn>) -> Vec<StandardName> {
    column.map_or_else(
        || vec![StandardName::default()],
        |column| by_code(column, name),
    )
}

fn row_by_row(
    rows: usize,
    columns: &[(Identifier, Option<&EncodedColumn>, Vec<StandardName>); 2],
) -> Vec<StandardColumn> {
    let [(_, forenames, forename), (_, surnames, surname)] = columns;
    let mut built = [ByRow::default(), ByRow::default()];
    for row in 0..rows {
        let cells = PersonName::new(
            &forename[code(*forenames, row)],
            &surname[code(*surnames, row)],
        );
        for (column, name) in built.iter_mut().zip([cells.forename, cells.surname]) {
            let note = name.finding().map(|kind| (kind, Consequence::ValueDropped));
            column.push(name.value(), note);
        }
    }
    built
        .into_iter()
        .zip(columns)
        .filter_map(|(column, (identifier, received, _))| {
            column.finish(identifier, received.is_some())
        })
        .collect()
}

//! Accepted rows of one input, identifiers kept apart from payload.

use std::sync::Arc;

use polars::prelude::DataFrame;

use crate::ingest::{DateOrder, EncodedColumn};
use crate::schema::{DatasetKind, Identifier};

/// One identifier column as it was received, trimmed, not yet standardised.
#[derive(Debug, Clone)]
pub struct IdentifierColumn {
    /// What the column identifies a person by.
    pub identifier: Identifier,
    /// One value a row.
    pub values: EncodedColumn,
}

/// The accepted rows of one input.
///
/// Identifiers (read by [`standardise`](crate::standardise)) and payload (read by
/// [`longitudinal`](crate::longitudinal), [`outcomes`](crate::outcomes) and [`voice`](crate::voice)) are held
/// apart and meet again only through a [`PersonIndex`](crate::linkage::PersonIndex). Row `i` of each part is
/// the same record.
#[derive(Debug, Clone)]
pub struct Dataset {
    pub(crate) name: Arc<str>,
    pub(crate) kind: DatasetKind,
    pub(crate) record_ids: EncodedColumn,
    pub(crate) lines: Vec<u64>,
    pub(crate) identifiers: Vec<IdentifierColumn>,
    pub(crate) payload: DataFrame,
    pub(crate) date_order: Option<DateOrder>,
}

impl Dataset {
    /// The name it was read under.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Which of the declared kinds it is.
    pub fn kind(&self) -> DatasetKind {
        self.kind
    }

    /// Number of accepted rows.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// True when no row was accepted.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The record ids, unique within the dataset, in row order.
    pub fn record_ids(&self) -> &EncodedColumn {
        &self.record_ids
    }

    /// Line of the file on which each row starts, counted from 1.
    pub fn lines(&self) -> &[u64] {
        &self.lines
    }

    /// The identifier columns that the input has.
    pub fn identifiers(&self) -> &[IdentifierColumn] {
        &self.identifiers
    }

    /// Everything but identifiers: one column per payload field of the schema, named and typed by it (dates as
    /// `Date`, scores as `Float64`, flags as `Boolean`, codes and text as `String`); `partner` is the first.
    pub fn payload(&self) -> &DataFrame {
        &self.payload
    }

    /// The order of dates written as three numbers, where its mapping says one.
    pub fn date_order(&self) -> Option<DateOrder> {
        self.date_order
    }

    /// Takes an identifier column out, by its field name, so that linkage does not see it: a column of true
    /// persons, say, against which links are to be judged. `None` when there is no such column.
    pub fn take_identifier(&mut self, name: &str) -> Option<EncodedColumn> {
        let named = |column: &IdentifierColumn| column.identifier.name() == name;
        let place = self.identifiers.iter().position(named)?;
        Some(self.identifiers.remove(place).values)
    }
}

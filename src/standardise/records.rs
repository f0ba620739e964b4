//! Standardised identifiers of all datasets, one row per record.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::Result;
use crate::ingest::{EncodedColumn, Finding, Ingested};
use crate::schema::Identifier;

/// The place of a record among all records that were standardised together: datasets in the order given, rows
/// in file order.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct RecordId(pub u32);

impl RecordId {
    /// The place as an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One dataset's place among the records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordSource {
    /// The dataset's name.
    pub name: Arc<str>,
    /// Its records.
    pub rows: Range<u32>,
}

/// One standardised identifier of every record.
#[derive(Debug, Clone)]
pub struct RecordColumn {
    /// What it identifies a person by.
    pub identifier: Identifier,
    /// One value a record; [`MISSING`](crate::ingest::MISSING) where absent, unusable or a placeholder.
    /// Dates of birth are ISO (`2011-04-30`), names upper case without diacritics, postcodes with their space.
    pub values: EncodedColumn,
}

/// Standardised identifiers, one row per record, and no payload.
///
/// Made by a [`Standardiser`](crate::standardise::Standardiser); read by the linkage chapter.
#[derive(Debug, Clone)]
pub struct Records {
    pub(crate) sources: Vec<RecordSource>,
    pub(crate) record_ids: EncodedColumn,
    pub(crate) columns: Vec<RecordColumn>,
    pub(crate) findings: Vec<Finding>,
}

impl Records {
    /// Records whose values are left as they were received (trimmed, empty values missing), columns under the headers
    /// that they came with.
    ///
    /// Use it to run a model that was trained elsewhere on the values as they are; for everything else there is
    /// [`Standardiser::records`](crate::standardise::Standardiser::records).
    ///
    /// # Errors
    ///
    /// When two datasets have the same name, or when there are more records than a [`RecordId`] can number.
    ///
    /// # Examples
    ///
    /// ```
    /// use throughline::ingest::{self, Source};
    /// use throughline::schema::Schema;
    /// use throughline::standardise::Records;
    ///
    /// let text = "id,first_name,dob\n1,anne-marie ,1/2/2010\n";
    /// let read = ingest::read(&[Source::bytes("people", text.into(), Schema::register())])?;
    /// let records = Records::verbatim(&read)?;
    /// assert_eq!(records.column("first_name").unwrap().values.get(0), Some("anne-marie"));
    /// assert_eq!(records.column("dob").unwrap().values.get(0), Some("1/2/2010"));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn verbatim(read: &Ingested) -> Result<Self> {
        super::verbatim::verbatim(read)
    }

    /// Number of records.
    pub fn len(&self) -> usize {
        self.record_ids.len()
    }

    /// True when there is no record.
    pub fn is_empty(&self) -> bool {
        self.record_ids.is_empty()
    }

    /// The datasets, in the order given.
    pub fn sources(&self) -> &[RecordSource] {
        &self.sources
    }

    /// The agencies' record ids, one a record; unique within a source only.
    pub fn record_ids(&self) -> &EncodedColumn {
        &self.record_ids
    }

    /// The identifier columns that at least one dataset has.
    pub fn columns(&self) -> &[RecordColumn] {
        &self.columns
    }

    /// The column of an identifier by its field name, `None` where no dataset has it.
    pub fn column(&self, name: &str) -> Option<&RecordColumn> {
        self.columns
            .iter()
            .find(|column| column.identifier.name() == name)
    }

    /// What standardising noticed.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }
}

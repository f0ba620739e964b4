//! A kind's fields as one declaration.

use std::fmt::Write as _;

use polars::prelude::{Column, DataFrame};
use serde::Serialize;

use super::field::{Field, FieldType, Need};
use super::fields::{
    ASSESSMENTS, CARE_LEAVERS, IDENTIFIERS, OUTCOMES, PARTNER, RECORD_ID, REFERRALS,
    REGISTER_PARTNER, VOICE,
};
use crate::error::Result;
use crate::schema::{CodeList, DatasetKind, Identifier};

/// What the records of one kind look like; the single definition that checking, standardising, disclosure roles
/// and the data dictionary are read from.
///
/// # Examples
///
/// ```
/// use throughline::schema::{DisclosureRole, Need, Schema};
///
/// let schema = Schema::referrals();
/// assert_eq!(schema.field("referral_date").unwrap().need(), Need::Needed);
/// assert_eq!(schema.field("surname").unwrap().role(), DisclosureRole::DirectIdentifier);
/// assert!(schema.dictionary().contains("| `service` |"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Schema {
    kind: DatasetKind,
    fields: Vec<Field>,
}

impl Schema {
    /// Referrals to Early Help and social care.
    pub fn referrals() -> Self {
        Self::of(DatasetKind::Referrals)
    }

    /// Care leavers' status.
    pub fn care_leavers() -> Self {
        Self::of(DatasetKind::CareLeavers)
    }

    /// Assessments, one row a score.
    pub fn assessments() -> Self {
        Self::of(DatasetKind::Assessments)
    }

    /// Personal and other outcomes, one row a score.
    pub fn outcomes() -> Self {
        Self::of(DatasetKind::Outcomes)
    }

    /// What people said.
    pub fn voice() -> Self {
        Self::of(DatasetKind::Voice)
    }

    /// A plain register of people, whose other columns are kept as identifiers too.
    pub fn register() -> Self {
        Self::of(DatasetKind::Register)
    }

    /// The schema of a kind.
    pub fn of(kind: DatasetKind) -> Self {
        let (partner, payload): (Field, &[Field]) = match kind {
            DatasetKind::Referrals => (PARTNER, &REFERRALS),
            DatasetKind::CareLeavers => (PARTNER, &CARE_LEAVERS),
            DatasetKind::Assessments => (PARTNER, &ASSESSMENTS),
            DatasetKind::Outcomes => (PARTNER, &OUTCOMES),
            DatasetKind::Voice => (PARTNER, &VOICE),
            DatasetKind::Register => (REGISTER_PARTNER, &[]),
        };
        let mut fields = vec![RECORD_ID, partner];
        fields.extend(IDENTIFIERS);
        fields.extend(payload);
        Self { kind, fields }
    }

    /// The kind it declares.
    pub fn kind(&self) -> DatasetKind {
        self.kind
    }

    /// Every field: record id, partner, identifiers, payload.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The field of a name, `None` when the kind has no such field.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name() == name)
    }

    /// The fields that a payload holds, `partner` first.
    pub fn payload_fields(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| {
            field.name() != RECORD_ID.name() && identifier_named(field.name()).is_none()
        })
    }

    /// The field whose day places a record in time, `None` for a register.
    pub fn event_date(&self) -> Option<&Field> {
        self.fields
            .iter()
            .find(|field| field.field_type() == FieldType::Date && field.need() == Need::Needed)
    }

    /// The data dictionary as Markdown: every field, then the code lists in use with their breaks.
    pub fn dictionary(&self) -> String {
        let mut text = format!(
            "# {}\n\n| field | label | values | need | disclosure role | meaning |\n|---|---|---|---|---|---|\n",
            self.kind
        );
        for field in &self.fields {
            // Writing to a `String` cannot fail.
            let _ = writeln!(
                text,
                "| `{}` | {} | {} | {} | {} | {} |",
                field.name(),
                field.label(),
                field.field_type(),
                field.need(),
                field.role(),
                field.description()
            );
        }
        for list in self.code_lists() {
            write_list(&mut text, list);
        }
        text
    }

    /// The data dictionary as a frame, one row a field: `field`, `label`, `values`, `need`, `role`, `meaning`.
    ///
    /// # Errors
    ///
    /// Only when the frame engine refuses, which it has no reason to.
    pub fn dictionary_frame(&self) -> Result<DataFrame> {
        let column = |name: &str, cell: fn(&Field) -> String| {
            let cells: Vec<String> = self.fields.iter().map(cell).collect();
            Column::new(name.into(), cells)
        };
        let columns = vec![
            column("field", |field| field.name().to_owned()),
            column("label", |field| field.label().to_owned()),
            column("values", |field| field.field_type().to_string()),
            column("need", |field| field.need().to_string()),
            column("role", |field| field.role().to_string()),
            column("meaning", |field| field.description().to_owned()),
        ];
        Ok(DataFrame::new(self.fields.len(), columns)?)
    }

    fn code_lists(&self) -> impl Iterator<Item = &'static CodeList> {
        self.fields
            .iter()
            .filter_map(|field| match field.field_type() {
                FieldType::Code { list } => CodeList::named(list),
                _ => None,
            })
    }
}

/// The identifier that a field name stands for.
pub(crate) fn identifier_named(name: &str) -> Option<Identifier> {
    Identifier::ALL
        .into_iter()
        .find(|identifier| identifier.name() == name)
}

fn write_list(text: &mut String, list: &CodeList) {
    let _ = write!(
        text,
        "\n## {}\n\nList `{}`. Source: {}.\n\n| code | meaning | years |\n|---|---|---|\n",
        list.label(),
        list.name(),
        list.source()
    );
    for code in list.codes() {
        let years = match (code.from_year(), code.until_year()) {
            (None, None) => String::new(),
            (Some(from), None) => format!("from {from}"),
            (None, Some(until)) => format!("until {until}"),
            (Some(from), Some(until)) => format!("{from} to {until}"),
        };
        let _ = writeln!(text, "| `{}` | {} | {years} |", code.code(), code.label());
    }
    for one in list.breaks() {
        let _ = write!(text, "\nBreak in {}: {}.\n", one.year, one.note);
    }
}

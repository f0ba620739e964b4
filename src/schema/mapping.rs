//! From the headers of an input to the fields of a schema.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::field::{Field, Need};
use super::fold::fold_header;
use crate::error::{ColumnProblem, Error, Result, SchemaError};
use crate::ingest::DateOrder;
use crate::schema::{DatasetKind, Schema};

/// What a mapping writes to leave a column out.
const IGNORE: &str = "ignore";

/// What a user says about the columns of their file; usually a small TOML file.
///
/// # Examples
///
/// ```
/// use throughline::schema::Mapping;
///
/// let mapping = Mapping::from_toml(
///     r#"
///     dataset = "referrals"
///     partner = "Northvale"
///     date_order = "day_first"
///     [columns]
///     "Date Rec'd" = "referral_date"
///     "Team" = "service"
///     "Old ref" = "ignore"
///     "#,
/// )?;
/// assert_eq!(mapping.partner(), Some("Northvale"));
///
/// let error = Mapping::from_toml("[columns]\nTeam = \"srvice\"").unwrap_err();
/// assert!(error.is_schema() && error.to_string().contains("service"));
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    dataset: Option<DatasetKind>,
    partner: Option<String>,
    date_order: Option<DateOrder>,
    #[serde(default)]
    columns: BTreeMap<String, String>,
}

impl Mapping {
    /// A mapping that says nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a mapping from a TOML file.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, is not a mapping, or names a field that no kind has.
    pub fn read(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let text = std::fs::read_to_string(path).map_err(|source| Error::io(path, source))?;
        Self::parse(&text, &path.display().to_string())
    }

    /// Reads a mapping from TOML text.
    ///
    /// # Errors
    ///
    /// When the text is not a mapping, or names a field that no kind has.
    pub fn from_toml(text: &str) -> Result<Self> {
        Self::parse(text, "the text")
    }

    /// Maps a header to a field.
    pub fn column(mut self, header: impl Into<String>, field: impl Into<String>) -> Self {
        self.columns.insert(header.into(), field.into());
        self
    }

    /// Leaves a column out.
    pub fn ignore(self, header: impl Into<String>) -> Self {
        self.column(header, IGNORE)
    }

    /// Sets the partner of every record.
    pub fn with_partner(mut self, partner: impl Into<String>) -> Self {
        self.partner = Some(partner.into());
        self
    }

    /// Sets how dates of three numbers are read.
    pub fn with_date_order(mut self, order: DateOrder) -> Self {
        self.date_order = Some(order);
        self
    }

    /// The kind of records, when the mapping says.
    pub fn dataset(&self) -> Option<DatasetKind> {
        self.dataset
    }

    /// The partner of every record, when the mapping says.
    pub fn partner(&self) -> Option<&str> {
        self.partner.as_deref()
    }

    /// How dates of three numbers are read, when the mapping says.
    pub fn date_order(&self) -> Option<DateOrder> {
        self.date_order
    }

    /// Headers and the fields they are mapped to, in header order.
    pub fn columns(&self) -> impl Iterator<Item = (&str, &str)> {
        self.columns
            .iter()
            .map(|(header, field)| (header.as_str(), field.as_str()))
    }

    fn parse(text: &str, place: &str) -> Result<Self> {
        let mapping: Self = toml::from_str(text).map_err(|error| SchemaError::NotAMapping {
            place: place.to_owned(),
            message: error.message().to_owned(),
        })?;
        match mapping.dataset {
            Some(kind) => mapping.check_fields(&[Schema::of(kind)], kind.name())?,
            None => {
                let every = DatasetKind::ALL.map(Schema::of);
                mapping.check_fields(&every, "any kind of dataset")?;
            }
        }
        Ok(mapping)
    }

    fn check_fields(&self, schemas: &[Schema], of: &str) -> Result<()> {
        for (header, field) in self.columns() {
            let known = schemas.iter().any(|schema| readable(schema, field));
            if !known && field != IGNORE {
                return Err(SchemaError::UnknownField {
                    header: header.to_owned(),
                    field: field.to_owned(),
                    of: of.to_owned(),
                    valid: valid_fields(schemas),
                }
                .into());
            }
        }
        Ok(())
    }
}

fn readable(schema: &Schema, name: &str) -> bool {
    schema
        .field(name)
        .is_some_and(|field| field.need() != Need::Derived)
}

fn valid_fields(schemas: &[Schema]) -> String {
    let mut names = Vec::new();
    for field in schemas.iter().flat_map(Schema::fields) {
        if field.need() != Need::Derived && !names.contains(&field.name()) {
            names.push(field.name());
        }
    }
    names.join(", ")
}

/// How a header found its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RecognisedHow {
    /// The user's mapping says so.
    Mapped,
    /// It is the field's name.
    Name,
    /// It is a common other name of the field.
    Alias,
    /// A register keeps it as an identifier under its own name.
    Kept,
    /// The user's mapping leaves it out.
    Ignored,
    /// No field goes by that name, or another column was mapped to it; it is not read.
    NotRead,
}

/// What became of one header of an input.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Recognised {
    /// The header as it stands in the input.
    pub header: String,
    /// The field it was taken for; its own name where a register keeps it.
    pub field: Option<String>,
    /// How it was recognised.
    pub how: RecognisedHow,
}

impl fmt::Display for Recognised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} -> ", self.header)?;
        let field = self.field.as_deref().unwrap_or_default();
        match self.how {
            RecognisedHow::Mapped => write!(f, "{field} (mapped)"),
            RecognisedHow::Name => write!(f, "{field}"),
            RecognisedHow::Alias => write!(f, "{field} (a common name of it)"),
            RecognisedHow::Kept => write!(f, "kept under its own name"),
            RecognisedHow::Ignored => write!(f, "left out by the mapping"),
            RecognisedHow::NotRead => write!(f, "not recognised, not read"),
        }
    }
}

/// Finds the field of each header, in header order; every problem of the columns is given at once.
pub(crate) fn recognise(
    headers: &[String],
    schema: &Schema,
    mapping: &Mapping,
) -> Result<(Vec<Recognised>, Vec<ColumnProblem>)> {
    mapping.check_fields(std::slice::from_ref(schema), schema.kind().name())?;
    let mut problems = absent_mapped_headers(headers, mapping);
    let mut recognised: Vec<Recognised> = headers
        .iter()
        .map(|header| claim(header, headers, schema, mapping))
        .collect();
    let register = schema.kind() == DatasetKind::Register;
    for field in schema.fields() {
        problems.extend(settle(&mut recognised, field, register));
    }
    if register {
        for one in &mut recognised {
            if one.how == RecognisedHow::NotRead {
                one.how = RecognisedHow::Kept;
                one.field = Some(one.header.clone());
            }
        }
    }
    Ok((recognised, problems))
}

fn claim(header: &str, headers: &[String], schema: &Schema, mapping: &Mapping) -> Recognised {
    let folded = fold_header(header);
    let by_name = |field: &&Field| fold_header(field.name()) == folded;
    let by_alias = |field: &&Field| field.aliases().contains(&folded.as_str());
    let mut read = schema
        .fields()
        .iter()
        .filter(|field| field.need() != Need::Derived);
    let (field, how) = match mapped_to(header, headers, mapping) {
        Some(IGNORE) => (None, RecognisedHow::Ignored),
        Some(field) => (Some(field), RecognisedHow::Mapped),
        None => match (read.clone().find(by_name), read.find(by_alias)) {
            (Some(field), _) => (Some(field.name()), RecognisedHow::Name),
            (None, Some(field)) => (Some(field.name()), RecognisedHow::Alias),
            (None, None) => (None, RecognisedHow::NotRead),
        },
    };
    Recognised {
        header: header.to_owned(),
        field: field.map(str::to_owned),
        how,
    }
}

/// The mapping of a header: of exactly that header, or of one that folds to it when no header is exactly that.
fn mapped_to<'a>(header: &str, headers: &[String], mapping: &'a Mapping) -> Option<&'a str> {
    if let Some(field) = mapping.columns.get(header) {
        return Some(field);
    }
    mapping
        .columns()
        .find(|(mapped, _)| {
            fold_header(mapped) == fold_header(header) && !headers.iter().any(|one| one == mapped)
        })
        .map(|(_, field)| field)
}

fn absent_mapped_headers(headers: &[String], mapping: &Mapping) -> Vec<ColumnProblem> {
    mapping
        .columns()
        .filter(|(mapped, _)| {
            !headers
                .iter()
                .any(|header| fold_header(header) == fold_header(mapped))
        })
        .map(|(mapped, _)| ColumnProblem::MappedHeaderAbsent {
            header: mapped.to_owned(),
            found: format!("the columns are {}", headers.join(", ")),
        })
        .collect()
}

/// Leaves a field to one header: the mapped one, or the only one; a register takes the best and keeps the rest.
fn settle(recognised: &mut [Recognised], field: &Field, register: bool) -> Option<ColumnProblem> {
    let claims: Vec<usize> = (0..recognised.len())
        .filter(|&place| recognised[place].field.as_deref() == Some(field.name()))
        .collect();
    let first = |how: RecognisedHow| claims.iter().find(|&&place| recognised[place].how == how);
    let mapped = claims
        .iter()
        .filter(|&&place| recognised[place].how == RecognisedHow::Mapped)
        .count();
    let winner = match (mapped, register) {
        (1, _) => first(RecognisedHow::Mapped),
        (0, true) => first(RecognisedHow::Name).or_else(|| claims.first()),
        _ => claims.first().filter(|_| claims.len() == 1),
    };
    let Some(&winner) = winner else {
        return several(recognised, &claims, field);
    };
    for &place in claims.iter().filter(|&&place| place != winner) {
        recognised[place].field = None;
        recognised[place].how = RecognisedHow::NotRead;
    }
    None
}

fn several(recognised: &[Recognised], claims: &[usize], field: &Field) -> Option<ColumnProblem> {
    let &first = claims.first()?;
    let headers: Vec<String> = claims
        .iter()
        .map(|&place| format!("{:?}", recognised[place].header))
        .collect();
    Some(ColumnProblem::SeveralHeaders {
        field: field.name().to_owned(),
        headers: headers.join(" and "),
        example: recognised[first].header.clone(),
    })
}

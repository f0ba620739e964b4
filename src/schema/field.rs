//! One field of a schema.

use std::fmt;

use serde::Serialize;

/// What a field's values are, and so how they are checked and what the payload holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FieldType {
    /// Any text, kept as it is.
    Text,
    /// A calendar date; payload `Date`.
    Date,
    /// A score, checked against its instrument's range where one is known; payload `Float64`.
    Score,
    /// Yes or no; payload `Boolean`.
    Flag,
    /// A collection year, named by the year it ends in; payload `Int32`.
    Year,
    /// One code of a [`CodeList`](crate::schema::CodeList); payload `String`.
    Code {
        /// Name of the list.
        list: &'static str,
    },
    /// An instrument, category or domain: a known one under its listed name, any other in
    /// [`code_name`](crate::schema::code_name) form; payload `String`.
    Name,
    /// Codes parted by `;` or `|`, kept in [`code_name`](crate::schema::code_name) form, each once, joined by
    /// `;`; payload `String`.
    Names,
}

impl fmt::Display for FieldType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text => f.write_str("text"),
            Self::Date => f.write_str("date"),
            Self::Score => f.write_str("score"),
            Self::Flag => f.write_str("yes or no"),
            Self::Year => f.write_str("collection year"),
            Self::Code { list } => write!(f, "code of list {list}"),
            Self::Name => f.write_str("name"),
            Self::Names => f.write_str("names joined by ;"),
        }
    }
}

/// Whether an input must have a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// The column must be there, and a row without a value is quarantined.
    Needed,
    /// A column, or one value for the whole input from its mapping.
    ColumnOrConstant,
    /// Made from line numbers when there is no column.
    Generated,
    /// May be absent, as a column and in any row.
    Optional,
    /// Worked out from other fields; never read.
    Derived,
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Needed => "needed",
            Self::ColumnOrConstant => "needed, as a column or a constant",
            Self::Generated => "made when absent",
            Self::Optional => "optional",
            Self::Derived => "derived",
        })
    }
}

/// What a field could give away about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DisclosureRole {
    /// Names a person by itself: never leaves the linkage side.
    DirectIdentifier,
    /// Singles a person out together with others of its kind.
    QuasiIdentifier,
    /// What would harm if it became known about a person.
    Sensitive,
    /// Describes without singling out.
    Attribute,
    /// Keeps the books and says nothing about a person.
    Technical,
}

impl fmt::Display for DisclosureRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DirectIdentifier => "direct identifier",
            Self::QuasiIdentifier => "quasi-identifier",
            Self::Sensitive => "sensitive",
            Self::Attribute => "attribute",
            Self::Technical => "technical",
        })
    }
}

/// One field of a [`Schema`](crate::schema::Schema): the definition that validation, standardising, disclosure
/// and the data dictionary all read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Field {
    name: &'static str,
    label: &'static str,
    value: FieldType,
    need: Need,
    role: DisclosureRole,
    aliases: &'static [&'static str],
    description: &'static str,
}

impl Field {
    /// The name used in mappings, payloads and findings.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The name for people.
    pub fn label(&self) -> &'static str {
        self.label
    }

    /// What its values are.
    pub fn field_type(&self) -> FieldType {
        self.value
    }

    /// Whether an input must have it.
    pub fn need(&self) -> Need {
        self.need
    }

    /// What it could give away.
    pub fn role(&self) -> DisclosureRole {
        self.role
    }

    /// Headers recognised besides the name, without case, spaces, underscores, hyphens and dots.
    pub fn aliases(&self) -> &'static [&'static str] {
        self.aliases
    }

    /// What it means.
    pub fn description(&self) -> &'static str {
        self.description
    }

    pub(super) const fn new(
        name: &'static str,
        label: &'static str,
        value: FieldType,
        role: DisclosureRole,
    ) -> Self {
        Self {
            name,
            label,
            value,
            need: Need::Optional,
            role,
            aliases: &[],
            description: "",
        }
    }

    pub(super) const fn need_is(mut self, need: Need) -> Self {
        self.need = need;
        self
    }

    pub(super) const fn also(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    pub(super) const fn means(mut self, description: &'static str) -> Self {
        self.description = description;
        self
    }
}

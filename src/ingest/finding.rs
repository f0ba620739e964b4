//! Facts about the data that a person should know, positioned and typed.

use std::fmt;
use std::sync::Arc;

use crate::ingest::CollectionRule;

use serde::Serialize;

/// What happened to the row that a [`Finding`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Consequence {
    /// The row was set aside and takes no part in anything after.
    Quarantined,
    /// The row was kept; the value in question is treated as missing.
    ValueDropped,
    /// The row and the value were kept; a person should look.
    Noted,
}

impl fmt::Display for Consequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Quarantined => "row quarantined",
            Self::ValueDropped => "value dropped",
            Self::Noted => "noted",
        })
    }
}

/// What is the matter, as a closed list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FindingKind {
    /// The row has more or fewer fields than the header.
    WrongFieldCount {
        /// Fields in the header.
        expected: u32,
        /// Fields in the row.
        found: u32,
    },
    /// Bytes that the file's encoding does not allow.
    Undecodable,
    /// A quotation mark that is not closed, or text right after a closing one.
    UnclosedQuote,
    /// A field that the schema needs is empty.
    MissingValue,
    /// Not a date in any accepted form.
    UnreadableDate,
    /// A date that no calendar has, such as 31 February.
    ImpossibleDate,
    /// A date after the day of reading.
    FutureDate,
    /// Not a number.
    UnreadableNumber,
    /// A number outside the range that the instrument or schema allows.
    OutOfRange,
    /// A value that is not in the code list.
    UnknownCode,
    /// A code that the list had only in other collection years.
    CodeNotInYear,
    /// Another row carries the same record id.
    DuplicateRecordId {
        /// Line of the first row with that id.
        first_line: u64,
    },
    /// A rule of the national collection that the row, or the row among the others, breaks.
    BrokenRule(CollectionRule),
    /// Fields of one row contradict each other, such as a closure before a referral.
    Contradiction,
    /// A name that stands for "not known yet" (baby, unborn, twin 1).
    PlaceholderName,
    /// A value other than a name that stands for "none" or "not known" (ZZ99 3WZ, no fixed abode, 0000000000).
    PlaceholderValue,
    /// A date that a system fills in when the true one is unknown (1 January).
    ConventionalDate,
    /// An identifier of the wrong form.
    MalformedIdentifier,
    /// An identifier whose check digit or check letter is wrong.
    WrongCheckDigit,
    /// An identifier valid for another column (a ULN where an NHS number should be).
    SwappedIdentifier,
    /// A temporary identifier, which does not identify a person across systems.
    TemporaryIdentifier,
    /// A postcode of the wrong form.
    MalformedPostcode,
    /// A postcode that was mended (O for 0, I for 1, a missing space).
    RepairedPostcode,
}

impl fmt::Display for FindingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::WrongFieldCount { expected, found } => {
                return write!(f, "the header has {expected} fields, this row has {found}");
            }
            Self::DuplicateRecordId { first_line } => {
                return write!(f, "the record id stands on line {first_line} already");
            }
            Self::BrokenRule(rule) => return rule.fmt(f),
            Self::UnclosedQuote => "a quotation mark that is not closed",
            Self::Undecodable => "bytes that the file's encoding does not allow",
            Self::MissingValue => "a needed value is missing",
            Self::UnreadableDate => "not a date in any accepted form",
            Self::ImpossibleDate => "a date that no calendar has",
            Self::FutureDate => "a date in the future",
            Self::UnreadableNumber => "not a number",
            Self::OutOfRange => "outside the allowed range",
            Self::UnknownCode => "not in the code list",
            Self::CodeNotInYear => "a code that this collection year does not have",
            Self::Contradiction => "contradicts another field of the row",
            Self::PlaceholderName => "a placeholder, not a name",
            Self::PlaceholderValue => "a value that stands for none or not known",
            Self::ConventionalDate => "a date used when the true one is unknown",
            Self::MalformedIdentifier => "an identifier of the wrong form",
            Self::WrongCheckDigit => "the check digit is wrong",
            Self::SwappedIdentifier => "a valid identifier of another kind",
            Self::TemporaryIdentifier => "a temporary identifier",
            Self::MalformedPostcode => "not a postcode",
            Self::RepairedPostcode => "a postcode that was mended",
        };
        f.write_str(text)
    }
}

/// One fact about one row: where, which field, what, and what followed from it. Never the value itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize)]
pub struct Finding {
    /// Name of the dataset.
    #[serde(serialize_with = "as_text")]
    pub dataset: Arc<str>,
    /// Line of the file on which the row starts, counted from 1; row number from 1 where there are no lines.
    pub line: u64,
    /// Field name of the schema, `None` when the row as a whole is meant.
    #[serde(serialize_with = "as_optional_text")]
    pub field: Option<Arc<str>>,
    /// What is the matter.
    pub kind: FindingKind,
    /// What followed.
    pub consequence: Consequence,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} line {}", self.dataset, self.line)?;
        if let Some(field) = &self.field {
            write!(f, ", {field}")?;
        }
        write!(f, ": {}", self.kind)
    }
}

fn as_text<S: serde::Serializer>(text: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text)
}

fn as_optional_text<S: serde::Serializer>(
    text: &Option<Arc<str>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    text.as_deref().serialize(serializer)
}

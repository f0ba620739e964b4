//! What can be read: dataset kinds, and what identifies a person.

use std::fmt;

/// The kinds of records that agencies hold.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum DatasetKind {
    /// Referrals to Early Help and children's social care.
    Referrals,
    /// Care leavers' contact, activity and accommodation.
    CareLeavers,
    /// Child-development and other assessments, each score by an instrument's domain.
    Assessments,
    /// Personal outcomes: what matters to the person, scored at the start and again later.
    Outcomes,
    /// Case notes, surveys and consultation feedback.
    Voice,
    /// A plain register of people: identifiers and nothing else.
    Register,
}

impl DatasetKind {
    /// The five kinds of children's-services records, in the order of the journey; not the plain register.
    pub const ALL: [Self; 5] = [
        Self::Referrals,
        Self::CareLeavers,
        Self::Assessments,
        Self::Outcomes,
        Self::Voice,
    ];

    /// The kind's name as files, studies and reports write it, such as `care_leavers`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Referrals => "referrals",
            Self::CareLeavers => "care_leavers",
            Self::Assessments => "assessments",
            Self::Outcomes => "outcomes",
            Self::Voice => "voice",
            Self::Register => "register",
        }
    }
}

impl fmt::Display for DatasetKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a column identifies a person by.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Identifier {
    /// Given name or names.
    Forename,
    /// Family name.
    Surname,
    /// Date of birth.
    DateOfBirth,
    /// Sex, as M or F.
    Sex,
    /// Postcode.
    Postcode,
    /// First line of the address.
    AddressLine,
    /// Unique Pupil Number (England, Wales).
    Upn,
    /// NHS number (England, Wales, Isle of Man; Northern Ireland's health and care number).
    NhsNumber,
    /// Community Health Index number (Scotland).
    Chi,
    /// Unique Learner Number.
    Uln,
    /// Scottish Candidate Number.
    Scn,
    /// The agency's own number for the person.
    LocalId,
    /// Any other column of a register, under its own name.
    Other(String),
}

impl Identifier {
    /// The identifiers that every dataset kind declares, in schema order.
    pub const ALL: [Self; 12] = [
        Self::Forename,
        Self::Surname,
        Self::DateOfBirth,
        Self::Sex,
        Self::Postcode,
        Self::AddressLine,
        Self::Upn,
        Self::NhsNumber,
        Self::Chi,
        Self::Uln,
        Self::Scn,
        Self::LocalId,
    ];

    /// The field name, such as `date_of_birth`.
    pub fn name(&self) -> &str {
        match self {
            Self::Forename => "forename",
            Self::Surname => "surname",
            Self::DateOfBirth => "date_of_birth",
            Self::Sex => "sex",
            Self::Postcode => "postcode",
            Self::AddressLine => "address_line",
            Self::Upn => "upn",
            Self::NhsNumber => "nhs_number",
            Self::Chi => "chi",
            Self::Uln => "uln",
            Self::Scn => "scn",
            Self::LocalId => "local_id",
            Self::Other(name) => name,
        }
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

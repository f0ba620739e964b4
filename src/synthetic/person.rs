//! The people, as they truly are.

use std::fmt;

use chrono::{Days, NaiveDate};

use super::identifiers;
use super::place::Address;

/// The day the data ends: nobody is born and nothing happens after it.
pub(crate) const AS_AT: NaiveDate = match NaiveDate::from_ymd_opt(2025, 3, 31) {
    Some(date) => date,
    None => NaiveDate::MIN,
};

/// Sex as records give it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sex {
    /// F
    Female,
    /// M
    Male,
}

impl Sex {
    /// `F` or `M`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Female => "F",
            Self::Male => "M",
        }
    }

    pub(crate) fn other(self) -> Self {
        match self {
            Self::Female => Self::Male,
            Self::Male => Self::Female,
        }
    }
}

impl fmt::Display for Sex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// How a person belongs to the household.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FamilyRole {
    /// A child of the parent or parents they live with.
    Child,
    /// One of twins: the same date of birth and home as the person numbered next to them.
    Twin,
    /// A child of one of the adults in a step-family or blended family.
    StepChild,
    /// A child placed with foster carers.
    FosterChild,
    /// A young person of 17 to 25 who has left care.
    CareLeaver,
}

impl FamilyRole {
    /// The role as the truth writes it, such as `step_child`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Child => "child",
            Self::Twin => "twin",
            Self::StepChild => "step_child",
            Self::FosterChild => "foster_child",
            Self::CareLeaver => "care_leaver",
        }
    }
}

/// One invented person, as they truly are; records of them may say otherwise.
#[derive(Debug, Clone)]
pub struct Person {
    /// The person's number, from 0: what the truth calls them.
    pub number: u64,
    /// Number of the household; people of one household live at one address.
    pub household: u64,
    /// How they belong to the household.
    pub role: FamilyRole,
    /// Given name.
    pub forename: String,
    /// Family name now.
    pub surname: String,
    /// Family name before an adoption, a marriage or a parent's marriage.
    pub former_surname: Option<String>,
    /// Sex.
    pub sex: Sex,
    /// Date of birth.
    pub date_of_birth: NaiveDate,
    /// Where they live now.
    pub address: Address,
    /// Where they lived before, if they moved.
    pub former_address: Option<Address>,
    pub(crate) locality: u8,
}

impl Person {
    /// Age in whole years on a day.
    pub(crate) fn age_on(&self, day: NaiveDate) -> u32 {
        day.years_since(self.date_of_birth).unwrap_or(0)
    }

    /// Unique Pupil Number; `None` below the age of 3.
    pub fn upn(&self) -> Option<String> {
        (self.age_on(AS_AT) >= 3)
            .then(|| identifiers::upn(self.number, self.locality, self.date_of_birth))
    }

    /// NHS number, of the range that is kept for testing.
    pub fn nhs_number(&self) -> String {
        identifiers::nhs_number(self.number)
    }

    /// Community Health Index number.
    pub fn chi(&self) -> String {
        identifiers::chi(self.number, self.date_of_birth, self.sex)
    }

    /// Unique Learner Number; `None` below the age of 14.
    pub fn uln(&self) -> Option<String> {
        (self.age_on(AS_AT) >= 14).then(|| identifiers::uln(self.number))
    }

    /// Scottish Candidate Number; `None` below the age of 5.
    pub fn scn(&self) -> Option<String> {
        (self.age_on(AS_AT) >= 5).then(|| identifiers::scn(self.number))
    }
}

/// The day a number of days before the data ends.
pub(crate) fn days_ago(days: u64) -> NaiveDate {
    AS_AT - Days::new(days)
}

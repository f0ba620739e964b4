//! Sex as recorded.

use std::fmt;

use crate::ingest::FindingKind;
use crate::standardise::value::{StandardValue, is_nothing, upper};

/// Sex as a record or a number's own digit gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sex {
    /// Female, written `F`.
    Female,
    /// Male, written `M`.
    Male,
}

impl Sex {
    /// `F` or `M`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Female => "F",
            Self::Male => "M",
        }
    }
}

impl fmt::Display for Sex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Makes sex standard: `M`, `F` or missing, by whole values and never by part of one.
///
/// Takes the codes of the children-in-need census and SSDA903 before and after their change from 1/2/0/9 to
/// M/F/U. Values that say unknown or unstated are missing; any other is a [`FindingKind::UnknownCode`].
///
/// # Examples
///
/// ```
/// use throughline::ingest::FindingKind;
/// use throughline::standardise;
///
/// assert_eq!(standardise::sex("Female").value(), Some("F"));
/// assert_eq!(standardise::sex("1").value(), Some("M"));
/// assert_eq!(standardise::sex("9").finding(), None);
/// assert_eq!(standardise::sex("7").finding(), Some(FindingKind::UnknownCode));
/// ```
pub fn sex(raw: &str) -> StandardValue {
    let text = upper(raw);
    match text.strip_suffix(".0").unwrap_or(&text) {
        "F" | "FEMALE" | "2" | "GIRL" | "WOMAN" => StandardValue::kept(Sex::Female.as_str()),
        "M" | "MALE" | "1" | "BOY" | "MAN" => StandardValue::kept(Sex::Male.as_str()),
        "U" | "0" | "9" | "I" | "INDETERMINATE" | "NOT SPECIFIED" | "PREFER NOT TO SAY" => {
            StandardValue::default()
        }
        other if is_nothing(other) => StandardValue::default(),
        _ => StandardValue::dropped(FindingKind::UnknownCode),
    }
}

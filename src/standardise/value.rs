//! What standardising one value gives, and the rules that every kind of text shares.

use crate::ingest::{Consequence, FindingKind};
use crate::standardise::name::StandardName;

/// One value made standard, and what was noticed on the way.
///
/// Neither a value nor a finding: the cell said in so many words that there is nothing (`N/A`, `-`, sex `U`).
///
/// # Examples
///
/// ```
/// use throughline::ingest::{Consequence, FindingKind};
/// use throughline::standardise;
///
/// let repaired = standardise::postcode("sw1a1aa");
/// assert_eq!(repaired.value(), Some("SW1A 1AA"));
/// assert_eq!(repaired.finding(), None);
///
/// let refused = standardise::postcode("not a postcode");
/// assert_eq!(refused.finding(), Some(FindingKind::MalformedPostcode));
/// assert_eq!(refused.consequence(), Consequence::ValueDropped);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StandardValue {
    value: Option<String>,
    finding: Option<FindingKind>,
}

impl StandardValue {
    pub(crate) fn kept(value: impl Into<String>) -> Self {
        Self::new(Some(value.into()), None)
    }

    pub(crate) fn noted(value: impl Into<String>, finding: FindingKind) -> Self {
        Self::new(Some(value.into()), Some(finding))
    }

    pub(crate) fn dropped(finding: FindingKind) -> Self {
        Self::new(None, Some(finding))
    }

    fn new(value: Option<String>, finding: Option<FindingKind>) -> Self {
        Self {
            value: value.filter(|value| !value.is_empty()),
            finding,
        }
    }

    /// The standard form, `None` when missing.
    pub fn value(&self) -> Option<&str> {
        self.value.as_deref()
    }

    /// What a person should know, `None` for most values.
    pub fn finding(&self) -> Option<FindingKind> {
        self.finding
    }

    /// What followed from the finding: [`Consequence::Noted`] when there is a value, otherwise
    /// [`Consequence::ValueDropped`].
    pub fn consequence(&self) -> Consequence {
        match self.value {
            Some(_) => Consequence::Noted,
            None => Consequence::ValueDropped,
        }
    }
}

/// What systems and people write where there is nothing to write.
const NOTHING: [&str; 19] = [
    "NA",
    "N/A",
    "NK",
    "N/K",
    "NAN",
    "NULL",
    "NIL",
    "NONE",
    "<NA>",
    "#N/A",
    "UNK",
    "UNKNOWN",
    "NOT KNOWN",
    "NOT STATED",
    "NOT GIVEN",
    "NOT RECORDED",
    "NOT APPLICABLE",
    "NOT AVAILABLE",
    "TBC",
];

/// True for values that say in words or dashes that there is none. Takes text from [`upper`].
pub(crate) fn is_nothing(upper: &str) -> bool {
    NOTHING.contains(&upper)
        || upper
            .chars()
            .all(|c| matches!(c, '-' | '–' | '—' | '.' | '?' | '*' | '_' | '/' | ' '))
}

/// Upper case, trimmed, runs of white space folded to one space.
pub(crate) fn upper(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for word in raw.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        if word.is_ascii() {
            out.push_str(word);
        } else {
            out.extend(word.chars().flat_map(char::to_uppercase));
        }
    }
    out.make_ascii_uppercase();
    out
}

/// A local number or any other column: upper case, trimmed, spaces folded; missing when it only says so.
///
/// Punctuation stays, because a hyphen or a stroke may be part of an agency's number.
///
/// # Examples
///
/// ```
/// use throughline::standardise;
///
/// assert_eq!(standardise::text(" ab/12  x ").value(), Some("AB/12 X"));
/// assert_eq!(standardise::text("n/a").value(), None);
/// ```
pub fn text(raw: &str) -> StandardValue {
    let upper = upper(raw);
    if is_nothing(&upper) {
        StandardValue::default()
    } else {
        StandardValue::kept(upper)
    }
}

impl From<StandardName> for StandardValue {
    fn from(name: StandardName) -> Self {
        match name.finding() {
            Some(finding) => Self::dropped(finding),
            None => Self::kept(name.into_text()),
        }
    }
}

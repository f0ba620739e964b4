//! Scottish Candidate Numbers.

use crate::ingest::FindingKind;
use crate::standardise::identifier::digits::{ascii_text, compact, number};

/// A Scottish Candidate Number: nine digits, checked by form alone.
///
/// Not every looked-after child of school age has one, and the share differs by authority: absence is no
/// evidence that two records differ.
///
/// # Examples
///
/// ```
/// use throughline::standardise::Scn;
///
/// assert_eq!(Scn::parse("123 456 789").unwrap().as_str(), "123456789");
/// assert!(Scn::parse("1234").is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scn([u8; 9]);

ascii_text!(Scn);

impl Scn {
    /// Reads a number with or without spaces and hyphens.
    ///
    /// # Errors
    ///
    /// [`FindingKind::MalformedIdentifier`] when it is not nine digits, [`FindingKind::PlaceholderValue`] when they
    /// are all the same.
    pub fn parse(text: &str) -> Result<Self, FindingKind> {
        number(&compact(text)).map(Self)
    }
}

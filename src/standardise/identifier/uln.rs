//! Unique Learner Numbers.

use crate::ingest::FindingKind;
use crate::standardise::identifier::digits::{ascii_text, compact, modulo_11, number};

/// A Unique Learner Number: ten digits whose sum, weighted 10 to 1, is 10 modulo 11.
///
/// An [`NhsNumber`](crate::standardise::NhsNumber) gives 0 by the same sum, so no number is both and a value in
/// the other's column is noticed.
///
/// # Examples
///
/// ```
/// use throughline::ingest::FindingKind;
/// use throughline::standardise::Uln;
///
/// assert_eq!(Uln::parse("9276308686").unwrap().as_str(), "9276308686");
/// assert_eq!(Uln::parse("9999999999"), Err(FindingKind::TemporaryIdentifier));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uln([u8; 10]);

ascii_text!(Uln);

impl Uln {
    /// Reads a number with or without spaces and hyphens.
    ///
    /// # Errors
    ///
    /// [`FindingKind::MalformedIdentifier`] when it is not ten digits or starts with 0,
    /// [`FindingKind::TemporaryIdentifier`] for 9999999999, which stands for a number not yet given,
    /// [`FindingKind::PlaceholderValue`] for any other digit repeated, [`FindingKind::WrongCheckDigit`] when the
    /// check fails.
    pub fn parse(text: &str) -> Result<Self, FindingKind> {
        let text = compact(text);
        if text == "9999999999" {
            return Err(FindingKind::TemporaryIdentifier);
        }
        let digits = number(&text)?;
        match (digits[0], modulo_11(&digits)) {
            (b'0', _) => Err(FindingKind::MalformedIdentifier),
            (_, 10) => Ok(Self(digits)),
            _ => Err(FindingKind::WrongCheckDigit),
        }
    }
}

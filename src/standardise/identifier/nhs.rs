//! NHS numbers.

use crate::ingest::FindingKind;
use crate::standardise::identifier::Chi;
use crate::standardise::identifier::digits::{ascii_text, compact, modulo_11, number};

/// An NHS number: ten digits whose sum, weighted 10 to 1, is 0 modulo 11.
///
/// Northern Ireland's health and care numbers and Scotland's CHIs are made by the same rule;
/// [`issuer`](Self::issuer) tells them apart by range.
///
/// # Examples
///
/// ```
/// use throughline::ingest::FindingKind;
/// use throughline::standardise::NhsNumber;
///
/// assert_eq!(NhsNumber::parse("401-023-2137").unwrap().as_str(), "4010232137");
/// assert_eq!(NhsNumber::parse("401 023 2138"), Err(FindingKind::WrongCheckDigit));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NhsNumber([u8; 10]);

ascii_text!(NhsNumber);

/// Whose range an [`NhsNumber`] lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NhsIssuer {
    /// England, Wales and the Isle of Man: 400 to 499 and 600 to 799.
    EnglandWalesIsleOfMan,
    /// Northern Ireland: 320 000 0010 to 399 999 9999.
    NorthernIreland,
    /// Scotland: a valid [`Chi`].
    Scotland,
    /// 999, for tests only.
    Test,
    /// No range that is given out; an older or invented number.
    Unallocated,
}

impl NhsNumber {
    /// Reads a number with or without spaces and hyphens.
    ///
    /// # Errors
    ///
    /// [`FindingKind::MalformedIdentifier`] when it is not ten digits, [`FindingKind::PlaceholderValue`] when they
    /// are all the same, [`FindingKind::WrongCheckDigit`] when the check fails.
    pub fn parse(text: &str) -> Result<Self, FindingKind> {
        let digits = number(&compact(text))?;
        match modulo_11(&digits) {
            0 => Ok(Self(digits)),
            _ => Err(FindingKind::WrongCheckDigit),
        }
    }

    /// Whose range the number lies in.
    pub fn issuer(&self) -> NhsIssuer {
        match &self.0 {
            [b'4' | b'6' | b'7', ..] => NhsIssuer::EnglandWalesIsleOfMan,
            [b'3', second, ..] if *second >= b'2' => NhsIssuer::NorthernIreland,
            [b'9', b'9', b'9', ..] => NhsIssuer::Test,
            _ if Chi::parse(self.as_str()).is_ok() => NhsIssuer::Scotland,
            _ => NhsIssuer::Unallocated,
        }
    }
}

//! Unique Pupil Numbers.

use crate::ingest::FindingKind;
use crate::standardise::identifier::digits::{ascii_text, compact};

/// A Unique Pupil Number: a check letter and twelve digits, the last of them a letter when it is temporary.
///
/// The check letter is the sum of each character's value times its place (2 to 13), modulo 23, in
/// `ABCDEFGHJKLMNPQRTUVWXYZ`; a temporary number's last letter has its place in that alphabet for a value.
///
/// # Examples
///
/// ```
/// use throughline::ingest::FindingKind;
/// use throughline::standardise::Upn;
///
/// let upn = Upn::parse("h801200001001").unwrap();
/// assert_eq!(upn.local_authority(), "801");
/// assert!(Upn::parse("X00180001701A").unwrap().is_temporary());
/// assert_eq!(Upn::parse("Q207000016049"), Err(FindingKind::WrongCheckDigit));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Upn([u8; 13]);

ascii_text!(Upn);

const ALPHABET: &[u8; 23] = b"ABCDEFGHJKLMNPQRTUVWXYZ";

impl Upn {
    /// Reads a number in any case, with or without spaces and hyphens.
    ///
    /// # Errors
    ///
    /// [`FindingKind::MalformedIdentifier`] when it is not a letter and twelve digits, or eleven and a letter,
    /// [`FindingKind::PlaceholderValue`] when every digit is 0, [`FindingKind::WrongCheckDigit`] when the check
    /// letter is not theirs.
    pub fn parse(text: &str) -> Result<Self, FindingKind> {
        let upn: [u8; 13] = compact(text)
            .as_bytes()
            .try_into()
            .map_err(|_| FindingKind::MalformedIdentifier)?;
        let [check, body @ ..] = &upn;
        if body.iter().all(|&byte| byte == b'0') {
            return Err(FindingKind::PlaceholderValue);
        }
        let is_formed = ALPHABET.contains(check) && body[..11].iter().all(u8::is_ascii_digit);
        let sum = body
            .iter()
            .zip(2_usize..)
            .map(|(&byte, place)| value(byte).map(|value| value * place))
            .sum::<Option<usize>>()
            .filter(|_| is_formed)
            .ok_or(FindingKind::MalformedIdentifier)?;
        if ALPHABET[sum % 23] == *check {
            Ok(Self(upn))
        } else {
            Err(FindingKind::WrongCheckDigit)
        }
    }

    /// True when the school gave the number until the pupil's own is known; it identifies no one elsewhere.
    pub fn is_temporary(&self) -> bool {
        self.0[12].is_ascii_alphabetic()
    }

    /// The code of the local authority whose school gave the number.
    pub fn local_authority(&self) -> &str {
        &self.as_str()[1..4]
    }
}

fn value(byte: u8) -> Option<usize> {
    match byte {
        b'0'..=b'9' => Some(usize::from(byte - b'0')),
        _ => ALPHABET.iter().position(|&letter| letter == byte),
    }
}

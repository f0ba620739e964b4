//! What the registers' numbers have in common.

use crate::ingest::FindingKind;

/// The characters of a number, upper case, without white space, hyphens and the `.0` of a spreadsheet.
pub(super) fn compact(text: &str) -> String {
    let text = text.trim();
    text.strip_suffix(".0")
        .unwrap_or(text)
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}'))
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// A number of exactly `N` digits that are not all the same.
///
/// A register does not give out 0000000000, and a mod-11 check would let every repeated digit pass.
pub(super) fn number<const N: usize>(text: &str) -> Result<[u8; N], FindingKind> {
    let digits: [u8; N] = text
        .as_bytes()
        .try_into()
        .map_err(|_| FindingKind::MalformedIdentifier)?;
    if !digits.iter().all(u8::is_ascii_digit) {
        return Err(FindingKind::MalformedIdentifier);
    }
    if digits.iter().all(|&digit| digit == digits[0]) {
        return Err(FindingKind::PlaceholderValue);
    }
    Ok(digits)
}

/// Digits weighted 10 to 1, modulo 11: 0 for NHS numbers and CHIs, 10 for ULNs.
pub(super) fn modulo_11(digits: &[u8; 10]) -> u32 {
    let sum: u32 = digits
        .iter()
        .zip((1..=10).rev())
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    sum % 11
}

/// Gives a newtype over ASCII bytes its text.
macro_rules! ascii_text {
    ($name:ident) => {
        impl $name {
            /// The number without spaces or hyphens.
            pub fn as_str(&self) -> &str {
                std::str::from_utf8(&self.0).expect("only ASCII was let in")
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

pub(super) use ascii_text;

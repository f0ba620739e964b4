//! Community Health Index numbers.

use chrono::{Datelike, NaiveDate};

use crate::ingest::FindingKind;
use crate::standardise::Sex;
use crate::standardise::identifier::digits::{ascii_text, compact, modulo_11, number};

/// A Community Health Index number of Scotland: date of birth as `DDMMYY`, three digits, a check digit as in an
/// [`NhsNumber`](crate::standardise::NhsNumber).
///
/// # Examples
///
/// ```
/// use throughline::ingest::FindingKind;
/// use throughline::standardise::{Chi, Sex};
///
/// let chi = Chi::parse("190485 1231").unwrap();
/// assert_eq!(chi.sex(), Sex::Male);
/// assert_eq!(Chi::parse("101011237").unwrap().as_str(), "0101011237"); // a spreadsheet took the zero
/// assert_eq!(Chi::parse("1904851232"), Err(FindingKind::WrongCheckDigit));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Chi([u8; 10]);

ascii_text!(Chi);

impl Chi {
    /// Reads a number with or without spaces and hyphens; nine digits are tried with the leading zero that
    /// spreadsheets drop.
    ///
    /// # Errors
    ///
    /// [`FindingKind::MalformedIdentifier`] when it is not ten digits or does not start with a date,
    /// [`FindingKind::PlaceholderValue`] when the digits are all the same, [`FindingKind::WrongCheckDigit`] when
    /// the check fails.
    pub fn parse(text: &str) -> Result<Self, FindingKind> {
        let mut text = compact(text);
        let short = text.len() == 9;
        if short {
            text.insert(0, '0');
        }
        let chi = Self(number(&text)?);
        if !chi.starts_with_a_date() {
            return Err(FindingKind::MalformedIdentifier);
        }
        match modulo_11(&chi.0) {
            0 => Ok(chi),
            _ if short => Err(FindingKind::MalformedIdentifier),
            _ => Err(FindingKind::WrongCheckDigit),
        }
    }

    /// Sex by the ninth digit: odd for male, even for female.
    pub fn sex(&self) -> Sex {
        match self.0[8] % 2 {
            0 => Sex::Female,
            _ => Sex::Male,
        }
    }

    /// True when the number starts with this date of birth; it does not say the century.
    ///
    /// # Examples
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use throughline::standardise::Chi;
    ///
    /// let born = NaiveDate::from_ymd_opt(1985, 4, 19).unwrap();
    /// assert!(Chi::parse("1904851231").unwrap().agrees_with(born));
    /// ```
    pub fn agrees_with(&self, born: NaiveDate) -> bool {
        self.day_month_year() == (born.day(), born.month(), born.year().rem_euclid(100))
    }

    fn starts_with_a_date(&self) -> bool {
        let (day, month, year) = self.day_month_year();
        [1900, 2000]
            .iter()
            .any(|century| NaiveDate::from_ymd_opt(century + year, month, day).is_some())
    }

    fn day_month_year(&self) -> (u32, u32, i32) {
        let two = |place: usize| {
            u32::from(self.0[place] - b'0') * 10 + u32::from(self.0[place + 1] - b'0')
        };
        (two(0), two(2), two(4) as i32)
    }
}

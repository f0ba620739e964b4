//! Dates of birth.

use chrono::{Datelike, NaiveDate};

use crate::ingest::{DateOrder, FindingKind, parse_date};
use crate::standardise::value::{StandardValue, is_nothing, upper};

/// Makes a date of birth standard: ISO text, such as `2011-04-30`.
///
/// `today` is the last date that a birth can have: a later one is a [`FindingKind::FutureDate`] (an expected date
/// of delivery, as a rule) and missing, except that a two-digit year then means the century before.
/// 1 January 1900, 1 January 1901 and all before 1900 are what systems fill in, and missing; any other
/// 1 January is kept and noted as a [`FindingKind::ConventionalDate`].
///
/// # Examples
///
/// ```
/// use chrono::NaiveDate;
/// use throughline::ingest::{DateOrder, FindingKind};
/// use throughline::standardise;
///
/// let today = NaiveDate::from_ymd_opt(2025, 6, 30).unwrap();
/// let read = |text| standardise::date_of_birth(text, DateOrder::DayFirst, today);
/// assert_eq!(read("30-Apr-11").value(), Some("2011-04-30"));
/// assert_eq!(read("19151111").value(), Some("1915-11-11"));
/// assert_eq!(read("30/04/2031").finding(), Some(FindingKind::FutureDate));
/// assert_eq!(read("01/01/1900").value(), None);
/// ```
pub fn date_of_birth(raw: &str, order: DateOrder, today: NaiveDate) -> StandardValue {
    let text = upper(raw);
    if is_nothing(&text) {
        return StandardValue::default();
    }
    let date = match parse_date(&text, order) {
        Ok(date) => date,
        Err(finding) => return StandardValue::dropped(finding),
    };
    let Some(date) = not_after(today, date, &text) else {
        return StandardValue::dropped(FindingKind::FutureDate);
    };
    let new_year = date.ordinal() == 1;
    if date.year() < 1900 || (new_year && date.year() <= 1901) {
        return StandardValue::dropped(FindingKind::ConventionalDate);
    }
    let iso = date.to_string();
    if new_year {
        StandardValue::noted(iso, FindingKind::ConventionalDate)
    } else {
        StandardValue::kept(iso)
    }
}

/// The date, a century earlier when its year had two digits and it would otherwise be in the future.
fn not_after(today: NaiveDate, date: NaiveDate, text: &str) -> Option<NaiveDate> {
    if date <= today {
        return Some(date);
    }
    let earlier = date.with_year(date.year() - 100)?;
    (earlier <= today && has_short_year(text)).then_some(earlier)
}

/// True when no run of digits is longer than two, as in `15-NOV-35`.
fn has_short_year(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit())
        .all(|digits| digits.len() <= 2)
}

/// True when 15ths of the month are a convention of the column: at least five of them, twice what chance would
/// give, and four standard deviations above it.
pub(crate) fn is_fifteenth_a_convention(fifteenths: usize, dates: usize) -> bool {
    let expected = dates as f64 * 12.0 / 365.25;
    let found = fifteenths as f64;
    fifteenths >= 5 && found >= 2.0 * expected && found >= expected + 4.0 * expected.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn genuine_fifteenths_are_no_convention() {
        assert!(!is_fifteenth_a_convention(1, 1));
        assert!(!is_fifteenth_a_convention(4, 30));
        assert!(!is_fifteenth_a_convention(33_500, 1_000_000));
        assert!(is_fifteenth_a_convention(70_000, 1_000_000));
        assert!(is_fifteenth_a_convention(5, 5));
    }
}

//! Calendar dates in the forms that agencies' systems and spreadsheets write them.

use chrono::{Days, NaiveDate};

use crate::ingest::FindingKind;

/// How a date written as three numbers is read when the year does not come first.
///
/// # Examples
///
/// ```
/// use throughline::ingest::DateOrder;
///
/// assert_eq!(DateOrder::default(), DateOrder::DayFirst);
/// ```
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// `04/03/2021` is 4 March, as British systems write it.
    #[default]
    DayFirst,
    /// `04/03/2021` is 3 April.
    MonthFirst,
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Four-digit years outside these are taken for damage, not for dates.
const YEARS: std::ops::RangeInclusive<i32> = 1800..=9999;

/// Reads a date: ISO (with or without a time of day), `dd/mm/yyyy`, `d/m/yy`, `dd-Mon-yy`, `dd Mon yyyy`,
/// `yyyymmdd`, or a five-digit spreadsheet serial of the 1900 system.
///
/// Two-digit years from 00 to 49 are of this century, from 50 to 99 of the last.
///
/// # Errors
///
/// [`FindingKind::UnreadableDate`] when the form is none of these, [`FindingKind::ImpossibleDate`] when the form
/// is right and no calendar has the day.
pub(crate) fn parse_date(text: &str, order: DateOrder) -> Result<NaiveDate, FindingKind> {
    let text = without_time(text.trim());
    if let Some(serial) = serial(text) {
        return Ok(serial);
    }
    if text.len() == 8 && all_digits(text) {
        return calendar(year(&text[..4])?, number(&text[4..6])?, number(&text[6..])?);
    }
    let mut parts = text
        .split(['-', '/', '.', ' ', ','])
        .filter(|part| !part.is_empty());
    let (Some(first), Some(second), Some(third), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(FindingKind::UnreadableDate);
    };
    if let Some(month) = month_name(second) {
        return match first.len() {
            4 if all_digits(first) => calendar(year(first)?, month, day(third)?),
            _ => calendar(year(third)?, month, day(first)?),
        };
    }
    if let Some(month) = month_name(first) {
        return calendar(year(third)?, month, day(second)?);
    }
    match (first.len(), order) {
        (4, _) => calendar(year(first)?, number(second)?, number(third)?),
        (_, DateOrder::DayFirst) => calendar(year(third)?, number(second)?, number(first)?),
        (_, DateOrder::MonthFirst) => calendar(year(third)?, number(first)?, number(second)?),
    }
}

/// The date part of a date with a time of day after a `T` or a space.
fn without_time(text: &str) -> &str {
    let Some(colon) = text.find(':') else {
        return text;
    };
    let Some(split) = text[..colon].rfind(['T', 't', ' ']) else {
        return text;
    };
    let hours = &text[split + 1..colon];
    if matches!(hours.len(), 1 | 2) && all_digits(hours) {
        text[..split].trim_end()
    } else {
        text
    }
}

fn serial(text: &str) -> Option<NaiveDate> {
    let days = match text.split_once('.') {
        Some((days, fraction)) if all_digits(fraction) => days,
        Some(_) => return None,
        None => text,
    };
    if days.len() != 5 || !all_digits(days) {
        return None;
    }
    let days = days.parse().ok().filter(|&days: &u64| days >= 10_000)?;
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days))
}

fn month_name(text: &str) -> Option<u32> {
    let text = text.to_ascii_lowercase();
    let place = MONTHS
        .iter()
        .position(|month| text.len() >= 3 && month.starts_with(&text))?;
    Some(place as u32 + 1)
}

fn year(text: &str) -> Result<i32, FindingKind> {
    let value: i32 = match text.len() {
        2 | 4 if all_digits(text) => text.parse().map_err(|_| FindingKind::UnreadableDate)?,
        _ => return Err(FindingKind::UnreadableDate),
    };
    match (text.len(), value) {
        (2, 0..=49) => Ok(2000 + value),
        (2, _) => Ok(1900 + value),
        _ if YEARS.contains(&value) => Ok(value),
        _ => Err(FindingKind::UnreadableDate),
    }
}

/// A day of the month, with or without its `st`, `nd`, `rd` or `th`.
fn day(text: &str) -> Result<u32, FindingKind> {
    let bare = ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|ending| text.strip_suffix(ending));
    number(bare.unwrap_or(text))
}

fn number(text: &str) -> Result<u32, FindingKind> {
    match text.len() {
        1 | 2 if all_digits(text) => text.parse().map_err(|_| FindingKind::UnreadableDate),
        _ => Err(FindingKind::UnreadableDate),
    }
}

fn calendar(year: i32, month: u32, day: u32) -> Result<NaiveDate, FindingKind> {
    NaiveDate::from_ymd_opt(year, month, day).ok_or(FindingKind::ImpossibleDate)
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day_first(text: &str) -> Result<String, FindingKind> {
        parse_date(text, DateOrder::DayFirst).map(|date| date.to_string())
    }

    #[test]
    fn every_accepted_form_is_the_same_day() {
        let forms = [
            "2021-03-04",
            "2021/03/04",
            "2021-3-4",
            "20210304",
            "04/03/2021",
            "4/3/21",
            "04.03.2021",
            "04-03-2021",
            "04-Mar-21",
            "4 March 2021",
            "4th March 2021",
            "March 4, 2021",
            "2021-Mar-04",
            "2021-03-04T00:00:00Z",
            "2021-03-04 13:45:10.123",
            "04/03/2021 00:00",
            "4/3/2021 9:05:00 AM",
            "44259",
            "44259.5",
            " 2021-03-04 ",
        ];
        for form in forms {
            assert_eq!(day_first(form).as_deref(), Ok("2021-03-04"), "{form}");
        }
        let american = parse_date("03/04/2021", DateOrder::MonthFirst).unwrap();
        assert_eq!(american.to_string(), "2021-03-04");
    }

    #[test]
    fn a_wrong_day_differs_from_a_wrong_form() {
        for text in [
            "31/02/2020",
            "2021-02-29",
            "12/25/2020",
            "20210431",
            "0/1/2020",
        ] {
            assert_eq!(day_first(text), Err(FindingKind::ImpossibleDate), "{text}");
        }
        for text in [
            "",
            "n/k",
            "2021",
            "03/2021",
            "1/2/3/2021",
            "04/xx/2021",
            "004/03/2021",
            "04/03/021",
            "0001-01-01",
            "1234567",
            "09999",
            "é4/03/2021",
            "10:30",
            "4 Ma 2021",
        ] {
            assert_eq!(day_first(text), Err(FindingKind::UnreadableDate), "{text}");
        }
    }

    #[test]
    fn two_digit_years_turn_at_fifty() {
        assert_eq!(day_first("01/01/49").as_deref(), Ok("2049-01-01"));
        assert_eq!(day_first("01/01/50").as_deref(), Ok("1950-01-01"));
    }

    proptest! {
        #[test]
        fn dates_come_back_from_each_form(days in 0_u64..90_000) {
            let date = NaiveDate::from_ymd_opt(1927, 6, 1).unwrap() + Days::new(days);
            for form in ["%Y-%m-%d", "%Y%m%d", "%d/%m/%Y", "%d %b %Y", "%-d.%-m.%Y", "%Y-%m-%dT%H:%M:%S"] {
                let text = date.and_hms_opt(9, 30, 0).unwrap().format(form).to_string();
                prop_assert_eq!(parse_date(&text, DateOrder::DayFirst), Ok(date));
            }
            let serial = date.signed_duration_since(NaiveDate::from_ymd_opt(1899, 12, 30).unwrap());
            if serial.num_days() < 100_000 {
                let text = serial.num_days().to_string();
                prop_assert_eq!(parse_date(&text, DateOrder::DayFirst), Ok(date));
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,20}") {
            let _ = parse_date(&text, DateOrder::DayFirst);
        }
    }
}

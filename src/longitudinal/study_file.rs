//! Studies as TOML.

use crate::error::StudyError;
use crate::longitudinal::StudyBuilder;

pub(super) fn parse(text: &str) -> Result<StudyBuilder, StudyError> {
    toml::from_str(text).map_err(|error| {
        let start = error.span().map(|span| span.start.min(text.len()));
        StudyError::Toml {
            file: None,
            line: start.map(|start| text[..start].matches('\n').count() + 1),
            key: start.and_then(|start| key_at(text, start)),
            reason: error.message().trim_end().replace('\n', "; "),
        }
    })
}

pub(super) fn write(definition: &StudyBuilder) -> String {
    toml::to_string(definition).expect("a study has only strings, numbers, dates, lists and tables")
}

/// The key or table heading of the line on which a byte stands.
fn key_at(text: &str, byte: usize) -> Option<String> {
    let start = text[..byte].rfind('\n').map_or(0, |end| end + 1);
    let line = text[start..].lines().next()?.trim();
    let key = match line.split_once('=') {
        Some((key, _)) => key.trim(),
        None => line,
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-.[]\"".contains(c);
    (!key.is_empty() && key.chars().all(plain)).then(|| key.to_string())
}

/// An optional calendar date as a TOML date.
pub(super) mod date {
    use chrono::{Datelike, NaiveDate};
    use serde::de::Error as _;
    use serde::ser::Error as _;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use toml::value::{Date, Datetime};

    pub(in crate::longitudinal) fn serialize<S: Serializer>(
        date: &Option<NaiveDate>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let Some(date) = date else {
            return serializer.serialize_none();
        };
        let year = u16::try_from(date.year()).map_err(S::Error::custom)?;
        Datetime::from(Date {
            year,
            month: date.month() as u8,
            day: date.day() as u8,
        })
        .serialize(serializer)
    }

    pub(in crate::longitudinal) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<NaiveDate>, D::Error> {
        let wanted = || D::Error::custom("expected a date alone, such as 2025-03-31");
        let given = Datetime::deserialize(deserializer)?;
        let (Some(date), None) = (given.date, given.time) else {
            return Err(wanted());
        };
        NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
            .map(Some)
            .ok_or_else(wanted)
    }
}

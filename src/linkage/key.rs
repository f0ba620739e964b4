//! What two records are asked to agree on: a column, or a part of it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::LinkageError;
use crate::{Error, Result};

/// Which part of a column's value counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Transform {
    /// The whole value.
    Whole,
    /// The first so many characters; missing when the value is shorter.
    Prefix(u8),
    /// The last so many characters; missing when the value is shorter.
    Suffix(u8),
    /// The year of an ISO date.
    Year,
    /// The month of an ISO date.
    Month,
    /// The day of an ISO date.
    Day,
    /// The outward half of a postcode, `SW1A` of `SW1A 2AA`.
    Outward,
    /// The sector of a postcode, `SW1A 2` of `SW1A 2AA`.
    Sector,
    /// The area letters of a postcode, `SW` of `SW1A 2AA`.
    Area,
}

impl Transform {
    /// The part of a standardised value, `None` where the value has no such part.
    pub fn apply(self, value: &str) -> Option<&str> {
        match self {
            Self::Whole => Some(value),
            Self::Prefix(n) => cut(value, n as usize).map(|at| &value[..at]),
            Self::Suffix(n) => {
                let skipped = value.chars().count().checked_sub(n as usize)?;
                cut(value, skipped).map(|at| &value[at..])
            }
            Self::Year => date_part(value, 0, 4),
            Self::Month => date_part(value, 5, 7),
            Self::Day => date_part(value, 8, 10),
            Self::Outward => value.split_once(' ').map(|(outward, _)| outward),
            Self::Sector => {
                let space = value.find(' ')?;
                value.get(..space + 2)
            }
            Self::Area => {
                let letters = value.bytes().take_while(u8::is_ascii_alphabetic).count();
                (letters > 0).then(|| &value[..letters])
            }
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Prefix(_) => "prefix",
            Self::Suffix(_) => "suffix",
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
            Self::Outward => "outward",
            Self::Sector => "sector",
            Self::Area => "area",
        }
    }
}

/// Byte place after `n` characters, `None` when there are fewer.
fn cut(value: &str, n: usize) -> Option<usize> {
    let ends = value.char_indices().map(|(at, _)| at).chain([value.len()]);
    ends.clone().nth(n)
}

fn date_part(value: &str, from: usize, to: usize) -> Option<&str> {
    let shaped = value.len() == 10 && value.as_bytes()[4] == b'-' && value.as_bytes()[7] == b'-';
    shaped.then(|| value.get(from..to)).flatten()
}

/// A column, or a part of it: `surname`, `prefix(surname, 3)`, `year(date_of_birth)`, `outward(postcode)`.
///
/// # Examples
///
/// ```
/// use throughline::linkage::KeyPart;
///
/// let part: KeyPart = "prefix(surname, 3)".parse()?;
/// assert_eq!(part.column(), "surname");
/// assert_eq!(part.to_string(), "prefix(surname, 3)");
/// assert_eq!(part.transform().apply("OBRIEN"), Some("OBR"));
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct KeyPart {
    column: String,
    transform: Transform,
}

impl KeyPart {
    /// A part of a column.
    pub fn new(column: impl Into<String>, transform: Transform) -> Self {
        Self {
            column: column.into(),
            transform,
        }
    }

    /// A whole column.
    pub fn whole(column: impl Into<String>) -> Self {
        Self::new(column, Transform::Whole)
    }

    /// The column's name.
    pub fn column(&self) -> &str {
        &self.column
    }

    /// Which part of it.
    pub fn transform(&self) -> Transform {
        self.transform
    }
}

impl fmt::Display for KeyPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { column, transform } = self;
        match transform {
            Transform::Whole => f.write_str(column),
            Transform::Prefix(n) | Transform::Suffix(n) => {
                write!(f, "{}({column}, {n})", transform.name())
            }
            _ => write!(f, "{}({column})", transform.name()),
        }
    }
}

impl From<KeyPart> for String {
    fn from(part: KeyPart) -> Self {
        part.to_string()
    }
}

impl TryFrom<String> for KeyPart {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl FromStr for KeyPart {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let refused = || LinkageError::KeyPart {
            text: text.to_owned(),
        };
        let text = text.trim();
        let Some((function, rest)) = text.split_once('(') else {
            return if text.is_empty() {
                Err(refused().into())
            } else {
                Ok(Self::whole(text))
            };
        };
        let arguments = rest.strip_suffix(')').ok_or_else(refused)?;
        let (column, number) = match arguments.split_once(',') {
            Some((column, number)) => (
                column.trim(),
                number.trim().parse::<u8>().ok().filter(|n| *n > 0),
            ),
            None => (arguments.trim(), None),
        };
        let transform = match (function.trim(), number) {
            ("prefix", Some(n)) => Transform::Prefix(n),
            ("suffix", Some(n)) => Transform::Suffix(n),
            ("year", None) => Transform::Year,
            ("month", None) => Transform::Month,
            ("day", None) => Transform::Day,
            ("outward", None) => Transform::Outward,
            ("sector", None) => Transform::Sector,
            ("area", None) => Transform::Area,
            _ => return Err(refused().into()),
        };
        Ok(Self::new(column, transform))
    }
}

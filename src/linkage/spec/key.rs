//! What two records are asked to agree on: a column, or a part of it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::LinkageError;
use crate::linkage::{Pattern, Transform};
use crate::{Error, Result};

/// A column, or a part of it: `surname`, `prefix(surname, 3)`, `year(date_of_birth)`, `outward(postcode)`,
/// `soundex(surname)`, `split(previous_surnames, "|")`, `pattern(address_line, "^[0-9]+")`.
///
/// # Examples
///
/// ```
/// use throughline::linkage::KeyPart;
///
/// let part: KeyPart = "prefix(surname, 3)".parse()?;
/// assert_eq!(part.column(), "surname");
/// assert_eq!(part.to_string(), "prefix(surname, 3)");
/// assert_eq!(part.transform().apply("OBRIEN").as_deref(), Some("OBR"));
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
    pub fn transform(&self) -> &Transform {
        &self.transform
    }

    /// Whether this is the whole of a column.
    pub fn is_whole(&self) -> bool {
        self.transform == Transform::Whole
    }
}

impl From<&str> for KeyPart {
    /// The whole of a column; parts of columns are parsed.
    fn from(column: &str) -> Self {
        Self::whole(column)
    }
}

impl fmt::Display for KeyPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let column = &self.column;
        match &self.transform {
            Transform::Whole => f.write_str(column),
            Transform::Prefix(n) => write!(f, "prefix({column}, {n})"),
            Transform::Suffix(n) => write!(f, "suffix({column}, {n})"),
            Transform::Substring { from, length } => {
                write!(f, "substring({column}, {from}, {length})")
            }
            Transform::Date(format) => write!(f, "date({column}, \"{format}\")"),
            Transform::Pattern(pattern) => {
                write!(f, "pattern({column}, \"{}\")", pattern.as_str())
            }
            Transform::Split(separator) => write!(f, "split({column}, \"{separator}\")"),
            plain => {
                let known = PLAIN.iter().find(|(_, transform)| transform == plain);
                let (name, _) = known.expect("every transform without an argument is listed");
                write!(f, "{name}({column})")
            }
        }
    }
}

/// Transforms without an argument, by name.
const PLAIN: [(&str, Transform); 11] = [
    ("year", Transform::Year),
    ("month", Transform::Month),
    ("day", Transform::Day),
    ("outward", Transform::Outward),
    ("sector", Transform::Sector),
    ("area", Transform::Area),
    ("soundex", Transform::Soundex),
    ("metaphone", Transform::Metaphone),
    ("metaphones", Transform::Metaphones),
    ("sorted_tokens", Transform::SortedTokens),
    ("username", Transform::Username),
];

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
        read(text.trim()).ok_or_else(|| {
            LinkageError::KeyPart {
                text: text.to_owned(),
            }
            .into()
        })
    }
}

fn read(text: &str) -> Option<KeyPart> {
    let Some((function, rest)) = text.split_once('(') else {
        return (!text.is_empty()).then(|| KeyPart::whole(text));
    };
    let (column, argument) = match rest.strip_suffix(')')?.split_once(',') {
        Some((column, argument)) => (column.trim(), Some(argument.trim())),
        None => (rest.strip_suffix(')')?.trim(), None),
    };
    let transform = transform(function.trim(), argument)?;
    (!column.is_empty()).then(|| KeyPart::new(column, transform))
}

fn transform(function: &str, argument: Option<&str>) -> Option<Transform> {
    let Some(argument) = argument else {
        let known = PLAIN.iter().find(|(name, _)| *name == function);
        return known.map(|(_, transform)| transform.clone());
    };
    let quoted = || argument.strip_prefix('"')?.strip_suffix('"');
    Some(match function {
        "prefix" => Transform::Prefix(count(argument)?),
        "suffix" => Transform::Suffix(count(argument)?),
        "substring" => {
            let (from, length) = argument.split_once(',')?;
            let (from, length) = (count(from)?, count(length)?);
            Transform::Substring { from, length }
        }
        "date" => Transform::Date(quoted()?.to_owned()),
        "pattern" => Transform::Pattern(Pattern::new(quoted()?)?),
        "split" => Transform::Split(quoted().filter(|text| !text.is_empty())?.to_owned()),
        _ => return None,
    })
}

fn count(text: &str) -> Option<u8> {
    text.trim().parse().ok().filter(|n| *n > 0)
}

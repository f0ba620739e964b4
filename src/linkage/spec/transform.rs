//! Parts of a standardised value: a beginning, a year, a phonetic code.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};

use chrono::NaiveDate;
use regex::Regex;

use crate::kernel::similarity::{double_metaphone, soundex};

/// Letters in a Double Metaphone code, at most.
const CODE: usize = 4;

/// Which part of a column's value counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Transform {
    /// The whole value.
    Whole,
    /// The first so many characters; missing when the value is shorter.
    Prefix(u8),
    /// The last so many characters; missing when the value is shorter.
    Suffix(u8),
    /// Up to so many characters from a place counted from 1; missing when the value ends before it.
    Substring {
        /// Place of the first character, from 1.
        from: u8,
        /// Most characters.
        length: u8,
    },
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
    /// The Soundex code.
    Soundex,
    /// The primary Double Metaphone code.
    Metaphone,
    /// Both Double Metaphone codes: a part of several values.
    Metaphones,
    /// The words of the value in alphabetical order.
    SortedTokens,
    /// What stands before the `@` of an email address.
    Username,
    /// The ISO date that the value is in a `strptime` format; missing when it is none.
    Date(String),
    /// The first match of a regular expression; missing when there is none or it is empty.
    Pattern(Pattern),
    /// The values that a separator parts: a part of several values.
    Split(String),
}

/// A regular expression that is known to be well formed; patterns are equal when their text is.
#[derive(Debug, Clone)]
pub struct Pattern(Regex);

impl Pattern {
    /// A pattern from its text, `None` when that is not a regular expression.
    pub fn new(text: &str) -> Option<Self> {
        Regex::new(text).ok().map(Self)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Pattern {}

impl PartialOrd for Pattern {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Pattern {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl Hash for Pattern {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl Transform {
    /// The part of a standardised value, `None` where the value has no such part; of a part of several values, the
    /// first.
    pub fn apply<'v>(&self, value: &'v str) -> Option<Cow<'v, str>> {
        let part = match self {
            Self::Whole => Some(value.into()),
            Self::Prefix(n) => cut(value, *n as usize).map(|at| value[..at].into()),
            Self::Suffix(n) => {
                let skipped = value.chars().count().checked_sub(*n as usize)?;
                cut(value, skipped).map(|at| value[at..].into())
            }
            Self::Substring { from, length } => {
                let rest = &value[cut(value, usize::from(*from).saturating_sub(1))?..];
                let end = cut(rest, *length as usize).unwrap_or(rest.len());
                Some(rest[..end].into())
            }
            Self::Year => date_part(value, 0, 4),
            Self::Month => date_part(value, 5, 7),
            Self::Day => date_part(value, 8, 10),
            Self::Outward => value.split_once(' ').map(|(outward, _)| outward.into()),
            Self::Sector => {
                let space = value.find(' ')?;
                value.get(..space + 2).map(Cow::from)
            }
            Self::Area => {
                let letters = value.bytes().take_while(u8::is_ascii_alphabetic).count();
                Some(value[..letters].into())
            }
            Self::Soundex => soundex(value).map(Cow::from),
            Self::Metaphone | Self::Metaphones => {
                double_metaphone(value, CODE).map(|codes| codes.primary.into())
            }
            Self::SortedTokens => Some(sorted_tokens(value).into()),
            Self::Username => value.split_once('@').map(|(name, _)| name.into()),
            Self::Date(format) => iso_date(value, format).map(Cow::from),
            Self::Pattern(pattern) => pattern.0.find(value).map(|found| found.as_str().into()),
            Self::Split(separator) => split(value, separator).next().map(Cow::from),
        };
        part.filter(|part| !part.is_empty())
    }

    /// Whether one value can have several parts.
    pub fn is_multiple(&self) -> bool {
        matches!(self, Self::Metaphones | Self::Split(_))
    }

    /// Visits every part of a value, each once.
    pub fn each<'v>(&self, value: &'v str, visit: &mut dyn FnMut(Cow<'v, str>)) {
        match self {
            Self::Metaphones => {
                let Some(codes) = double_metaphone(value, CODE) else {
                    return;
                };
                let differs = codes.alternate != codes.primary && !codes.alternate.is_empty();
                visit(codes.primary.into());
                if differs {
                    visit(codes.alternate.into());
                }
            }
            Self::Split(separator) => {
                let mut seen: Vec<&str> = Vec::new();
                for part in split(value, separator) {
                    if !seen.contains(&part) {
                        seen.push(part);
                        visit(part.into());
                    }
                }
            }
            _ => self.apply(value).into_iter().for_each(visit),
        }
    }
}

fn split<'v>(value: &'v str, separator: &str) -> impl Iterator<Item = &'v str> + use<'v> {
    let parts: Vec<&str> = value.split(separator).map(str::trim).collect();
    parts.into_iter().filter(|part| !part.is_empty())
}

fn sorted_tokens(value: &str) -> String {
    let mut tokens: Vec<&str> = value.split_whitespace().collect();
    tokens.sort_unstable();
    tokens.join(" ")
}

fn iso_date(value: &str, format: &str) -> Option<String> {
    let date = NaiveDate::parse_from_str(value, format).ok()?;
    Some(date.to_string())
}

/// Byte place after `n` characters, `None` when there are fewer.
fn cut(value: &str, n: usize) -> Option<usize> {
    let ends = value.char_indices().map(|(at, _)| at).chain([value.len()]);
    ends.clone().nth(n)
}

fn date_part(value: &str, from: usize, to: usize) -> Option<Cow<'_, str>> {
    let shaped = value.len() == 10 && value.as_bytes()[4] == b'-' && value.as_bytes()[7] == b'-';
    shaped.then(|| value.get(from..to)).flatten().map(Cow::from)
}

//! When two records are at a level of agreement.

use serde::{Deserialize, Serialize};

use crate::linkage::KeyPart;

/// When two records are at a level of agreement; a tree of tests on columns or parts of columns.
///
/// A test on a column that is missing in either record does not hold ([`Missing`](Self::Missing) aside), so neither
/// does agreement of two absent values. Similarities count Unicode code points unless the specification names another
/// [`Dialect`](crate::kernel::similarity::Dialect).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Condition {
    /// The column, or the part of it, is the same.
    Exact(KeyPart),
    /// The column, or the part of it, is missing in at least one of the records.
    Missing(KeyPart),
    /// Jaro similarity is at least so much.
    Jaro(Similar),
    /// Jaro–Winkler similarity is at least so much.
    JaroWinkler(Similar),
    /// Jaccard similarity of the sets of characters is at least so much.
    Jaccard(Similar),
    /// Jaccard similarity of the sets of q-grams is at least so much.
    QgramJaccard(QgramSimilar),
    /// Cosine similarity of the counts of q-grams is at least so much.
    QgramCosine(QgramSimilar),
    /// Levenshtein distance is at most so many edits.
    Levenshtein(Edits),
    /// Optimal string alignment distance is at most so many edits.
    OptimalStringAlignment(Edits),
    /// Damerau–Levenshtein distance is at most so many edits.
    DamerauLevenshtein(Edits),
    /// The names are forms of one name in the nickname table, or the same.
    Nickname(KeyPart),
    /// The first column of one record is the second column of the other, and the other way round.
    Reversed(KeyPart, KeyPart),
    /// ISO dates differ by at most so much.
    DateWithin(DateWithin),
    /// ISO dates are the same once day and month of one of them are swapped.
    DayMonthSwapped(KeyPart),
    /// ISO dates differ in exactly one digit.
    OneDigit(KeyPart),
    /// Numbers differ by at most so much.
    NumberWithin(NumberWithin),
    /// Numbers differ by at most so many per cent of the larger of the two.
    PercentWithin(NumberWithin),
    /// Places lie at most so far apart.
    Kilometres(Kilometres),
    /// The sets of values (of a part of several values) have at least so many in common.
    Intersects(Intersects),
    /// Every one of these holds.
    All(Vec<Condition>),
    /// At least one of these holds.
    Any(Vec<Condition>),
    /// This does not hold.
    Not(Box<Condition>),
}

/// A similarity and how much of it is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Similar {
    /// What is compared.
    pub column: KeyPart,
    /// Lowest similarity, above 0 and at most 1.
    pub at_least: f64,
}

/// A similarity of q-grams and how much of it is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QgramSimilar {
    /// What is compared.
    pub column: KeyPart,
    /// Characters in a gram.
    #[serde(default = "two")]
    pub q: u8,
    /// Lowest similarity, above 0 and at most 1.
    pub at_least: f64,
}

fn two() -> u8 {
    2
}

/// An edit distance and how much of it is allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edits {
    /// What is compared.
    pub column: KeyPart,
    /// Highest distance.
    pub at_most: u32,
}

/// How far apart two dates may be; a month is 30.4375 days and a year 365.25.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DateWithin {
    /// The dates.
    pub column: KeyPart,
    /// Largest difference, in units.
    pub at_most: f64,
    /// The unit.
    #[serde(default)]
    pub unit: DateUnit,
}

/// A length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateUnit {
    /// A day.
    #[default]
    Days,
    /// 30.4375 days.
    Months,
    /// 365.25 days.
    Years,
}

impl DateWithin {
    /// Most whole days between the dates.
    pub fn days(&self) -> i32 {
        let days = match self.unit {
            DateUnit::Days => 1.0,
            DateUnit::Months => 30.4375,
            DateUnit::Years => 365.25,
        };
        (self.at_most * days).floor().min(f64::from(i32::MAX)) as i32
    }
}

/// How far apart two numbers may be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NumberWithin {
    /// The numbers.
    pub column: KeyPart,
    /// Largest difference, in the column's unit or in per cent.
    pub at_most: f64,
}

/// How far apart two places may be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kilometres {
    /// Latitude in degrees.
    pub latitude: KeyPart,
    /// Longitude in degrees.
    pub longitude: KeyPart,
    /// Largest distance in km.
    pub at_most: f64,
}

/// How many values two sets must share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Intersects {
    /// The sets.
    pub column: KeyPart,
    /// Fewest values in common.
    #[serde(default = "one")]
    pub at_least: u32,
}

fn one() -> u32 {
    1
}

impl Condition {
    /// The whole column is the same.
    pub fn exact(column: &str) -> Self {
        Self::Exact(column.into())
    }

    /// Jaro–Winkler similarity of the column is at least so much.
    pub fn jaro_winkler(column: impl Into<KeyPart>, at_least: f64) -> Self {
        let column = column.into();
        Self::JaroWinkler(Similar { column, at_least })
    }

    /// Levenshtein distance of the column is at most so many edits.
    pub fn levenshtein(column: impl Into<KeyPart>, at_most: u32) -> Self {
        let column = column.into();
        Self::Levenshtein(Edits { column, at_most })
    }

    /// Damerau–Levenshtein distance of the column is at most so many edits.
    pub fn damerau_levenshtein(column: impl Into<KeyPart>, at_most: u32) -> Self {
        let column = column.into();
        Self::DamerauLevenshtein(Edits { column, at_most })
    }

    /// Dates differ by at most so many days, months or years.
    pub fn date_within(column: impl Into<KeyPart>, at_most: f64, unit: DateUnit) -> Self {
        let column = column.into();
        Self::DateWithin(DateWithin {
            column,
            at_most,
            unit,
        })
    }

    /// Visits the parts of columns that the condition reads.
    pub(crate) fn parts<'a>(&'a self, visit: &mut dyn FnMut(&'a KeyPart)) {
        match self {
            Self::Exact(part)
            | Self::Missing(part)
            | Self::Nickname(part)
            | Self::DayMonthSwapped(part)
            | Self::OneDigit(part) => visit(part),
            Self::Jaro(similar) | Self::JaroWinkler(similar) | Self::Jaccard(similar) => {
                visit(&similar.column);
            }
            Self::QgramJaccard(similar) | Self::QgramCosine(similar) => visit(&similar.column),
            Self::Levenshtein(edits)
            | Self::OptimalStringAlignment(edits)
            | Self::DamerauLevenshtein(edits) => visit(&edits.column),
            Self::Reversed(first, second) => {
                visit(first);
                visit(second);
            }
            Self::DateWithin(within) => visit(&within.column),
            Self::NumberWithin(within) | Self::PercentWithin(within) => visit(&within.column),
            Self::Kilometres(far) => {
                visit(&far.latitude);
                visit(&far.longitude);
            }
            Self::Intersects(sets) => visit(&sets.column),
            Self::All(inner) | Self::Any(inner) => {
                inner.iter().for_each(|condition| condition.parts(visit));
            }
            Self::Not(inner) => inner.parts(visit),
        }
    }
}

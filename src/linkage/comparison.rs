//! Comparisons: ordered levels of agreement on one or several columns.

use serde::{Deserialize, Serialize};

use crate::linkage::KeyPart;

/// When two records are at a level of agreement.
///
/// A condition on a column that is missing in either record does not hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Condition {
    /// The column, or the part of it, is the same.
    Exact(KeyPart),
    /// Jaro–Winkler similarity of the column is at least so much.
    JaroWinkler {
        /// The column.
        column: String,
        /// Lowest similarity, above 0 and at most 1.
        at_least: f64,
    },
    /// Damerau–Levenshtein distance of the column is at most so many edits.
    DamerauLevenshtein {
        /// The column.
        column: String,
        /// Highest distance.
        at_most: u32,
    },
    /// Dates differ by at most so many days.
    Days {
        /// The column, of ISO dates.
        column: String,
        /// Most days between them.
        at_most: u32,
    },
    /// Dates are the same once day and month of one of them are swapped.
    DayMonthSwapped(String),
    /// The first column of one record is the second column of the other, and the other way round.
    Reversed(String, String),
    /// Every one of these holds.
    All(Vec<Condition>),
    /// At least one of these holds.
    Any(Vec<Condition>),
    /// This does not hold.
    Not(Box<Condition>),
}

impl Condition {
    /// Visits the columns that the condition reads.
    pub(crate) fn columns<'a>(&'a self, visit: &mut dyn FnMut(&'a str)) {
        match self {
            Self::Exact(part) => visit(part.column()),
            Self::JaroWinkler { column, .. }
            | Self::DamerauLevenshtein { column, .. }
            | Self::Days { column, .. }
            | Self::DayMonthSwapped(column) => visit(column),
            Self::Reversed(first, second) => {
                visit(first);
                visit(second);
            }
            Self::All(parts) | Self::Any(parts) => {
                parts.iter().for_each(|part| part.columns(visit))
            }
            Self::Not(inner) => inner.columns(visit),
        }
    }
}

/// One level of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// When a pair is at this level (and at none above it).
    pub when: Condition,
    /// Whether the comparison's term-frequency adjustment applies at this level.
    #[serde(default, skip_serializing_if = "is_false")]
    pub term_frequency: bool,
}

fn is_false(flag: &bool) -> bool {
    !flag
}

/// An ordered list of levels; the first that holds is the pair's level, and "anything else" is the last, implied.
///
/// A pair in which no column of the comparison is present on both sides is "missing" and carries no evidence.
///
/// # Examples
///
/// ```
/// use throughline::linkage::Comparison;
///
/// let forename = Comparison::name("forename");
/// assert_eq!(forename.level_count(), 5); // exact, 0.92, 0.88, 0.7, anything else
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    name: String,
    levels: Vec<Level>,
    /// Column whose values' frequencies adjust the levels that say so: agreement on a rare name counts more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    term_frequency: Option<String>,
}

impl Comparison {
    /// A comparison of the caller's own levels, best first.
    pub fn new(name: impl Into<String>, levels: Vec<Condition>) -> Self {
        let levels = levels
            .into_iter()
            .map(|when| Level {
                when,
                term_frequency: false,
            })
            .collect();
        Self {
            name: name.into(),
            levels,
            term_frequency: None,
        }
    }

    /// Makes agreement on a rare value of `column` count more at the levels that are exact agreement on it.
    ///
    /// The factor is `u_exact / max(tf_left, tf_right)`, with `tf` a value's share of all values present.
    pub fn with_term_frequency(mut self, column: &str) -> Self {
        let exact = Condition::Exact(KeyPart::whole(column));
        for level in &mut self.levels {
            level.term_frequency |= level.when == exact;
        }
        self.term_frequency = Some(column.to_owned());
        self
    }

    /// A name: exact (with term frequency), Jaro–Winkler at least 0.92, 0.88, 0.7, anything else.
    pub fn name(column: &str) -> Self {
        let similar = [0.92, 0.88, 0.7].map(|at_least| jaro_winkler(column, at_least));
        Self::new(column, [vec![exact(column)], similar.to_vec()].concat())
            .with_term_frequency(column)
    }

    /// Text such as a place: exact (with term frequency), Jaro–Winkler at least 0.9, 0.7, anything else.
    pub fn text(column: &str) -> Self {
        let levels = vec![
            exact(column),
            jaro_winkler(column, 0.9),
            jaro_winkler(column, 0.7),
        ];
        Self::new(column, levels).with_term_frequency(column)
    }

    /// A date: exact, one edit or day and month swapped, same year within 31 days, within a year, anything else.
    pub fn date(column: &str) -> Self {
        let near = Condition::Any(vec![
            edits(column, 1),
            Condition::DayMonthSwapped(column.to_owned()),
        ]);
        let days = [31, 366].map(|at_most| Condition::Days {
            column: column.to_owned(),
            at_most,
        });
        Self::new(column, [vec![exact(column), near], days.to_vec()].concat())
    }

    /// A postcode: exact, one edit, same sector, same outward half, anything else.
    pub fn postcode(column: &str) -> Self {
        let part = |transform| Condition::Exact(KeyPart::new(column, transform));
        let sector = part(crate::linkage::Transform::Sector);
        let outward = part(crate::linkage::Transform::Outward);
        Self::new(
            column,
            vec![exact(column), edits(column, 1), sector, outward],
        )
    }

    /// A home, by address line and postcode together, because the two agree or differ together: both exact;
    /// address exact, or two edits off at the same postcode; address two edits off, or alike in the same outward
    /// area; postcode exact; postcode one edit off or of the same sector; same outward area; anything else.
    pub fn home(address: &str, postcode: &str) -> Self {
        use crate::linkage::Transform::{Outward, Sector};
        let part = |transform| Condition::Exact(KeyPart::new(postcode, transform));
        let near = Condition::All(vec![edits(address, 2), exact(postcode)]);
        let alike = Condition::All(vec![jaro_winkler(address, 0.9), part(Outward)]);
        let levels = vec![
            Condition::All(vec![exact(address), exact(postcode)]),
            Condition::Any(vec![exact(address), near]),
            Condition::Any(vec![edits(address, 2), alike]),
            exact(postcode),
            Condition::Any(vec![edits(postcode, 1), part(Sector)]),
            part(Outward),
        ];
        Self::new("home", levels)
    }

    /// An identifier whose digits mean nothing: exact, one edit, two edits, anything else.
    pub fn identifier(column: &str) -> Self {
        Self::new(
            column,
            vec![exact(column), edits(column, 1), edits(column, 2)],
        )
    }

    /// A category: exact (with term frequency) or not.
    pub fn category(column: &str) -> Self {
        Self::new(column, vec![exact(column)]).with_term_frequency(column)
    }

    /// The comparison's name.
    pub fn label(&self) -> &str {
        &self.name
    }

    /// The levels that are written down, best first; "anything else" follows them.
    pub fn levels(&self) -> &[Level] {
        &self.levels
    }

    /// Number of levels, "anything else" included and missing not.
    pub fn level_count(&self) -> usize {
        self.levels.len() + 1
    }

    /// The column whose term frequencies count, if any.
    pub fn term_frequency_column(&self) -> Option<&str> {
        self.term_frequency.as_deref()
    }

    /// The columns that the comparison reads, each once, in order of first use.
    pub fn columns(&self) -> Vec<&str> {
        let mut columns: Vec<&str> = Vec::new();
        for level in &self.levels {
            level.when.columns(&mut |column| {
                if !columns.contains(&column) {
                    columns.push(column);
                }
            });
        }
        columns
    }

    /// The level that is exact agreement on one whole column, if there is one.
    pub(crate) fn exact_level(&self, column: &str) -> Option<usize> {
        let exact = Condition::Exact(KeyPart::whole(column));
        self.levels.iter().position(|level| level.when == exact)
    }
}

pub(crate) fn exact(column: &str) -> Condition {
    Condition::Exact(KeyPart::whole(column))
}

pub(crate) fn jaro_winkler(column: &str, at_least: f64) -> Condition {
    Condition::JaroWinkler {
        column: column.to_owned(),
        at_least,
    }
}

pub(crate) fn edits(column: &str, at_most: u32) -> Condition {
    Condition::DamerauLevenshtein {
        column: column.to_owned(),
        at_most,
    }
}

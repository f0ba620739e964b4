//! Comparisons: ordered levels of agreement on one or several columns.

use serde::{Deserialize, Serialize};

use crate::linkage::{Condition, KeyPart};

/// One level of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// When a pair is at this level (and at none above it).
    pub when: Condition,
    /// How agreement on a rare value counts more at this level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term_frequency: Option<TermFrequency>,
    /// The level's m probability where it is known and not to be estimated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub m: Option<f64>,
    /// The level's u probability where it is known and not to be estimated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub u: Option<f64>,
}

impl From<Condition> for Level {
    fn from(when: Condition) -> Self {
        Self {
            when,
            term_frequency: None,
            m: None,
            u: None,
        }
    }
}

/// Term-frequency adjustment of a level: the Bayes factor is multiplied by
/// `(u_exact / max(tf_left, tf_right, minimum_u))^weight`.
///
/// `tf` is a value's share of all values present in all datasets, and `u_exact` the u probability of the first level of
/// the comparison that is exact agreement on the column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermFrequency {
    /// The column whose values' frequencies count.
    pub column: String,
    /// Exponent: 1 adjusts in full, 0.5 by half on the log scale.
    #[serde(default = "full", skip_serializing_if = "is_full")]
    pub weight: f64,
    /// Frequencies below this count as this.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub minimum_u: f64,
    /// Use the level's own u probability in place of the exact level's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub own_u: bool,
}

fn full() -> f64 {
    1.0
}

fn is_full(weight: &f64) -> bool {
    *weight == 1.0
}

fn is_zero(minimum: &f64) -> bool {
    *minimum == 0.0
}

impl TermFrequency {
    /// The full adjustment by the frequencies of a column's values.
    pub fn of(column: impl Into<String>) -> Self {
        Self {
            column: column.into(),
            weight: 1.0,
            minimum_u: 0.0,
            own_u: false,
        }
    }
}

/// An ordered list of levels; the first that holds is the pair's level, and "anything else" is the last, implied.
///
/// A pair in which no part that the comparison reads is present on both sides is "missing" and carries no evidence;
/// [`missing_when`](Self::missing_when) puts another condition in its place.
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
#[serde(try_from = "Written", into = "Written")]
pub struct Comparison {
    name: String,
    levels: Vec<Level>,
    missing: Option<Condition>,
}

impl Comparison {
    /// A comparison of the caller's own levels, best first.
    pub fn new(name: impl Into<String>, levels: Vec<Condition>) -> Self {
        Self::of_levels(name, levels.into_iter().map(Level::from).collect())
    }

    /// A comparison of levels with their adjustments, best first.
    pub fn of_levels(name: impl Into<String>, levels: Vec<Level>) -> Self {
        Self {
            name: name.into(),
            levels,
            missing: None,
        }
    }

    /// Says when a pair carries no evidence, in place of "no part is present on both sides".
    pub fn missing_when(mut self, condition: Condition) -> Self {
        self.missing = Some(condition);
        self
    }

    /// Makes agreement on a rare value of `column` count more at the levels that are exact agreement on it.
    pub fn with_term_frequency(mut self, column: &str) -> Self {
        let exact = Condition::exact(column);
        for level in self.levels.iter_mut().filter(|level| level.when == exact) {
            level.term_frequency = Some(TermFrequency::of(column));
        }
        self
    }

    /// The comparison's name.
    pub fn label(&self) -> &str {
        &self.name
    }

    /// The levels that are written down, best first; "anything else" follows them.
    pub fn levels(&self) -> &[Level] {
        &self.levels
    }

    pub(super) fn levels_mut(&mut self) -> &mut [Level] {
        &mut self.levels
    }

    /// When a pair carries no evidence, where the comparison says so itself.
    pub fn missing(&self) -> Option<&Condition> {
        self.missing.as_ref()
    }

    /// Number of levels, "anything else" included and missing not.
    pub fn level_count(&self) -> usize {
        self.levels.len() + 1
    }

    /// The columns that the comparison reads, each once, in order of first use.
    pub fn columns(&self) -> Vec<&str> {
        let mut columns: Vec<&str> = Vec::new();
        for part in self.parts() {
            if !columns.contains(&part.column()) {
                columns.push(part.column());
            }
        }
        columns
    }

    /// The parts of columns that the levels read, each once, in order of first use.
    pub(crate) fn parts(&self) -> Vec<&KeyPart> {
        let mut parts: Vec<&KeyPart> = Vec::new();
        for level in &self.levels {
            level.when.parts(&mut |part| {
                if !parts.contains(&part) {
                    parts.push(part);
                }
            });
        }
        parts
    }

    /// The level that is exact agreement on one whole column, if there is one.
    pub(crate) fn exact_level(&self, column: &str) -> Option<usize> {
        let exact = Condition::exact(column);
        self.levels.iter().position(|level| level.when == exact)
    }
}

/// A comparison as it is written in a file, where a level may be missing or "anything else".
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    levels: Vec<WrittenLevel>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum WrittenLevel {
    /// `"else"`: allowed as the last.
    Word(String),
    Missing(WrittenMissing),
    Level(Box<Level>),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenMissing {
    missing_when: Condition,
}

impl TryFrom<Written> for Comparison {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let refused = |reason: &str| Err(format!("the comparison `{}` {reason}", written.name));
        let mut comparison = Self::new(written.name.clone(), Vec::new());
        let mut ended = false;
        for level in written.levels {
            if ended {
                return refused("has a level after \"else\", which no pair could reach");
            }
            match level {
                WrittenLevel::Word(word) if word == "else" => ended = true,
                WrittenLevel::Word(word) => {
                    return refused(&format!(
                        "has the level \"{word}\"; the only level that is a word is \"else\""
                    ));
                }
                WrittenLevel::Missing(level) if comparison.missing.is_none() => {
                    comparison.missing = Some(level.missing_when);
                }
                WrittenLevel::Missing(_) => {
                    return refused("says twice when it is missing (two null levels)");
                }
                WrittenLevel::Level(level) => comparison.levels.push(*level),
            }
        }
        Ok(comparison)
    }
}

impl From<Comparison> for Written {
    fn from(comparison: Comparison) -> Self {
        let missing = comparison
            .missing
            .map(|missing_when| WrittenLevel::Missing(WrittenMissing { missing_when }));
        let levels = comparison
            .levels
            .into_iter()
            .map(|level| WrittenLevel::Level(Box::new(level)));
        Self {
            name: comparison.name,
            levels: missing.into_iter().chain(levels).collect(),
        }
    }
}

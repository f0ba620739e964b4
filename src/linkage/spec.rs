//! What is to be linked, and how: one definition for builder and file.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::LinkageError;
use crate::linkage::{Comparison, Condition, KeyPart};
use crate::standardise::Records;
use crate::{Error, Result};

/// Which pairs of records may be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkType {
    /// Pairs within one dataset or any; for finding duplicates.
    #[default]
    LinkAndDedupe,
    /// Pairs of records from different datasets only.
    Link,
}

/// Records that agree on all of these parts are compared; no part at all compares every pair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BlockingRule {
    parts: Vec<KeyPart>,
}

impl BlockingRule {
    /// A rule of these parts.
    pub fn new(parts: Vec<KeyPart>) -> Self {
        Self { parts }
    }

    /// A rule of parts in text form, such as `["prefix(surname, 3)", "date_of_birth"]`.
    ///
    /// # Errors
    ///
    /// When a part can't be read.
    pub fn on<S: AsRef<str>>(parts: impl IntoIterator<Item = S>) -> Result<Self> {
        let parts = parts.into_iter().map(|part| part.as_ref().parse());
        Ok(Self::new(parts.collect::<Result<_>>()?))
    }

    /// The rule that compares every pair.
    pub fn everything() -> Self {
        Self::new(Vec::new())
    }

    /// The parts.
    pub fn parts(&self) -> &[KeyPart] {
        &self.parts
    }

    pub(crate) fn reads(&self, column: &str) -> bool {
        self.parts.iter().any(|part| part.column() == column)
    }
}

impl std::fmt::Display for BlockingRule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.parts.is_empty() {
            return f.write_str("every pair");
        }
        for (place, part) in self.parts.iter().enumerate() {
            write!(f, "{}{part}", if place == 0 { "" } else { " & " })?;
        }
        Ok(())
    }
}

/// What to compare, which pairs, and how to train.
///
/// Start from [`LinkageSpec::for_records`], which needs no choice, or build your own. The same definition is
/// written and read as TOML.
///
/// # Examples
///
/// ```
/// use throughline::linkage::{BlockingRule, Comparison, LinkageSpec};
///
/// let spec = LinkageSpec::new()
///     .block(BlockingRule::on(["surname", "date_of_birth"])?)
///     .block(BlockingRule::on(["postcode", "year(date_of_birth)"])?)
///     .compare(Comparison::name("forename"))
///     .compare(Comparison::name("surname"))
///     .compare(Comparison::date("date_of_birth"));
/// let text = spec.to_toml()?;
/// assert_eq!(LinkageSpec::from_toml(&text)?, spec);
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkageSpec {
    #[serde(default)]
    pub(crate) link_type: LinkType,
    #[serde(default = "default_u_pairs")]
    pub(crate) u_pairs: u64,
    #[serde(default)]
    pub(crate) seed: u64,
    #[serde(default = "default_pair_budget")]
    pub(crate) pair_budget: u64,
    pub(crate) blocking: Vec<BlockingRule>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) training: Vec<BlockingRule>,
    #[serde(rename = "comparison")]
    pub(crate) comparisons: Vec<Comparison>,
}

fn default_u_pairs() -> u64 {
    1_000_000
}

fn default_pair_budget() -> u64 {
    2_000_000_000
}

impl Default for LinkageSpec {
    fn default() -> Self {
        Self::new()
    }
}

impl LinkageSpec {
    /// A specification without rules or comparisons yet.
    pub fn new() -> Self {
        Self {
            link_type: LinkType::default(),
            u_pairs: default_u_pairs(),
            seed: 0,
            pair_budget: default_pair_budget(),
            blocking: Vec::new(),
            training: Vec::new(),
            comparisons: Vec::new(),
        }
    }

    /// Sets which pairs may be compared.
    pub fn link_type(mut self, link_type: LinkType) -> Self {
        self.link_type = link_type;
        self
    }

    /// Adds a blocking rule; a pair is compared once, under the first rule that it satisfies.
    pub fn block(mut self, rule: BlockingRule) -> Self {
        self.blocking.push(rule);
        self
    }

    /// Adds a training rule; with none, [`train`](Self::train) chooses.
    pub fn train_on(mut self, rule: BlockingRule) -> Self {
        self.training.push(rule);
        self
    }

    /// Adds a comparison.
    pub fn compare(mut self, comparison: Comparison) -> Self {
        self.comparisons.push(comparison);
        self
    }

    /// Sets how many random pairs the u probabilities are estimated from.
    pub fn u_pairs(mut self, pairs: u64) -> Self {
        self.u_pairs = pairs;
        self
    }

    /// Sets the seed of every random choice.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets the most pairs that blocking may produce before a run is refused.
    pub fn pair_budget(mut self, pairs: u64) -> Self {
        self.pair_budget = pairs;
        self
    }

    /// The blocking rules.
    pub fn blocking(&self) -> &[BlockingRule] {
        &self.blocking
    }

    /// The comparisons.
    pub fn comparisons(&self) -> &[Comparison] {
        &self.comparisons
    }

    /// Reads a specification from TOML text.
    ///
    /// # Errors
    ///
    /// When the text is not TOML, a key is unknown, or a part or condition can't be read; the message says where.
    pub fn from_toml(text: &str) -> Result<Self> {
        toml::from_str(text).map_err(|error| {
            LinkageError::SpecText {
                reason: error.to_string(),
            }
            .into()
        })
    }

    /// Reads a specification from a TOML file.
    ///
    /// # Errors
    ///
    /// As [`from_toml`](Self::from_toml), and when the file can't be read.
    pub fn read(path: impl AsRef<Path>) -> Result<Self> {
        let text = std::fs::read_to_string(&path).map_err(|source| Error::io(&path, source))?;
        Self::from_toml(&text)
    }

    /// Writes the specification as TOML text.
    ///
    /// # Errors
    ///
    /// When it can't be written as TOML.
    pub fn to_toml(&self) -> Result<String> {
        toml::to_string_pretty(self).map_err(|error| {
            LinkageError::SpecText {
                reason: error.to_string(),
            }
            .into()
        })
    }

    /// Checks the specification against records: columns are there, thresholds in range, something to compare.
    pub(crate) fn check(&self, records: &Records) -> Result<()> {
        if self.comparisons.is_empty() || self.blocking.is_empty() {
            return Err(LinkageError::EmptySpec.into());
        }
        let rules = self.blocking.iter().chain(&self.training);
        let used_by_rules = rules.flat_map(|rule| rule.parts.iter().map(|part| part.column()));
        let used = used_by_rules.chain(
            self.comparisons
                .iter()
                .flat_map(|comparison| comparison.columns()),
        );
        for column in used {
            if records.column(column).is_none() {
                let present: Vec<_> = records
                    .columns()
                    .iter()
                    .map(|c| c.identifier.name())
                    .collect();
                return Err(LinkageError::NoColumn {
                    column: column.to_owned(),
                    present: present.join(", "),
                }
                .into());
            }
        }
        self.comparisons.iter().try_for_each(check_comparison)
    }
}

fn check_comparison(comparison: &Comparison) -> Result<()> {
    let refused = |reason: String| {
        Err(LinkageError::Comparison {
            comparison: comparison.label().to_owned(),
            reason,
        }
        .into())
    };
    if comparison.levels().is_empty() {
        return refused("has no level".into());
    }
    if comparison.levels().len() > 200 {
        return refused(format!(
            "has {} levels, at most 200 are allowed",
            comparison.levels().len()
        ));
    }
    for level in comparison.levels() {
        if let Some(threshold) = threshold_out_of_range(&level.when) {
            return refused(format!(
                "has the similarity threshold {threshold}, which must be above 0 and at most 1"
            ));
        }
    }
    match comparison.term_frequency_column() {
        Some(column) if comparison.exact_level(column).is_none() => refused(format!(
            "adjusts for term frequency of {column} but has no level of exact agreement on it"
        )),
        _ => Ok(()),
    }
}

fn threshold_out_of_range(condition: &Condition) -> Option<f64> {
    match condition {
        Condition::JaroWinkler { at_least, .. } => {
            (!(*at_least > 0.0 && *at_least <= 1.0)).then_some(*at_least)
        }
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().find_map(threshold_out_of_range)
        }
        Condition::Not(inner) => threshold_out_of_range(inner),
        _ => None,
    }
}

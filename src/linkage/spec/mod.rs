//! What is to be linked, and how: one definition for builder and file.

mod check;
mod check_condition;
mod comparison;
mod condition;
mod key;
mod pairing;
mod ready;
mod rule;
mod transform;

use std::path::Path;

use serde::{Deserialize, Serialize};

pub use comparison::{Comparison, Level, TermFrequency};
pub use condition::{
    Condition, DateUnit, DateWithin, Edits, Intersects, Kilometres, NumberWithin, QgramSimilar,
    Similar,
};
pub use key::KeyPart;
pub use pairing::{Cardinality, LinkType, Pairing, RecordName};
pub use rule::{BlockingRule, KeyMatch, Neighbourhood};
pub use transform::{Pattern, Transform};

use crate::error::LinkageError;
use crate::kernel::similarity::Dialect;
use crate::{Error, Result};

/// What to do with a block that is larger than wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Oversize {
    /// Records above which a block is oversize.
    pub above: u32,
    /// What happens to it.
    pub then: Relief,
}

/// How an oversize block is relieved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relief {
    /// Its pairs are left to the other rules.
    Drop,
    /// It is sorted by the values of the compared columns and cut into pieces of the allowed size; pairs across
    /// pieces are left to the other rules.
    Split,
}

/// A rule of the deterministic ladder: pairs that meet it are links before any scoring.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LadderRule {
    /// What people call the rule.
    pub name: String,
    /// What two records must agree on.
    pub rule: BlockingRule,
}

/// Where lambda, the share of all pairs that match, comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Prior {
    /// A known value.
    Fixed(f64),
    /// The pairs that strict rules find, over the share of all matches that they are said to find.
    Deterministic {
        /// Rules that only matches meet.
        rules: Vec<BlockingRule>,
        /// Share of all matches that meet one of them, above 0 and at most 1.
        recall: f64,
    },
}

/// Comparisons on which relatives agree as if they were one person (siblings: surname and home; twins: date of birth
/// too), so that agreement on all of them is held against the pairs that agree on nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KinGuard {
    /// What people call the relation.
    pub name: String,
    /// Names of the comparisons on which relatives agree.
    pub agree_on: Vec<String>,
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
#[serde(deny_unknown_fields, default)]
pub struct LinkageSpec {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) link_type: Option<LinkType>,
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) dialect: Dialect,
    pub(crate) u_pairs: u64,
    pub(crate) session_pairs: u64,
    pub(crate) seed: u64,
    pub(crate) pair_budget: u64,
    pub(crate) byte_budget: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) duplicate_free: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) never_link: Vec<(RecordName, RecordName)>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) interactions: Vec<(String, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) nicknames: Option<Vec<Vec<String>>>,
    pub(crate) blocking: Vec<BlockingRule>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) training: Vec<BlockingRule>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) oversize: Option<Oversize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) prior: Option<Prior>,
    #[serde(rename = "ladder", skip_serializing_if = "Vec::is_empty")]
    pub(crate) ladder: Vec<LadderRule>,
    #[serde(rename = "pairing", skip_serializing_if = "Vec::is_empty")]
    pub(crate) pairings: Vec<Pairing>,
    #[serde(rename = "kin", skip_serializing_if = "Vec::is_empty")]
    pub(crate) kin: Vec<KinGuard>,
    #[serde(rename = "comparison")]
    pub(crate) comparisons: Vec<Comparison>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Default for LinkageSpec {
    fn default() -> Self {
        Self {
            link_type: None,
            dialect: Dialect::default(),
            u_pairs: 1_000_000,
            session_pairs: 10_000_000,
            seed: 0,
            pair_budget: 2_000_000_000,
            byte_budget: u64::MAX,
            duplicate_free: Vec::new(),
            never_link: Vec::new(),
            interactions: Vec::new(),
            nicknames: None,
            blocking: Vec::new(),
            training: Vec::new(),
            oversize: None,
            prior: None,
            ladder: Vec::new(),
            pairings: Vec::new(),
            kin: Vec::new(),
            comparisons: Vec::new(),
        }
    }
}

impl LinkageSpec {
    /// A specification without rules or comparisons yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets which pairs may be compared.
    pub fn link_type(mut self, link_type: LinkType) -> Self {
        self.link_type = Some(link_type);
        self
    }

    /// Sets what a character is and how each similarity treats the odd cases.
    pub fn dialect(mut self, dialect: Dialect) -> Self {
        self.dialect = dialect;
        self
    }

    /// Sets how the records of two datasets are linked, in place of what the link type says.
    pub fn pair(mut self, left: &str, right: &str, how: Cardinality) -> Self {
        let (left, right) = (left.to_owned(), right.to_owned());
        self.pairings.push(Pairing { left, right, how });
        self
    }

    /// Replaces the table of nicknames: groups of names that one person may go by.
    pub fn nicknames<S: Into<String>>(mut self, groups: impl IntoIterator<Item = Vec<S>>) -> Self {
        let names = |group: Vec<S>| group.into_iter().map(Into::into).collect();
        self.nicknames = Some(groups.into_iter().map(names).collect());
        self
    }

    /// Says that a dataset holds each person at most once.
    pub fn duplicate_free(mut self, dataset: &str) -> Self {
        self.duplicate_free.push(dataset.to_owned());
        self
    }

    /// Forbids that two records are ever taken for one person, as after an adoption.
    pub fn never_link(mut self, left: RecordName, right: RecordName) -> Self {
        self.never_link.push((left, right));
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

    /// Adds a rule to the deterministic ladder; pairs that meet one are links, the first rule that they meet is kept.
    pub fn ladder(mut self, name: &str, rule: BlockingRule) -> Self {
        let name = name.to_owned();
        self.ladder.push(LadderRule { name, rule });
        self
    }

    /// Adds a comparison.
    pub fn compare(mut self, comparison: Comparison) -> Self {
        self.comparisons.push(comparison);
        self
    }

    /// Lets two comparisons depend on one another given a match: their levels are estimated jointly.
    pub fn interact(mut self, first: &str, second: &str) -> Self {
        self.interactions
            .push((first.to_owned(), second.to_owned()));
        self
    }

    /// Adds a guard against relatives who agree on these comparisons.
    pub fn guard(mut self, name: &str, agree_on: &[&str]) -> Self {
        self.kin.push(KinGuard {
            name: name.to_owned(),
            agree_on: agree_on.iter().map(|&name| name.to_owned()).collect(),
        });
        self
    }

    /// Sets where lambda comes from; by default from the training sessions.
    pub fn prior(mut self, prior: Prior) -> Self {
        self.prior = Some(prior);
        self
    }

    /// Sets how many random pairs the u probabilities are estimated from.
    pub fn u_pairs(mut self, pairs: u64) -> Self {
        self.u_pairs = pairs;
        self
    }

    /// Sets about how many pairs a training session looks at when its rule gives more; whole blocks are sampled.
    pub fn session_pairs(mut self, pairs: u64) -> Self {
        self.session_pairs = pairs;
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

    /// Sets the most memory that scoring may plan for, in bytes, before a run is refused.
    pub fn byte_budget(mut self, bytes: u64) -> Self {
        self.byte_budget = bytes;
        self
    }

    /// Sets what happens to blocks of more than `above` records.
    pub fn oversize(mut self, above: u32, then: Relief) -> Self {
        self.oversize = Some(Oversize { above, then });
        self
    }

    /// Places of the comparisons of each interaction.
    pub(crate) fn interaction_places(&self) -> Vec<(usize, usize)> {
        let place = |name: &String| self.comparisons.iter().position(|c| c.label() == name);
        let places = |(first, second): &(String, String)| Some((place(first)?, place(second)?));
        self.interactions.iter().filter_map(places).collect()
    }

    /// Which pairs may be compared, where the specification says so.
    pub fn chosen_link_type(&self) -> Option<LinkType> {
        self.link_type
    }

    /// The blocking rules.
    pub fn blocking(&self) -> &[BlockingRule] {
        &self.blocking
    }

    /// Names of the ladder's rules, in order.
    pub fn ladder_names(&self) -> Vec<&str> {
        self.ladder.iter().map(|step| step.name.as_str()).collect()
    }

    /// The training rules that are named.
    pub fn training(&self) -> &[BlockingRule] {
        &self.training
    }

    /// The comparisons.
    pub fn comparisons(&self) -> &[Comparison] {
        &self.comparisons
    }

    /// What a character is and how each similarity treats the odd cases.
    pub fn chosen_dialect(&self) -> Dialect {
        self.dialect
    }

    /// Reads a specification from TOML text.
    ///
    /// # Errors
    ///
    /// When the text is not TOML, a key is unknown, or a part or condition can't be read; the message says where.
    pub fn from_toml(text: &str) -> Result<Self> {
        toml::from_str(text).map_err(|error| spec_text(&error))
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
        toml::to_string_pretty(self).map_err(|error| spec_text(&error))
    }
}

fn spec_text(error: &dyn std::fmt::Display) -> Error {
    let reason = error.to_string();
    LinkageError::SpecText { reason }.into()
}

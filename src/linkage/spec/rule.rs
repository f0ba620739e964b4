//! Blocking rules: which pairs of records are compared.

use std::fmt;
use std::str::FromStr;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::linkage::{Condition, KeyPart};
use crate::{Error, Result};

/// What two records agree on under a rule: the same part of both, or one part of one and another part of the other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum KeyMatch {
    /// The part is the same in both records.
    Same(KeyPart),
    /// The first part of one record is the second part of the other, such as a forename that is the other's surname.
    Swapped(KeyPart, KeyPart),
}

impl KeyMatch {
    /// The part of the record that plays the first role and of the one that plays the second.
    pub fn sides(&self) -> (&KeyPart, &KeyPart) {
        match self {
            Self::Same(part) => (part, part),
            Self::Swapped(first, second) => (first, second),
        }
    }
}

impl fmt::Display for KeyMatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Same(part) => part.fmt(f),
            Self::Swapped(first, second) => write!(f, "{first} = {second}"),
        }
    }
}

impl FromStr for KeyMatch {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text.split_once('=').filter(|_| !text.contains('"')) {
            Some((first, second)) => Ok(Self::Swapped(first.parse()?, second.parse()?)),
            None => Ok(Self::Same(text.parse()?)),
        }
    }
}

impl From<KeyMatch> for String {
    fn from(key: KeyMatch) -> Self {
        key.to_string()
    }
}

impl TryFrom<String> for KeyMatch {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

/// Records in the order of some parts, each compared with those that follow it closely (Hernández & Stolfo 1995).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Neighbourhood {
    /// What the records are sorted by; records that miss a part take no place.
    pub by: Vec<KeyPart>,
    /// Records in the window: each is compared with `window - 1` that follow it.
    pub window: u32,
}

/// Records that agree on all of these parts are compared; no part at all compares every pair.
///
/// A part of several values (such as `split(previous_surnames, "|")`) agrees where the records share one of them. With
/// a [`Neighbourhood`], only records that also stand close to one another are compared; with a filter, only pairs that
/// meet it too.
///
/// In a file a rule is a list of parts, or a table with `on`, `neighbourhood` and `filter`.
///
/// # Examples
///
/// ```
/// use throughline::linkage::BlockingRule;
///
/// let rule = BlockingRule::on(["prefix(surname, 3)", "date_of_birth"])?;
/// assert_eq!(rule.to_string(), "prefix(surname, 3) & date_of_birth");
/// let swapped = BlockingRule::on(["forename = surname", "surname = forename"])?;
/// assert_eq!(swapped.parts().len(), 2);
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct BlockingRule {
    parts: Vec<KeyMatch>,
    neighbourhood: Option<Neighbourhood>,
    filter: Option<Condition>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Written {
    Parts(Vec<KeyMatch>),
    Table(WrittenTable),
}

/// By hand, so that what is wrong with a part reaches the reader.
impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = Written;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of parts, or a table with `on`, `neighbourhood` and `filter`")
            }

            fn visit_seq<A: SeqAccess<'de>>(
                self,
                parts: A,
            ) -> std::result::Result<Written, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(parts)).map(Written::Parts)
            }

            fn visit_map<A: MapAccess<'de>>(
                self,
                table: A,
            ) -> std::result::Result<Written, A::Error> {
                WrittenTable::deserialize(MapAccessDeserializer::new(table)).map(Written::Table)
            }
        }

        deserializer.deserialize_any(Either)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenTable {
    #[serde(default)]
    on: Vec<KeyMatch>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    neighbourhood: Option<Neighbourhood>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    filter: Option<Condition>,
}

impl From<Written> for BlockingRule {
    fn from(written: Written) -> Self {
        match written {
            Written::Parts(parts) => Self::matching(parts),
            Written::Table(table) => Self {
                parts: table.on,
                neighbourhood: table.neighbourhood,
                filter: table.filter,
            },
        }
    }
}

impl From<BlockingRule> for Written {
    fn from(rule: BlockingRule) -> Self {
        if rule.neighbourhood.is_none() && rule.filter.is_none() {
            return Self::Parts(rule.parts);
        }
        Self::Table(WrittenTable {
            on: rule.parts,
            neighbourhood: rule.neighbourhood,
            filter: rule.filter,
        })
    }
}

impl BlockingRule {
    /// A rule of parts that are the same in both records.
    pub fn new(parts: Vec<KeyPart>) -> Self {
        Self::matching(parts.into_iter().map(KeyMatch::Same).collect())
    }

    /// A rule of matches, swapped ones among them.
    pub fn matching(parts: Vec<KeyMatch>) -> Self {
        Self {
            parts,
            neighbourhood: None,
            filter: None,
        }
    }

    /// A rule of parts in text form, such as `["prefix(surname, 3)", "date_of_birth"]`.
    ///
    /// # Errors
    ///
    /// When a part can't be read.
    pub fn on<S: AsRef<str>>(parts: impl IntoIterator<Item = S>) -> Result<Self> {
        let parts = parts.into_iter().map(|part| part.as_ref().parse());
        Ok(Self::matching(parts.collect::<Result<_>>()?))
    }

    /// The rule that compares every pair.
    pub fn everything() -> Self {
        Self::new(Vec::new())
    }

    /// Compares only records that stand within `window` places of one another when sorted by these parts.
    pub fn neighbourhood(mut self, by: Vec<KeyPart>, window: u32) -> Self {
        self.neighbourhood = Some(Neighbourhood { by, window });
        self
    }

    /// Compares only pairs that also meet a condition.
    pub fn filter(mut self, condition: Condition) -> Self {
        self.filter = Some(condition);
        self
    }

    /// The parts.
    pub fn parts(&self) -> &[KeyMatch] {
        &self.parts
    }

    /// The window, for a rule of neighbours.
    pub fn window(&self) -> Option<&Neighbourhood> {
        self.neighbourhood.as_ref()
    }

    /// The condition that pairs must meet too.
    pub fn condition(&self) -> Option<&Condition> {
        self.filter.as_ref()
    }

    /// The parts of columns that the rule reads.
    pub(crate) fn reads(&self) -> Vec<&KeyPart> {
        let mut parts: Vec<&KeyPart> = Vec::new();
        for key in &self.parts {
            let (first, second) = key.sides();
            parts.push(first);
            if second != first {
                parts.push(second);
            }
        }
        parts.extend(self.neighbourhood.iter().flat_map(|window| &window.by));
        if let Some(filter) = &self.filter {
            filter.parts(&mut |part| parts.push(part));
        }
        parts
    }

    /// Whether the rule agrees on something of a column.
    pub(crate) fn reads_column(&self, column: &str) -> bool {
        self.reads().iter().any(|part| part.column() == column)
    }

    /// Whether this is a plain conjunction of parts of one value, the same on both sides.
    pub(crate) fn is_plain(&self) -> bool {
        let plain =
            |key: &KeyMatch| matches!(key, KeyMatch::Same(part) if !part.transform().is_multiple());
        self.neighbourhood.is_none() && self.filter.is_none() && self.parts.iter().all(plain)
    }
}

impl fmt::Display for BlockingRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<String> = self.parts.iter().map(ToString::to_string).collect();
        f.write_str(&match parts.is_empty() {
            true => "every pair".to_owned(),
            false => parts.join(" & "),
        })?;
        if let Some(Neighbourhood { by, window }) = &self.neighbourhood {
            let by: Vec<String> = by.iter().map(ToString::to_string).collect();
            write!(f, " within {window} places by {}", by.join(", "))?;
        }
        f.write_str(if self.filter.is_some() {
            ", filtered"
        } else {
            ""
        })
    }
}

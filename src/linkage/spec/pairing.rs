//! Which records may be linked with which, and how many of them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Which pairs of records may be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkType {
    /// Pairs within one dataset or across any.
    #[default]
    LinkAndDedupe,
    /// Pairs of records from different datasets only.
    Link,
    /// Pairs within one dataset only; for finding duplicates in each of several.
    Dedupe,
}

impl LinkType {
    /// Whether records of these two datasets (by place) may be compared.
    pub fn allows(self, left: u32, right: u32) -> bool {
        match self {
            Self::LinkAndDedupe => true,
            Self::Link => left != right,
            Self::Dedupe => left == right,
        }
    }
}

/// How many records of one dataset may be linked with how many of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cardinality {
    /// Any number with any number.
    ManyToMany,
    /// A record of the left dataset with any number of the right, one of the right with at most one of the left.
    OneToMany,
    /// A record of the left dataset with at most one of the right, one of the right with any number of the left.
    ManyToOne,
    /// Each with at most one of the other.
    OneToOne,
    /// None: the two datasets are not linked with one another. Two different datasets then don't meet in a person through
    /// a third either, unless resolving [says so](crate::linkage::Resolution::bridges); a dataset and itself may.
    Never,
}

/// An exception to the link type for two datasets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pairing {
    /// Name of a dataset.
    pub left: String,
    /// Name of the other; the same name for pairs within one dataset.
    pub right: String,
    /// How their records are linked.
    pub how: Cardinality,
}

/// A record by the name of its dataset and its id there; written `dataset/id`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RecordName {
    /// The dataset's name.
    pub dataset: String,
    /// The agency's record id.
    pub record_id: String,
}

impl fmt::Display for RecordName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.dataset, self.record_id)
    }
}

impl From<RecordName> for String {
    fn from(name: RecordName) -> Self {
        name.to_string()
    }
}

impl TryFrom<String> for RecordName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let parted = text
            .split_once('/')
            .filter(|(dataset, id)| !dataset.is_empty() && !id.is_empty());
        let (dataset, record_id) = parted.ok_or("a record is written dataset/id")?;
        Ok(Self {
            dataset: dataset.to_owned(),
            record_id: record_id.to_owned(),
        })
    }
}

//! Pairs that were strong enough but not followed, and why.

use std::fmt;
use std::sync::Arc;

use arrow::array::RecordBatch;
use polars::prelude::{Column, DataFrame};

use crate::Result;
use crate::ingest::to_record_batches;
use crate::linkage::{Cardinality, FoundBy, ScoredPair};
use crate::standardise::RecordId;

/// What keeps the two people of a refused link apart.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Refusal {
    /// They have records that must never be linked.
    NeverLinked {
        /// The two records.
        records: [RecordId; 2],
    },
    /// Both have a record of a dataset that holds each person at most once.
    HeldOnce {
        /// The dataset's name.
        dataset: Arc<str>,
        /// Its two records.
        records: [RecordId; 2],
    },
    /// Together they would have more records of two datasets than these are linked by.
    Cardinality {
        /// Name of a dataset.
        left: Arc<str>,
        /// Name of the other.
        right: Arc<str>,
        /// How their records are linked.
        how: Cardinality,
    },
    /// Not all their records are linked with one another, as [`Chains::Complete`](crate::linkage::Chains) asks.
    NotAllLinked {
        /// Links across the two people.
        links: u64,
        /// Pairs of records across them.
        pairs: u64,
    },
    /// They have records that are too unlike for [`Chains::MinimumEdge`](crate::linkage::Chains).
    WeakPair {
        /// The two records.
        records: [RecordId; 2],
        /// Their match weight.
        weight: f64,
    },
}

impl Refusal {
    /// The reason in one word, as frames hold it: `never_linked`, `held_once`, `cardinality`, `not_all_linked` or
    /// `weak_pair`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::HeldOnce { .. } => "held_once",
            Self::NeverLinked { .. } => "never_linked",
            Self::Cardinality { .. } => "cardinality",
            Self::NotAllLinked { .. } => "not_all_linked",
            Self::WeakPair { .. } => "weak_pair",
        }
    }

    /// The two records that stand between the people, where it is they.
    pub fn records(&self) -> Option<[RecordId; 2]> {
        match self {
            Self::HeldOnce { records, .. }
            | Self::NeverLinked { records }
            | Self::WeakPair { records, .. } => Some(*records),
            Self::Cardinality { .. } | Self::NotAllLinked { .. } => None,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HeldOnce { dataset, .. } => {
                write!(f, "{dataset} holds each person at most once")
            }
            Self::NeverLinked { .. } => f.write_str("two of their records must never be linked"),
            Self::Cardinality { left, right, how } => {
                write!(f, "{left} and {right} are linked {}", how.words())
            }
            Self::NotAllLinked { links, pairs } => {
                write!(f, "only {links} of {pairs} pairs across them are links")
            }
            Self::WeakPair { weight, .. } => {
                write!(f, "two of their records have a match weight of {weight:.2}")
            }
        }
    }
}

impl Cardinality {
    fn words(self) -> &'static str {
        match self {
            Self::ManyToMany => "many to many",
            Self::OneToMany => "one to many",
            Self::ManyToOne => "many to one",
            Self::OneToOne => "one to one",
            Self::Never => "never",
        }
    }
}

/// A pair that is strong enough for a link, between two people who may not be one.
#[derive(Debug, Clone, PartialEq)]
pub struct RefusedLink {
    /// The record that comes first.
    pub left: RecordId,
    /// The other record.
    pub right: RecordId,
    /// Match weight: log2 of the posterior odds, prior and term frequencies included.
    pub weight: f64,
    /// The first rule that gave the pair.
    pub found_by: FoundBy,
    /// What keeps the two people apart, as they are in the end; of several reasons the first in the order of [`Refusal`].
    pub reason: Refusal,
}

impl RefusedLink {
    /// The pair as it was scored.
    pub fn pair(&self) -> ScoredPair {
        ScoredPair {
            left: self.left,
            right: self.right,
            weight: self.weight,
            found_by: self.found_by,
        }
    }

    /// Refused links as a frame: the columns of [`ScoredPair::frame`], then `reason` (`String`, see [`Refusal::name`]) and
    /// `reason_left` and `reason_right` (`UInt32`, the records that stand between; null where it is not two records).
    ///
    /// # Errors
    ///
    /// When the frame engine refuses.
    pub fn frame(refused: &[Self]) -> Result<DataFrame> {
        let reasons: Vec<&str> = refused.iter().map(|one| one.reason.name()).collect();
        let between = |end: usize| -> Vec<Option<u32>> {
            let records = refused.iter().map(|one| one.reason.records());
            records
                .map(|records| records.map(|records| records[end].0))
                .collect()
        };
        let more = [
            Column::new("reason".into(), reasons),
            Column::new("reason_left".into(), between(0)),
            Column::new("reason_right".into(), between(1)),
        ];
        let pairs: Vec<ScoredPair> = refused.iter().map(Self::pair).collect();
        Ok(ScoredPair::frame(&pairs)?.hstack(&more)?)
    }

    /// Refused links as Arrow batches with the columns of [`frame`](Self::frame).
    ///
    /// # Errors
    ///
    /// When the frame engine or Arrow refuses.
    pub fn record_batches(refused: &[Self]) -> Result<Vec<RecordBatch>> {
        to_record_batches(&Self::frame(refused)?)
    }
}

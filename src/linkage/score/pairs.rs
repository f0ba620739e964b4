//! Pairs with their evidence.

use arrow::array::RecordBatch;
use polars::prelude::{Column, DataFrame};

use crate::Result;
use crate::ingest::{EncodedColumn, to_record_batches};
use crate::kernel::fellegi_sunter::match_probability;
use crate::linkage::resolve::Constraints;
use crate::linkage::{LinkType, LinkageSpec};
use crate::standardise::{RecordId, RecordSource, Records};

/// What brought a pair up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FoundBy {
    /// A rule of the deterministic ladder, by its place from 0: the pair is a link whatever its weight.
    Ladder(u16),
    /// A blocking rule, by its place from 0: the pair is a link when its weight says so.
    Blocking(u16),
}

impl FoundBy {
    pub(super) fn of_rule(rule: usize, ladder: usize) -> Self {
        match rule.checked_sub(ladder) {
            None => Self::Ladder(rule as u16),
            Some(place) => Self::Blocking(place as u16),
        }
    }

    /// Whether the pair is a link whatever its weight.
    pub fn is_deterministic(self) -> bool {
        matches!(self, Self::Ladder(_))
    }

    /// The rule's place in its list, from 0.
    pub fn rule(self) -> u16 {
        match self {
            Self::Ladder(place) | Self::Blocking(place) => place,
        }
    }
}

/// A pair of records with the evidence for a match.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScoredPair {
    /// The record that comes first.
    pub left: RecordId,
    /// The other record.
    pub right: RecordId,
    /// Match weight: log2 of the posterior odds, prior and term frequencies included.
    pub weight: f64,
    /// The first rule that gave the pair.
    pub found_by: FoundBy,
}

impl ScoredPair {
    /// The probability that the pair is a match.
    pub fn probability(&self) -> f64 {
        match_probability(self.weight)
    }

    /// Pairs as a frame: `left` and `right` (`UInt32`, places among the records), `match_weight` and
    /// `match_probability` (`Float64`), `deterministic` (`Boolean`) and `rule` (`UInt16`, place in its list).
    ///
    /// # Errors
    ///
    /// When the frame engine refuses.
    pub fn frame(pairs: &[Self]) -> Result<DataFrame> {
        fn column<T>(pairs: &[ScoredPair], value: impl Fn(&ScoredPair) -> T) -> Vec<T> {
            pairs.iter().map(value).collect()
        }
        let columns = vec![
            Column::new("left".into(), column(pairs, |pair| pair.left.0)),
            Column::new("right".into(), column(pairs, |pair| pair.right.0)),
            Column::new("match_weight".into(), column(pairs, |pair| pair.weight)),
            Column::new("match_probability".into(), column(pairs, Self::probability)),
            Column::new(
                "deterministic".into(),
                column(pairs, |pair| pair.found_by.is_deterministic()),
            ),
            Column::new("rule".into(), column(pairs, |pair| pair.found_by.rule())),
        ];
        Ok(DataFrame::new(pairs.len(), columns)?)
    }

    /// Pairs as Arrow batches with the columns of [`frame`](Self::frame).
    ///
    /// # Errors
    ///
    /// When the frame engine or Arrow refuses.
    pub fn record_batches(pairs: &[Self]) -> Result<Vec<RecordBatch>> {
        to_record_batches(&Self::frame(pairs)?)
    }
}

/// The candidate pairs that were kept.
#[derive(Debug, Clone)]
pub struct ScoredPairs {
    pub(crate) pairs: Vec<ScoredPair>,
    pub(crate) sources: Vec<RecordSource>,
    pub(crate) record_ids: EncodedColumn,
    pub(crate) link_type: LinkType,
    pub(crate) candidate_pairs: u64,
    pub(crate) floor: f64,
    pub(crate) constraints: Constraints,
}

impl ScoredPairs {
    pub(super) fn new(
        spec: &LinkageSpec,
        records: &Records,
        constraints: Constraints,
        pairs: Vec<ScoredPair>,
        candidate_pairs: u64,
        floor: f64,
    ) -> Self {
        Self {
            pairs,
            sources: records.sources().to_vec(),
            record_ids: records.record_ids().clone(),
            link_type: spec.link_type.unwrap_or_default(),
            candidate_pairs,
            floor,
            constraints,
        }
    }

    /// The pairs, by left record, then right.
    pub fn pairs(&self) -> &[ScoredPair] {
        &self.pairs
    }

    /// How many pairs blocking produced and scoring judged, kept or not.
    pub fn candidate_pairs(&self) -> u64 {
        self.candidate_pairs
    }

    /// The match weight below which pairs were not kept.
    pub fn floor(&self) -> f64 {
        self.floor
    }

    /// Which pairs were allowed.
    pub fn link_type(&self) -> LinkType {
        self.link_type
    }

    /// The pairs as a frame; see [`ScoredPair::frame`].
    ///
    /// # Errors
    ///
    /// When the frame engine refuses.
    pub fn to_frame(&self) -> Result<DataFrame> {
        ScoredPair::frame(&self.pairs)
    }
}

/// Keeps the pairs that are among the best `top` of either of their records, and those of the ladder; ties go to the
/// earlier pair.
pub(super) fn keep_best(pairs: &mut Vec<ScoredPair>, records: usize, top: usize) {
    let mut order: Vec<usize> = (0..pairs.len()).collect();
    order.sort_by(|&a, &b| pairs[b].weight.total_cmp(&pairs[a].weight).then(a.cmp(&b)));
    let mut held = vec![0usize; records];
    let mut kept = vec![false; pairs.len()];
    for place in order {
        let (left, right) = (pairs[place].left.index(), pairs[place].right.index());
        let certain = pairs[place].found_by.is_deterministic();
        kept[place] = certain || held[left] < top || held[right] < top;
        held[left] += 1;
        held[right] += 1;
    }
    let mut kept = kept.into_iter();
    pairs.retain(|_| kept.next().unwrap_or(false));
}

//! How right the links are, where the truth is known.

use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::Result;
use crate::error::LinkageError;
use crate::ingest::{EncodedColumn, MISSING};
use crate::linkage::{LinkType, MatchProbability, PersonIndex, ScoredPairs};
use crate::standardise::{RecordSource, Records};

/// Precision, recall and their harmonic mean over pairs of records.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Accuracy {
    /// `2 · precision · recall / (precision + recall)`; 0 when nothing is right.
    pub f1: f64,
    /// Share of links that are true; 1 when there is no link.
    pub precision: f64,
    /// Share of all true pairs that are linked, those that blocking missed counted against it.
    pub recall: f64,
}

/// Accuracy at the match weight where it is best.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BestF1 {
    /// The highest f1 over all match weights.
    pub f1: f64,
    /// The match weight at or above which pairs are links.
    pub match_weight: f64,
    /// Precision there.
    pub precision: f64,
    /// Recall there.
    pub recall: f64,
}

/// Which person each record truly is.
#[derive(Debug, Clone)]
pub struct Truth {
    labels: Vec<u32>,
    sources: Vec<u32>,
    source_spans: Vec<RecordSource>,
    link_type: LinkType,
    pairs: u64,
}

impl Truth {
    /// True labels in record order; records without a label match nothing.
    ///
    /// # Errors
    ///
    /// When there is not one label for each record.
    pub fn new(records: &Records, labels: &EncodedColumn, link_type: LinkType) -> Result<Self> {
        if labels.len() != records.len() {
            return Err(LinkageError::TruthLength {
                found: labels.len(),
                records: records.len(),
            }
            .into());
        }
        let mut truth = Self {
            labels: labels.codes().to_vec(),
            sources: super::block::source_of_records(records),
            source_spans: records.sources().to_vec(),
            link_type,
            pairs: 0,
        };
        truth.pairs = truth.pairs_within(
            |record| u64::from(truth.labels[record]),
            |record| truth.labels[record] != MISSING,
        );
        Ok(truth)
    }

    /// Number of true pairs.
    pub fn pairs(&self) -> u64 {
        self.pairs
    }

    fn same(&self, left: usize, right: usize) -> bool {
        self.labels[left] == self.labels[right] && self.labels[left] != MISSING
    }

    /// Allowed pairs of records with one key.
    fn pairs_within(&self, key: impl Fn(usize) -> u64, counts: impl Fn(usize) -> bool) -> u64 {
        let mut all: FxHashMap<u64, u64> = FxHashMap::default();
        let mut by_source: FxHashMap<(u64, u32), u64> = FxHashMap::default();
        for record in (0..self.labels.len()).filter(|&record| counts(record)) {
            *all.entry(key(record)).or_default() += 1;
            if self.link_type == LinkType::Link {
                *by_source
                    .entry((key(record), self.sources[record]))
                    .or_default() += 1;
            }
        }
        let choose_two = |n: &u64| n * (n - 1) / 2;
        all.values().map(choose_two).sum::<u64>() - by_source.values().map(choose_two).sum::<u64>()
    }

    fn accuracy(&self, right: u64, links: u64) -> Accuracy {
        let share = |of: u64| {
            if of == 0 {
                1.0
            } else {
                right as f64 / of as f64
            }
        };
        let (precision, recall) = (share(links), share(self.pairs));
        let f1 = if right == 0 {
            0.0
        } else {
            2.0 * precision * recall / (precision + recall)
        };
        Accuracy {
            f1,
            precision,
            recall,
        }
    }
}

impl ScoredPairs {
    /// Accuracy of the pairs at or above a match probability.
    pub fn accuracy(&self, truth: &Truth, threshold: MatchProbability) -> Accuracy {
        let links = self
            .pairs
            .iter()
            .filter(|pair| pair.weight >= threshold.weight());
        let (mut right, mut all) = (0, 0);
        for pair in links {
            all += 1;
            right += u64::from(truth.same(pair.left.index(), pair.right.index()));
        }
        truth.accuracy(right, all)
    }

    /// The match weight at which f1 is highest, and accuracy there; `None` without pairs.
    pub fn best_f1(&self, truth: &Truth) -> Option<BestF1> {
        let mut judged: Vec<(f64, bool)> = self
            .pairs
            .iter()
            .map(|pair| {
                (
                    pair.weight,
                    truth.same(pair.left.index(), pair.right.index()),
                )
            })
            .collect();
        judged.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
        let (mut right, mut links) = (0, 0);
        let mut best: Option<BestF1> = None;
        for tied in judged.chunk_by(|a, b| a.0 == b.0) {
            links += tied.len() as u64;
            right += tied.iter().filter(|(_, same)| *same).count() as u64;
            let Accuracy {
                f1,
                precision,
                recall,
            } = truth.accuracy(right, links);
            if best.is_none_or(|best| f1 > best.f1) {
                best = Some(BestF1 {
                    f1,
                    match_weight: tied[0].0,
                    precision,
                    recall,
                });
            }
        }
        best
    }
}

impl PersonIndex {
    /// Accuracy of "same person" over all allowed pairs, those that no single link joins among them.
    ///
    /// # Panics
    ///
    /// When the truth is of other records.
    pub fn accuracy(&self, truth: &Truth) -> Accuracy {
        assert_eq!(
            truth.source_spans, self.sources,
            "the truth is of other records"
        );
        let person = |record: usize| u64::from(self.persons[record].0);
        let links = truth.pairs_within(person, |_| true);
        let both = |record: usize| person(record) << 32 | u64::from(truth.labels[record]);
        let right = truth.pairs_within(both, |record| truth.labels[record] != MISSING);
        truth.accuracy(right, links)
    }
}

//! How right the links are, where the truth is known.

mod curve;
mod labelled;
mod truth;

use serde::Serialize;

pub use curve::{BestF1, CurvePoint};
pub use labelled::LabelledPair;
pub use truth::Truth;

use crate::linkage::{FoundBy, MatchProbability, PersonIndex, ScoredPair, ScoredPairs};
use crate::standardise::RecordId;

/// Precision, recall and their harmonic mean over pairs of records.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Accuracy {
    /// `2 · precision · recall / (precision + recall)`; 0 when nothing is right.
    pub f1: f64,
    /// Share of links that are true; 1 when there is no link.
    pub precision: f64,
    /// Share of all true pairs that are linked, those that blocking missed counted against it; 1 when there is none.
    pub recall: f64,
}

impl Accuracy {
    /// From how many links are right, how many links there are, and how many true pairs.
    fn new(right: u64, links: u64, pairs: u64) -> Self {
        let share = |of: u64| match of {
            0 => 1.0,
            _ => right as f64 / of as f64,
        };
        let (precision, recall) = (share(links), share(pairs));
        let f1 = match right {
            0 => 0.0,
            _ => 2.0 * precision * recall / (precision + recall),
        };
        Self {
            f1,
            precision,
            recall,
        }
    }
}

/// How right the pairs are that one rule of the ladder was the first to find.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RuleAccuracy {
    /// The rule's place in the ladder, from 0.
    pub rule: u16,
    /// Pairs of which the truth is known.
    pub links: u64,
    /// Those that are true.
    pub right: u64,
    /// Accuracy of these pairs alone.
    pub accuracy: Accuracy,
}

impl Truth {
    /// Accuracy of any links, each a pair of records given once; those of which the truth says nothing are passed over.
    ///
    /// Use it on the links of a [`Resolved`](crate::linkage::Resolved), or on a part of some pairs.
    ///
    /// # Panics
    ///
    /// When a record is out of range.
    pub fn accuracy_of(&self, links: impl IntoIterator<Item = (RecordId, RecordId)>) -> Accuracy {
        let (right, judged) = self.count(links);
        Accuracy::new(right, judged, self.pairs())
    }

    /// How many links are right, and of how many that is known.
    fn count(&self, links: impl IntoIterator<Item = (RecordId, RecordId)>) -> (u64, u64) {
        let links = links.into_iter();
        let verdicts = links.filter_map(|(left, right)| self.verdict(left, right));
        verdicts.fold((0, 0), |(right, judged), verdict| {
            (right + u64::from(verdict), judged + 1)
        })
    }
}

impl ScoredPairs {
    /// Accuracy of the pairs at or above a match probability, those of the ladder among them whatever theirs is.
    ///
    /// # Panics
    ///
    /// When the truth is of other records.
    pub fn accuracy(&self, truth: &Truth, threshold: MatchProbability) -> Accuracy {
        truth.check(&self.sources);
        let weight = threshold.weight();
        let is_link =
            |pair: &&ScoredPair| pair.found_by.is_deterministic() || pair.weight >= weight;
        let links = self.pairs.iter().filter(is_link);
        truth.accuracy_of(links.map(|pair| (pair.left, pair.right)))
    }

    /// Accuracy of each rule of the ladder that found pairs, in the order of rules.
    ///
    /// # Panics
    ///
    /// When the truth is of other records.
    pub fn ladder_accuracy(&self, truth: &Truth) -> Vec<RuleAccuracy> {
        truth.check(&self.sources);
        let mut ladder: Vec<(u16, &ScoredPair)> = self
            .pairs
            .iter()
            .filter_map(|pair| match pair.found_by {
                FoundBy::Ladder(rule) => Some((rule, pair)),
                FoundBy::Blocking(_) => None,
            })
            .collect();
        ladder.sort_by_key(|(rule, _)| *rule);
        let rules = ladder.chunk_by(|a, b| a.0 == b.0);
        let accuracy = |found: &[(u16, &ScoredPair)]| {
            let pairs = found.iter().map(|(_, pair)| (pair.left, pair.right));
            let (right, links) = truth.count(pairs);
            RuleAccuracy {
                rule: found[0].0,
                links,
                right,
                accuracy: Accuracy::new(right, links, truth.pairs()),
            }
        };
        rules.map(accuracy).collect()
    }
}

impl PersonIndex {
    /// Accuracy of "same person" over all pairs of which the truth is known, those that no single link joins among them.
    ///
    /// # Panics
    ///
    /// When the truth is of other records.
    pub fn accuracy(&self, truth: &Truth) -> Accuracy {
        truth.check(&self.sources);
        let (right, links) = truth.count_people(|record| self.persons[record].0);
        Accuracy::new(right, links, truth.pairs())
    }
}

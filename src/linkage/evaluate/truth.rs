//! What is known to be true.

use rustc_hash::FxHashMap;

use crate::Result;
use crate::error::LinkageError;
use crate::ingest::{EncodedColumn, MISSING};
use crate::linkage::LinkType;
use crate::standardise::{RecordId, RecordSource, Records};

/// Which person each record truly is, or of which pairs it is known whether they are one person.
#[derive(Debug, Clone)]
pub struct Truth {
    sources: Vec<RecordSource>,
    known: Known,
    pairs: u64,
}

#[derive(Debug, Clone)]
enum Known {
    People(People),
    /// By the two records, the one that comes first first.
    Pairs(FxHashMap<(RecordId, RecordId), bool>),
}

/// The true label of each record and its dataset.
#[derive(Debug, Clone)]
struct People {
    labels: Vec<u32>,
    datasets: Vec<u32>,
    link_type: LinkType,
}

impl Truth {
    /// True labels in record order; records without a label match nothing. Pairs that the link type does not allow count
    /// neither way.
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
        let people = People {
            labels: labels.codes().to_vec(),
            datasets: crate::linkage::block::source_of_records(records),
            link_type,
        };
        let label = |record: usize| u64::from(people.labels[record]);
        let pairs = people.pairs(label, |record| people.labels[record] != MISSING);
        Ok(Self {
            sources: records.sources().to_vec(),
            known: Known::People(people),
            pairs,
        })
    }

    /// Of pairs that were labelled.
    pub(super) fn of_pairs(
        records: &Records,
        labelled: FxHashMap<(RecordId, RecordId), bool>,
    ) -> Self {
        let matches = labelled.values().filter(|is_match| **is_match);
        Self {
            sources: records.sources().to_vec(),
            pairs: matches.count() as u64,
            known: Known::Pairs(labelled),
        }
    }

    /// Number of true pairs.
    pub fn pairs(&self) -> u64 {
        self.pairs
    }

    pub(super) fn check(&self, sources: &[RecordSource]) {
        assert_eq!(self.sources, sources, "the truth is of other records");
    }

    /// Whether two records are one person, where that is known.
    pub(super) fn verdict(&self, left: RecordId, right: RecordId) -> Option<bool> {
        match &self.known {
            Known::Pairs(labelled) => labelled.get(&(left.min(right), left.max(right))).copied(),
            Known::People(people) => {
                let [left, right] = [left, right].map(RecordId::index);
                let (a, b) = (people.datasets[left], people.datasets[right]);
                let same = people.labels[left] == people.labels[right];
                let allowed = people.link_type.allows(a, b);
                allowed.then_some(same && people.labels[left] != MISSING)
            }
        }
    }

    /// Of the pairs whose records have one person, how many are right and of how many that is known.
    pub(super) fn count_people(&self, person: impl Fn(usize) -> u32) -> (u64, u64) {
        match &self.known {
            Known::Pairs(labelled) => {
                let together = labelled
                    .iter()
                    .filter(|((left, right), _)| person(left.index()) == person(right.index()));
                together.fold((0, 0), |(right, judged), (_, is_match)| {
                    (right + u64::from(*is_match), judged + 1)
                })
            }
            Known::People(people) => {
                let one = |record: usize| u64::from(person(record));
                let both = |record: usize| one(record) << 32 | u64::from(people.labels[record]);
                let right = people.pairs(both, |record| people.labels[record] != MISSING);
                (right, people.pairs(one, |_| true))
            }
        }
    }
}

impl People {
    /// Allowed pairs of records with one key.
    fn pairs(&self, key: impl Fn(usize) -> u64, counts: impl Fn(usize) -> bool) -> u64 {
        let mut all: FxHashMap<u64, u64> = FxHashMap::default();
        let mut within: FxHashMap<(u64, u32), u64> = FxHashMap::default();
        for record in (0..self.labels.len()).filter(|&record| counts(record)) {
            *all.entry(key(record)).or_default() += 1;
            if self.link_type != LinkType::LinkAndDedupe {
                let own = (key(record), self.datasets[record]);
                *within.entry(own).or_default() += 1;
            }
        }
        let choose_two = |n: &u64| n * (n - 1) / 2;
        let all = || all.values().map(choose_two).sum::<u64>();
        let within = || within.values().map(choose_two).sum::<u64>();
        match self.link_type {
            LinkType::LinkAndDedupe => all(),
            LinkType::Link => all() - within(),
            LinkType::Dedupe => within(),
        }
    }
}

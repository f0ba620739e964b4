//! Which records are the same person, and how sure that is.

use std::fmt;

use crate::kernel::fellegi_sunter::match_probability;
use crate::linkage::RecordName;
use crate::standardise::{RecordId, RecordSource, Records};

/// A person found by linkage; people are numbered from 0 in the order of their first record.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct PersonId(pub u32);

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Which person each record belongs to, with the confidence of that membership.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonIndex {
    pub(crate) sources: Vec<RecordSource>,
    pub(crate) persons: Vec<PersonId>,
    pub(crate) weights: Vec<f64>,
    pub(crate) person_count: u32,
    pub(crate) threshold: f64,
}

impl PersonIndex {
    /// The person of a record.
    ///
    /// # Panics
    ///
    /// When the record is out of range.
    pub fn person(&self, record: RecordId) -> PersonId {
        self.persons[record.index()]
    }

    /// The person of every record, in record order.
    pub fn persons(&self) -> &[PersonId] {
        &self.persons
    }

    /// The match weight (log2 odds) of the strongest link that ties each record to its person, in record order;
    /// infinite for a person of one record, which nothing had to tie.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// The match probability of the strongest link that ties a record to its person; 1 for a person of one record.
    ///
    /// A record tied by the deterministic ladder alone may have a low one: the ladder does not ask for it.
    ///
    /// # Panics
    ///
    /// When the record is out of range.
    pub fn probability(&self, record: RecordId) -> f64 {
        match_probability(self.weights[record.index()])
    }

    /// For each person, in their order, a name that depends neither on the order of rows nor of datasets: that of their
    /// first record, by dataset name and then by record id, as text.
    ///
    /// Use it to follow people from one run to the next; a person keeps the name while that record stays with them. Names
    /// are as stable as record ids are: a file without ids has line numbers for them.
    ///
    /// # Panics
    ///
    /// When the records are others than those that were linked.
    ///
    /// # Examples
    ///
    /// ```
    /// use throughline::ingest::{self, Source};
    /// use throughline::linkage::{LinkageSpec, MatchProbability, ScoredPairs};
    /// use throughline::schema::Schema;
    /// use throughline::standardise::Standardiser;
    ///
    /// let file = b"id,surname\nB7,Khan\nA2,Jones\n".to_vec();
    /// let read = ingest::read(&[Source::bytes("people", file, Schema::register())])?;
    /// let records = Standardiser::default().records(&read.datasets)?;
    /// let scored = ScoredPairs::given(&LinkageSpec::new(), &records, Vec::new())?;
    /// let people = scored.resolve(MatchProbability::new(0.95)?)?;
    /// assert_eq!(people.labels(&records)[1].to_string(), "people/A2");
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn labels(&self, records: &Records) -> Vec<RecordName> {
        assert_eq!(
            records.sources(),
            self.sources,
            "the people are of other records"
        );
        let id = |record: u32| records.record_ids().get(record as usize);
        let mut sources: Vec<&RecordSource> = self.sources.iter().collect();
        sources.sort_by_key(|source| &*source.name);
        let mut first: Vec<Option<(&RecordSource, u32)>> = vec![None; self.person_count()];
        for source in sources {
            for record in source.rows.clone() {
                let first = &mut first[self.persons[record as usize].0 as usize];
                let earlier = |(holder, held): (&RecordSource, u32)| {
                    holder.name != source.name || id(held) <= id(record)
                };
                if !first.is_some_and(earlier) {
                    *first = Some((source, record));
                }
            }
        }
        let name = |(source, record): (&RecordSource, u32)| RecordName {
            dataset: source.name.to_string(),
            record_id: id(record).unwrap_or_default().to_owned(),
        };
        first.into_iter().flatten().map(name).collect()
    }

    /// Number of people.
    pub fn person_count(&self) -> usize {
        self.person_count as usize
    }

    /// Number of records.
    pub fn len(&self) -> usize {
        self.persons.len()
    }

    /// True when there is no record.
    pub fn is_empty(&self) -> bool {
        self.persons.is_empty()
    }

    /// The match probability at or above which pairs were taken as links; 0 of a link set that was
    /// [drawn](crate::linkage::LinkSets::draw), 1 where only the ladder was followed.
    pub fn threshold(&self) -> f64 {
        self.threshold
    }

    /// The datasets, in the order in which their records were numbered.
    pub fn sources(&self) -> &[RecordSource] {
        &self.sources
    }
}

//! How many false and missed links to expect, by the match probabilities themselves.

use polars::prelude::{Column, DataFrame};
use serde::Serialize;

use super::resolver::Resolver;
use super::{LinkSets, Resolution};
use crate::Result;
use crate::linkage::{PersonIndex, ScoredPair, ScoredPairs};

/// False and missed links to expect.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct LinkErrors {
    /// Pairs that were followed.
    pub links: u64,
    /// How many of them to expect to be false: the sum of 1 − p.
    pub false_links: f64,
    /// Kept pairs whose records are two people.
    pub apart: u64,
    /// How many of those to expect to be missed matches: the sum of p.
    pub missed_links: f64,
}

impl LinkErrors {
    /// The share of links to expect to be false; `None` without links. One less it is the share of right links that
    /// [`linkage_error`](crate::kernel::stats::linkage_error) asks for.
    pub fn false_share(&self) -> Option<f64> {
        (self.links > 0).then(|| self.false_links / self.links as f64)
    }

    /// The share of all matches among candidates to expect to be missed; `None` where none is expected.
    pub fn missed_share(&self) -> Option<f64> {
        let matches = self.links as f64 - self.false_links + self.missed_links;
        (matches > 0.0).then(|| self.missed_links / matches)
    }

    fn count(&mut self, is_link: bool, probability: f64) {
        if is_link {
            self.links += 1;
            self.false_links += 1.0 - probability;
        } else {
            self.apart += 1;
            self.missed_links += probability;
        }
    }
}

/// False and missed links to expect between two datasets, or within one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DatasetLinkErrors {
    /// Name of the dataset that comes first.
    pub left: String,
    /// Name of the other; the same name for pairs within one.
    pub right: String,
    /// What to expect.
    pub errors: LinkErrors,
}

impl DatasetLinkErrors {
    /// As a frame: `left` and `right` (`String`), `links` and `apart` (`UInt64`), `false_links` and `missed_links` (`Float64`),
    /// `false_share` and `missed_share` (`Float64`, null where there is none).
    ///
    /// # Errors
    ///
    /// When the frame engine refuses.
    pub fn frame(found: &[Self]) -> Result<DataFrame> {
        fn column<T>(found: &[DatasetLinkErrors], value: impl Fn(&LinkErrors) -> T) -> Vec<T> {
            found.iter().map(|one| value(&one.errors)).collect()
        }
        let names = |name: fn(&Self) -> &str| found.iter().map(name).collect::<Vec<_>>();
        let columns = vec![
            Column::new("left".into(), names(|one| &one.left)),
            Column::new("right".into(), names(|one| &one.right)),
            Column::new("links".into(), column(found, |one| one.links)),
            Column::new("apart".into(), column(found, |one| one.apart)),
            Column::new("false_links".into(), column(found, |one| one.false_links)),
            Column::new("missed_links".into(), column(found, |one| one.missed_links)),
            Column::new("false_share".into(), column(found, LinkErrors::false_share)),
            Column::new(
                "missed_share".into(),
                column(found, LinkErrors::missed_share),
            ),
        ];
        Ok(DataFrame::new(found.len(), columns)?)
    }
}

impl ScoredPairs {
    /// How many of the links that made these people to expect to be false, and how many matches among the kept pairs to be missed.
    ///
    /// Use it where nobody has looked at pairs, to say how far false and missed links could reach, and as the share of right links of
    /// [`linkage_error`](crate::kernel::stats::linkage_error). Links are the kept pairs of one person at or above the people's
    /// threshold; a weaker pair of one person was not followed and counts neither way. Pairs of the ladder count as certain;
    /// pairs that a constraint shuts out by itself count neither way. Matches that blocking never brought up, or that fell below
    /// the floor, are not counted; nor is it known here that of two rivals only one can be right, which makes false links seem fewer than
    /// they are: [`LinkSets::link_errors`] knows. The figures are as good as the
    /// probabilities are calibrated.
    ///
    /// # Panics
    ///
    /// When the people are of other records.
    ///
    /// # Examples
    ///
    /// ```
    /// use throughline::ingest::{self, Source};
    /// use throughline::linkage::{FoundBy, LinkageSpec, MatchProbability, ScoredPair, ScoredPairs};
    /// use throughline::schema::Schema;
    /// use throughline::standardise::{RecordId, Standardiser};
    ///
    /// let file = b"id,surname\n1,Khan\n2,Kahn\n3,Jones\n4,Jonas\n".to_vec();
    /// let read = ingest::read(&[Source::bytes("people", file, Schema::register())])?;
    /// let records = Standardiser::default().records(&read.datasets)?;
    /// let pair = |left, right, odds: f64| ScoredPair {
    ///     left: RecordId(left),
    ///     right: RecordId(right),
    ///     weight: odds.log2(),
    ///     found_by: FoundBy::Blocking(0),
    /// };
    /// let pairs = vec![pair(0, 1, 19.0), pair(2, 3, 1.0)];
    /// let scored = ScoredPairs::given(&LinkageSpec::new(), &records, pairs)?;
    /// let people = scored.resolve(MatchProbability::new(0.9)?)?;
    /// let errors = scored.link_errors(&people);
    /// assert!((errors.false_share().unwrap() - 0.05).abs() < 1e-12);
    /// assert!((errors.missed_links - 0.5).abs() < 1e-12);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn link_errors(&self, people: &PersonIndex) -> LinkErrors {
        let resolver = Resolver::new(self, &Resolution::ladder_only());
        let possible = resolver.rivals().into_iter();
        total(judged(
            self,
            people,
            possible.map(|pair| (pair, believed(pair))),
        ))
    }

    /// The same for every two datasets of which a pair was kept, and within each, in the order of datasets.
    ///
    /// # Panics
    ///
    /// When the people are of other records.
    pub fn link_errors_by_dataset(&self, people: &PersonIndex) -> Vec<DatasetLinkErrors> {
        let resolver = Resolver::new(self, &Resolution::ladder_only());
        let possible = resolver.rivals().into_iter();
        by_dataset(
            self,
            judged(self, people, possible.map(|pair| (pair, believed(pair)))),
        )
    }
}

impl LinkSets<'_> {
    /// As [`ScoredPairs::link_errors`], the probability of a pair being the share of these link sets in which its records are
    /// one person.
    ///
    /// Use it where rivals compete, as they do wherever datasets hold a person once: a pair's own probability does not know that
    /// its records have other pairs.
    ///
    /// # Panics
    ///
    /// When the people are of other records.
    pub fn link_errors(&self, people: &PersonIndex) -> LinkErrors {
        let scored = self.scored();
        let shares = self.shares();
        total(judged(scored, people, scored.pairs.iter().zip(shares)))
    }

    /// The same for every two datasets of which a pair was kept, and within each, in the order of datasets.
    ///
    /// # Panics
    ///
    /// When the people are of other records.
    pub fn link_errors_by_dataset(&self, people: &PersonIndex) -> Vec<DatasetLinkErrors> {
        let scored = self.scored();
        let shares = self.shares();
        by_dataset(
            scored,
            judged(scored, people, scored.pairs.iter().zip(shares)),
        )
    }
}

/// A pair, whether it was followed, and the probability that it is a match.
type Judged<'a> = (&'a ScoredPair, bool, f64);

/// Pairs with whether each was followed, save those within people that were not.
fn judged<'a>(
    scored: &ScoredPairs,
    people: &PersonIndex,
    pairs: impl Iterator<Item = (&'a ScoredPair, f64)>,
) -> impl Iterator<Item = Judged<'a>> {
    assert_eq!(
        scored.sources, people.sources,
        "the people are of other records"
    );
    pairs.filter_map(|(pair, probability)| {
        let is_one = people.person(pair.left) == people.person(pair.right);
        let is_strong = pair.found_by.is_deterministic() || pair.probability() >= people.threshold;
        (is_strong || !is_one).then_some((pair, is_one, probability))
    })
}

/// The probability that a pair is a match, the ladder taken at its word.
fn believed(pair: &ScoredPair) -> f64 {
    match pair.found_by.is_deterministic() {
        true => 1.0,
        false => pair.probability(),
    }
}

fn total<'a>(judged: impl Iterator<Item = Judged<'a>>) -> LinkErrors {
    let mut all = LinkErrors::default();
    judged.for_each(|(_, is_link, probability)| all.count(is_link, probability));
    all
}

fn by_dataset<'a>(
    scored: &ScoredPairs,
    judged: impl Iterator<Item = Judged<'a>>,
) -> Vec<DatasetLinkErrors> {
    let count = scored.sources.len();
    let dataset = |record: u32| {
        let ends = scored.sources.iter().map(|source| source.rows.end);
        ends.take_while(|&end| end <= record).count()
    };
    let mut found: Vec<Option<LinkErrors>> = vec![None; count * count];
    for (pair, is_link, probability) in judged {
        let [a, b] = [pair.left, pair.right].map(|record| dataset(record.0));
        let errors = found[a.min(b) * count + a.max(b)].get_or_insert_default();
        errors.count(is_link, probability);
    }
    let named = |(place, errors): (usize, Option<LinkErrors>)| {
        Some(DatasetLinkErrors {
            left: scored.sources[place / count].name.to_string(),
            right: scored.sources[place % count].name.to_string(),
            errors: errors?,
        })
    };
    found.into_iter().enumerate().filter_map(named).collect()
}

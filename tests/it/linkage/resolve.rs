//! Resolving pairs that are given: properties on small worlds of three datasets, and cases worked out by hand.

mod cases;
mod model;
mod properties;
mod refusing;
mod world;

use std::collections::BTreeSet;

use throughline::ingest::{self, Source};
use throughline::linkage::{
    FoundBy, LinkageSpec, PersonIndex, RecordName, Resolution, ScoredPair, ScoredPairs,
};
use throughline::schema::Schema;
use throughline::standardise::{RecordId, Records, Standardiser};

use super::probability;

/// Datasets of records that have an id and no more.
pub fn records(datasets: &[(&str, &[&str])]) -> Records {
    let sources: Vec<Source> = datasets
        .iter()
        .map(|(name, ids)| {
            let rows = ids.iter().map(|id| format!("{id},Khan\n"));
            let text = "record_id,surname\n".to_owned() + &rows.collect::<String>();
            Source::bytes(*name, text.into_bytes(), Schema::register())
        })
        .collect();
    let read = ingest::read(&sources).unwrap();
    Standardiser::default().records(&read.datasets).unwrap()
}

pub fn pair(left: u32, right: u32, weight: f64) -> ScoredPair {
    ScoredPair {
        left: RecordId(left),
        right: RecordId(right),
        weight,
        found_by: FoundBy::Blocking(0),
    }
}

pub fn ladder(left: u32, right: u32, weight: f64, rule: u16) -> ScoredPair {
    ScoredPair {
        found_by: FoundBy::Ladder(rule),
        ..pair(left, right, weight)
    }
}

pub fn given(spec: &LinkageSpec, records: &Records, pairs: &[ScoredPair]) -> ScoredPairs {
    ScoredPairs::given(spec, records, pairs.to_vec()).unwrap()
}

pub fn at(weight: f64) -> Resolution {
    Resolution::at_weight(weight)
}

/// The person of each record.
pub fn persons(people: &PersonIndex) -> Vec<u32> {
    people.persons().iter().map(|person| person.0).collect()
}

pub fn name(dataset: &str, id: &str) -> RecordName {
    RecordName {
        dataset: dataset.to_owned(),
        record_id: id.to_owned(),
    }
}

/// The name of every record.
pub fn names(records: &Records) -> Vec<RecordName> {
    let of_source = records.sources().iter().flat_map(|source| {
        let id = |record: u32| records.record_ids().get(record as usize).unwrap();
        source
            .rows
            .clone()
            .map(move |record| name(&source.name, id(record)))
    });
    of_source.collect()
}

/// People as sets of names.
pub fn partition(people: &PersonIndex, records: &Records) -> BTreeSet<BTreeSet<RecordName>> {
    let mut sets = vec![BTreeSet::new(); people.person_count()];
    for (person, name) in people.persons().iter().zip(names(records)) {
        sets[person.0 as usize].insert(name);
    }
    sets.into_iter().collect()
}

//! Records numbered so that no shuffling of rows or datasets changes an answer.

use rayon::prelude::*;

use crate::ingest::EncodedColumn;
use crate::linkage::ScoredPairs;
use crate::standardise::{RecordId, RecordSource};

/// Records as nodes of a graph, and datasets as classes of nodes.
///
/// Where ties matter nodes are numbered by dataset name and record id, and classes by name, so that a tie goes to the same
/// records wherever they stand in the input.
pub(super) struct Nodes {
    /// By record; empty when nodes are numbered as records are.
    of_records: Vec<u32>,
    /// By node; empty as `of_records` is.
    records: Vec<u32>,
    /// By class, the dataset's place.
    datasets: Vec<usize>,
}

impl Nodes {
    /// Nodes numbered as records are; right where the answer does not hang on numbers.
    pub(super) fn as_records() -> Self {
        Self {
            of_records: Vec::new(),
            records: Vec::new(),
            datasets: Vec::new(),
        }
    }

    /// Nodes numbered by dataset name and record id.
    pub(super) fn by_name(scored: &ScoredPairs) -> Self {
        let sources = &scored.sources;
        let mut datasets: Vec<usize> = (0..sources.len()).collect();
        datasets.sort_by_key(|&place| &*sources[place].name);
        let in_class = |&place: &usize| by_id(&sources[place], &scored.record_ids);
        let records: Vec<u32> = datasets.iter().flat_map(in_class).collect();
        let mut of_records = vec![0; records.len()];
        for (node, &record) in records.iter().enumerate() {
            of_records[record as usize] = node as u32;
        }
        Self {
            of_records,
            records,
            datasets,
        }
    }

    pub(super) fn of_record(&self, record: RecordId) -> u32 {
        let node = self.of_records.get(record.index());
        node.copied().unwrap_or(record.0)
    }

    pub(super) fn record(&self, node: u32) -> RecordId {
        let record = self.records.get(node as usize);
        RecordId(record.copied().unwrap_or(node))
    }

    /// The records of two nodes, the one that comes first first.
    pub(super) fn records(&self, nodes: [u32; 2]) -> [RecordId; 2] {
        let [a, b] = nodes.map(|node| self.record(node));
        [a.min(b), a.max(b)]
    }

    /// The class of a dataset.
    pub(super) fn class(&self, dataset: usize) -> u32 {
        let class = self.datasets.iter().position(|&place| place == dataset);
        class.expect("every dataset has a class") as u32
    }

    /// The place of a class's dataset.
    pub(super) fn dataset(&self, class: u32) -> usize {
        self.datasets[class as usize]
    }

    /// The class of each node.
    pub(super) fn classes(&self, sources: &[RecordSource]) -> Vec<u32> {
        let sizes = self.datasets.iter().map(|&place| sources[place].rows.len());
        let nodes = sizes.zip(0..).flat_map(|(size, class)| vec![class; size]);
        nodes.collect()
    }
}

/// A dataset's records by id; those of one id as they stand.
fn by_id(source: &RecordSource, ids: &EncodedColumn) -> Vec<u32> {
    let id = |record: u32| ids.get(record as usize).unwrap_or_default();
    let keyed = source
        .rows
        .clone()
        .map(|record| (beginning(id(record)), record));
    let mut keyed: Vec<(u128, u32)> = keyed.collect();
    keyed.par_sort_unstable_by(|a, b| {
        let ids = a.0.cmp(&b.0).then_with(|| id(a.1).cmp(id(b.1)));
        ids.then(a.1.cmp(&b.1))
    });
    keyed.into_iter().map(|(_, record)| record).collect()
}

/// The first bytes of a text as a number, so that most comparisons need no look at the text: texts come in the order of
/// their numbers, or have one number.
fn beginning(text: &str) -> u128 {
    let mut bytes = [0; 16];
    let length = text.len().min(bytes.len());
    bytes[..length].copy_from_slice(&text.as_bytes()[..length]);
    u128::from_be_bytes(bytes)
}

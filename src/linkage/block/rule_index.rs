//! The buckets of one blocking rule.

use rayon::prelude::*;

use crate::ingest::MISSING;
use crate::linkage::compare::derive_codes;
use crate::linkage::{BlockingRule, LinkType};
use crate::standardise::Records;

/// Buckets of at least two records that agree on every part of a rule, records in ascending order in each.
#[derive(Debug)]
pub(crate) struct RuleIndex {
    members: Vec<u32>,
    /// Start of each bucket in `members`, and the end of the last.
    starts: Vec<usize>,
    /// Pairs that each bucket allows.
    pairs: Vec<u64>,
}

impl RuleIndex {
    pub(crate) fn new(
        rule: &BlockingRule,
        records: &Records,
        link_type: LinkType,
        sources: &[u32],
    ) -> Self {
        let mut keyed = keyed_records(rule, records);
        keyed.par_sort_unstable();
        let mut index = Self {
            members: Vec::new(),
            starts: vec![0],
            pairs: Vec::new(),
        };
        for bucket in keyed
            .chunk_by(|a, b| a.0 == b.0)
            .filter(|bucket| bucket.len() > 1)
        {
            let pairs = pairs_in(bucket, link_type, sources);
            if pairs > 0 {
                index
                    .members
                    .extend(bucket.iter().map(|&(_, record)| record));
                index.starts.push(index.members.len());
                index.pairs.push(pairs);
            }
        }
        index
    }

    pub(crate) fn buckets(&self) -> usize {
        self.pairs.len()
    }

    pub(crate) fn bucket(&self, bucket: usize) -> &[u32] {
        &self.members[self.starts[bucket]..self.starts[bucket + 1]]
    }

    /// Pairs that one bucket allows.
    pub(crate) fn bucket_pairs(&self, bucket: usize) -> u64 {
        self.pairs[bucket]
    }

    /// Pairs that the rule allows, those of other rules among them.
    pub(crate) fn pairs(&self) -> u64 {
        self.pairs.iter().sum()
    }
}

/// Pairs that a rule allows, without keeping its buckets.
pub(crate) fn count_rule(
    rule: &BlockingRule,
    records: &Records,
    link_type: LinkType,
    sources: &[u32],
) -> u64 {
    let mut keyed = keyed_records(rule, records);
    keyed.par_sort_unstable();
    keyed
        .chunk_by(|a, b| a.0 == b.0)
        .map(|bucket| pairs_in(bucket, link_type, sources))
        .sum()
}

fn pairs_in(bucket: &[(u64, u32)], link_type: LinkType, sources: &[u32]) -> u64 {
    let choose_two = |n: usize| n as u64 * (n as u64).saturating_sub(1) / 2;
    let all = choose_two(bucket.len());
    match link_type {
        LinkType::LinkAndDedupe => all,
        LinkType::Link => {
            let by_source = bucket.chunk_by(|a, b| sources[a.1 as usize] == sources[b.1 as usize]);
            all - by_source.map(|same| choose_two(same.len())).sum::<u64>()
        }
    }
}

/// Key and record of every record that has all parts of the rule.
fn keyed_records(rule: &BlockingRule, records: &Records) -> Vec<(u64, u32)> {
    let mut keys: Vec<Option<u64>> = vec![Some(0); records.len()];
    let mut spread = 1u64;
    for part in rule.parts() {
        let column = records
            .column(part.column())
            .expect("the specification was checked against the records");
        let (table, distinct) = derive_codes(&column.values, part.transform());
        if spread.checked_mul(u64::from(distinct)).is_none() {
            spread = rank(&mut keys);
        }
        spread *= u64::from(distinct);
        for (key, &code) in keys.iter_mut().zip(column.values.codes()) {
            let part = table[code as usize];
            *key = key
                .filter(|_| part != MISSING)
                .map(|key| key * u64::from(distinct) + u64::from(part));
        }
    }
    let present = keys
        .into_iter()
        .zip(0..)
        .filter_map(|(key, record)| Some((key?, record)));
    present.collect()
}

/// Replaces keys by their rank among the distinct ones; the number of ranks.
fn rank(keys: &mut [Option<u64>]) -> u64 {
    let mut distinct: Vec<u64> = keys.iter().flatten().copied().collect();
    distinct.par_sort_unstable();
    distinct.dedup();
    for key in keys.iter_mut().flatten() {
        *key = distinct.partition_point(|known| known < key) as u64;
    }
    distinct.len() as u64
}

//! The buckets of one blocking rule.

use crate::linkage::{BlockingRule, KeyMatch, Oversize, Relief};
use crate::standardise::Records;

use super::keys::{Keyed, exploded_keys, plain_keys, ranks, role_keys};
use super::sides::Sides;

/// Sorts records by the values of the compared columns.
pub(super) type ByValue<'a> = &'a (dyn Fn(&mut [u32]) + Sync);

/// How the pairs of a bucket are formed.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    /// Every two members.
    Plain,
    /// Every two members; a record may be in several buckets, whose numbers (from 1) are kept by record.
    Exploded(KeysOfRecords),
    /// Members in the first role with members in the second.
    Swapped,
    /// Members with those that follow within the window.
    Neighbourhood(u32),
}

/// Bucket numbers of each record, ascending.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct KeysOfRecords {
    starts: Vec<u32>,
    buckets: Vec<u32>,
}

impl KeysOfRecords {
    /// The lowest bucket that two records share.
    pub(super) fn first_common(&self, left: u32, right: u32) -> Option<u32> {
        let of = |record: u32| {
            let record = record as usize;
            &self.buckets[self.starts[record] as usize..self.starts[record + 1] as usize]
        };
        let (a, b) = (of(left), of(right));
        a.iter()
            .copied()
            .find(|bucket| b.binary_search(bucket).is_ok())
    }
}

/// What relieving oversize blocks left out of one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Relieved {
    pub(crate) blocks: u64,
    pub(crate) records: u64,
    pub(crate) pairs: u64,
}

/// Buckets of records that a rule lets be compared.
#[derive(Debug)]
pub(crate) struct RuleIndex {
    pub(super) shape: Shape,
    members: Vec<u32>,
    /// Start of each bucket in `members`, and the end of the last.
    starts: Vec<usize>,
    /// Members in the first role, for swapped rules.
    first_role: Vec<u32>,
    /// Pairs that each bucket allows, at most.
    pairs: Vec<u64>,
    pub(crate) relieved: Relieved,
}

impl RuleIndex {
    pub(crate) fn new(
        rule: &BlockingRule,
        records: &Records,
        sides: &Sides,
        oversize: Option<Oversize>,
        by_value: ByValue<'_>,
    ) -> Self {
        let is_swapped = |key: &KeyMatch| matches!(key, KeyMatch::Swapped(..));
        if rule.parts().iter().any(is_swapped) {
            return Self::swapped(rule, records, sides);
        }
        let is_multiple = |key: &KeyMatch| key.sides().0.transform().is_multiple();
        let exploded = rule.parts().iter().any(is_multiple);
        let keyed = match exploded {
            true => exploded_keys(rule, records),
            false => plain_keys(rule, records),
        };
        let shape = match rule.window() {
            Some(window) => Shape::Neighbourhood(window.window),
            None => Shape::Plain,
        };
        let mut index = Self::empty(shape);
        match rule.window() {
            Some(window) => {
                let order: Vec<_> = window.by.iter().map(|part| ranks(records, part)).collect();
                for bucket in keyed.chunk_by(|a, b| a.0 == b.0) {
                    index.push_sorted(bucket, &order, window.window);
                }
            }
            None => {
                for bucket in keyed
                    .chunk_by(|a, b| a.0 == b.0)
                    .filter(|bucket| bucket.len() > 1)
                {
                    index.push(bucket, sides, oversize, by_value);
                }
            }
        }
        if exploded {
            index.shape = Shape::Exploded(index.keys_of_records(records.len()));
        }
        index
    }

    fn empty(shape: Shape) -> Self {
        Self {
            shape,
            members: Vec::new(),
            starts: vec![0],
            first_role: Vec::new(),
            pairs: Vec::new(),
            relieved: Relieved::default(),
        }
    }

    fn push(
        &mut self,
        bucket: &[Keyed],
        sides: &Sides,
        oversize: Option<Oversize>,
        by_value: ByValue<'_>,
    ) {
        let records = bucket.iter().map(|&(_, record)| record);
        match oversize.filter(|limit| bucket.len() > limit.above as usize) {
            None => {
                self.push_members(records, |members| sides.pairs(members));
            }
            Some(limit) => self.relieve(records.collect(), sides, limit, by_value),
        }
    }

    /// Drops or splits an oversize bucket.
    fn relieve(
        &mut self,
        mut members: Vec<u32>,
        sides: &Sides,
        limit: Oversize,
        by_value: ByValue<'_>,
    ) {
        self.relieved.blocks += 1;
        self.relieved.records += members.len() as u64;
        self.relieved.pairs += sides.pairs(&members);
        if limit.then == Relief::Split {
            by_value(&mut members);
            for piece in members.chunks_mut(limit.above.max(1) as usize) {
                piece.sort_unstable();
                let pairs =
                    self.push_members(piece.iter().copied(), |members| sides.pairs(members));
                self.relieved.pairs -= pairs;
            }
        }
    }

    /// Adds a bucket when it allows any pair; how many it allows.
    fn push_members(
        &mut self,
        members: impl Iterator<Item = u32>,
        pairs: impl FnOnce(&[u32]) -> u64,
    ) -> u64 {
        let start = self.members.len();
        self.members.extend(members);
        let pairs = pairs(&self.members[start..]);
        if pairs > 0 {
            self.starts.push(self.members.len());
            self.pairs.push(pairs);
        } else {
            self.members.truncate(start);
        }
        pairs
    }

    fn push_sorted(
        &mut self,
        bucket: &[Keyed],
        order: &[impl Fn(u32) -> Option<u32>],
        window: u32,
    ) {
        let place = |&(_, record): &Keyed| {
            let ranks: Option<Vec<u32>> = order.iter().map(|rank| rank(record)).collect();
            Some((ranks?, record))
        };
        let mut sorted: Vec<(Vec<u32>, u32)> = bucket.iter().filter_map(place).collect();
        sorted.sort_unstable();
        let members: Vec<u32> = sorted.into_iter().map(|(_, record)| record).collect();
        let n = members.len() as u64;
        let reach = u64::from(window.saturating_sub(1)).min(n.saturating_sub(1));
        let pairs = n * reach - reach * (reach + 1) / 2;
        self.push_members(members.into_iter(), |_| pairs);
    }

    fn swapped(rule: &BlockingRule, records: &Records, sides: &Sides) -> Self {
        let [first, second] = role_keys(rule, records);
        let role = |keyed: Vec<Keyed>, role: u32| {
            keyed
                .into_iter()
                .map(move |(key, record)| (key, role, record))
        };
        let mut keyed: Vec<(u64, u32, u32)> = role(first, 0).chain(role(second, 1)).collect();
        keyed.sort_unstable();
        let mut index = Self::empty(Shape::Swapped);
        for bucket in keyed.chunk_by(|a, b| a.0 == b.0) {
            let split = bucket.partition_point(|&(_, role, _)| role == 0);
            let members: Vec<u32> = bucket.iter().map(|&(_, _, record)| record).collect();
            let pairs = sides.pairs_between(&members[..split], &members[split..]);
            if pairs > 0 {
                index.first_role.push(split as u32);
                index.push_members(members.into_iter(), |_| pairs);
            }
        }
        index
    }

    fn keys_of_records(&self, records: usize) -> KeysOfRecords {
        let mut keyed: Vec<(u32, u32)> = (0..self.buckets())
            .flat_map(|bucket| {
                self.bucket(bucket)
                    .iter()
                    .map(move |&record| (record, bucket as u32 + 1))
            })
            .collect();
        keyed.sort_unstable();
        let mut starts = vec![0u32; records + 1];
        keyed
            .iter()
            .for_each(|&(record, _)| starts[record as usize + 1] += 1);
        for record in 0..records {
            starts[record + 1] += starts[record];
        }
        let buckets = keyed.into_iter().map(|(_, bucket)| bucket).collect();
        KeysOfRecords { starts, buckets }
    }

    pub(crate) fn buckets(&self) -> usize {
        self.pairs.len()
    }

    pub(crate) fn bucket(&self, bucket: usize) -> &[u32] {
        &self.members[self.starts[bucket]..self.starts[bucket + 1]]
    }

    /// Members of a bucket in the first role, for swapped rules.
    pub(super) fn first_role(&self, bucket: usize) -> usize {
        self.first_role[bucket] as usize
    }

    /// Pairs that one bucket allows.
    pub(crate) fn bucket_pairs(&self, bucket: usize) -> u64 {
        self.pairs[bucket]
    }

    /// Pairs that the rule allows, those of other rules among them; of a rule with a filter or several values, at most.
    pub(crate) fn pairs(&self) -> u64 {
        self.pairs.iter().sum()
    }

    /// Sizes of the largest buckets, largest first.
    pub(crate) fn largest(&self, count: usize) -> Vec<u64> {
        let sizes = (0..self.buckets()).map(|bucket| self.bucket(bucket).len() as u64);
        let mut sizes: Vec<u64> = sizes.collect();
        sizes.sort_unstable_by(|a, b| b.cmp(a));
        sizes.truncate(count);
        sizes
    }

    /// Slots that a row keeps for the rule.
    pub(super) fn slots(&self) -> usize {
        match self.shape {
            Shape::Plain => 1,
            Shape::Exploded(_) => 0,
            Shape::Swapped | Shape::Neighbourhood(_) => 2,
        }
    }

    /// Gives each record's slots: the bucket (from 1) it is in; for swapped rules in each role; for neighbours the
    /// bucket and the place in it (from 1).
    pub(super) fn write_slots(&self, mut write: impl FnMut(u32, usize, u32)) {
        for bucket in 0..self.buckets() {
            let number = bucket as u32 + 1;
            let members = self.bucket(bucket);
            match self.shape {
                Shape::Plain => members.iter().for_each(|&record| write(record, 0, number)),
                Shape::Exploded(_) => {}
                Shape::Swapped => {
                    let (first, second) = members.split_at(self.first_role(bucket));
                    first.iter().for_each(|&record| write(record, 0, number));
                    second.iter().for_each(|&record| write(record, 1, number));
                }
                Shape::Neighbourhood(_) => {
                    for (&record, place) in members.iter().zip(1..) {
                        write(record, 0, number);
                        write(record, 1, place);
                    }
                }
            }
        }
    }
}

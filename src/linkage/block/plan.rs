//! All blocking rules of a run, with rows of codes, and the loop over their pairs.

use crate::Result;
use crate::error::LinkageError;
use crate::linkage::compare::Compiled;
use crate::linkage::{BlockingRule, LinkType};
use crate::standardise::Records;

use super::{RuleIndex, Unit};

/// Rows of codes and the buckets of each rule.
///
/// A row holds the codes of the compared columns, then the record's source, then its bucket under each rule
/// (0 where it has none), so that a pair is judged from two short stretches of memory.
#[derive(Debug)]
pub(crate) struct Plan {
    rules: Vec<RuleIndex>,
    rows: Vec<u32>,
    width: usize,
    source_slot: usize,
    link_type: LinkType,
}

impl Plan {
    /// Sorts records into the buckets of every rule.
    ///
    /// # Errors
    ///
    /// When the rules together allow more pairs than the budget.
    pub(crate) fn new(
        compiled: &Compiled<'_>,
        records: &Records,
        rules: &[BlockingRule],
        link_type: LinkType,
        budget: u64,
    ) -> Result<Self> {
        let sources = source_of_records(records);
        let indexes: Vec<RuleIndex> = rules
            .iter()
            .map(|rule| RuleIndex::new(rule, records, link_type, &sources))
            .collect();
        check_budget(rules, &indexes, budget)?;
        let columns: Vec<&[u32]> = compiled
            .row_columns()
            .map(|column| column.codes())
            .collect();
        let source_slot = columns.len();
        let width = source_slot + 1 + indexes.len();
        let mut rows = vec![0; records.len() * width];
        for (record, row) in rows.chunks_exact_mut(width).enumerate() {
            for (slot, codes) in columns.iter().enumerate() {
                row[slot] = codes[record];
            }
            row[source_slot] = sources[record];
        }
        for (place, index) in indexes.iter().enumerate() {
            for bucket in 0..index.buckets() {
                for &record in index.bucket(bucket) {
                    rows[record as usize * width + source_slot + 1 + place] = bucket as u32 + 1;
                }
            }
        }
        Ok(Self {
            rules: indexes,
            rows,
            width,
            source_slot,
            link_type,
        })
    }

    pub(crate) fn rule(&self, rule: usize) -> &RuleIndex {
        &self.rules[rule]
    }

    pub(crate) fn rules(&self) -> usize {
        self.rules.len()
    }

    /// The row of a record.
    pub(crate) fn row(&self, record: u32) -> &[u32] {
        let start = record as usize * self.width;
        &self.rows[start..start + self.width]
    }

    /// Whether two records may be compared at all.
    pub(crate) fn allows(&self, left: u32, right: u32) -> bool {
        let source = |record| self.row(record)[self.source_slot];
        left != right
            && (self.link_type == LinkType::LinkAndDedupe || source(left) != source(right))
    }

    /// Visits the pairs of a portion of a rule, lower record first, in a fixed order. With `once`, pairs that an
    /// earlier rule gives are passed over.
    pub(crate) fn for_each_pair(
        &self,
        rule: usize,
        unit: &Unit,
        once: bool,
        gathered: &mut Vec<u32>,
        mut visit: impl FnMut(u32, u32, &[u32], &[u32]),
    ) {
        let (buckets, rows) = match *unit {
            Unit::Buckets(from, to) => (from..to, None),
            Unit::Rows(bucket, from, to) => (bucket..bucket + 1, Some(from..to)),
        };
        let earlier = if once { rule } else { 0 };
        for bucket in buckets {
            let members = self.rules[rule].bucket(bucket);
            gathered.clear();
            members
                .iter()
                .for_each(|&record| gathered.extend_from_slice(self.row(record)));
            let row = |place: usize| &gathered[place * self.width..(place + 1) * self.width];
            let firsts = rows.clone().unwrap_or(0..members.len());
            for first in firsts {
                let left = row(first);
                for second in first + 1..members.len() {
                    let right = row(second);
                    if self.may_pair(left, right, earlier) {
                        visit(members[first], members[second], left, right);
                    }
                }
            }
        }
    }

    fn may_pair(&self, left: &[u32], right: &[u32], earlier: usize) -> bool {
        let slot = self.source_slot;
        if self.link_type == LinkType::Link && left[slot] == right[slot] {
            return false;
        }
        let (from, to) = (slot + 1, slot + 1 + earlier);
        !left[from..to]
            .iter()
            .zip(&right[from..to])
            .any(|(a, b)| a == b && *a != 0)
    }
}

/// Place of each record's source.
pub(crate) fn source_of_records(records: &Records) -> Vec<u32> {
    let sources = records.sources().iter().zip(0..);
    sources
        .flat_map(|(source, place)| source.rows.clone().map(move |_| place))
        .collect()
}

fn check_budget(rules: &[BlockingRule], indexes: &[RuleIndex], budget: u64) -> Result<()> {
    let pairs: u64 = indexes.iter().map(RuleIndex::pairs).sum();
    let widest = rules
        .iter()
        .zip(indexes)
        .max_by_key(|(_, index)| index.pairs());
    match widest {
        Some((rule, index)) if pairs > budget => {
            let (rule, rule_pairs) = (rule.to_string(), index.pairs());
            Err(LinkageError::OverBudget {
                pairs,
                budget,
                rule,
                rule_pairs,
            }
            .into())
        }
        _ => Ok(()),
    }
}

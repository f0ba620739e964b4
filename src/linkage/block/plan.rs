//! All blocking rules of a run, with the rows of the records.

use rayon::prelude::*;

use crate::linkage::BlockingRule;
use crate::linkage::compare::Compiled;
use crate::standardise::Records;

use super::rule_index::Shape;
use super::{RuleIndex, Sides};

/// Rows written together by one thread.
const ROWS: usize = 1 << 12;

/// A rule of a plan: its buckets, where rows keep its slots, and the filter that its pairs must meet.
#[derive(Debug)]
pub(super) struct PlannedRule {
    pub(super) index: RuleIndex,
    pub(super) slot: usize,
    pub(super) filter: Option<usize>,
}

/// Rows of lanes and the buckets of each rule.
///
/// A row holds the lanes of the compared parts, then the slots of each rule (the bucket that the record is in, 0 where
/// it has none), so that a pair is judged from two short stretches of memory.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(super) rules: Vec<PlannedRule>,
    pub(super) sides: Sides,
    rows: Vec<u32>,
    width: usize,
    lanes: usize,
    slots: usize,
}

impl Plan {
    /// Sorts out the rows of records for rules whose buckets are known.
    pub(crate) fn new(
        compiled: &mut Compiled<'_>,
        records: &Records,
        rules: &[BlockingRule],
        indexes: Vec<RuleIndex>,
        sides: Sides,
    ) -> Self {
        let mut slots = 0;
        let mut planned = Vec::with_capacity(indexes.len());
        for (rule, index) in rules.iter().zip(indexes) {
            let slot = slots;
            slots += index.slots();
            let filter = rule
                .condition()
                .map(|condition| compiled.add_filter(condition));
            planned.push(PlannedRule {
                index,
                slot,
                filter,
            });
        }
        let lanes = compiled.row_width();
        let width = (lanes + slots).max(1);
        let mut rows = vec![0; records.len() * width];
        rows.par_chunks_mut(ROWS * width)
            .enumerate()
            .for_each(|(chunk, rows)| compiled.write_rows(chunk * ROWS, rows, width));
        let mut values = Vec::new();
        for rule in &planned {
            for slot in 0..rule.index.slots() {
                values.clear();
                values.resize(records.len(), 0);
                rule.index.write_slots(|record, written, value| {
                    if written == slot {
                        values[record as usize] = value;
                    }
                });
                let at = lanes + rule.slot + slot;
                rows.par_chunks_mut(ROWS * width)
                    .zip(values.par_chunks(ROWS))
                    .for_each(|(rows, values)| {
                        for (row, &value) in rows.chunks_exact_mut(width).zip(values) {
                            row[at] = value;
                        }
                    });
            }
        }
        Self {
            rules: planned,
            sides,
            rows,
            width,
            lanes,
            slots,
        }
    }

    pub(crate) fn rule(&self, rule: usize) -> &RuleIndex {
        &self.rules[rule].index
    }

    pub(crate) fn rules(&self) -> usize {
        self.rules.len()
    }

    pub(crate) fn sides(&self) -> &Sides {
        &self.sides
    }

    /// Slots that each row keeps for the rules.
    pub(super) fn slots(&self) -> usize {
        self.slots
    }

    /// The lanes of a record.
    pub(crate) fn lanes(&self, record: u32) -> &[u32] {
        let start = record as usize * self.width;
        &self.rows[start..start + self.lanes]
    }

    /// The slots of a record.
    pub(super) fn slots_of(&self, record: u32) -> &[u32] {
        let start = record as usize * self.width;
        &self.rows[start + self.lanes..start + self.lanes + self.slots]
    }

    /// Whether two records meet under a rule, its filter left aside.
    pub(super) fn meets(&self, rule: usize, left: (u32, &[u32]), right: (u32, &[u32])) -> bool {
        let PlannedRule { index, slot, .. } = &self.rules[rule];
        let same = |a: u32, b: u32| a == b && a != 0;
        let (a, b) = (&left.1[*slot..], &right.1[*slot..]);
        match &index.shape {
            Shape::Plain => same(a[0], b[0]),
            Shape::Exploded(keys) => keys.first_common(left.0, right.0).is_some(),
            Shape::Swapped => same(a[0], b[1]) || same(b[0], a[1]),
            Shape::Neighbourhood(window) => same(a[0], b[0]) && a[1].abs_diff(b[1]) < *window,
        }
    }
}

//! Walking the pairs of a plan: found bucket by bucket, laid into batches, compared, handed on.

use std::ops::Range;

use crate::linkage::compare::{Batch, Compiled, Gathered, Scratch};

use super::rule_index::Shape;
use super::{Plan, Unit};

/// Which places of some records are paired with which.
#[derive(Debug, Clone)]
pub(crate) enum Lefts {
    /// Each of these with all that follow it.
    Following(Range<usize>),
    /// Each of the first so many with each of the others.
    First(usize),
}

/// Working memory of one thread that walks pairs.
pub(crate) struct Walker<'p, 'r> {
    plan: &'p Plan,
    compiled: &'p Compiled<'r>,
    active: Vec<bool>,
    gathered: Gathered,
    /// Slots of the gathered records, slot by slot.
    slots: Vec<Vec<u32>>,
    dead: Vec<u8>,
    batch: Batch,
    single: Batch,
    scratch: Scratch,
}

impl<'p, 'r> Walker<'p, 'r> {
    /// A walker that compares by all comparisons.
    pub(crate) fn new(plan: &'p Plan, compiled: &'p Compiled<'r>) -> Self {
        let active = vec![true; compiled.space().comparisons()];
        Self::with_active(plan, compiled, active)
    }

    /// A walker that takes comparisons that are not active for missing.
    pub(crate) fn with_active(
        plan: &'p Plan,
        compiled: &'p Compiled<'r>,
        active: Vec<bool>,
    ) -> Self {
        Self {
            plan,
            compiled,
            active,
            gathered: compiled.gathered(),
            slots: vec![Vec::new(); plan.slots()],
            dead: Vec::new(),
            batch: compiled.batch(),
            single: compiled.batch(),
            scratch: Scratch::new(compiled.dialect()),
        }
    }

    /// Visits the pairs of a portion of a rule with their patterns, in a fixed order. With `once`, pairs that an earlier
    /// rule gives are passed over.
    pub(crate) fn walk(
        &mut self,
        rule: usize,
        unit: &Unit,
        once: bool,
        mut visit: impl FnMut(&Batch, usize, u64),
    ) {
        self.runs(rule, unit, once, |walker, left, mut rights| {
            while !rights.is_empty() {
                rights.start += walker.push(left, rights.clone());
                if walker.batch.is_full() {
                    walker.flush(Some(rule), &mut visit);
                }
            }
        });
        self.flush(Some(rule), &mut visit);
    }

    /// Visits the allowed pairs of some records.
    pub(crate) fn walk_among(
        &mut self,
        records: &[u32],
        lefts: &Lefts,
        mut visit: impl FnMut(&Batch, usize, u64),
    ) {
        self.gather(records, false);
        let firsts = match lefts {
            Lefts::Following(firsts) => firsts.clone(),
            Lefts::First(count) => 0..*count,
        };
        for left in firsts {
            let rights = match lefts {
                Lefts::Following(_) => left + 1..records.len(),
                Lefts::First(count) => *count..records.len(),
            };
            self.mark_forbidden(left, rights.clone());
            self.push_living(left, rights, |walker| walker.flush(None, &mut visit));
        }
        self.flush(None, &mut visit);
    }

    /// How many pairs a portion of a rule gives.
    pub(crate) fn count(&mut self, rule: usize, unit: &Unit, once: bool) -> u64 {
        let mut pairs = 0;
        if self.plan.rules[rule].filter.is_some() {
            self.active.iter_mut().for_each(|active| *active = false);
            self.walk(rule, unit, once, |_, _, _| pairs += 1);
        } else {
            self.runs(rule, unit, once, |_, _, rights| {
                pairs += rights.len() as u64
            });
        }
        pairs
    }

    /// Gathers the slots of records where they are wanted; their lanes follow once a pair needs them.
    fn gather(&mut self, records: &[u32], slots_wanted: bool) {
        let Self {
            plan,
            gathered,
            slots,
            ..
        } = self;
        gathered.take(records);
        if !slots_wanted {
            return;
        }
        slots
            .iter_mut()
            .for_each(|slot| slot.resize(records.len(), 0));
        for (place, &record) in records.iter().enumerate() {
            for (slot, &value) in slots.iter_mut().zip(plan.slots_of(record)) {
                slot[place] = value;
            }
        }
    }

    fn need_lanes(&mut self) {
        let plan = self.plan;
        self.gathered.fetch(|record| plan.lanes(record));
    }

    /// Adds the pairs of one gathered record with a run of others, as many as there is room for; how many that were.
    fn push(&mut self, left: usize, rights: Range<usize>) -> usize {
        self.need_lanes();
        self.batch.push(&self.gathered, left, rights)
    }

    /// Gives each gathered record with runs of the gathered records that it is paired with.
    fn runs(
        &mut self,
        rule: usize,
        unit: &Unit,
        once: bool,
        mut emit: impl FnMut(&mut Self, usize, Range<usize>),
    ) {
        let (buckets, rows) = match *unit {
            Unit::Buckets(from, to) => (from..to, None),
            Unit::Rows(bucket, from, to) => (bucket..bucket + 1, Some(from..to)),
        };
        let index = &self.plan.rules[rule].index;
        for bucket in buckets {
            let members = index.bucket(bucket);
            let window = match index.shape {
                Shape::Neighbourhood(window) => window as usize,
                _ => usize::MAX,
            };
            let firsts = rows.clone().unwrap_or(
                0..match index.shape {
                    Shape::Swapped => index.first_role(bucket),
                    _ => members.len(),
                },
            );
            let skipped = if window == usize::MAX {
                0
            } else {
                firsts.start
            };
            let end = firsts.end.saturating_add(window).min(members.len());
            let wanted = once || index.shape == Shape::Swapped;
            self.gather(&members[skipped..end], wanted);
            let count = self.gathered.records.len();
            for left in firsts.start - skipped..firsts.end - skipped {
                let rights = match index.shape {
                    Shape::Swapped => index.first_role(bucket)..count,
                    _ => left + 1..left.saturating_add(window).min(count),
                };
                self.mark(rule, bucket, left, rights.clone(), once);
                self.living(left, rights, &mut emit);
            }
        }
    }

    /// Emits the runs of rights that are not dead.
    fn living(
        &mut self,
        left: usize,
        rights: Range<usize>,
        emit: &mut impl FnMut(&mut Self, usize, Range<usize>),
    ) {
        let mut start = rights.start;
        while start < rights.end {
            let offset = rights.start;
            let tail = &self.dead[start - offset..rights.len()];
            let skip = tail
                .iter()
                .position(|&dead| dead == 0)
                .unwrap_or(tail.len());
            let run = tail[skip..].iter().position(|&dead| dead != 0);
            let run = run.unwrap_or(tail.len() - skip);
            if run > 0 {
                emit(self, left, start + skip..start + skip + run);
            }
            start += skip + run;
        }
    }

    fn push_living(&mut self, left: usize, rights: Range<usize>, mut full: impl FnMut(&mut Self)) {
        self.living(left, rights, &mut |walker, left, mut run| {
            while !run.is_empty() {
                run.start += walker.push(left, run.clone());
                if walker.batch.is_full() {
                    full(walker);
                }
            }
        });
    }

    /// Marks the rights that a left record may not or need not be paired with.
    fn mark(&mut self, rule: usize, bucket: usize, left: usize, rights: Range<usize>, once: bool) {
        self.mark_forbidden(left, rights.clone());
        self.mark_own(rule, bucket, left, rights.clone());
        for earlier in 0..if once { rule } else { 0 } {
            self.mark_earlier(earlier, left, rights.clone());
        }
    }

    /// Marks records of datasets that may not be compared.
    fn mark_forbidden(&mut self, left: usize, rights: Range<usize>) {
        self.dead.clear();
        self.dead.resize(rights.len(), 0);
        let sides = &self.plan.sides;
        if !sides.allows_all() {
            let records = &self.gathered.records;
            let partners = sides.partners(sides.source(records[left]));
            for (dead, &record) in self.dead.iter_mut().zip(&records[rights]) {
                *dead |= u8::from(!partners[sides.source(record) as usize]);
            }
        }
    }

    /// Marks pairs that another bucket of the same rule gives, and a record with itself.
    fn mark_own(&mut self, rule: usize, bucket: usize, left: usize, rights: Range<usize>) {
        let planned = &self.plan.rules[rule];
        let records = &self.gathered.records;
        let own = records[left];
        match &planned.index.shape {
            Shape::Plain | Shape::Neighbourhood(_) => {}
            Shape::Exploded(keys) => {
                for (dead, &other) in self.dead.iter_mut().zip(&records[rights]) {
                    let first = keys.first_common(own, other);
                    *dead |= u8::from(first != Some(bucket as u32 + 1));
                }
            }
            Shape::Swapped => {
                let slots = (&self.slots[planned.slot], &self.slots[planned.slot + 1]);
                for (dead, right) in self.dead.iter_mut().zip(rights) {
                    let other = records[right];
                    let back = slots.0[right] == slots.1[left] && slots.0[right] != 0;
                    *dead |= u8::from(other == own || (back && own > other));
                }
            }
        }
    }

    /// Marks pairs that an earlier rule gives.
    fn mark_earlier(&mut self, earlier: usize, left: usize, rights: Range<usize>) {
        let planned = &self.plan.rules[earlier];
        if planned.index.shape == Shape::Plain && planned.filter.is_none() {
            let slot = &self.slots[planned.slot];
            let own = slot[left];
            if own != 0 {
                for (dead, &other) in self.dead.iter_mut().zip(&slot[rights]) {
                    *dead |= u8::from(own == other);
                }
            }
            return;
        }
        let own = self.gathered.records[left];
        for (place, right) in rights.enumerate() {
            let other = self.gathered.records[right];
            let slots = |record| (record, self.plan.slots_of(record));
            let gives = self.dead[place] == 0
                && self.plan.meets(earlier, slots(own), slots(other))
                && planned
                    .filter
                    .is_none_or(|filter| self.meets(filter, left, right));
            self.dead[place] |= u8::from(gives);
        }
    }

    /// Whether one gathered pair meets a filter.
    fn meets(&mut self, filter: usize, left: usize, right: usize) -> bool {
        self.need_lanes();
        self.single.clear();
        self.single.push(&self.gathered, left, right..right + 1);
        self.compiled.meets(filter, &self.single, &mut self.scratch)[0]
    }

    fn flush(&mut self, rule: Option<usize>, visit: &mut impl FnMut(&Batch, usize, u64)) {
        let filter = rule.and_then(|rule| self.plan.rules[rule].filter);
        let accepted =
            filter.map(|filter| self.compiled.meets(filter, &self.batch, &mut self.scratch));
        self.compiled
            .patterns(&self.batch, &self.active, &mut self.scratch);
        for pair in 0..self.batch.len() {
            if accepted.is_none_or(|accepted| accepted[pair]) {
                visit(&self.batch, pair, self.scratch.patterns[pair]);
            }
        }
        self.batch.clear();
    }
}

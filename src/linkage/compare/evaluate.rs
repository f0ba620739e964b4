//! Evaluating compiled comparisons on pairs of rows: the inner loop.

use crate::ingest::MISSING;
use crate::kernel::similarity::{DamerauLevenshtein, Jaro, jaro_winkler};

use super::compiled::{Compiled, CompiledComparison, Metric, Node};

/// Working memory of one thread.
pub(crate) struct Scratch {
    jaro: Jaro,
    edits: DamerauLevenshtein,
    measured: Vec<f64>,
}

impl Scratch {
    pub(crate) fn new() -> Self {
        Self {
            jaro: Jaro::default(),
            edits: DamerauLevenshtein::default(),
            measured: Vec::new(),
        }
    }
}

impl Compiled<'_> {
    /// The agreement pattern of two rows of codes.
    pub(crate) fn pattern(&self, scratch: &mut Scratch, left: &[u32], right: &[u32]) -> u64 {
        let digits = self.comparisons.iter();
        digits
            .map(|comparison| self.digit(comparison, scratch, left, right) * comparison.stride)
            .sum()
    }

    fn digit(
        &self,
        comparison: &CompiledComparison,
        scratch: &mut Scratch,
        left: &[u32],
        right: &[u32],
    ) -> u64 {
        if let Some(slot) = comparison.equal_is_first {
            let (a, b) = (left[slot], right[slot]);
            if a == MISSING || b == MISSING {
                return 0;
            }
            if a == b {
                return 1;
            }
        } else if comparison
            .slots
            .iter()
            .all(|&slot| left[slot] == MISSING || right[slot] == MISSING)
        {
            return 0;
        }
        scratch.measured.clear();
        scratch.measured.resize(comparison.metrics.len(), f64::NAN);
        let first = usize::from(comparison.equal_is_first.is_some());
        let mut view = Pair {
            compiled: self,
            comparison,
            scratch,
            left,
            right,
        };
        let level =
            (first..comparison.levels.len()).find(|&level| view.holds(&comparison.levels[level]));
        level.unwrap_or(comparison.levels.len()) as u64 + 1
    }
}

/// One comparison of one pair.
struct Pair<'a, 'r> {
    compiled: &'a Compiled<'r>,
    comparison: &'a CompiledComparison,
    scratch: &'a mut Scratch,
    left: &'a [u32],
    right: &'a [u32],
}

impl Pair<'_, '_> {
    fn holds(&mut self, node: &Node) -> bool {
        match *node {
            Node::Same { slot } => {
                self.left[slot] == self.right[slot] && self.left[slot] != MISSING
            }
            Node::SamePart { slot, table } => {
                let table = &self.compiled.tables[table];
                let part = table[self.left[slot] as usize];
                part != MISSING && part == table[self.right[slot] as usize]
            }
            Node::JaroWinkler { metric, at_least } => self.measure(metric) >= at_least,
            Node::Edits { metric, at_most } => self.measure(metric) <= at_most,
            Node::Days { slot, at_most } => {
                self.days_apart(slot).is_some_and(|days| days <= at_most)
            }
            Node::DayMonthSwapped { slot } => {
                let dates = &self.compiled.columns[slot].dates;
                let swapped = dates[self.left[slot] as usize].swapped;
                swapped.is_some() && swapped == dates[self.right[slot] as usize].day
            }
            Node::Reversed {
                first,
                second,
                table,
            } => {
                let table = &self.compiled.tables[table];
                let crosses = |from: u32, to: u32| to != MISSING && table[from as usize] == to;
                crosses(self.left[first], self.right[second])
                    && crosses(self.right[first], self.left[second])
            }
            Node::All(ref parts) => parts.iter().all(|part| self.holds(part)),
            Node::Any(ref parts) => parts.iter().any(|part| self.holds(part)),
            Node::Not(ref inner) => !self.holds(inner),
        }
    }

    fn days_apart(&self, slot: usize) -> Option<i32> {
        let dates = &self.compiled.columns[slot].dates;
        let day = |row: &[u32]| dates[row[slot] as usize].day;
        Some((day(self.left)? - day(self.right)?).abs())
    }

    fn measure(&mut self, metric: usize) -> f64 {
        if self.scratch.measured[metric].is_nan() {
            self.scratch.measured[metric] = match self.comparison.metrics[metric] {
                Metric::JaroWinkler { slot, floor } => self.jaro_winkler(slot, floor),
                Metric::Edits { slot, ceiling } => self.edits(slot, ceiling),
            };
        }
        self.scratch.measured[metric]
    }

    /// Jaro–Winkler, or 0 where it is missing or certain to lie below `floor`.
    fn jaro_winkler(&mut self, slot: usize, floor: f64) -> f64 {
        let column = &self.compiled.columns[slot];
        let (a, b) = (self.left[slot], self.right[slot]);
        if a == MISSING || b == MISSING {
            return 0.0;
        }
        let (fact_a, fact_b) = (column.text[a as usize], column.text[b as usize]);
        let pool = column.values.pool();
        if !(fact_a.ascii && fact_b.ascii) {
            return jaro_winkler(&code_points(pool.value(a)), &code_points(pool.value(b)));
        }
        let (len_a, len_b) = (fact_a.len as usize, fact_b.len as usize);
        if fact_a
            .signature
            .jaro_winkler_at_most(len_a, fact_b.signature, len_b)
            < floor
        {
            return 0.0;
        }
        self.scratch.jaro.winkler(pool.bytes(a), pool.bytes(b))
    }

    /// Damerau–Levenshtein, or infinity where it is missing or above `ceiling`.
    fn edits(&mut self, slot: usize, ceiling: u32) -> f64 {
        let column = &self.compiled.columns[slot];
        let (a, b) = (self.left[slot], self.right[slot]);
        if a == MISSING || b == MISSING {
            return f64::INFINITY;
        }
        let (fact_a, fact_b) = (column.text[a as usize], column.text[b as usize]);
        let pool = column.values.pool();
        let limit = ceiling as usize;
        let distance = if !(fact_a.ascii && fact_b.ascii) {
            let (a, b) = (code_points(pool.value(a)), code_points(pool.value(b)));
            self.scratch.edits.within(&a, &b, limit)
        } else if fact_a.len.abs_diff(fact_b.len) > ceiling
            || fact_a.signature.edits_at_least(fact_b.signature) > ceiling
        {
            None
        } else {
            self.scratch
                .edits
                .within(pool.bytes(a), pool.bytes(b), limit)
        };
        distance.map_or(f64::INFINITY, |distance| distance as f64)
    }
}

fn code_points(text: &str) -> Vec<char> {
    text.chars().collect()
}

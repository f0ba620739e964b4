//! Judging one comparison of one pair exactly.

use crate::kernel::similarity::{
    Coordinates, DamerauLevenshtein, Dialect, Jaro, Levenshtein, Nicknames, OptimalStringAlignment,
    character_jaccard, optimal_string_alignment, qgram_cosine, qgram_jaccard,
};

use super::batch::Batch;
use super::compiled::{Compiled, CompiledComparison, Missing};
use super::metric::{Measure, Metric};
use super::node::{Leaf, Node, Slow};

/// Working memory of one thread.
pub(super) struct Judge {
    jaro: Jaro,
    /// Field and code of the string that `jaro` was last prepared with.
    prepared: Option<(usize, usize)>,
    levenshtein: Levenshtein,
    alignment: OptimalStringAlignment,
    damerau: DamerauLevenshtein,
    measured: Vec<f64>,
}

impl Judge {
    pub(super) fn new(dialect: Dialect) -> Self {
        Self {
            jaro: Jaro::new(dialect),
            prepared: None,
            levenshtein: Levenshtein::default(),
            alignment: OptimalStringAlignment::default(),
            damerau: DamerauLevenshtein::default(),
            measured: Vec::new(),
        }
    }
}

/// One pair of a batch under one comparison.
struct Pair<'a, 'r> {
    compiled: &'a Compiled<'r>,
    metrics: &'a [Metric],
    batch: &'a Batch,
    pair: usize,
    judge: &'a mut Judge,
}

impl Compiled<'_> {
    /// The level of a pair as a pattern digit.
    pub(super) fn judge(
        &self,
        comparison: &CompiledComparison,
        batch: &Batch,
        pair: usize,
        judge: &mut Judge,
    ) -> u8 {
        judge.measured.clear();
        judge.measured.resize(comparison.metrics.len(), f64::NAN);
        let mut view = Pair {
            compiled: self,
            metrics: &comparison.metrics,
            batch,
            pair,
            judge,
        };
        if let Missing::When(condition) = &comparison.missing
            && view.holds(&condition.node)
        {
            return 0;
        }
        let level = comparison
            .levels
            .iter()
            .position(|level| view.holds(&level.node));
        level.unwrap_or(comparison.levels.len()) as u8 + 1
    }
}

impl Pair<'_, '_> {
    fn codes(&self, lane: usize) -> (u32, u32) {
        self.batch.codes(lane, self.pair)
    }

    /// Codes that are present on both sides.
    fn present(&self, lane: usize) -> Option<(usize, usize)> {
        let (a, b) = self.codes(lane);
        (a != 0 && b != 0).then_some((a as usize, b as usize))
    }

    fn holds(&mut self, node: &Node) -> bool {
        match node {
            Node::Leaf(leaf) => self.leaf(leaf),
            Node::Slow(slow) => self.slow(slow),
            Node::All(nodes) => nodes.iter().all(|node| self.holds(node)),
            Node::Any(nodes) => nodes.iter().any(|node| self.holds(node)),
            Node::Not(inner) => !self.holds(inner),
        }
    }

    fn leaf(&self, leaf: &Leaf) -> bool {
        match *leaf {
            Leaf::Always(always) => always,
            Leaf::Same(lane) => self.present(lane).is_some_and(|(a, b)| a == b),
            Leaf::Absent(lane) => self.present(lane).is_none(),
            Leaf::Crossed { from, to } => {
                let (from, to) = (self.codes(from), self.codes(to));
                to.0 != 0 && to.1 != 0 && from.0 == to.1 && from.1 == to.0
            }
            Leaf::Days { lane, at_most } => self
                .present(lane)
                .is_some_and(|(a, b)| a.abs_diff(b) <= at_most.max(0) as usize),
            Leaf::DaySwapped { day, swapped } => {
                let (swapped, day) = (self.codes(swapped).0, self.codes(day).1);
                swapped == day && day != 0
            }
            Leaf::OneDigit(lane) => self.present(lane).is_some_and(|(a, b)| {
                let differ = (0..8).filter(|digit| a >> (4 * digit) & 15 != b >> (4 * digit) & 15);
                differ.count() == 1
            }),
        }
    }

    fn slow(&mut self, slow: &Slow) -> bool {
        match *slow {
            Slow::AtLeast { metric, floor } => self.measure(metric) >= floor,
            Slow::AtMost { metric, ceiling } => self.measure(metric) <= ceiling,
            Slow::Number {
                field,
                lane,
                at_most,
            } => self
                .numbers(field, lane)
                .is_some_and(|(a, b)| (a - b).abs() <= at_most),
            Slow::Percent {
                field,
                lane,
                at_most,
            } => self
                .numbers(field, lane)
                .is_some_and(|(a, b)| match self.compiled.dialect {
                    Dialect::CodePoints => (a - b).abs() <= at_most / 100.0 * a.abs().max(b.abs()),
                    _ => (a - b).abs() / a.max(b) <= at_most / 100.0,
                }),
            Slow::Kilometres {
                fields,
                lanes,
                at_most,
            } => {
                let latitude = self.numbers(fields.0, lanes.0);
                let longitude = self.numbers(fields.1, lanes.1);
                latitude.zip(longitude).is_some_and(|(lat, long)| {
                    let place = |latitude, longitude| Coordinates {
                        latitude,
                        longitude,
                    };
                    let (a, b) = (place(lat.0, long.0), place(lat.1, long.1));
                    self.compiled.dialect.distance_km(a, b) <= at_most
                })
            }
            Slow::Intersects {
                field,
                lane,
                at_least,
            } => self.present(lane).is_some_and(|(a, b)| {
                let sets = &self.compiled.fields[field].sets;
                common(&sets[a], &sets[b]) >= at_least
            }),
            Slow::Nickname { field, lane } => self.present(lane).is_some_and(|(a, b)| {
                let groups = &self.compiled.nicknames[field];
                a == b || Nicknames::share(&groups[a], &groups[b])
            }),
        }
    }

    fn numbers(&self, field: usize, lane: usize) -> Option<(f64, f64)> {
        let (a, b) = self.present(lane)?;
        let numbers = &self.compiled.fields[field].numbers;
        Some((numbers[a], numbers[b])).filter(|(a, b)| !a.is_nan() && !b.is_nan())
    }

    fn measure(&mut self, metric: usize) -> f64 {
        if self.judge.measured[metric].is_nan() {
            self.judge.measured[metric] = self.take(&self.metrics[metric]);
        }
        self.judge.measured[metric]
    }

    /// The measure: 0 or infinity where a value is missing; a distance above what any level asks for is infinite.
    fn take(&mut self, metric: &Metric) -> f64 {
        let missing = if metric.measure.is_distance() {
            f64::INFINITY
        } else {
            0.0
        };
        let Some((a, b)) = self.present(metric.lane) else {
            return missing;
        };
        let field = &self.compiled.fields[metric.field];
        let pool = field.pool();
        let ascii = field.text[a].ascii && field.text[b].ascii;
        let dialect = self.compiled.dialect;
        if !ascii && dialect != Dialect::DuckDb {
            return units(dialect, metric, pool.value(a as u32), pool.value(b as u32));
        }
        if metric.measure == Measure::JaroWinkler || metric.measure == Measure::Jaro {
            if self.judge.prepared != Some((metric.field, a)) {
                self.judge.jaro.prepare(pool.bytes(a as u32));
                self.judge.prepared = Some((metric.field, a));
            }
            return self.judge.jaro(metric, pool.bytes(b as u32));
        }
        self.judge
            .bytes(metric, pool.bytes(a as u32), pool.bytes(b as u32))
    }
}

impl Judge {
    /// Jaro or Jaro–Winkler of the prepared string and another; 0 where it falls short of what any level asks for.
    fn jaro(&self, metric: &Metric, b: &[u8]) -> f64 {
        match metric.measure {
            Measure::Jaro => self.jaro.against(b),
            _ => self
                .jaro
                .winkler_against_at_least(b, metric.loosest)
                .unwrap_or(0.0),
        }
    }

    /// Measures on bytes: the same as on code points where both are ASCII.
    fn bytes(&mut self, metric: &Metric, a: &[u8], b: &[u8]) -> f64 {
        let within = |distance: Option<usize>| distance.map_or(f64::INFINITY, |edits| edits as f64);
        let limit = metric.loosest as usize;
        match metric.measure {
            Measure::DamerauLevenshtein => within(self.damerau.within(a, b, limit)),
            Measure::Levenshtein => within(self.levenshtein.within(a, b, limit)),
            Measure::OptimalStringAlignment => within(self.alignment.within(a, b, limit)),
            Measure::Jaccard => character_jaccard(a, b),
            Measure::QgramJaccard(q) => qgram_jaccard(a, b, q as usize),
            Measure::QgramCosine(q) => qgram_cosine(a, b, q as usize),
            Measure::Jaro | Measure::JaroWinkler => {
                unreachable!("taken with the left string prepared")
            }
        }
    }
}

/// Measures on the units of a dialect.
fn units(dialect: Dialect, metric: &Metric, a: &str, b: &str) -> f64 {
    match metric.measure {
        Measure::Jaro => dialect.jaro(a, b),
        Measure::JaroWinkler => dialect.jaro_winkler(a, b),
        Measure::Levenshtein => dialect.levenshtein(a, b) as f64,
        Measure::DamerauLevenshtein => dialect.damerau_levenshtein(a, b) as f64,
        Measure::Jaccard => dialect.jaccard(a, b).unwrap_or(0.0),
        others => {
            let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            match others {
                Measure::QgramJaccard(q) => qgram_jaccard(&a, &b, q as usize),
                Measure::QgramCosine(q) => qgram_cosine(&a, &b, q as usize),
                _ => optimal_string_alignment(&a, &b) as f64,
            }
        }
    }
}

/// Members that two sorted sets share.
fn common(a: &[u32], b: &[u32]) -> usize {
    let (mut i, mut j, mut count) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                (i, j, count) = (i + 1, j + 1, count + 1);
            }
        }
    }
    count
}

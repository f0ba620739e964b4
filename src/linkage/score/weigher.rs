//! From agreement patterns and term frequencies to match weights.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::linkage::block::{Unit, Walker};
use crate::linkage::compare::{Batch, Compiled};
use crate::linkage::{LinkageModel, TermFrequency};
use crate::standardise::Records;

use super::{FoundBy, ScoredPair, Scoring, TermFrequencies, in_order};

/// Largest pattern space whose weights are tabulated.
const TABLE: u64 = 1 << 17;

/// Weights of patterns that one thread has met, where there are too many to tabulate.
pub(super) type Memo = FxHashMap<u64, f64>;

/// Weights of patterns and of values' frequencies.
pub(super) struct Weigher<'a> {
    model: &'a LinkageModel,
    radices: Vec<u64>,
    table: Vec<f64>,
    frequencies: Vec<Frequencies>,
    most_from_frequencies: f64,
    floor: f64,
}

/// The term-frequency adjustments of one comparison.
struct Frequencies {
    stride: u64,
    radix: u64,
    /// By level, "anything else" last.
    levels: Vec<Option<Adjustment>>,
}

/// `weight · log2(u_exact / max(tf_left, tf_right, minimum_u))` at one level.
#[derive(Clone)]
struct Adjustment {
    lane: usize,
    weight: f64,
    log_u: f64,
    log_minimum: f64,
    /// log2 of each value's frequency; not a number where there is none.
    by_code: Vec<f64>,
}

impl Adjustment {
    fn new(
        adjustment: &TermFrequency,
        u: f64,
        compiled: &mut Compiled<'_>,
        records: &Records,
        tables: Option<&TermFrequencies>,
    ) -> Self {
        let name = &adjustment.column;
        let column = records
            .column(name)
            .expect("the specification was checked against the records");
        Self {
            lane: compiled.know_column(name),
            weight: adjustment.weight,
            log_u: u.log2(),
            log_minimum: adjustment.minimum_u.log2(),
            by_code: TermFrequencies::by_code(tables, name, &column.values),
        }
    }

    /// With one frequency missing the other counts alone; with both, nothing is adjusted.
    fn gain(&self, batch: &Batch, pair: usize) -> f64 {
        let (left, right) = batch.codes(self.lane, pair);
        let larger = self.by_code[left as usize].max(self.by_code[right as usize]);
        match larger.is_nan() {
            true => 0.0,
            false => self.weight * (self.log_u - larger.max(self.log_minimum)),
        }
    }

    fn most(&self) -> f64 {
        let rarest = self.by_code.iter().copied().fold(f64::INFINITY, f64::min);
        match rarest.is_finite() {
            true => (self.weight * (self.log_u - rarest.max(self.log_minimum))).max(0.0),
            false => 0.0,
        }
    }
}

impl<'a> Weigher<'a> {
    pub(super) fn new(
        model: &'a LinkageModel,
        compiled: &mut Compiled<'_>,
        records: &Records,
        scoring: &Scoring<'_>,
    ) -> Self {
        let frequencies = frequencies(model, compiled, records, scoring.frequencies);
        let space = compiled.space();
        let table = match space.size() <= TABLE {
            true => (0..space.size())
                .into_par_iter()
                .map(|pattern| {
                    let digits: Vec<u8> = space.digits(pattern).collect();
                    model.parameters.match_weight(&digits)
                })
                .collect(),
            false => Vec::new(),
        };
        let most = |one: &Frequencies| {
            let levels = one.levels.iter().flatten();
            levels.map(Adjustment::most).fold(0.0, f64::max)
        };
        let comparisons = model.spec.comparisons.iter();
        Self {
            model,
            radices: comparisons.map(|c| c.level_count() as u64 + 1).collect(),
            table,
            most_from_frequencies: frequencies.iter().map(most).sum(),
            frequencies,
            floor: scoring.floor,
        }
    }

    /// Scores the pairs of a portion of a rule; those kept, and how many there were.
    pub(super) fn score(
        &self,
        walker: &mut Walker<'_, '_>,
        memo: &mut Memo,
        (rule, unit): (usize, &Unit),
        found_by: FoundBy,
    ) -> (Vec<ScoredPair>, u64) {
        let (mut kept, mut seen) = (Vec::new(), 0);
        walker.walk(rule, unit, true, |batch, pair, pattern| {
            seen += 1;
            let base = match self.table.get(pattern as usize) {
                Some(weight) => *weight,
                None => *memo
                    .entry(pattern)
                    .or_insert_with(|| self.weight_of(pattern)),
            };
            let certain = found_by.is_deterministic();
            if !certain && base + self.most_from_frequencies < self.floor {
                return;
            }
            let weight = base + self.frequency_weight(pattern, batch, pair);
            if certain || weight >= self.floor {
                let (left, right) = in_order(batch.pairs()[pair]);
                kept.push(ScoredPair {
                    left,
                    right,
                    weight,
                    found_by,
                });
            }
        });
        (kept, seen)
    }

    fn weight_of(&self, mut pattern: u64) -> f64 {
        let digit = |radix: &u64| {
            let digit = (pattern % radix) as u8;
            pattern /= radix;
            digit
        };
        let digits: Vec<u8> = self.radices.iter().map(digit).collect();
        self.model.parameters.match_weight(&digits)
    }

    fn frequency_weight(&self, pattern: u64, batch: &Batch, pair: usize) -> f64 {
        let gain = |one: &Frequencies| {
            let digit = (pattern / one.stride % one.radix) as usize;
            let level = digit
                .checked_sub(1)
                .and_then(|level| one.levels[level].as_ref());
            level.map_or(0.0, |adjustment| adjustment.gain(batch, pair))
        };
        self.frequencies.iter().map(gain).sum()
    }
}

fn frequencies(
    model: &LinkageModel,
    compiled: &mut Compiled<'_>,
    records: &Records,
    tables: Option<&TermFrequencies>,
) -> Vec<Frequencies> {
    let mut frequencies = Vec::new();
    for (place, comparison) in model.spec.comparisons.iter().enumerate() {
        let u = &model.parameters.u[place];
        let mut levels: Vec<Option<Adjustment>> = Vec::new();
        for (level, written) in comparison.levels().iter().enumerate() {
            levels.push(written.term_frequency.as_ref().map(|adjustment| {
                let exact = comparison.exact_level(&adjustment.column);
                let exact = exact.filter(|_| !adjustment.own_u).unwrap_or(level);
                Adjustment::new(adjustment, u[exact], compiled, records, tables)
            }));
        }
        if levels.iter().any(Option::is_some) {
            levels.push(None);
            frequencies.push(Frequencies {
                stride: compiled.space().stride(place),
                radix: comparison.level_count() as u64 + 1,
                levels,
            });
        }
    }
    frequencies
}

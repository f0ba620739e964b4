//! Scoring candidate pairs; only those worth keeping are kept.

use polars::prelude::{Column, DataFrame};
use rayon::prelude::*;

use crate::Result;
use crate::ingest::MISSING;
use crate::kernel::fellegi_sunter::{match_probability, match_weight_from_probability};
use crate::linkage::block::{Plan, Unit};
use crate::linkage::compare::{Compiled, Scratch};
use crate::linkage::{LinkType, LinkageModel};
use crate::standardise::{RecordId, RecordSource, Records};

/// Pairs below this match probability are not kept.
const KEPT_PROBABILITY: f64 = 0.001;

/// Largest pattern space whose weights are tabulated.
const TABLE: u64 = 1 << 21;

/// A pair of records with the evidence for a match.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScoredPair {
    /// The record that comes first.
    pub left: RecordId,
    /// The other record.
    pub right: RecordId,
    /// Match weight: log2 of the posterior odds, prior and term frequencies included.
    pub weight: f64,
}

impl ScoredPair {
    /// The probability that the pair is a match.
    pub fn probability(&self) -> f64 {
        match_probability(self.weight)
    }
}

/// The candidate pairs with a match probability of at least 0.001.
#[derive(Debug, Clone)]
pub struct ScoredPairs {
    pub(crate) pairs: Vec<ScoredPair>,
    pub(crate) sources: Vec<RecordSource>,
    pub(crate) link_type: LinkType,
    pub(crate) candidate_pairs: u64,
}

impl ScoredPairs {
    /// The pairs, by left record, then right.
    pub fn pairs(&self) -> &[ScoredPair] {
        &self.pairs
    }

    /// How many pairs blocking produced and scoring judged, kept or not.
    pub fn candidate_pairs(&self) -> u64 {
        self.candidate_pairs
    }

    /// Which pairs were allowed.
    pub fn link_type(&self) -> LinkType {
        self.link_type
    }

    /// The pairs as a frame: `left` and `right` (`UInt32`, places among the records), `match_weight` and
    /// `match_probability` (`Float64`).
    ///
    /// # Errors
    ///
    /// When the frame engine refuses.
    pub fn to_frame(&self) -> Result<DataFrame> {
        let column =
            |value: fn(&ScoredPair) -> f64| self.pairs.iter().map(value).collect::<Vec<_>>();
        let record =
            |value: fn(&ScoredPair) -> u32| self.pairs.iter().map(value).collect::<Vec<_>>();
        let columns = vec![
            Column::new("left".into(), record(|pair| pair.left.0)),
            Column::new("right".into(), record(|pair| pair.right.0)),
            Column::new("match_weight".into(), column(|pair| pair.weight)),
            Column::new("match_probability".into(), column(ScoredPair::probability)),
        ];
        Ok(DataFrame::new(self.pairs.len(), columns)?)
    }
}

impl LinkageModel {
    /// Scores every pair that the blocking rules give, each once.
    ///
    /// # Errors
    ///
    /// When a compared column is absent, or blocking would exceed the specification's pair budget.
    pub fn score(&self, records: &Records) -> Result<ScoredPairs> {
        let spec = &self.spec;
        spec.check(records)?;
        let compiled = Compiled::new(&spec.comparisons, records)?;
        let plan = Plan::new(
            &compiled,
            records,
            &spec.blocking,
            spec.link_type,
            spec.pair_budget,
        )?;
        let weigher = Weigher::new(self, &compiled, records);
        let mut pairs = Vec::new();
        let mut candidate_pairs = 0;
        for rule in 0..plan.rules() {
            let units = Unit::cut(plan.rule(rule), |_| true);
            let scored: Vec<(Vec<ScoredPair>, u64)> = units
                .par_iter()
                .map_init(
                    || (Scratch::new(), Vec::new()),
                    |(scratch, gathered), unit| {
                        weigher.score_unit(&plan, rule, unit, scratch, gathered)
                    },
                )
                .collect();
            for (kept, seen) in scored {
                pairs.extend(kept);
                candidate_pairs += seen;
            }
        }
        pairs.par_sort_unstable_by_key(|pair| (pair.left, pair.right));
        Ok(ScoredPairs {
            pairs,
            sources: records.sources().to_vec(),
            link_type: spec.link_type,
            candidate_pairs,
        })
    }
}

/// Weights of patterns and of values' frequencies.
struct Weigher<'a> {
    model: &'a LinkageModel,
    compiled: &'a Compiled<'a>,
    table: Vec<f64>,
    frequencies: Vec<Frequency>,
    most_from_frequencies: f64,
    floor: f64,
}

/// Term-frequency adjustment of one comparison: `log2(u_exact / max(tf_left, tf_right))` at its levels.
struct Frequency {
    slot: usize,
    stride: u64,
    radix: u64,
    adjusts: Vec<bool>,
    /// log2 of `u_exact / tf` of each value.
    by_code: Vec<f64>,
}

impl<'a> Weigher<'a> {
    fn new(model: &'a LinkageModel, compiled: &'a Compiled<'a>, records: &Records) -> Self {
        let space = compiled.space();
        let table = match space.size() <= TABLE {
            true => (0..space.size())
                .map(|pattern| model.weight_of(compiled, pattern))
                .collect(),
            false => Vec::new(),
        };
        let frequencies = frequencies(model, compiled, records);
        let most =
            |frequency: &Frequency| frequency.by_code[1..].iter().copied().fold(0.0, f64::max);
        let most_from_frequencies = frequencies.iter().map(most).sum();
        let floor = match_weight_from_probability(KEPT_PROBABILITY);
        Self {
            model,
            compiled,
            table,
            frequencies,
            most_from_frequencies,
            floor,
        }
    }

    fn score_unit(
        &self,
        plan: &Plan,
        rule: usize,
        unit: &Unit,
        scratch: &mut Scratch,
        gathered: &mut Vec<u32>,
    ) -> (Vec<ScoredPair>, u64) {
        let (mut kept, mut seen) = (Vec::new(), 0);
        plan.for_each_pair(
            rule,
            unit,
            true,
            gathered,
            |left, right, left_row, right_row| {
                seen += 1;
                let pattern = self.compiled.pattern(scratch, left_row, right_row);
                let base = self.pattern_weight(pattern);
                if base + self.most_from_frequencies < self.floor {
                    return;
                }
                let weight = base + self.frequency_weight(pattern, left_row, right_row);
                if weight >= self.floor {
                    kept.push(ScoredPair {
                        left: RecordId(left),
                        right: RecordId(right),
                        weight,
                    });
                }
            },
        );
        (kept, seen)
    }

    fn pattern_weight(&self, pattern: u64) -> f64 {
        match self.table.get(pattern as usize) {
            Some(weight) => *weight,
            None => self.model.weight_of(self.compiled, pattern),
        }
    }

    fn frequency_weight(&self, pattern: u64, left: &[u32], right: &[u32]) -> f64 {
        let weight = |frequency: &Frequency| {
            let digit = (pattern / frequency.stride % frequency.radix) as usize;
            if digit == 0 || !frequency.adjusts[digit - 1] {
                return 0.0;
            }
            let of = |row: &[u32]| frequency.by_code[row[frequency.slot] as usize];
            of(left).min(of(right))
        };
        self.frequencies.iter().map(weight).sum()
    }
}

impl LinkageModel {
    fn weight_of(&self, compiled: &Compiled<'_>, pattern: u64) -> f64 {
        let digits: Vec<u8> = compiled.space().digits(pattern).collect();
        self.parameters.match_weight(&digits)
    }
}

fn frequencies(model: &LinkageModel, compiled: &Compiled<'_>, records: &Records) -> Vec<Frequency> {
    let comparisons = model.spec.comparisons.iter().enumerate();
    let one = |(place, comparison): (usize, &crate::linkage::Comparison)| {
        let column = comparison.term_frequency_column()?;
        let u_exact = model.parameters.u[place][comparison.exact_level(column)?];
        let values = &records.column(column)?.values;
        let mut counts = vec![0u64; values.pool().len()];
        values
            .codes()
            .iter()
            .for_each(|&code| counts[code as usize] += 1);
        counts[MISSING as usize] = 0;
        let present: u64 = counts.iter().sum();
        let ratio = |count: u64| (u_exact * present as f64 / count as f64).log2();
        let mut by_code: Vec<f64> = counts.into_iter().map(ratio).collect();
        by_code[MISSING as usize] = f64::INFINITY;
        Some(Frequency {
            slot: compiled.slot_of(column)?,
            stride: compiled.space().stride(place),
            radix: comparison.level_count() as u64 + 1,
            adjusts: adjusted_levels(comparison),
            by_code,
        })
    };
    comparisons.filter_map(one).collect()
}

fn adjusted_levels(comparison: &crate::linkage::Comparison) -> Vec<bool> {
    let written = comparison.levels().iter().map(|level| level.term_frequency);
    written.chain([false]).collect()
}

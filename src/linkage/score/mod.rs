//! Scoring candidate pairs; only those worth keeping are kept.

mod frequency;
mod given;
mod pairs;
mod weigher;

use rayon::prelude::*;

pub use frequency::TermFrequencies;
pub use pairs::{FoundBy, ScoredPair, ScoredPairs};

use crate::Result;
use crate::kernel::fellegi_sunter::match_weight_from_probability;
use crate::linkage::block::{PORTION, Plan, Unit, Walker};
use crate::linkage::compare::Compiled;
use crate::linkage::resolve::Constraints;
use crate::linkage::{BlockingRule, LinkageModel, MatchProbability};
use crate::run::{Run, Step};
use crate::standardise::{RecordId, Records};

use weigher::{Memo, Weigher};

/// Pairs below this match probability are not kept unless the caller says otherwise.
const KEPT_PROBABILITY: f64 = 0.001;

/// Portions that are scored before their links are handed on.
const ROUND: usize = 256;

/// How candidate pairs are scored, and which are kept.
///
/// # Examples
///
/// ```
/// use throughline::linkage::{MatchProbability, Scoring};
///
/// let scoring = Scoring::new().at_least(MatchProbability::new(0.5)?).top(3);
/// assert_eq!(scoring.floor(), 0.0); // the match weight at which the odds are even
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Scoring<'a> {
    floor: f64,
    top: Option<usize>,
    frequencies: Option<&'a TermFrequencies>,
    run: Run<'a>,
}

impl Default for Scoring<'_> {
    fn default() -> Self {
        Self {
            floor: match_weight_from_probability(KEPT_PROBABILITY),
            top: None,
            frequencies: None,
            run: Run::new(),
        }
    }
}

impl<'a> Scoring<'a> {
    /// Keeps pairs with a match probability of at least 0.001.
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps pairs at or above a match probability.
    pub fn at_least(self, probability: MatchProbability) -> Self {
        self.at_least_weight(probability.weight())
    }

    /// Keeps pairs at or above a match weight (log2 odds); every candidate at negative infinity.
    pub fn at_least_weight(mut self, weight: f64) -> Self {
        self.floor = weight;
        self
    }

    /// Keeps of each record the best so many pairs; a pair stays when it is among the best of either record.
    pub fn top(mut self, pairs: usize) -> Self {
        self.top = Some(pairs);
        self
    }

    /// Takes term frequencies from tables instead of the records.
    pub fn frequencies(mut self, tables: &'a TermFrequencies) -> Self {
        self.frequencies = Some(tables);
        self
    }

    /// Sets threads and observer.
    pub fn run(mut self, run: Run<'a>) -> Self {
        self.run = run;
        self
    }

    /// The match weight below which pairs are not kept.
    pub fn floor(&self) -> f64 {
        self.floor
    }
}

impl LinkageModel {
    /// Scores every pair that the blocking rules give, each once, and keeps those with a match probability of at least
    /// 0.001.
    ///
    /// # Errors
    ///
    /// When a compared column is absent, or blocking would exceed the specification's pair or byte budget.
    pub fn score(&self, records: &Records) -> Result<ScoredPairs> {
        self.score_with(records, &Scoring::new())
    }

    /// Scores every pair that the blocking rules give, each once, and keeps those asked for.
    ///
    /// # Errors
    ///
    /// As [`score`](Self::score), when a record that must never be linked is not there, and when the observer cancels.
    pub fn score_with(&self, records: &Records, scoring: &Scoring<'_>) -> Result<ScoredPairs> {
        self.spec.check(records)?;
        let constraints = Constraints::new(&self.spec, records)?;
        let mut pairs = Vec::new();
        let candidate_pairs = self.score_each(records, scoring, |links| {
            pairs.extend_from_slice(links);
            Ok(())
        })?;
        pairs.par_sort_unstable_by_key(|pair| (pair.left, pair.right));
        if let Some(top) = scoring.top {
            pairs::keep_best(&mut pairs, records.len(), top);
        }
        Ok(ScoredPairs::new(
            &self.spec,
            records,
            constraints,
            pairs,
            candidate_pairs,
            scoring.floor,
        ))
    }

    /// Scores every pair and hands those kept to `sink` in portions, in a fixed order, holding none; how many pairs were
    /// judged. ([`Scoring::top`] needs all pairs and has no effect here.)
    ///
    /// Use it to stream links to a file: [`ScoredPair::frame`] and [`ScoredPair::record_batches`] make a portion a frame
    /// or Arrow batches.
    ///
    /// # Errors
    ///
    /// As [`score_with`](Self::score_with), and when `sink` fails.
    pub fn score_each(
        &self,
        records: &Records,
        scoring: &Scoring<'_>,
        mut sink: impl FnMut(&[ScoredPair]) -> Result<()> + Send,
    ) -> Result<u64> {
        let spec = &self.spec;
        spec.check(records)?;
        scoring.run.within(|| {
            let mut compiled = Compiled::new(spec, &spec.comparisons, records)?;
            let weigher = Weigher::new(self, &mut compiled, records, scoring);
            let ladder = spec.ladder.iter().map(|step| step.rule.clone());
            let rules: Vec<BlockingRule> = ladder.chain(spec.blocking.iter().cloned()).collect();
            let plan = spec.blocks(&mut compiled, records, &rules)?;
            let portions = portions(&plan);
            let step = scoring.run.step(Step::Scoring, portions.len() as u64);
            let mut judged = 0;
            for round in portions.chunks(ROUND) {
                let scored: Vec<(Vec<ScoredPair>, u64)> = round
                    .par_iter()
                    .map_init(
                        || (Walker::new(&plan, &compiled), Memo::default()),
                        |(walker, memo), (rule, unit)| {
                            step.check()?;
                            let found = FoundBy::of_rule(*rule, spec.ladder.len());
                            let scored = weigher.score(walker, memo, (*rule, unit), found);
                            step.portion_done();
                            Ok(scored)
                        },
                    )
                    .collect::<Result<_>>()?;
                for (kept, seen) in scored {
                    sink(&kept)?;
                    judged += seen;
                }
            }
            Ok(judged)
        })
    }
}

fn portions(plan: &Plan) -> Vec<(usize, Unit)> {
    let of_rule = |rule: usize| {
        let units = Unit::cut(plan.rule(rule), PORTION, |_| true);
        units.into_iter().map(move |unit| (rule, unit))
    };
    (0..plan.rules()).flat_map(of_rule).collect()
}

/// Both records of a pair, the one that comes first first.
fn in_order((a, b): (u32, u32)) -> (RecordId, RecordId) {
    (RecordId(a.min(b)), RecordId(a.max(b)))
}

//! The sibling and twin guard: how many pairs are relatives, from the pairs that agree on what relatives share.

use crate::Result;
use crate::kernel::fellegi_sunter::{
    Agreement, KinClass, Parameters, PatternCounts, RuleBlock, class_shares,
};
use crate::linkage::block::{PORTION, Plan, Unit};
use crate::linkage::compare::Compiled;
use crate::linkage::{BlockingRule, LinkageSpec};
use crate::run::Run;
use crate::standardise::Records;

use super::exact_u::exact_parts;
use super::tabulate::tabulate;
use crate::kernel::mix::mix;

/// Pairs that agree exactly on what the widest guard names, by pattern.
pub(super) struct GuardBlock {
    counts: PatternCounts,
    /// Comparisons of each guard, by place.
    guards: Vec<Vec<usize>>,
    widest: Vec<usize>,
    /// Probability that two records have values in all of the rule's columns.
    present: f64,
    /// Share of the rule's pairs that were counted.
    counted: f64,
}

impl GuardBlock {
    /// The rule whose pairs tell relatives from matches: exact agreement on what the widest guard names. None without a
    /// guard, or where some comparison has no level of exact agreement.
    pub(super) fn rules(spec: &LinkageSpec) -> Vec<BlockingRule> {
        let parts = widest(spec).and_then(|widest| {
            let parts: Option<Vec<_>> = widest
                .iter()
                .map(|&place| exact_parts(&spec.comparisons[place].levels()[0].when))
                .collect();
            parts.map(|parts| parts.concat())
        });
        parts.map(BlockingRule::new).into_iter().collect()
    }

    /// Counts the patterns of the rule's pairs.
    pub(super) fn new(
        spec: &LinkageSpec,
        compiled: &Compiled<'_>,
        plan: &Plan,
        rules: &[BlockingRule],
        place: usize,
        records: &Records,
        run: &Run<'_>,
    ) -> Result<Option<Self>> {
        let (Some(rule), Some(widest)) = (rules.first(), widest(spec)) else {
            return Ok(None);
        };
        let index = plan.rule(place);
        let share = spec.session_pairs as f64 / index.pairs().max(1) as f64;
        let limit = if share >= 1.0 {
            u64::MAX
        } else {
            (share * u64::MAX as f64) as u64
        };
        let units = Unit::cut(index, PORTION, |bucket| {
            mix(!spec.seed ^ mix(bucket as u64)) <= limit
        });
        let active = vec![true; spec.comparisons.len()];
        let counts = tabulate(compiled, plan, place, &units, &active, run)?;
        let whole = present_in_all(records, rule);
        Ok((counts.pairs() > 0).then(|| Self {
            counted: counts.pairs() as f64 / index.pairs() as f64,
            counts,
            guards: guards(spec),
            widest,
            present: whole * whole,
        }))
    }

    /// The guards as classes of the model, with their shares of the model's non-matches: where nearly every pair of the
    /// block is a match, the few others say little of how relatives share in them.
    pub(super) fn classes(&self, parameters: &Parameters, all_pairs: u64) -> Vec<KinClass> {
        let mut start = parameters.clone();
        start.kin = self
            .guards
            .iter()
            .map(|comparisons| KinClass {
                comparisons: comparisons.clone(),
                share: parameters.lambda,
            })
            .collect();
        let agreement = |&comparison: &usize| Agreement {
            comparison,
            levels: vec![0],
        };
        let block = RuleBlock {
            agreements: self.widest.iter().map(agreement).collect(),
            present: self.present,
            all_pairs: (all_pairs as f64 * self.counted).max(self.counts.pairs() as f64),
        };
        let active = vec![true; parameters.m.len()];
        let found = class_shares(&self.counts, &start, &active, Some(&block)).parameters;
        let of_non_matches = (1.0 - found.lambda) / (1.0 - parameters.lambda);
        let mut kin = found.kin;
        for class in &mut kin {
            class.share *= of_non_matches.min(1.0);
        }
        kin
    }
}

fn guards(spec: &LinkageSpec) -> Vec<Vec<usize>> {
    let guard = |kin: &crate::linkage::KinGuard| {
        let place = |name: &String| spec.comparisons.iter().position(|c| c.label() == name);
        kin.agree_on.iter().filter_map(place).collect()
    };
    spec.kin.iter().map(guard).collect()
}

/// What every guard names: the fewest comparisons of any, which the others are expected to add to.
fn widest(spec: &LinkageSpec) -> Option<Vec<usize>> {
    guards(spec)
        .into_iter()
        .min_by_key(Vec::len)
        .filter(|guard| !guard.is_empty())
}

/// Share of records with a value in every column of a rule.
fn present_in_all(records: &Records, rule: &BlockingRule) -> f64 {
    let columns: Vec<&[u32]> = rule
        .reads()
        .iter()
        .filter_map(|part| records.column(part.column()))
        .map(|column| column.values.codes())
        .collect();
    let whole = (0..records.len()).filter(|&record| columns.iter().all(|codes| codes[record] != 0));
    whole.count() as f64 / records.len().max(1) as f64
}

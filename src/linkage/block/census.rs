//! Counting pairs before any is compared.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::error::LinkageError;
use crate::kernel::mix::mix;
use crate::linkage::compare::Compiled;
use crate::linkage::{BlockingRule, LinkageSpec};
use crate::standardise::Records;

use super::keys::{Keyed, block_sizes, plain_keys, plain_keys_where};
use super::sides::choose_two;
use super::{PORTION, Plan, RuleIndex, Sides, Unit, Walker};

/// Largest blocks that a plan names by size.
const LARGEST: usize = 5;

/// Records up to which a rule's pairs are counted exactly where about is enough.
const COUNTED_EXACTLY: usize = 1 << 20;

/// One key in so many is counted beyond that.
const SAMPLED: u64 = 16;

/// Bytes of a link that is kept, and of a record's bookkeeping beside its row.
const LINK_BYTES: u64 = 24;

/// How many pairs each blocking rule gives, counted before any pair is compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockingPlan {
    /// The rules, in the order in which they are run: the ladder's, then the blocking rules.
    pub rules: Vec<RuleCensus>,
    /// Pairs that would be compared, each once.
    pub pairs: u64,
    /// Memory that scoring needs beside the records, in bytes, with a link for each record.
    pub bytes: u64,
}

/// What one blocking rule gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleCensus {
    /// The rule, in text form.
    pub rule: String,
    /// Pairs that the rule gives, those of earlier rules among them.
    pub pairs: u64,
    /// Pairs that no earlier rule gives.
    pub new_pairs: u64,
    /// Pairs of this rule and all before it, each once.
    pub cumulative_pairs: u64,
    /// Blocks of at least one allowed pair.
    pub blocks: u64,
    /// Records in the largest blocks, largest first.
    pub largest_blocks: Vec<u64>,
    /// Blocks that were larger than allowed and dropped or split.
    pub oversize_blocks: u64,
    /// Records in those blocks.
    pub oversize_records: u64,
    /// Pairs of those blocks that this rule does not give for that reason; of a rule with a filter or parts of several
    /// values, at most.
    pub pairs_left_out: u64,
}

impl LinkageSpec {
    /// Counts, exactly, the pairs that each blocking rule gives, without comparing any.
    ///
    /// Use it before a run on large data: rules can be looked at one by one, and the largest blocks are named by size,
    /// never by value.
    ///
    /// # Errors
    ///
    /// When a column that the specification names is absent, or the rules give more pairs than the pair budget.
    ///
    /// # Examples
    ///
    /// ```
    /// use throughline::ingest::{self, Source};
    /// use throughline::linkage::{BlockingRule, Comparison, LinkageSpec};
    /// use throughline::schema::Schema;
    /// use throughline::standardise::Standardiser;
    ///
    /// let text = "id,forename,surname\n1,Ann,Lee\n2,Anne,Lee\n3,Bo,Lee\n4,Ann,Moss\n";
    /// let read = ingest::read_one(&Source::bytes("people", text.into(), Schema::register()))?;
    /// let records = Standardiser::default().records(&[read.dataset])?;
    /// let spec = LinkageSpec::new()
    ///     .block(BlockingRule::on(["surname"])?)
    ///     .block(BlockingRule::on(["prefix(forename, 2)"])?)
    ///     .compare(Comparison::name("forename"));
    /// let plan = spec.plan(&records)?;
    /// let new: Vec<u64> = plan.rules.iter().map(|rule| rule.new_pairs).collect();
    /// assert_eq!(new, [3, 2]); // ANN and ANNE LEE meet under the first rule already
    /// assert_eq!(plan.pairs, 5);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn plan(&self, records: &Records) -> Result<BlockingPlan> {
        self.check(records)?;
        let row = Compiled::new(self, &self.comparisons, records)?.row_width();
        let mut compiled = Compiled::new(self, &[], records)?;
        let ladder = self.ladder.iter().map(|step| step.rule.clone());
        let all: Vec<BlockingRule> = ladder.chain(self.blocking.iter().cloned()).collect();
        let plan = self.blocks(&mut compiled, records, &all)?;
        let mut rules = Vec::new();
        let mut cumulative = 0;
        for (place, rule) in all.iter().enumerate() {
            let index = plan.rule(place);
            let new_pairs = count(&plan, &compiled, place, true);
            let pairs = match rule.is_plain() {
                true => index.pairs(),
                false => count(&plan, &compiled, place, false),
            };
            cumulative += new_pairs;
            rules.push(RuleCensus {
                rule: rule.to_string(),
                pairs,
                new_pairs,
                cumulative_pairs: cumulative,
                blocks: index.buckets() as u64,
                largest_blocks: index.largest(LARGEST),
                oversize_blocks: index.relieved.blocks,
                oversize_records: index.relieved.records,
                pairs_left_out: index.relieved.pairs,
            });
        }
        Ok(BlockingPlan {
            rules,
            pairs: cumulative,
            bytes: bytes_needed(records, row, all.len()),
        })
    }

    /// Sorts records into the buckets of rules.
    ///
    /// # Errors
    ///
    /// When the rules together allow more pairs than the pair budget, or the rows need more bytes than the byte budget.
    pub(crate) fn blocks(
        &self,
        compiled: &mut Compiled<'_>,
        records: &Records,
        rules: &[BlockingRule],
    ) -> Result<Plan> {
        let sides = Sides::new(self, records);
        let indexes = self.indexes(records, rules, &sides);
        self.check_pairs(rules, &indexes)?;
        let bytes = bytes_needed(records, compiled.row_width(), rules.len());
        if bytes > self.byte_budget {
            let budget = self.byte_budget;
            return Err(LinkageError::OverByteBudget { bytes, budget }.into());
        }
        Ok(Plan::new(compiled, records, rules, indexes, sides))
    }

    /// How many different pairs some rules give together.
    ///
    /// # Errors
    ///
    /// As [`blocks`](Self::blocks).
    pub(crate) fn distinct_pairs(&self, records: &Records, rules: &[BlockingRule]) -> Result<u64> {
        let mut compiled = Compiled::new(self, &[], records)?;
        let plan = self.blocks(&mut compiled, records, rules)?;
        Ok((0..rules.len())
            .map(|rule| count(&plan, &compiled, rule, true))
            .sum())
    }

    pub(crate) fn indexes(
        &self,
        records: &Records,
        rules: &[BlockingRule],
        sides: &Sides,
    ) -> Vec<RuleIndex> {
        let by_value = |members: &mut [u32]| self.sort_by_value(records, members);
        let index = |rule| RuleIndex::new(rule, records, sides, self.oversize, &by_value);
        rules.par_iter().map(index).collect()
    }

    /// Sorts records by the values of the compared columns, so that the pieces of a split block hold like records.
    fn sort_by_value(&self, records: &Records, members: &mut [u32]) {
        let columns: Vec<_> = self
            .comparisons
            .iter()
            .flat_map(|comparison| comparison.columns())
            .filter_map(|name| records.column(name))
            .collect();
        members.sort_by_cached_key(|&record| {
            let values = columns
                .iter()
                .map(|column| column.values.get(record as usize));
            (values.collect::<Vec<_>>(), record)
        });
    }

    fn check_pairs(&self, rules: &[BlockingRule], indexes: &[RuleIndex]) -> Result<()> {
        let pairs: u64 = indexes.iter().map(RuleIndex::pairs).sum();
        let widest = rules
            .iter()
            .zip(indexes)
            .max_by_key(|(_, index)| index.pairs());
        match widest {
            Some((rule, index)) if pairs > self.pair_budget => Err(LinkageError::OverBudget {
                pairs,
                budget: self.pair_budget,
                rule: rule.to_string(),
                rule_pairs: index.pairs(),
                largest: index.largest(1).first().copied().unwrap_or(0),
            }
            .into()),
            _ => Ok(()),
        }
    }
}

/// Bytes for rows of `row` lanes, the buckets of rules, and a link for each record.
fn bytes_needed(records: &Records, row: usize, rules: usize) -> u64 {
    records.len() as u64 * (4 * (row + 2 * rules) as u64 + 12 * rules as u64 + LINK_BYTES)
}

/// Pairs that a rule gives.
fn count(plan: &Plan, compiled: &Compiled<'_>, rule: usize, once: bool) -> u64 {
    let units = Unit::cut(plan.rule(rule), PORTION, |_| true);
    units
        .par_iter()
        .map_init(
            || Walker::new(plan, compiled),
            |walker, unit| walker.count(rule, unit, once),
        )
        .sum()
}

/// Pairs that a plain rule allows, without keeping its buckets.
pub(crate) fn count_rule(rule: &BlockingRule, records: &Records, sides: &Sides) -> u64 {
    if sides.allows_all()
        && let Some(sizes) = block_sizes(rule, records)
    {
        return sizes.into_iter().map(choose_two).sum();
    }
    pairs_of(&plain_keys(rule, records), sides)
}

/// About how many pairs a plain rule allows: of many records one key in sixteen is counted.
pub(crate) fn about_pairs(rule: &BlockingRule, records: &Records, sides: &Sides) -> u64 {
    if records.len() <= COUNTED_EXACTLY || rule.parts().len() == 1 {
        return count_rule(rule, records, sides);
    }
    let sampled = plain_keys_where(rule, records, |key| mix(key).is_multiple_of(SAMPLED));
    SAMPLED * pairs_of(&sampled, sides)
}

fn pairs_of(keyed: &[Keyed], sides: &Sides) -> u64 {
    let buckets = keyed
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|bucket| bucket.len() > 1);
    if sides.allows_all() {
        return buckets.map(|bucket| choose_two(bucket.len() as u64)).sum();
    }
    let pairs = |bucket: &[Keyed]| {
        let members: Vec<u32> = bucket.iter().map(|&(_, record)| record).collect();
        sides.pairs(&members)
    };
    buckets.map(pairs).sum()
}

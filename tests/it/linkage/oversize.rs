//! Blocks that are larger than wanted: bounded, and reported to the pair.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use throughline::linkage::{BlockingRule, Comparison, KeyMatch, LinkageSpec, Relief};

use super::blocking::{any_rule, files};
use super::comparing::rows;
use super::naive::World;
use super::{every_candidate, rule, telling, verbatim};

/// Blocks of a rule of parts of one value, by its key.
fn blocks(world: &World, rule: &BlockingRule) -> BTreeMap<Vec<String>, Vec<usize>> {
    let mut blocks: BTreeMap<Vec<String>, Vec<usize>> = BTreeMap::new();
    for row in 0..world.rows.len() {
        let value = |key: &KeyMatch| world.parts(row, key.sides().0).into_iter().next();
        if let Some(key) = rule.parts().iter().map(value).collect::<Option<Vec<_>>>() {
            blocks.entry(key).or_default().push(row);
        }
    }
    blocks
}

fn pairs_among(members: &[usize]) -> BTreeSet<(usize, usize)> {
    let all = members
        .iter()
        .flat_map(|&i| members.iter().map(move |&j| (i, j)));
    all.filter(|(i, j)| i < j).collect()
}

/// Pairs that a rule gives once its large blocks are relieved; the compared column orders what is split.
fn relieved(
    world: &World,
    rule: &BlockingRule,
    above: usize,
    then: Relief,
) -> BTreeSet<(usize, usize)> {
    let mut pairs = BTreeSet::new();
    for mut members in blocks(world, rule).into_values() {
        if members.len() <= above {
            pairs.extend(pairs_among(&members));
        } else if then == Relief::Split {
            members.sort_by_key(|&row| (world.value(row, "x_other").map(str::to_owned), row));
            members
                .chunks(above)
                .for_each(|piece| pairs.extend(pairs_among(piece)));
        }
    }
    pairs
}

fn is_simple(rule: &BlockingRule) -> bool {
    let same =
        |key: &KeyMatch| matches!(key, KeyMatch::Same(part) if !part.transform().is_multiple());
    rule.window().is_none() && rule.condition().is_none() && rule.parts().iter().all(same)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]
    #[test]
    fn what_relief_leaves_out_is_counted(
        rows in rows(24),
        first in any_rule(),
        second in any_rule(),
        above in 1u32..6,
        then in prop::sample::select(&[Relief::Drop, Relief::Split][..]),
    ) {
        let (texts, world) = files(&[rows]);
        let records = verbatim(&[&texts[0]]);
        let spec = LinkageSpec::new().block(first.clone()).block(second.clone());
        let spec = spec.compare(Comparison::category("x_other"));
        let whole = spec.plan(&records).unwrap();
        let spec = spec.oversize(above, then);
        let plan = spec.plan(&records).unwrap();
        let rules = [&first, &second];
        for ((census, unrelieved), rule) in plan.rules.iter().zip(&whole.rules).zip(rules) {
            if is_simple(rule) {
                let expected = relieved(&world, rule, above as usize, then);
                prop_assert_eq!(census.pairs, expected.len() as u64);
                prop_assert_eq!(census.pairs + census.pairs_left_out, unrelieved.pairs);
                let large: Vec<usize> = blocks(&world, rule).into_values().map(|block| block.len()).collect();
                let large: Vec<usize> = large.into_iter().filter(|&size| size > above as usize).collect();
                prop_assert_eq!(census.oversize_blocks, large.len() as u64);
                prop_assert_eq!(census.oversize_records, large.iter().sum::<usize>() as u64);
                prop_assert!(census.largest_blocks.iter().all(|&size| size <= u64::from(above)));
            } else {
                prop_assert!(census.pairs <= unrelieved.pairs);
                prop_assert!(census.pairs + census.pairs_left_out >= unrelieved.pairs, "{}", census.rule);
            }
        }
        let scored = every_candidate(&telling(spec), &records);
        prop_assert_eq!(scored.candidate_pairs(), plan.pairs);
        let places: BTreeSet<_> = scored.pairs().iter().map(|pair| (pair.left, pair.right)).collect();
        prop_assert_eq!(places.len() as u64, plan.pairs);
    }
}

#[test]
fn half_of_the_records_in_one_block_are_bounded_and_reported() {
    let row = |n: usize| {
        let town = if n.is_multiple_of(2) {
            "Everton".to_owned()
        } else {
            format!("Town{}", n / 6)
        };
        format!("r{n},Name{},{town}\n", n % 400)
    };
    let text = "record_id,x_name,x_town\n".to_owned() + &(0..4_000).map(row).collect::<String>();
    let records = verbatim(&[&text]);
    let spec = LinkageSpec::new()
        .block(rule(["x_town"]))
        .compare(Comparison::name("x_name"))
        .pair_budget(100_000);
    let message = spec.plan(&records).unwrap_err().to_string();
    assert!(
        message.contains("having 2000 records") && message.contains("100000"),
        "{message}"
    );
    let in_small = 2_000 / 3 * 3 + 1; // blocks of three, and one of two
    let small = |plan: &throughline::linkage::BlockingPlan| plan.rules[0].clone();
    let dropped = spec.clone().oversize(500, Relief::Drop);
    let census = small(&dropped.plan(&records).unwrap());
    assert_eq!(
        (census.oversize_blocks, census.oversize_records),
        (1, 2_000)
    );
    assert_eq!(census.pairs_left_out, 2_000 * 1_999 / 2);
    assert_eq!(census.pairs, in_small);
    assert_eq!(
        every_candidate(&telling(dropped.clone()), &records).candidate_pairs(),
        in_small
    );
    assert!(dropped.train(&records).is_ok());
    let split = spec.oversize(50, Relief::Split);
    let census = small(&split.plan(&records).unwrap());
    let pieces = 40 * (50 * 49 / 2);
    assert_eq!(census.pairs, in_small + pieces);
    assert_eq!(census.pairs_left_out, 2_000 * 1_999 / 2 - pieces);
    assert_eq!(census.largest_blocks[0], 50);
}

//! Blocking against brute force over all pairs: each pair once, by the first rule that gives it, as the plan says.

use std::collections::BTreeSet;

use proptest::prelude::*;
use throughline::linkage::{BlockingRule, Comparison, FoundBy, KeyPart, LinkType, LinkageSpec};

use super::comparing::{condition, rows};
use super::naive::{COLUMNS, World, allowed_by};
use super::{every_candidate, file, records, register_records, rule, telling, verbatim};

fn key() -> impl Strategy<Value = String> {
    let parts = [
        "x_name",
        "x_other",
        "x_place",
        "x_day",
        "prefix(x_name, 1)",
        "suffix(x_name, 2)",
        "substring(x_other, 2, 1)",
        "year(x_day)",
        "month(x_day)",
        "day(x_day)",
        "soundex(x_name)",
        "metaphone(x_name)",
        "sorted_tokens(x_name)",
        "outward(x_place)",
        "area(x_place)",
    ];
    prop::sample::select(parts.map(str::to_owned).to_vec())
}

fn several() -> impl Strategy<Value = String> {
    prop::sample::select(
        ["split(x_set, \"|\")", "metaphones(x_name)"]
            .map(str::to_owned)
            .to_vec(),
    )
}

fn swapped() -> impl Strategy<Value = String> {
    let sides = [
        "x_name = x_other",
        "x_other = x_name",
        "prefix(x_name, 1) = prefix(x_other, 1)",
        "soundex(x_name) = soundex(x_other)",
        "month(x_day) = day(x_day)",
    ];
    prop::sample::select(sides.map(str::to_owned).to_vec())
}

fn on(parts: &[String]) -> BlockingRule {
    BlockingRule::on(parts).unwrap()
}

/// Every shape of rule.
pub fn any_rule() -> impl Strategy<Value = BlockingRule> {
    let plain = || prop::collection::vec(key(), 1..3);
    let exploded = (
        several(),
        prop::collection::vec(prop_oneof![key(), several()], 0..2),
    );
    let exploded = exploded.prop_map(|(first, more)| on(&[vec![first], more].concat()));
    let swapped = (
        prop::collection::vec(swapped(), 1..3),
        prop::collection::vec(key(), 0..2),
    );
    let swapped = swapped.prop_map(|(crossed, same)| on(&[crossed, same].concat()));
    let by = prop::collection::vec(
        key().prop_map(|part| part.parse::<KeyPart>().unwrap()),
        1..3,
    );
    let near = (prop::collection::vec(key(), 0..2), by, 0u32..5);
    let near = near.prop_map(|(parts, by, window)| on(&parts).neighbourhood(by, window));
    let unfiltered = prop_oneof![
        3 => plain().prop_map(|parts| on(&parts)),
        2 => exploded,
        2 => swapped,
        2 => near,
        1 => Just(BlockingRule::everything()),
    ];
    (unfiltered, prop::option::weighted(0.25, condition())).prop_map(
        |(rule, filter)| match filter {
            Some(filter) => rule.filter(filter),
            None => rule,
        },
    )
}

fn several_datasets() -> impl Strategy<Value = Vec<Vec<Vec<Option<String>>>>> {
    prop::collection::vec(rows(12), 1..4)
}

/// One file for each dataset, and all rows as one world.
pub fn files(datasets: &[Vec<Vec<Option<String>>>]) -> (Vec<String>, World) {
    let texts = datasets.iter().map(|rows| file(&COLUMNS, rows)).collect();
    let of = |(place, rows): (usize, &Vec<Vec<Option<String>>>)| vec![place; rows.len()];
    let world = World {
        rows: datasets.concat(),
        dialect: Default::default(),
        nicknames: Vec::new(),
        source: datasets.iter().enumerate().flat_map(of).collect(),
    };
    (texts, world)
}

/// The pairs of each rule in turn that no rule before it gives.
fn by_first_rule(gives: &[BTreeSet<(usize, usize)>]) -> Vec<BTreeSet<(usize, usize)>> {
    let mut seen = BTreeSet::new();
    let new = |pairs: &BTreeSet<(usize, usize)>| {
        let new: BTreeSet<_> = pairs.difference(&seen).copied().collect();
        seen.extend(new.iter().copied());
        new
    };
    gives.iter().map(new).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_200))]
    #[test]
    fn rules_give_each_pair_once_and_none_else(
        datasets in several_datasets(),
        rules in prop::collection::vec(any_rule(), 1..4),
        ladder in prop::collection::vec(any_rule(), 0..2),
        link_type in prop::sample::select(&[LinkType::LinkAndDedupe, LinkType::Link, LinkType::Dedupe][..]),
    ) {
        let (texts, mut world) = files(&datasets);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let records = verbatim(&texts);
        let spec = LinkageSpec::new().link_type(link_type)
            .nicknames(world.nicknames.clone()).compare(Comparison::category("x_name"));
        let spec = rules.iter().fold(spec, |spec, rule| spec.block(rule.clone()));
        let spec = ladder.iter().fold(spec, |spec, rule| spec.ladder("step", rule.clone()));
        world.dialect = spec.chosen_dialect();
        let allowed = allowed_by(link_type);
        let gives = |rules: &[BlockingRule]| -> Vec<BTreeSet<(usize, usize)>> {
            rules.iter().map(|rule| world.pairs(rule, &allowed)).collect()
        };

        let plan = spec.plan(&records).unwrap();
        let of_rules = gives(&[ladder.clone(), rules.clone()].concat());
        let mut cumulative = 0;
        for ((census, all), new) in plan.rules.iter().zip(&of_rules).zip(by_first_rule(&of_rules)) {
            cumulative += new.len() as u64;
            prop_assert_eq!(census.pairs, all.len() as u64, "{}", census.rule);
            prop_assert_eq!(census.new_pairs, new.len() as u64, "{}", census.rule);
            prop_assert_eq!(census.cumulative_pairs, cumulative);
            prop_assert_eq!((census.oversize_blocks, census.pairs_left_out), (0, 0));
        }
        prop_assert_eq!(plan.pairs, cumulative);

        let scored = every_candidate(&telling(spec), &records);
        let first = by_first_rule(&gives(&[ladder.clone(), rules].concat()));
        let expected: BTreeSet<_> = (0..).zip(&first).flat_map(|(place, pairs): (usize, _)| {
            let found = match place.checked_sub(ladder.len()) {
                None => FoundBy::Ladder(place as u16),
                Some(place) => FoundBy::Blocking(place as u16),
            };
            pairs.iter().map(move |&pair| (pair, found))
        }).collect();
        let found = scored.pairs().iter().map(|pair| {
            ((pair.left.index(), pair.right.index()), pair.found_by)
        });
        let found: Vec<_> = found.collect();
        prop_assert!(found.is_sorted_by(|a, b| a.0 < b.0), "a pair twice, or out of order");
        prop_assert_eq!(found.len() as u64, scored.candidate_pairs());
        prop_assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), expected);
    }
}

/// Blocks that are cut into many portions, by rows and by blocks, for each shape of rule.
#[test]
fn large_blocks_are_cut_without_loss() {
    let (records, _) = register_records(1_100, 5);
    let n = records.len() as u64;
    let everything = n * (n - 1) / 2;
    let part = |text: &str| text.parse::<KeyPart>().unwrap();
    let every_by_filter =
        BlockingRule::everything().filter(throughline::linkage::Condition::All(Vec::new()));
    let window = BlockingRule::everything().neighbourhood(vec![part("date_of_birth")], 200);
    let born = records.column("date_of_birth").unwrap();
    let dated = n - born.values.missing() as u64;
    let near = dated * 199 - 199 * 200 / 2;
    assert!(everything > 1 << 20 && near > 1 << 18);
    let pairs = |first: BlockingRule, second: BlockingRule| {
        let spec = LinkageSpec::new().block(first).block(second);
        let spec = spec.compare(Comparison::category("sex"));
        let plan = spec.plan(&records).unwrap();
        let scored = every_candidate(&telling(spec), &records);
        assert_eq!(scored.candidate_pairs(), plan.pairs);
        let places: BTreeSet<_> = scored
            .pairs()
            .iter()
            .map(|pair| (pair.left, pair.right))
            .collect();
        assert_eq!(places.len() as u64, plan.pairs);
        [plan.rules[0].new_pairs, plan.rules[1].new_pairs]
    };
    assert_eq!(
        pairs(window.clone(), BlockingRule::everything()),
        [near, everything - near]
    );
    assert_eq!(pairs(BlockingRule::everything(), window), [everything, 0]);
    assert_eq!(
        pairs(every_by_filter, BlockingRule::everything()),
        [everything, 0]
    );
    let sexes = rule(["sex = sex"]);
    let [crossed, rest] = pairs(sexes, rule(["sex"]));
    assert!(crossed > 100_000 && rest == 0, "{crossed} {rest}");
}

/// Pairs that meet any rule, by looking at every pair of standardised records.
#[test]
fn blocking_of_a_register_agrees_with_looking_at_every_pair() {
    let rules = [
        vec!["surname", "year(date_of_birth)"],
        vec!["prefix(forename, 2)", "postcode"],
        vec!["date_of_birth"],
    ];
    let (records, _) = register_records(150, 5);
    let agrees = |rule: &Vec<&str>, i: usize, j: usize| {
        rule.iter().all(|part| {
            let part: KeyPart = part.parse().unwrap();
            let values = &records.column(part.column()).unwrap().values;
            let value = |row| {
                values
                    .get(row)
                    .and_then(|value| part.transform().apply(value))
            };
            value(i).is_some() && value(i) == value(j)
        })
    };
    let n = records.len();
    let pairs = (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j)));
    let expected = pairs
        .filter(|&(i, j)| rules.iter().any(|rule| agrees(rule, i, j)))
        .count();
    let spec = LinkageSpec::new()
        .compare(Comparison::name("forename"))
        .compare(Comparison::name("surname"));
    let block = |spec: LinkageSpec, rule| spec.block(BlockingRule::on(rule).unwrap());
    let spec = rules.iter().fold(spec, block);
    let scored = spec.train(&records).unwrap().score(&records).unwrap();
    assert_eq!(scored.candidate_pairs() as usize, expected);
}

#[test]
fn a_plan_names_the_largest_blocks_by_size() {
    let text =
        "id,forename,surname\n1,Ann,Lee\n2,Bo,Lee\n3,Cy,Lee\n4,Di,Moss\n5,Ed,Moss\n6,Flo,Hart\n";
    let spec = LinkageSpec::new()
        .block(rule(["surname"]))
        .compare(Comparison::name("forename"));
    let plan = spec.plan(&records(&[text])).unwrap();
    let census = &plan.rules[0];
    assert_eq!(
        (census.blocks, &census.largest_blocks[..]),
        (2, &[3, 2][..])
    );
    assert_eq!(
        (census.pairs, plan.pairs, census.rule.as_str()),
        (4, 4, "surname")
    );
    assert!(plan.bytes >= 6 * 24, "{}", plan.bytes);
}

/// So many parts of so many values that their combinations outnumber 64 bits.
#[test]
fn keys_of_many_parts_mean_the_same_in_both_roles() {
    let row = |n: usize| {
        let mut row = vec![None; COLUMNS.len()];
        row[0] = Some(format!("n{n}"));
        row[1] = Some(format!("n{}", n * 7 % 450));
        row
    };
    let rows: Vec<_> = (0..400).map(row).collect();
    let records = verbatim(&[&file(&COLUMNS, &rows)]);
    let pairs = |parts: &[&str]| {
        let spec = LinkageSpec::new()
            .block(BlockingRule::on(parts).unwrap())
            .compare(Comparison::category("x_name"));
        spec.plan(&records).unwrap().pairs
    };
    let once = pairs(&["x_name = x_other"]);
    assert!(once > 300, "{once}");
    assert_eq!(pairs(&["x_name = x_other"; 9]), once);
    let other = |n: usize| n * 7 % 450;
    let of_both = (0..400).filter(|&n| other(n) > n && other(n) < 400 && other(other(n)) == n);
    assert_eq!(
        pairs(&["x_name = x_other", "x_other = x_name"].repeat(5)),
        of_both.count() as u64
    );
}

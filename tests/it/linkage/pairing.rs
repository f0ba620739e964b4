//! Which datasets' records may be compared with which.

use std::collections::BTreeSet;

use proptest::prelude::*;
use throughline::linkage::{BlockingRule, Cardinality, Comparison, LinkType, LinkageSpec};

use super::blocking::{any_rule, files};
use super::comparing::rows;
use super::naive::allowed_by;
use super::{SMALL, every_candidate, records, telling, verbatim};

#[test]
fn linking_pairs_only_records_of_different_files() {
    let records = records(&[SMALL, SMALL]);
    let spec = LinkageSpec::for_link_type(&records, LinkType::Link).unwrap();
    let scored = spec.train(&records).unwrap().score(&records).unwrap();
    assert_eq!(
        (scored.candidate_pairs(), scored.link_type()),
        (36, LinkType::Link)
    );
    let across = |pair: &throughline::linkage::ScoredPair| pair.left.0 < 6 && pair.right.0 >= 6;
    assert!(scored.pairs().iter().all(across));
}

#[test]
fn finding_duplicates_pairs_only_records_of_one_file() {
    let records = records(&[SMALL, SMALL]);
    let spec = LinkageSpec::for_link_type(&records, LinkType::Dedupe).unwrap();
    let scored = every_candidate(&spec.train(&records).unwrap(), &records);
    assert_eq!(scored.pairs().len(), 30);
    let within = |pair: &throughline::linkage::ScoredPair| (pair.left.0 < 6) == (pair.right.0 < 6);
    assert!(scored.pairs().iter().all(within));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn pairings_overrule_the_link_type(
        datasets in prop::collection::vec(rows(8), 3..=3),
        rule in any_rule(),
        link_type in prop::sample::select(&[LinkType::LinkAndDedupe, LinkType::Link, LinkType::Dedupe][..]),
        pairings in prop::collection::vec((0usize..3, 0usize..3, prop::bool::ANY), 0..4),
    ) {
        let (texts, world) = files(&datasets);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let records = verbatim(&texts);
        let mut spec = LinkageSpec::new().link_type(link_type).nicknames(world.nicknames.clone()).block(rule.clone());
        let by_type = allowed_by(link_type);
        let mut allowed: Vec<Vec<bool>> = (0..3).map(|a| (0..3).map(|b| by_type(a, b)).collect()).collect();
        let mut paired = BTreeSet::new();
        for (a, b, linked) in pairings {
            if !paired.insert((a.min(b), a.max(b))) {
                continue;
            }
            let how = if linked { Cardinality::ManyToMany } else { Cardinality::Never };
            spec = spec.pair(&format!("file{a}"), &format!("file{b}"), how);
            allowed[a][b] = linked;
            allowed[b][a] = linked;
        }
        let spec = spec.compare(Comparison::category("x_name"));
        let expected = world.pairs(&rule, &|a, b| allowed[a][b]);
        prop_assert_eq!(spec.plan(&records).unwrap().pairs, expected.len() as u64);
        let scored = every_candidate(&telling(spec), &records);
        let found: BTreeSet<_> = scored.pairs().iter().map(|p| (p.left.index(), p.right.index())).collect();
        prop_assert_eq!(found, expected);
    }
}

/// u comes from allowed pairs only: here records agree on the town within their file and never across.
#[test]
fn chance_agreement_is_that_of_allowed_pairs() {
    let file = |town: &str| {
        let row = |n: usize| format!("{n},Name{n},{town}{}\n", n % 2);
        "id,x_name,x_town\n".to_owned() + &(0..200).map(row).collect::<String>()
    };
    let (a, b) = (file("North"), file("South"));
    let spec = |how| {
        LinkageSpec::new()
            .pair("file0", "file1", how)
            .block(BlockingRule::everything())
            .train_on(BlockingRule::on(["x_name"]).unwrap())
            .compare(Comparison::category("x_name"))
            .compare(Comparison::category("x_town"))
            .u_pairs(5_000)
    };
    let records = verbatim(&[&a, &b]);
    let u = |spec: &LinkageSpec| spec.train(&records).unwrap().parameters().u[1][0];
    let whole = u(&spec(Cardinality::ManyToMany));
    let within = u(&spec(Cardinality::Never));
    // 199 of 399 others are of one's file, and half of them of one's town.
    assert!((whole - 99.0 / 399.0).abs() < 0.01, "{whole}");
    assert!((within - 99.0 / 199.0).abs() < 0.01, "{within}");
}

//! Agreement on a rare value counts more: weights by hand.

use throughline::linkage::{
    BlockingRule, Comparison, Condition, Level, LinkageModel, LinkageSpec, Scoring,
    TermFrequencies, TermFrequency,
};
use throughline::standardise::Records;

use super::{every_candidate, model, verbatim};

/// SMITH 4 times of 8, LEE 2, OKORO 1, SMYTH 1; the last record has none.
const NAMES: &str = "\
record_id,x_name
1,SMITH
2,SMITH
3,SMITH
4,SMITH
5,LEE
6,LEE
7,OKORO
8,SMYTH
9,
";

const U: [f64; 3] = [0.02, 0.05, 0.93];
const M: [f64; 3] = [0.9, 0.08, 0.02];

fn level(when: Condition, adjustment: Option<TermFrequency>) -> Level {
    Level {
        term_frequency: adjustment,
        ..Level::from(when)
    }
}

/// Exact, then one edit, each with an adjustment.
fn adjusted(exact: Option<TermFrequency>, near: Option<TermFrequency>) -> LinkageModel {
    let near_when = Condition::levenshtein("x_name", 1);
    let levels = vec![
        level(Condition::exact("x_name"), exact),
        level(near_when, near),
    ];
    let spec = LinkageSpec::new()
        .block(BlockingRule::everything())
        .compare(Comparison::of_levels("x_name", levels));
    model(spec, 0.1, vec![M.to_vec()], vec![U.to_vec()])
}

fn weight(scored: &throughline::linkage::ScoredPairs, left: u32, right: u32) -> f64 {
    let found = scored
        .pairs()
        .iter()
        .find(|pair| (pair.left.0, pair.right.0) == (left - 1, right - 1));
    found.unwrap().weight
}

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-12, "{found} {expected}");
}

fn base(level: usize) -> f64 {
    (0.1f64 / 0.9).log2() + (M[level] / U[level]).log2()
}

fn records() -> Records {
    verbatim(&[NAMES])
}

#[test]
fn the_adjustment_is_u_over_the_larger_frequency() {
    let tf = TermFrequency::of("x_name");
    let scored = every_candidate(&adjusted(Some(tf.clone()), Some(tf)), &records());
    close(weight(&scored, 1, 2), base(0) + (0.02f64 / 0.5).log2());
    close(weight(&scored, 5, 6), base(0) + (0.02f64 / 0.25).log2());
    // One edit apart: the larger of 4/8 and 1/8, and the u of the exact level.
    close(weight(&scored, 1, 8), base(1) + (0.02f64 / 0.5).log2());
    close(weight(&scored, 1, 7), base(2));
    close(weight(&scored, 1, 9), (0.1f64 / 0.9).log2());
}

#[test]
fn weight_minimum_and_own_u_enter_as_the_formula_says() {
    let exact = TermFrequency {
        weight: 0.5,
        minimum_u: 0.3,
        ..TermFrequency::of("x_name")
    };
    let near = TermFrequency {
        own_u: true,
        weight: 0.25,
        ..TermFrequency::of("x_name")
    };
    let scored = every_candidate(&adjusted(Some(exact), Some(near)), &records());
    close(
        weight(&scored, 1, 2),
        base(0) + 0.5 * (0.02f64 / 0.5).log2(),
    );
    close(
        weight(&scored, 5, 6),
        base(0) + 0.5 * (0.02f64 / 0.3).log2(),
    );
    close(
        weight(&scored, 1, 8),
        base(1) + 0.25 * (0.05f64 / 0.5).log2(),
    );
    let none = TermFrequency {
        weight: 0.0,
        ..TermFrequency::of("x_name")
    };
    let scored = every_candidate(&adjusted(Some(none), None), &records());
    close(weight(&scored, 1, 2), base(0));
}

#[test]
fn supplied_tables_take_the_place_of_the_records() {
    let tf = TermFrequency::of("x_name");
    let model = adjusted(Some(tf.clone()), Some(tf));
    let tables = TermFrequencies::new()
        .table("x_name", [("SMITH", 0.001), ("OKORO", 1.0)])
        .unwrap();
    let scoring = Scoring::new()
        .at_least_weight(f64::NEG_INFINITY)
        .frequencies(&tables);
    let scored = model.score_with(&records(), &scoring).unwrap();
    close(weight(&scored, 1, 2), base(0) + (0.02f64 / 0.001).log2());
    // SMYTH is in no table: SMITH's frequency counts alone. LEE is in none either: nothing is adjusted.
    close(weight(&scored, 1, 8), base(1) + (0.02f64 / 0.001).log2());
    close(weight(&scored, 5, 6), base(0));
    for bad in [0.0, 1.5, f64::NAN, -0.1] {
        let error = TermFrequencies::new()
            .table("x_name", [("LEE", bad)])
            .unwrap_err();
        assert!(
            error.is_linkage() && error.to_string().contains("x_name"),
            "{error}"
        );
    }
}

#[test]
fn a_floor_never_drops_a_pair_that_its_rare_value_lifts_over_it() {
    let tf = TermFrequency::of("x_name");
    let model = adjusted(Some(tf.clone()), Some(tf));
    let records = records();
    let all = every_candidate(&model, &records);
    for floor in all.pairs().iter().map(|pair| pair.weight) {
        let kept = model
            .score_with(&records, &Scoring::new().at_least_weight(floor))
            .unwrap();
        let expected: Vec<_> = all
            .pairs()
            .iter()
            .filter(|pair| pair.weight >= floor)
            .copied()
            .collect();
        assert_eq!(kept.pairs(), expected);
        assert_eq!((kept.candidate_pairs(), kept.floor()), (36, floor));
    }
}

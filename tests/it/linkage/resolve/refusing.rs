//! What is refused, and with which words.

use throughline::linkage::{BlockingRule, Cardinality, Chains, Comparison, LinkType};

use super::*;

#[test]
fn settings_that_cannot_be_meant_are_refused() {
    let records = records(&[("a", &["1", "2"])]);
    let scored = given(&LinkageSpec::new(), &records, &[pair(0, 1, 3.0)]);
    let refused =
        |resolution: &Resolution| scored.resolve_with(resolution).unwrap_err().to_string();
    assert!(refused(&at(f64::NAN)).contains("the threshold is NaN"));
    assert!(refused(&at(f64::NEG_INFINITY)).contains("not finite"));
    assert!(refused(&at(0.0).close_margin(-1.0)).contains("close margin is -1"));
    assert!(refused(&at(0.0).close_margin(f64::NAN)).contains("close margin"));
    assert!(refused(&at(0.0).chains(Chains::MinimumEdge(f64::NAN))).contains("floor of chains"));
}

#[test]
fn pairs_that_cannot_be_are_refused() {
    let records = records(&[("a", &["1", "2"]), ("b", &["1"])]);
    let spec = LinkageSpec::new().link_type(LinkType::Link);
    let refused = |pairs: &[ScoredPair]| {
        let error = ScoredPairs::given(&spec, &records, pairs.to_vec()).unwrap_err();
        assert!(error.is_linkage());
        error.to_string()
    };
    assert!(refused(&[pair(0, 3, 1.0)]).contains("records 0 and 3 is not of two records"));
    assert!(refused(&[pair(2, 2, 1.0)]).contains("is not of two records"));
    assert!(refused(&[pair(0, 2, 1.0), pair(2, 0, 1.0)]).contains("given twice"));
    assert!(refused(&[pair(0, 2, f64::NAN)]).contains("not a number"));
    assert!(refused(&[pair(0, 1, 1.0)]).contains("not linked with one another"));
}

#[test]
fn pairings_that_cannot_be_meant_are_refused() {
    let records = records(&[("a", &["1", "2"]), ("b", &["1"])]);
    let refused = |spec: LinkageSpec| {
        let error = ScoredPairs::given(&spec, &records, Vec::new()).unwrap_err();
        error.to_string()
    };
    let spec = LinkageSpec::new;
    let twice = spec()
        .pair("a", "b", Cardinality::OneToOne)
        .pair("b", "a", Cardinality::Never);
    assert!(refused(twice).contains("`b` and `a` are paired twice"));
    assert!(refused(spec().pair("a", "a", Cardinality::OneToOne)).contains("duplicate_free"));
    let itself = spec().never_link(name("a", "1"), name("a", "1"));
    assert!(refused(itself).contains("never to be linked with itself"));
    let unknown = spec().never_link(name("a", "1"), name("b", "2"));
    assert!(refused(unknown).contains("the record `2` of the dataset `b`"));
    assert!(refused(spec().duplicate_free("c")).contains("`c` is no dataset"));
}

/// Before a long run, not after it.
#[test]
fn a_record_that_is_not_there_is_refused_before_scoring() {
    let records = records(&[("a", &["1", "2"])]);
    let spec = LinkageSpec::new()
        .block(BlockingRule::on(["surname"]).unwrap())
        .compare(Comparison::name("surname"));
    let model = spec
        .clone()
        .never_link(name("a", "1"), name("a", "7"))
        .train(&records)
        .unwrap();
    let error = model.score(&records).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("the record `7` of the dataset `a`"),
        "{error}"
    );
}

#[test]
#[should_panic(expected = "the people are of other records")]
fn names_from_other_records_are_refused() {
    let own = records(&[("a", &["1", "2"])]);
    let people = given(&LinkageSpec::new(), &own, &[])
        .resolve(probability(0.5))
        .unwrap();
    people.labels(&records(&[("b", &["1", "2"])]));
}

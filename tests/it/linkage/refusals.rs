//! What can't be meant is refused before any work, and the message says why.

use throughline::Error;
use throughline::linkage::{
    BlockingRule, Cardinality, Comparison, Condition, KeyPart, Level, LinkType, LinkageSpec, Prior,
    RecordName, Relief, TermFrequency,
};
use throughline::standardise::Records;

use super::{SMALL, every_candidate, probability, records, register_records, rule, telling};

fn small() -> Records {
    records(&[SMALL])
}

/// Every pair, compared by forename.
fn spec() -> LinkageSpec {
    LinkageSpec::new()
        .block(BlockingRule::everything())
        .compare(Comparison::name("forename"))
}

fn comparing(comparison: Comparison) -> LinkageSpec {
    LinkageSpec::new()
        .block(BlockingRule::everything())
        .compare(comparison)
}

/// The message with which planning and training alike refuse.
fn refused(spec: &LinkageSpec) -> String {
    let records = small();
    let error: Error = spec.plan(&records).unwrap_err();
    assert!(error.is_linkage(), "{error}");
    assert_eq!(
        spec.train(&records).unwrap_err().to_string(),
        error.to_string()
    );
    error.to_string()
}

fn says(spec: &LinkageSpec, words: &[&str]) {
    let message = refused(spec);
    for word in words {
        assert!(message.contains(word), "{word}: {message}");
    }
}

#[test]
fn a_column_that_is_not_there_is_refused_with_those_that_are() {
    let there = [
        "shoe_size",
        "forename",
        "surname",
        "date_of_birth",
        "postcode",
    ];
    let absent = Condition::exact("shoe_size");
    let present = || Condition::exact("forename");
    let forename = || Comparison::new("forename", vec![present()]);
    let level = Level {
        term_frequency: Some(TermFrequency::of("shoe_size")),
        ..present().into()
    };
    let window = BlockingRule::everything().neighbourhood(vec!["shoe_size".into()], 3);
    let prior = Prior::Deterministic {
        rules: vec![rule(["shoe_size"])],
        recall: 0.5,
    };
    for spec in [
        spec().block(rule(["prefix(shoe_size, 2)"])),
        spec().block(rule(["forename = shoe_size"])),
        spec().block(rule(["forename"]).filter(absent.clone())),
        spec().block(window),
        spec().train_on(rule(["shoe_size"])),
        spec().ladder("size", rule(["shoe_size"])),
        spec().prior(prior),
        comparing(Comparison::new("size", vec![absent.clone()])),
        comparing(forename().missing_when(absent)),
        comparing(Comparison::of_levels("forename", vec![level])),
    ] {
        says(&spec, &there);
    }
}

#[test]
fn nothing_to_block_by_or_to_compare_is_refused() {
    says(&LinkageSpec::new(), &["at least one"]);
    says(
        &LinkageSpec::new().block(rule(["surname"])),
        &["at least one"],
    );
    says(
        &LinkageSpec::new().compare(Comparison::name("forename")),
        &["at least one"],
    );
    says(
        &comparing(Comparison::new("forename", vec![])),
        &["no level"],
    );
    let levels = vec![Condition::exact("forename"); 201];
    says(
        &comparing(Comparison::new("forename", levels)),
        &["201 levels"],
    );
}

#[test]
fn thresholds_out_of_range_are_refused_wherever_they_stand() {
    let forename = |condition| comparing(Comparison::new("forename", vec![condition]));
    for (bad, said) in [
        (1.5, "1.5"),
        (0.0, "threshold 0"),
        (-0.1, "-0.1"),
        (f64::NAN, "NaN"),
    ] {
        let alike = Condition::jaro_winkler("forename", bad);
        let named = Comparison::new("forename", vec![Condition::exact("forename")]);
        says(&forename(alike.clone()), &[said, "forename"]);
        says(
            &forename(Condition::Not(Box::new(Condition::All(vec![
                alike.clone(),
            ])))),
            &[said],
        );
        says(&comparing(named.missing_when(alike.clone())), &[said]);
        says(
            &spec().block(rule(["surname"]).filter(alike.clone())),
            &[said],
        );
        says(
            &spec().train_on(rule(["surname"]).filter(alike.clone())),
            &[said],
        );
        says(
            &spec().ladder("step", rule(["surname"]).filter(alike)),
            &[said],
        );
    }
    let far = Condition::date_within("date_of_birth", -1.0, Default::default());
    says(&forename(far), &["-1", "below 0"]);
    for lambda in [0.0, 1.0, f64::NAN] {
        says(
            &spec().prior(Prior::Fixed(lambda)),
            &["prior", "between 0 and 1"],
        );
    }
    for recall in [0.0, 1.1] {
        let prior = Prior::Deterministic {
            rules: vec![rule(["surname"])],
            recall,
        };
        says(&spec().prior(prior), &["recall"]);
    }
    for p in [0.0, 1.0, f64::NAN, 7.0] {
        let exact = || Level::from(Condition::exact("forename"));
        let m = Level {
            m: Some(p),
            ..exact()
        };
        let u = Level {
            u: Some(p),
            ..exact()
        };
        says(
            &comparing(Comparison::of_levels("forename", vec![m])),
            &["holds m", "forename"],
        );
        says(
            &comparing(Comparison::of_levels("forename", vec![u])),
            &["holds u"],
        );
    }
    assert!(
        [1.0, 0.0, f64::NAN]
            .iter()
            .all(|p| throughline::linkage::MatchProbability::new(*p).is_err())
    );
}

#[test]
fn held_probabilities_that_leave_nothing_are_refused() {
    let level = |m| Level {
        m: Some(m),
        ..Level::from(Condition::exact("forename"))
    };
    let both = Comparison::of_levels("forename", vec![level(0.7), level(0.4)]);
    says(&comparing(both), &["forename", "m at 1.100"]);
}

#[test]
fn term_frequencies_need_an_exact_level_and_sane_numbers() {
    let alike = Condition::jaro_winkler("forename", 0.9);
    let level = |adjustment| Level {
        term_frequency: Some(adjustment),
        ..alike.clone().into()
    };
    let of = |adjustment| comparing(Comparison::of_levels("forename", vec![level(adjustment)]));
    let plain = TermFrequency::of("forename");
    says(&of(plain.clone()), &["term frequency", "exact agreement"]);
    let own = TermFrequency {
        own_u: true,
        ..plain
    };
    assert!(of(own.clone()).plan(&small()).is_ok());
    says(
        &of(TermFrequency {
            weight: -1.0,
            ..own.clone()
        }),
        &["weight below 0"],
    );
    says(
        &of(TermFrequency {
            minimum_u: 1.5,
            ..own
        }),
        &["minimum u"],
    );
}

#[test]
fn parts_of_several_values_are_refused_where_one_is_needed() {
    let aliases = || "split(forename, \"|\")".parse::<KeyPart>().unwrap();
    let of = |condition| comparing(Comparison::new("forename", vec![condition]));
    says(
        &of(Condition::Exact(aliases())),
        &["several values", "intersects"],
    );
    says(
        &of(Condition::jaro_winkler(aliases(), 0.9)),
        &["several values"],
    );
    says(
        &of(Condition::Reversed(aliases(), "surname".into())),
        &["several values"],
    );
    assert!(of(Condition::Missing(aliases())).plan(&small()).is_ok());
    let near = |parts: [&str; 1]| rule(parts).neighbourhood(vec!["surname".into()], 3);
    says(&spec().block(near(["metaphones(forename)"])), &["window"]);
    says(&spec().block(near(["forename = surname"])), &["window"]);
    says(
        &spec().block(rule(["forename = surname", "metaphones(forename)"])),
        &["several values"],
    );
}

#[test]
fn names_that_stand_for_nothing_are_refused() {
    let twice = spec().compare(Comparison::category("forename"));
    says(&twice, &["two comparisons", "`forename`"]);
    says(&spec().guard("twins", &["home"]), &["`home`", "forename"]);
    says(
        &spec().interact("forename", "home"),
        &["`home`", "forename"],
    );
    says(
        &spec().pair("file0", "health", Cardinality::Never),
        &["`health`", "file0"],
    );
    says(&spec().duplicate_free("health"), &["`health`", "file0"]);
    let name = |dataset: &str, record: &str| RecordName {
        dataset: dataset.into(),
        record_id: record.into(),
    };
    says(
        &spec().never_link(name("file0", "1"), name("health", "2")),
        &["`health`"],
    );
    let unknown = spec().never_link(name("file0", "1"), name("file0", "77"));
    let records = small();
    let error = telling(unknown).score(&records).unwrap_err().to_string();
    assert!(
        error.contains("`77`") && error.contains("`file0`") && error.contains("0 records"),
        "{error}"
    );
}

#[test]
fn interactions_that_can_not_be_estimated_are_refused() {
    let held = Level {
        m: Some(0.9),
        ..Level::from(Condition::exact("surname"))
    };
    let spec = || spec().compare(Comparison::date("date_of_birth"));
    let holding = spec().compare(Comparison::of_levels("surname", vec![held]));
    says(
        &holding.interact("forename", "surname"),
        &["surname", "forename", "holds"],
    );
    says(
        &spec().interact("forename", "forename"),
        &["forename", "itself"],
    );
    let third = spec().compare(Comparison::name("surname"));
    let both = third
        .interact("forename", "surname")
        .interact("surname", "date_of_birth");
    says(&both, &["surname", "two interactions"]);
}

#[test]
fn runs_over_their_budgets_are_refused_with_the_numbers() {
    says_at_scoring(
        spec().pair_budget(10),
        &["15 pairs", "budget of 10", "every pair", "6 records"],
    );
    says_at_scoring(spec().byte_budget(100), &["bytes", "budget of 100"]);
    let plan = spec().plan(&small()).unwrap();
    assert!(
        every_candidate(&telling(spec().byte_budget(plan.bytes)), &small()).candidate_pairs() == 15
    );
    let (records, _) = register_records(300, 3);
    let n = records.len() as u64;
    let message = spec()
        .pair_budget(1_000)
        .plan(&records)
        .unwrap_err()
        .to_string();
    assert!(
        message.contains(&format!("would compare {} pairs", n * (n - 1) / 2)),
        "{message}"
    );
}

fn says_at_scoring(spec: LinkageSpec, words: &[&str]) {
    let message = telling(spec).score(&small()).unwrap_err().to_string();
    assert!(words.iter().all(|word| message.contains(word)), "{message}");
}

#[test]
fn oversize_blocks_have_a_size() {
    says(&spec().oversize(0, Relief::Split), &["oversize"]);
}

#[test]
fn an_empty_dataset_links_nothing_and_breaks_nothing() {
    let empty = "record_id,forename,surname,dob,postcode\n";
    let records = records(&[SMALL, empty]);
    for link_type in [LinkType::Link, LinkType::LinkAndDedupe, LinkType::Dedupe] {
        let spec = spec()
            .link_type(link_type)
            .compare(Comparison::date("date_of_birth"));
        let pairs = if link_type == LinkType::Link { 0 } else { 15 };
        assert_eq!(spec.plan(&records).unwrap().pairs, pairs);
        let scored = every_candidate(&spec.train(&records).unwrap(), &records);
        assert_eq!(scored.pairs().len() as u64, pairs);
        assert_eq!(scored.resolve(probability(0.9)).unwrap().len(), 6);
    }
}

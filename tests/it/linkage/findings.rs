//! What training says of itself when the data don't allow an answer.

use throughline::linkage::{
    BlockingRule, Comparison, Condition, LinkType, LinkageModel, LinkageSpec, ModelFinding,
};

use super::estimation::{spec, two_files};
use super::{register_records, rule, verbatim};

fn findings(model: &LinkageModel) -> &[ModelFinding] {
    &model.convergence().findings
}

fn of(comparison: &str, make: fn(String) -> ModelFinding) -> ModelFinding {
    make(comparison.to_owned())
}

#[test]
fn columns_without_news_are_named() {
    let row = |n: usize| format!("{n},name{},town{},same,\n", n % 60, n % 7);
    let text =
        "id,x_name,x_town,x_one,x_none\n".to_owned() + &(0..120).map(row).collect::<String>();
    let records = verbatim(&[&text]);
    let names = ["x_name", "x_town", "x_one", "x_none"];
    let spec = LinkageSpec::new()
        .block(BlockingRule::everything())
        .train_on(rule(["x_name"]));
    let spec = names
        .iter()
        .fold(spec, |spec, name| spec.compare(Comparison::category(name)));
    let model = spec.train(&records).unwrap();
    let constant = of("x_one", |comparison| ModelFinding::Constant { comparison });
    let never = of("x_none", |comparison| ModelFinding::NeverPresent {
        comparison,
    });
    let left = of("x_name", |comparison| ModelFinding::NotEstimated {
        comparison,
    });
    for finding in [constant, never, left] {
        assert!(
            findings(&model).contains(&finding),
            "{finding}: {:?}",
            findings(&model)
        );
    }
    let parameters = model.parameters();
    assert!(
        parameters
            .m
            .iter()
            .chain(&parameters.u)
            .flatten()
            .all(|p| *p > 0.0 && *p < 1.0)
    );
    let scored = model.score(&records).unwrap();
    assert!(scored.pairs().iter().all(|pair| pair.weight.is_finite()));
}

#[test]
fn a_level_that_no_match_shows_is_named() {
    let records = two_files(800, 40, 0.0);
    let with_far_level = |place: usize, label: &str| {
        let impossible = Condition::All(vec![
            Condition::exact("x_d"),
            Condition::Missing("x_d".into()),
        ]);
        let levels = spec().comparisons()[place].levels().to_vec();
        let levels = [levels, vec![impossible.into()]].concat();
        Comparison::of_levels(label, levels)
    };
    let spec = LinkageSpec::new()
        .link_type(LinkType::Link)
        .block(BlockingRule::everything())
        .train_on(rule(["x_a"]))
        .train_on(rule(["x_b"]))
        .compare(spec().comparisons()[0].clone())
        .compare(spec().comparisons()[1].clone())
        .compare(with_far_level(2, "third"))
        .compare(spec().comparisons()[3].clone());
    let model = spec.train(&records).unwrap();
    let unseen = ModelFinding::LevelNotObserved {
        comparison: "third".into(),
        level: 3,
    };
    assert_eq!(findings(&model), [unseen]);
    assert!(model.parameters().m[2][2] > 0.0 && model.parameters().m[2][2] < 0.01);
}

/// Two files that share towns and nothing else.
fn strangers() -> throughline::standardise::Records {
    let file = |first: usize| {
        let row = |n: usize| format!("{n},p{},q{},t{}\n", first + n, first + 3 * n, n % 20);
        "id,x_p,x_q,x_town\n".to_owned() + &(0..200).map(row).collect::<String>()
    };
    verbatim(&[&file(0), &file(1_000)])
}

fn linking(training: [&str; 1]) -> LinkageSpec {
    LinkageSpec::new()
        .link_type(LinkType::Link)
        .block(rule(["x_town"]))
        .train_on(rule(training))
        .compare(Comparison::category("x_p"))
        .compare(Comparison::category("x_q"))
}

#[test]
fn rules_that_find_no_pair_find_no_match() {
    let model = linking(["x_p"]).train(&strangers()).unwrap();
    assert!(
        findings(&model).contains(&ModelFinding::NoMatchesFound),
        "{:?}",
        findings(&model)
    );
    assert_eq!(model.convergence().sessions.len(), 0);
}

#[test]
fn pairs_that_never_agree_teach_nothing_and_are_not_linked() {
    let records = strangers();
    let model = linking(["x_town"]).train(&records).unwrap();
    for comparison in ["x_p", "x_q"] {
        let nothing = of(comparison, |comparison| {
            ModelFinding::AgreementSaysNothing { comparison }
        });
        assert!(
            findings(&model).contains(&nothing),
            "{:?}",
            findings(&model)
        );
    }
    let scored = model.score(&records).unwrap();
    assert!(scored.pairs().iter().all(|pair| pair.probability() < 0.5));
}

#[test]
fn training_keeps_to_the_rules_it_is_given() {
    let (records, _) = register_records(800, 4);
    let spec = LinkageSpec::for_records(&records).unwrap();
    let named = spec.train_on(rule(["upn"])).train(&records).unwrap();
    let sessions = &named.convergence().sessions;
    assert_eq!((sessions.len(), sessions[0].rule.as_str()), (1, "upn"));
    assert!(!sessions[0].estimated.contains(&"upn".to_owned()));
    assert!(sessions[0].estimated.contains(&"forename".to_owned()));
    let left = of("upn", |comparison| ModelFinding::NotEstimated {
        comparison,
    });
    assert!(findings(&named).contains(&left));
}

#[test]
fn every_finding_reads_as_a_sentence_that_names_its_subject() {
    let name = || "x_town".to_owned();
    let all = [
        (
            ModelFinding::NotConverged { rule: name() },
            "`x_town` did not converge",
        ),
        (
            ModelFinding::NotEstimated { comparison: name() },
            "no training rule leaves `x_town` free",
        ),
        (
            ModelFinding::AgreementSaysNothing { comparison: name() },
            "agreement on `x_town`",
        ),
        (
            ModelFinding::LevelNotObserved {
                comparison: name(),
                level: 2,
            },
            "level 2 of `x_town`",
        ),
        (
            ModelFinding::StartsDisagree { rule: name() },
            "from different starts",
        ),
        (
            ModelFinding::Constant { comparison: name() },
            "one value only",
        ),
        (
            ModelFinding::NeverPresent { comparison: name() },
            "value for `x_town` on both sides",
        ),
        (ModelFinding::NoMatchesFound, "no matches"),
        (
            ModelFinding::Dependent {
                first: name(),
                second: "y".into(),
                cramers_v_percent: 100,
            },
            "V 1.00",
        ),
        (
            ModelFinding::Dependent {
                first: name(),
                second: "y".into(),
                cramers_v_percent: 7,
            },
            "`x_town` and `y` depend on one another given a match (Cramér's V 0.07)",
        ),
    ];
    for (finding, said) in all {
        assert!(finding.to_string().contains(said), "{finding}");
    }
}

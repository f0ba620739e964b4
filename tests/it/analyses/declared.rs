//! What is not declared, can't be fitted or has nobody says so in its row.

use throughline::longitudinal::{Direction, Measure, Norms, Spread};
use throughline::outcomes::{
    Adjustment, Analysis, Arms, Caveat, Method, WideScores, analyse_columns, combine_link_sets,
    compare_columns,
};

use super::{close, measure, row};

const BEFORE: [Option<f64>; 6] = [
    Some(3.0),
    Some(5.0),
    Some(4.0),
    Some(6.0),
    Some(2.0),
    Some(7.0),
];
const AFTER: [Option<f64>; 6] = [Some(4.0), Some(7.0), Some(4.0), Some(8.0), None, Some(9.0)];

#[test]
fn every_method_answers_or_says_what_it_lacks() {
    let scores = WideScores::new("x", Direction::HigherIsBetter, &BEFORE).wave("then", &AFTER);
    let results = analyse_columns(&scores, &Analysis::of(Method::ALL)).unwrap();
    for method in Method::ALL {
        let rows: Vec<_> = results.of(method).collect();
        let groupless = [Method::Ancova, Method::ShrunkGroups].contains(&method);
        assert_eq!(rows.is_empty(), groupless, "{method}");
        for row in rows {
            let defined = row.estimate.is_some() || row.p.is_some();
            assert!(
                defined || !row.caveats.is_empty(),
                "{method}: {}",
                row.quantity
            );
            assert!(!results.how(row).is_empty());
        }
    }
    let lacking = |method| results.of(method).next().unwrap().caveats[0].to_string();
    assert!(lacking(Method::McNemar).contains("a cut-off"));
    assert!(lacking(Method::ReliableChange).contains("a reliability"));
    assert!(lacking(Method::MixedModel).contains("a site"));
    assert!(lacking(Method::TimeToReturn).contains("episodes"));
}

#[test]
fn methods_have_names_and_sources() {
    for method in Method::ALL {
        assert_eq!(Method::from_name(method.name()), Some(method));
        let on_disk = serde_json::to_string(&method).unwrap();
        assert_eq!(on_disk, format!("\"{}\"", method.name()));
        assert!(!method.source().is_empty() && !method.title().is_empty());
    }
    assert_eq!(Method::from_name("t test"), None);
}

#[test]
fn nothing_varies() {
    let before = [Some(1.0), Some(2.0), Some(3.0)];
    let after = [Some(2.0), Some(3.0), Some(4.0)];
    let scores = WideScores::new("x", Direction::HigherIsBetter, &before).wave("then", &after);
    let results = analyse_columns(&scores, &Analysis::of(Method::ALL)).unwrap();
    let mean = row(&results, Method::PairedT, "all", "mean change");
    assert_eq!(
        (mean.estimate, mean.p, &mean.caveats[..]),
        (Some(1.0), None, &[Caveat::NoVariation][..])
    );
    let effect = row(&results, Method::Effects, "all", "d_z");
    assert_eq!(
        (effect.estimate, &effect.caveats[..]),
        (None, &[Caveat::NoVariation][..])
    );
}

#[test]
fn nobody_followed_up() {
    let scores = WideScores::new("x", Direction::HigherIsBetter, &BEFORE).wave("then", &[None; 6]);
    let results = analyse_columns(&scores, &Analysis::of(Method::ALL)).unwrap();
    for method in [
        Method::PairedT,
        Method::Bootstrap,
        Method::MultipleImputation,
        Method::FollowUpWeights,
    ] {
        let found = results.of(method).next().unwrap();
        assert_eq!(
            (found.estimate, &found.caveats[..]),
            (None, &[Caveat::NobodyFollowedUp][..]),
            "{method}"
        );
        assert_eq!(found.n + found.n_missing, 6, "{method}");
    }
}

#[test]
fn repeated_terms_are_left_out_by_name() {
    let many =
        |values: [Option<f64>; 6]| values.iter().cycle().take(60).copied().collect::<Vec<_>>();
    let noise = |i: usize| f64::from((i * 7 % 11) as u32);
    let before: Vec<_> = many(BEFORE)
        .iter()
        .enumerate()
        .map(|(i, x)| x.map(|x| x + noise(i)))
        .collect();
    let after: Vec<_> = many(AFTER)
        .iter()
        .enumerate()
        .map(|(i, x)| x.map(|x| x + noise(i + 3)))
        .collect();
    let arm: Vec<_> = (0..60)
        .map(|i| Some(if i % 2 == 0 { "a" } else { "b" }))
        .collect();
    let copy: Vec<_> = arm
        .iter()
        .map(|arm| arm.map(|arm| if arm == "a" { "x" } else { "y" }))
        .collect();
    let scores = WideScores::new("x", Direction::HigherIsBetter, &before)
        .wave("then", &after)
        .group_by("arm", &arm)
        .group_by("copy", &copy);
    let results = analyse_columns(
        &scores,
        &Analysis::of([Method::FollowUpWeights, Method::MultipleImputation]),
    )
    .unwrap();
    for method in [Method::FollowUpWeights, Method::MultipleImputation] {
        let everyone = row(&results, method, "all", "mean change");
        let left_out = Caveat::LeftOut {
            terms: vec!["copy y".into()],
        };
        assert!(
            everyone.caveats.contains(&left_out),
            "{method}: {:?}",
            everyone.caveats
        );
        assert_eq!((everyone.n, everyone.n_missing), (60, 0));
    }
}

#[test]
fn arms_that_nobody_shares_are_refused() {
    let arm = ["a", "b", "a", "b", "a", "b"].map(Some);
    let scores = WideScores::new("x", Direction::HigherIsBetter, &BEFORE)
        .wave("then", &AFTER)
        .group_by("arm", &arm);
    let versus = |treated: &str, control: &str| Arms {
        grouping: "arm".into(),
        treated: treated.into(),
        control: control.into(),
        adjust_for: Vec::new(),
    };
    let ask = |arms| {
        let comparison = Some(arms);
        let analysis = Analysis {
            comparison,
            ..Analysis::of([Method::DifferenceInDifferences])
        };
        analyse_columns(&scores, &analysis)
    };
    let found = ask(versus("a", "b")).unwrap();
    let effect = row(
        &found,
        Method::DifferenceInDifferences,
        "a",
        "difference in differences",
    );
    close(effect.estimate, 0.5 - 2.0, 1e-12);
    let absent = ask(versus("a", "c")).unwrap();
    assert!(
        absent.rows()[0].caveats[0]
            .to_string()
            .contains("nobody here")
    );
    assert!(
        ask(versus("a", "a"))
            .unwrap_err()
            .to_string()
            .contains("with itself")
    );
}

#[test]
fn settings_that_cannot_be_meant_are_refused_together() {
    let scores = WideScores::new("x", Direction::HigherIsBetter, &BEFORE).wave("then", &AFTER);
    let analysis = Analysis {
        level: 1.0,
        resamples: 0,
        imputations: 1,
        truncate_weights: 0.5,
        site: Some("nowhere".into()),
        ..Analysis::of([Method::PairedT, Method::PairedT])
    };
    let message = analyse_columns(&scores, &analysis).unwrap_err().to_string();
    for part in [
        "twice",
        "level",
        "resamples",
        "imputations",
        "cut at",
        "site",
    ] {
        assert!(message.contains(part), "{part} is not in: {message}");
    }
    assert!(analyse_columns(&scores, &Analysis::of([])).is_err());
}

#[test]
fn p_values_are_adjusted_within_a_method() {
    let arm = ["a", "a", "a", "b", "b", "b"].map(Some);
    let other = ["u", "v", "u", "v", "u", "v"].map(Some);
    let scores = WideScores::new("x", Direction::HigherIsBetter, &BEFORE)
        .wave("then", &AFTER)
        .group_by("arm", &arm)
        .group_by("other", &other);
    for (adjustment, by) in [
        (
            Adjustment::Holm,
            throughline::kernel::stats::resampling::holm as fn(&[f64]) -> Vec<f64>,
        ),
        (
            Adjustment::BenjaminiHochberg,
            throughline::kernel::stats::resampling::benjamini_hochberg,
        ),
    ] {
        let analysis = Analysis {
            adjustment,
            ..Analysis::of([Method::PairedT])
        };
        let results = analyse_columns(&scores, &analysis).unwrap();
        for grouping in ["overall", "arm", "other"] {
            let rows: Vec<_> = results
                .rows()
                .iter()
                .filter(|row| row.grouping == grouping && row.p.is_some())
                .collect();
            let p: Vec<f64> = rows.iter().filter_map(|row| row.p).collect();
            let adjusted: Vec<f64> = rows.iter().filter_map(|row| row.p_adjusted).collect();
            assert_eq!(adjusted, by(&p), "{grouping}");
        }
    }
}

#[test]
fn change_of_people_chosen_by_score_says_so() {
    let difficulties = Measure {
        direction: Direction::LowerIsBetter,
        cut_off: Some(17.0),
        minimal_important_change: Some(3.0),
        ..measure("difficulties")
    };
    let (high, mixed) = (
        [Some(20.0), Some(17.0), Some(25.0)],
        [Some(20.0), Some(16.0), Some(25.0)],
    );
    let after = [Some(15.0), Some(15.0), Some(18.0)];
    let chosen = |before: &[Option<f64>]| {
        let scores = WideScores::of(difficulties.clone(), before).wave("then", &after);
        let results = analyse_columns(
            &scores,
            &Analysis::of([Method::PairedT, Method::Responders]),
        )
        .unwrap();
        let told = results
            .rows()
            .iter()
            .filter(|row| row.caveats.contains(&Caveat::ChosenByScore));
        told.count()
    };
    assert_eq!((chosen(&high), chosen(&mixed)), (3, 0));
}

/// Two groups, one chosen by its score: only that one has regression to the mean beside its change, right after it.
#[test]
fn regression_to_the_mean_stands_beside_the_change_of_those_chosen() {
    let difficulties = Measure {
        direction: Direction::LowerIsBetter,
        cut_off: Some(17.0),
        reliability: Some(0.75),
        norms: Some(Norms {
            source: "invented".into(),
            population: Some(Spread { mean: 9.0, sd: 5.0 }),
            clinical: None,
            functional: None,
        }),
        ..measure("difficulties")
    };
    let before = [20.0, 17.0, 24.0, 20.0, 8.0, 12.0].map(Some);
    let after = [15.0, 15.0, 17.0, 18.0, 8.0, 10.0].map(Some);
    let arms = ["high", "high", "high", "mixed", "mixed", "mixed"].map(Some);
    let scores = WideScores::of(difficulties, &before)
        .wave("then", &after)
        .group_by("arm", &arms);
    let told = |methods: Vec<Method>| -> Vec<(String, Method, String, Option<f64>)> {
        let analysis = Analysis {
            overall: false,
            ..Analysis::of(methods)
        };
        let results = analyse_columns(&scores, &analysis).unwrap();
        let rows = results.rows().iter();
        rows.map(|row| {
            (
                row.group.clone(),
                row.method,
                row.quantity.clone(),
                row.estimate,
            )
        })
        .collect()
    };
    let rows = told(vec![Method::Ancova, Method::PairedT, Method::SignTest]);
    let methods = |group: &str| -> Vec<Method> {
        let own = rows
            .iter()
            .filter(|row| row.0 == group && row.1 != Method::Ancova);
        own.map(|row| row.1).collect()
    };
    let regression = Method::RegressionToMean;
    assert_eq!(
        methods("high"),
        [
            Method::PairedT,
            regression,
            regression,
            regression,
            Method::SignTest
        ]
    );
    assert_eq!(methods("mixed"), [Method::PairedT, Method::SignTest]);
    // (1 − r)(μ − x̄) = 0.25 (9 − 61/3), and the rest of −14/3.
    let value = |quantity: &str| {
        rows.iter()
            .find(|row| row.2 == quantity)
            .unwrap()
            .3
            .unwrap()
    };
    let expected = 0.25 * (9.0 - 61.0 / 3.0);
    assert!((value("change expected by regression to the mean") - expected).abs() < 1e-12);
    assert!(
        (value("change beyond regression to the mean") - (-14.0 / 3.0 - expected)).abs() < 1e-12
    );

    let asked = told(vec![Method::PairedT, regression]);
    assert_eq!(
        asked
            .iter()
            .filter(|row| row.0 == "high" && row.1 == regression)
            .count(),
        4
    );

    let comparison = compare_columns(&scores).unwrap();
    let of = |group: &str| {
        let row = comparison
            .rows()
            .iter()
            .find(|row| row.group == group)
            .unwrap();
        row.change.clone().unwrap()
    };
    let found = of("high").regression.unwrap();
    assert_eq!(
        (found.expected, found.beyond),
        (
            value("change expected by regression to the mean"),
            value("change beyond regression to the mean")
        )
    );
    assert!(
        of("high").chosen_by_score
            && !of("mixed").chosen_by_score
            && of("mixed").regression.is_none()
    );
}

/// Over link sets, people count as chosen by score only where they are in every set, and doubt about links has its own name.
#[test]
fn people_are_chosen_over_link_sets_where_they_are_in_each() {
    let difficulties = Measure {
        direction: Direction::LowerIsBetter,
        cut_off: Some(17.0),
        ..measure("difficulties")
    };
    let after = [Some(15.0), Some(15.0), Some(18.0)];
    let set = |before: [f64; 3]| {
        let before = before.map(Some);
        let scores = WideScores::of(difficulties.clone(), &before).wave("then", &after);
        analyse_columns(&scores, &Analysis::of([Method::PairedT]))
    };
    let (high, higher, mixed) = ([20.0, 17.0, 25.0], [29.0, 17.0, 35.0], [20.0, 9.0, 25.0]);
    for (second, chosen) in [(higher, true), (mixed, false)] {
        for sets in [[high, second], [second, high]] {
            let found = combine_link_sets(sets.map(set)).unwrap();
            let rows = found.rows();
            assert_eq!(rows.len(), if chosen { 2 } else { 1 });
            assert_eq!(rows[0].method, Method::PairedT);
            assert_eq!(rows[0].caveats.contains(&Caveat::ChosenByScore), chosen);
            let doubt = |caveat: &Caveat| matches!(caveat, Caveat::DoubtfulLinks { .. });
            assert!(rows[0].caveats.iter().any(doubt), "{:?}", rows[0].caveats);
        }
    }
}

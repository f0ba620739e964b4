//! Published values through the whole path.

use throughline::kernel::stats::ZeroMethod;
use throughline::longitudinal::{Direction, Measure, Norms, Spread, Stage};
use throughline::outcomes::{Analysis, Caveat, CorrectLinks, Method, WideScores, analyse_columns};

use super::{close, measure, row};

fn some(values: &[f64]) -> Vec<Option<f64>> {
    values.iter().copied().map(Some).collect()
}

/// Hours of extra sleep by two drugs: Student (1908), R's `sleep`; first drug less second.
#[test]
fn sleep() {
    let second = some(&[1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]);
    let first = some(&[0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]);
    let scores = WideScores::new("sleep", Direction::HigherIsBetter, &second).wave("then", &first);
    let methods = [Method::PairedT, Method::SignedRank, Method::Effects];
    let results = analyse_columns(&scores, &Analysis::of(methods)).unwrap();
    let mean = row(&results, Method::PairedT, "all", "mean change");
    close(mean.estimate, -1.58, 1e-12);
    close(mean.statistic, -4.062127683, 5e-10);
    close(mean.df, 9.0, 0.0);
    close(mean.p, 0.00283289, 5e-9);
    let ranks = row(&results, Method::SignedRank, "all", "sum of positive ranks");
    close(ranks.p, 0.00390625, 1e-12);
    assert_eq!(ranks.caveats, [Caveat::Zeros { pairs: 1 }]);
    let effect = |name| row(&results, Method::Effects, "all", name);
    close(effect("d_z").estimate, -1.2845576, 5e-8);
    let ci = effect("d_z").ci.unwrap();
    close(Some(ci.lower), -2.1180165, 5e-8);
    close(Some(ci.upper), -0.4146278, 5e-8);
    close(effect("d_av_rms").estimate, -0.8321811, 5e-8);
    close(effect("g_z_df_n_minus_1").estimate, -1.1739249, 5e-8);
}

/// SciPy's frequency case: changes of −4 to 4 that occur 1, 4, 16, 15, 8, 4, 5, 1 and 2 times.
#[test]
fn zeros_by_each_rule() {
    let counts = [1, 4, 16, 15, 8, 4, 5, 1, 2];
    let changes = counts.iter().zip(-4..=4);
    let after: Vec<f64> = changes.flat_map(|(&n, d)| vec![f64::from(d); n]).collect();
    let (before, after) = (vec![Some(0.0); after.len()], some(&after));
    let scores = WideScores::new("x", Direction::HigherIsBetter, &before).wave("then", &after);
    // SciPy 1.17 gives the smaller of the two sums, which here is that of positive ranks.
    for (zeros, w) in [
        (ZeroMethod::Drop, 327.0),
        (ZeroMethod::Pratt, 423.0),
        (ZeroMethod::Split, 441.0),
    ] {
        let analysis = Analysis {
            zeros,
            ..Analysis::of([Method::SignedRank])
        };
        let results = analyse_columns(&scores, &analysis).unwrap();
        let row = &results.rows()[0];
        assert_eq!(row.estimate, Some(w), "{zeros:?}");
        assert!(results.how(row).contains(&format!("Zeros: {zeros:?}")));
    }
}

/// Agresti's approval ratings, [[794, 150], [86, 570]]: in need first, so that 150 leave need.
#[test]
fn shares_in_need() {
    let mut before = Vec::new();
    let mut after = Vec::new();
    for (count, from, to) in [
        (794, 10.0, 10.0),
        (150, 10.0, 60.0),
        (86, 60.0, 10.0),
        (570, 60.0, 60.0),
    ] {
        before.extend(vec![Some(from); count]);
        after.extend(vec![Some(to); count]);
    }
    let approval = Measure {
        cut_off: Some(50.0),
        ..measure("approval")
    };
    let scores = WideScores::of(approval, &before).wave("then", &after);
    let results = analyse_columns(&scores, &Analysis::of([Method::McNemar])).unwrap();
    let change = row(&results, Method::McNemar, "all", "change in share in need");
    close(change.estimate, -0.04, 1e-12);
    close(change.p, 2.89339e-5, 5e-11);
    let ci = change.ci.unwrap();
    close(Some(ci.lower), -0.0587039, 5e-8);
    close(Some(ci.upper), -0.0212304, 5e-8);
    close(
        row(&results, Method::McNemar, "all", "chi-squared").statistic,
        17.355932,
        5e-7,
    );
    close(
        row(&results, Method::McNemar, "all", "exact test").p,
        3.71594e-5,
        5e-11,
    );
}

/// The 3 × 3 table [[20, 10, 5], [3, 30, 15], [0, 5, 40]], and five people of the first stage who were lost.
#[test]
fn stages_with_those_lost_in_their_own_column() {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for (from, row) in [[20, 10, 5], [3, 30, 15], [0, 5, 40]]
        .into_iter()
        .enumerate()
    {
        for (to, count) in row.into_iter().enumerate() {
            before.extend(vec![Some(from as f64 * 10.0); count]);
            after.extend(vec![Some(to as f64 * 10.0 + 4.0); count]);
        }
    }
    before.extend([Some(5.0); 5]);
    after.extend([None; 5]);
    let stages = ["stuck", "learning", "settled"]
        .into_iter()
        .zip([0.0, 10.0, 20.0]);
    let stages = stages.map(|(name, from)| Stage {
        name: name.into(),
        from,
    });
    let goal = Measure {
        stages: stages.collect(),
        ..measure("goal")
    };
    let scores = WideScores::of(goal, &before).wave("then", &after);
    let results = analyse_columns(&scores, &Analysis::of([Method::Transitions])).unwrap();
    let test = |name| row(&results, Method::Transitions, "all", name);
    close(test("Stuart-Maxwell").statistic, 13.764706, 5e-7);
    close(test("Bhapkar").statistic, 15.423275, 5e-7);
    close(test("Bowker").p, 0.0032367, 5e-8);
    close(
        test("net improvement").estimate,
        (30.0 - 8.0) / 128.0,
        1e-12,
    );
    let lost = test("stuck to not followed up");
    assert_eq!(lost.n, 40);
    close(lost.estimate, 5.0 / 40.0, 1e-12);
    let from_stuck = results
        .rows()
        .iter()
        .filter(|row| row.quantity.starts_with("stuck to"));
    close(
        Some(from_stuck.map(|row| row.estimate.unwrap()).sum()),
        1.0,
        1e-12,
    );
}

/// Claus and others (2020): r .801, functional 7.69 (7.52), clinical 35.48 (8.16), so the line is at 21.02 and reliable change 10.09.
#[test]
fn clinical_change_by_published_norms() {
    let depression = Measure {
        direction: Direction::LowerIsBetter,
        reliability: Some(0.801),
        norms: Some(Norms {
            source: "Claus and others (2020)".into(),
            population: None,
            clinical: Some(Spread {
                mean: 35.48,
                sd: 8.16,
            }),
            functional: Some(Spread {
                mean: 7.69,
                sd: 7.52,
            }),
        }),
        ..measure("depression")
    };
    let before = some(&[35.0, 45.0, 30.0, 33.0, 20.0]);
    let after = some(&[12.0, 30.0, 28.0, 44.0, 32.0]);
    let scores = WideScores::of(depression, &before).wave("then", &after);
    let results = analyse_columns(
        &scores,
        &Analysis::of([Method::ClinicalChange, Method::ReliableChange]),
    )
    .unwrap();
    let clinical = |quantity| row(&results, Method::ClinicalChange, "all", quantity).estimate;
    close(
        clinical("line between clinical and functional"),
        21.02,
        0.005,
    );
    let smallest = row(
        &results,
        Method::ReliableChange,
        "all",
        "smallest reliable change",
    );
    close(smallest.estimate, 10.0899, 0.0005);
    for quantity in [
        "share recovered",
        "share improved, not recovered",
        "share unchanged",
        "share deteriorated",
        "share harmed",
    ] {
        close(clinical(quantity), 0.2, 1e-12);
    }
}

/// The check of the exchangeable-error correction: x 1 to 6, share of right links .9, slope 2.295455.
#[test]
fn slopes_without_false_links() {
    let before = some(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    let after = some(&[2.1, 3.9, 6.2, 7.8, 10.1, 12.2]);
    let scores = WideScores::new("x", Direction::HigherIsBetter, &before).wave("then", &after);
    let correct_links = Some(CorrectLinks {
        share: 0.9,
        checked: None,
    });
    let analysis = Analysis {
        correct_links,
        ..Analysis::of([Method::FalseLinks])
    };
    let results = analyse_columns(&scores, &analysis).unwrap();
    let slope = |quantity| row(&results, Method::FalseLinks, "all", quantity).estimate;
    close(
        slope("slope of follow-up on baseline, links taken as right"),
        2.02,
        1e-10,
    );
    close(
        slope("slope of follow-up on baseline, corrected"),
        2.295455,
        5e-7,
    );
}

//! Pooled change of the agencies of a released comparison.

use throughline::disclosure::{Count, Policy, Released};
use throughline::evidence;
use throughline::kernel::stats::{Interval, t_critical};
use throughline::longitudinal::Direction;
use throughline::outcomes::{Comparison, ComparisonRow, PairedChange, Responders};

fn row(grouping: &str, group: &str, n: u64, mean: f64, sd: f64) -> ComparisonRow {
    let reach = t_critical(0.95, n as f64 - 1.0) * sd / (n as f64).sqrt();
    ComparisonRow {
        measure: "Wellbeing".into(),
        wave: "6 months".into(),
        grouping: grouping.into(),
        group: group.into(),
        direction: Direction::HigherIsBetter,
        n_eligible: n,
        n_baseline: n,
        n_paired: n,
        change: Some(PairedChange {
            mean_baseline: 20.0,
            mean_follow_up: 20.0 + mean,
            sd_baseline: sd,
            sd_follow_up: sd,
            mean_change: mean,
            sd_change: sd,
            correlation: Some(0.5),
            ci: Interval {
                level: 0.95,
                lower: mean - reach,
                upper: mean + reach,
            },
            t_test: None,
            signed_rank: None,
            chosen_by_score: false,
            regression: None,
            effects: vec![],
        }),
        responders: Responders {
            improved: n,
            same: 0,
            worse: 0,
            threshold: 0.0,
        },
    }
}

fn released(agencies: &[(&str, u64, f64, f64)]) -> Released<Comparison> {
    let total = agencies.iter().map(|agency| agency.1).sum();
    let mut rows = vec![row("overall", "all", total, 1.0, 5.0)];
    rows.extend(
        agencies
            .iter()
            .map(|&(name, n, mean, sd)| row("partner", name, n, mean, sd)),
    );
    Policy::dfe().release(Comparison::from_rows(rows)).unwrap()
}

/// The BCG vaccine trials (metafor's `dat.bcg`): as mean changes whose squared standard errors are the trials'
/// variances, REML gives τ² 0.3132 and mean −0.7145, Hartung and Knapp the interval −1.1084 to −0.3206, and t on
/// k − 1 degrees of freedom the prediction interval −1.9960 to 0.5670 (Viechtbauer 2010, J. Statistical Software
/// 36(3), and metafor's own tests).
#[test]
fn thirteen_agencies_pool_as_metafor_pools_them() {
    let trials: [(f64, f64, f64, f64); 13] = [
        (4.0, 119.0, 11.0, 128.0),
        (6.0, 300.0, 29.0, 274.0),
        (3.0, 228.0, 11.0, 209.0),
        (62.0, 13536.0, 248.0, 12619.0),
        (33.0, 5036.0, 47.0, 5761.0),
        (180.0, 1361.0, 372.0, 1079.0),
        (8.0, 2537.0, 10.0, 619.0),
        (505.0, 87886.0, 499.0, 87892.0),
        (29.0, 7470.0, 45.0, 7232.0),
        (17.0, 1699.0, 65.0, 1600.0),
        (186.0, 50448.0, 141.0, 27197.0),
        (5.0, 2493.0, 3.0, 2338.0),
        (27.0, 16886.0, 29.0, 17825.0),
    ];
    let names: Vec<String> = (0..13).map(|i| format!("trial {i:02}")).collect();
    let agencies: Vec<_> = trials
        .iter()
        .zip(&names)
        .map(|(&(a, b, c, d), name)| {
            let (treated, control) = (a + b, c + d);
            let log_risk_ratio = (a / treated / (c / control)).ln();
            let variance = 1.0 / a - 1.0 / treated + 1.0 / c - 1.0 / control;
            (
                name.as_str(),
                100,
                log_risk_ratio,
                (100.0 * variance).sqrt(),
            )
        })
        .collect();
    let pooled = evidence::pool(&released(&agencies), "partner").unwrap();
    let row = &pooled.table().rows()[0];
    let result = row.pooled.unwrap();
    let near = |value: f64, expected: f64| assert!((value - expected).abs() < 5e-5, "{value}");
    near(result.summary.tau_squared.value, 0.3132);
    near(result.summary.random.mean, -0.7145);
    near(result.summary.random.ci.lower, -1.1084);
    near(result.summary.random.ci.upper, -0.3206);
    near(result.summary.heterogeneity.q, 152.2330);
    near(result.summary.heterogeneity.i_squared.unwrap(), 0.9222);
    let prediction = result.prediction.unwrap();
    assert!((prediction.lower + 1.9960).abs() < 5e-4 && (prediction.upper - 0.5670).abs() < 5e-4);
    assert_eq!(result.prediction_df, Some(12.0));
    let weights: f64 = row.agencies.iter().filter_map(|agency| agency.weight).sum();
    assert!((weights - 1.0).abs() < 1e-12);
}

#[test]
fn an_agency_that_is_withheld_is_listed_and_not_pooled() {
    let released = released(&[
        ("Ash", 60, 2.0, 5.0),
        ("Birch", 50, 3.0, 5.0),
        ("Cedar", 4, 9.0, 5.0),
        ("Dogwood", 20, 1.0, 5.0),
        ("Elm", 70, 2.5, 5.0),
    ]);
    let pooled = evidence::pool(&released, "partner").unwrap();
    let row = &pooled.table().rows()[0];
    let names: Vec<&str> = row
        .not_pooled
        .iter()
        .map(|agency| agency.agency.as_str())
        .collect();
    assert_eq!(names, ["Cedar", "Dogwood"]);
    assert!(row.not_pooled.iter().all(|agency| agency.withheld));
    assert_eq!(row.agencies.len(), 3);
    assert_eq!(row.agencies[0].n_paired, Count::Exact(60));
    assert_eq!(row.pooled.unwrap().summary.k, 3);
    assert_eq!(pooled.audit().totals().estimates_withheld, 2);
    assert_eq!(pooled.policy(), &Policy::dfe());
}

#[test]
fn two_agencies_have_no_prediction_interval_and_one_is_not_pooled() {
    let two = released(&[("Ash", 60, 2.0, 5.0), ("Birch", 50, 3.0, 5.0)]);
    let pooled = evidence::pool(&two, "partner").unwrap();
    let result = pooled.table().rows()[0].pooled.unwrap();
    assert_eq!((result.prediction, result.prediction_df), (None, None));

    let one = released(&[("Ash", 60, 2.0, 5.0)]);
    let pooled = evidence::pool(&one, "partner").unwrap();
    let row = &pooled.table().rows()[0];
    assert!(row.pooled.is_none() && row.agencies[0].weight.is_none());
    assert_eq!(row.agencies[0].mean_change, 2.0);
}

#[test]
fn an_unknown_grouping_lists_those_there_are() {
    let released = released(&[("Ash", 60, 2.0, 5.0)]);
    let error = evidence::pool(&released, "agency").unwrap_err();
    assert_eq!(
        error.to_string(),
        "the comparison has no grouping \"agency\"; it has partner"
    );
}

//! Missing scores drawn.

use super::*;
use proptest::collection::vec;
use throughline::kernel::stats::linear::Matrix;
use throughline::kernel::stats::missing::*;
use throughline::kernel::stats::regression::ols;

pub(super) const NORMAL: ImputeSettings = ImputeSettings {
    method: ImputationMethod::Normal,
    sets: 20,
    iterations: 10,
    seed: 7,
};

pub(super) fn column(values: &[Option<f64>]) -> IncompleteColumn<'_> {
    IncompleteColumn {
        values,
        range: None,
    }
}

pub(super) fn matched(donors: usize) -> ImputeSettings {
    ImputeSettings {
        method: ImputationMethod::PredictiveMeanMatching { donors },
        ..NORMAL
    }
}

/// Age group, body mass index, hypertension and cholesterol of 25 people: Schafer (1997), Analysis of Incomplete Multivariate
/// Data, table 6.14; mice's `nhanes`. Zero stands for a missing value.
const NHANES: [[f64; 4]; 25] = [
    [1.0, 0.0, 0.0, 0.0],
    [2.0, 22.7, 1.0, 187.0],
    [1.0, 0.0, 1.0, 187.0],
    [3.0, 0.0, 0.0, 0.0],
    [1.0, 20.4, 1.0, 113.0],
    [3.0, 0.0, 0.0, 184.0],
    [1.0, 22.5, 1.0, 118.0],
    [1.0, 30.1, 1.0, 187.0],
    [2.0, 22.0, 1.0, 238.0],
    [2.0, 0.0, 0.0, 0.0],
    [1.0, 0.0, 0.0, 0.0],
    [2.0, 0.0, 0.0, 0.0],
    [3.0, 21.7, 1.0, 206.0],
    [2.0, 28.7, 2.0, 204.0],
    [1.0, 29.6, 1.0, 0.0],
    [1.0, 0.0, 0.0, 0.0],
    [3.0, 27.2, 2.0, 284.0],
    [2.0, 26.3, 2.0, 199.0],
    [1.0, 35.3, 1.0, 218.0],
    [3.0, 25.5, 2.0, 0.0],
    [1.0, 0.0, 0.0, 0.0],
    [1.0, 33.2, 1.0, 229.0],
    [1.0, 27.5, 1.0, 131.0],
    [3.0, 24.9, 1.0, 0.0],
    [2.0, 27.4, 1.0, 186.0],
];

/// Means of completed columns: their mean and standard deviation over sets, and the mean of s²/n.
fn nhanes(settings: &ImputeSettings) -> Vec<[f64; 3]> {
    let columns: Vec<Vec<Option<f64>>> = (1..4)
        .map(|j| {
            let values = NHANES.iter().map(|row| (row[j] > 0.0).then_some(row[j]));
            values.collect()
        })
        .collect();
    let columns: Vec<IncompleteColumn> = columns.iter().map(|values| column(values)).collect();
    let found = impute(&columns, &[&NHANES.map(|row| row[0])], settings).unwrap();
    assert!(!found.report.monotone && found.report.iterations == 10);
    (0..3)
        .map(|j| {
            let moments = (0..settings.sets).map(|set| {
                let all = Moments::from_slice(&found.completed(set, j)).finalise();
                all.unwrap()
            });
            let (means, variances): (Vec<f64>, Vec<f64>) = moments
                .map(|m| (m.mean, m.variance.unwrap() / 25.0))
                .unzip();
            let over = Moments::from_slice(&means).finalise().unwrap();
            let within = Moments::from_slice(&variances).finalise().unwrap();
            [over.mean, over.sd().unwrap(), within.mean]
        })
        .collect()
}

/// R 4.2, mice 3.15: `mice(nhanes, m=4000, maxit=10, method="norm", seed=1)`, then over completed sets the mean and the standard
/// deviation of the column's mean, and the mean of its variance over 25. Tolerances are five standard errors of simulation.
#[test]
fn as_mice_draws() {
    let settings = ImputeSettings {
        sets: 4_000,
        ..NORMAL
    };
    let expected = [
        [26.510_87, 0.722_920_3, 0.952_218_1],
        [1.228_34, 0.070_296_67, 0.009_247_479],
        [194.432_9, 7.356_966, 102.297_6],
    ];
    for (found, expected) in nhanes(&settings).iter().zip(expected) {
        close(found[0], expected[0], 5.0 * expected[1] / 2_000_f64.sqrt());
        close(found[1] / expected[1], 1.0, 5.0 / 4_000_f64.sqrt());
        close(found[2] / expected[2], 1.0, 0.05);
    }
}

/// With nested holes the draws have a known distribution, Student's t about the least squares prediction: mean xb and variance
/// RSS/(df − 2)(1 + h).
#[test]
fn normal_draws_are_predictive() {
    let xs = [1.0, 2.0, 4.0, 5.0, 7.0, 8.0, 9.0, 11.0, 3.0, 14.0];
    let ys = [2.0, 3.5, 3.0, 6.0, 5.5, 8.5, 8.0, 12.0];
    let z = [0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 0.0];
    let follow_up: Vec<Option<f64>> = (0..10).map(|i| ys.get(i).copied()).collect();
    let settings = ImputeSettings {
        sets: 40_000,
        ..NORMAL
    };
    let baseline = xs.map(Some);
    let found = impute(&[column(&baseline), column(&follow_up)], &[&z], &settings).unwrap();
    let design = Matrix::from_columns(&[&[1.0; 8], &z[..8], &xs[..8]]);
    let fit = ols(&design, &ys).unwrap();
    for hole in 0..2 {
        let row = [1.0, z[8 + hole], xs[8 + hole]];
        let draws: Vec<f64> = (0..settings.sets)
            .map(|set| found.drawn(set, 1)[hole])
            .collect();
        let drawn = Moments::from_slice(&draws).finalise().unwrap();
        let mean: f64 = row.iter().zip(fit.estimates()).map(|(x, b)| x * b).sum();
        let covariance = fit.covariance();
        let spread: f64 = (0..3)
            .flat_map(|i| (0..3).map(move |j| (i, j)))
            .map(|(i, j)| row[i] * covariance[(i, j)] * row[j])
            .sum();
        let variance = (spread + fit.sigma() * fit.sigma()) * fit.df() / (fit.df() - 2.0);
        close(drawn.mean, mean, 4.0 * (variance / 40_000.0).sqrt());
        close(drawn.variance.unwrap() / variance, 1.0, 0.1);
    }
}

/// Without noise the prediction is the truth, so donors are those of the nearest baselines: each of `donors` as often, and
/// people as far away share the last place.
#[test]
fn donors_are_the_nearest() {
    let baseline: Vec<f64> = vec![0.0, 1.0, 2.0, 4.0, 4.0, 4.0, 9.0, 3.1, 8.0, -5.0];
    let follow_up: Vec<Option<f64>> = baseline
        .iter()
        .enumerate()
        .map(|(i, x)| (i < 7).then_some(2.0 * x + 1.0))
        .collect();
    let baseline: Vec<Option<f64>> = baseline.into_iter().map(Some).collect();
    let settings = ImputeSettings {
        sets: 6_000,
        ..matched(3)
    };
    let found = impute(&[column(&baseline), column(&follow_up)], &[], &settings).unwrap();
    // Holes at 3.1 (nearest: three people at 4), at 8 (9, then two of the three at 4) and at −5 (0, 1, 2).
    let share = |hole: usize, value: f64| {
        let hits = (0..6_000).filter(|&set| (found.drawn(set, 1)[hole] - value).abs() < 1e-9);
        hits.count() as f64 / 6_000.0
    };
    for (hole, value, expected) in [
        (0, 9.0, 1.0),
        (1, 19.0, 1.0 / 3.0),
        (1, 9.0, 2.0 / 3.0),
        (2, 1.0, 1.0 / 3.0),
        (2, 3.0, 1.0 / 3.0),
        (2, 5.0, 1.0 / 3.0),
    ] {
        close(share(hole, value), expected, 0.025);
    }
}

/// Six people of a group have one prediction: whichever three are asked for, each of the six is drawn as often.
#[test]
fn ties_are_drawn() {
    let girl = [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 1.0];
    let scores = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 1_000.0, 1_001.0, 1_002.0];
    let column_of: Vec<Option<f64>> = (0..10).map(|i| scores.get(i).copied()).collect();
    let settings = ImputeSettings {
        sets: 6_000,
        ..matched(3)
    };
    let found = impute(&[column(&column_of)], &[&girl], &settings).unwrap();
    for score in &scores[..6] {
        let hits = (0..6_000).filter(|&set| found.drawn(set, 0)[0] == *score);
        close(hits.count() as f64 / 6_000.0, 1.0 / 6.0, 0.02);
    }
}

/// Baseline x and follow-up of `n` people who change by 1 − x/2 and noise; who began high is lost more
/// often, the more the `steeper`.
pub(super) fn lossy(n: usize, steeper: f64, rng: &mut ChaCha8Rng) -> [Vec<Option<f64>>; 2] {
    let mut draw = || -> f64 { StandardNormal.sample(rng) };
    let people: Vec<(f64, f64, bool)> = (0..n)
        .map(|_| {
            let x = draw();
            let y = 1.0 + 0.5 * x + 0.8 * draw();
            (
                x,
                y,
                normal_cdf(draw()) < 1.0 / (1.0 + (steeper * x - 0.4).exp()),
            )
        })
        .collect();
    [
        people.iter().map(|p| Some(p.0)).collect(),
        people.iter().map(|p| p.2.then_some(p.1)).collect(),
    ]
}

#[test]
fn same_at_any_thread_count() {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let [x, y] = lossy(120, 1.5, &mut rng);
    let z: Vec<Option<f64>> = (0..120)
        .map(|i| (i % 7 > 0).then_some(f64::from(i % 11)))
        .collect();
    for settings in [NORMAL, matched(5)] {
        let run = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            pool.install(|| impute(&[column(&x), column(&y), column(&z)], &[], &settings).unwrap())
        };
        let one = run(1);
        assert!(!one.report.monotone);
        assert!(one == run(2));
        assert!(one == run(7));
        let fewer = ImputeSettings {
            sets: 3,
            ..settings
        };
        let fewer = impute(&[column(&x), column(&y), column(&z)], &[], &fewer).unwrap();
        assert!((0..3).all(|set| fewer.drawn(set, 2) == one.drawn(set, 2)));
        assert_ne!(one.drawn(0, 1), one.drawn(1, 1));
        let other = ImputeSettings {
            seed: 8,
            ..settings
        };
        let other = impute(&[column(&x), column(&y), column(&z)], &[], &other).unwrap();
        assert_ne!(one.drawn(0, 1), other.drawn(0, 1));
        // Columns in another order.
        let turned = impute(&[column(&z), column(&x), column(&y)], &[], &settings).unwrap();
        for set in 0..settings.sets {
            assert_eq!(turned.drawn(set, 0), one.drawn(set, 2));
            assert_eq!(turned.drawn(set, 2), one.drawn(set, 1));
        }
    }
}

#[test]
fn nothing_missing_changes_nothing() {
    let waves = [SLEEP.0.map(Some), SLEEP.1.map(Some)];
    let waves = [column(&waves[0]), column(&waves[1])];
    let found = imputed_mean_change(&waves, &[], &NORMAL, 0.95).unwrap();
    let plain = paired_t(&differences(&SLEEP.0, &SLEEP.1), 0.95).unwrap();
    let change = found.changes[0].unwrap();
    close(change.pooled.estimate, plain.mean, 1e-14);
    close(change.within, plain.sd * plain.sd / 10.0, 1e-14);
    assert_eq!((change.between, change.lambda), (0.0, 0.0));
    close(change.pooled.df.unwrap(), 10.0 / 12.0 * 9.0, 1e-12);
    let report = found.report;
    assert!(report.monotone && report.aliased.is_empty());
    assert!(
        report
            .columns
            .iter()
            .all(|c| c.missing == 0 && c.trace.is_empty())
    );
    // One set, or one person, has nothing to pool.
    let alone = ImputeSettings { sets: 1, ..NORMAL };
    assert_eq!(
        imputed_mean_change(&waves, &[], &alone, 0.95)
            .unwrap()
            .changes,
        [None]
    );
    let one = [[Some(1.0)], [Some(3.0)]];
    let one = imputed_mean_change(&[column(&one[0]), column(&one[1])], &[], &NORMAL, 0.95);
    assert_eq!(one.unwrap().changes, [None]);
}

/// A term that repeats others or does not vary is left out and named; what is drawn stays the same to the last bit.
#[test]
fn dependent_terms_are_left_out() {
    let mut rng = ChaCha8Rng::seed_from_u64(6);
    let [x, y] = lossy(60, 1.5, &mut rng);
    let girl: Vec<f64> = (0..60).map(|i| f64::from(i % 2)).collect();
    let boy: Vec<f64> = girl.iter().map(|girl| 1.0 - girl).collect();
    let constant = vec![0.1; 60];
    let plain = impute(&[column(&x), column(&y)], &[&girl], &NORMAL).unwrap();
    let more = impute(
        &[column(&x), column(&y)],
        &[&constant, &girl, &boy],
        &NORMAL,
    )
    .unwrap();
    assert!(plain.report.aliased.is_empty());
    let aliased = |covariate| Aliased {
        column: 1,
        predictor: Predictor::Covariate(covariate),
    };
    assert_eq!(more.report.aliased, [aliased(0), aliased(2)]);
    assert!((0..20).all(|set| plain.drawn(set, 1) == more.drawn(set, 1)));
    let twice = impute(&[column(&x), column(&x), column(&y)], &[], &NORMAL).unwrap();
    let repeated = Aliased {
        column: 2,
        predictor: Predictor::Column(1),
    };
    assert_eq!(twice.report.aliased, [repeated]);
}

#[test]
fn ranges_are_kept_or_counted() {
    let baseline: Vec<Option<f64>> = (0..60).map(|i| Some(f64::from(i % 11))).collect();
    let follow_up: Vec<Option<f64>> = (0..60)
        .map(|i| (i % 3 > 0).then_some(f64::from((i * 7 % 5 + i % 11).min(10))))
        .collect();
    let ranged = |values| IncompleteColumn {
        values,
        range: Some((0.0, 10.0)),
    };
    let columns = [ranged(&baseline), ranged(&follow_up)];
    let outside = |settings: &ImputeSettings| {
        let found = impute(&columns, &[], settings).unwrap();
        let drawn = (0..20).flat_map(|set| found.drawn(set, 1).to_vec());
        let count = drawn.filter(|value| !(0.0..=10.0).contains(value)).count() as u64;
        assert_eq!(found.report.columns[1].outside_range, Some(count));
        assert_eq!(found.report.columns[0].outside_range, Some(0));
        count
    };
    assert_eq!(outside(&matched(5)), 0);
    assert!(outside(&NORMAL) > 10);
    assert_eq!(
        impute(&[columns[0], column(&follow_up)], &[], &NORMAL)
            .unwrap()
            .report
            .columns[1]
            .outside_range,
        None
    );
}

#[test]
fn what_cannot_be_imputed() {
    let full = [1.0, 2.0, 4.0, 3.0].map(Some);
    let refused = |values: &[Option<f64>], covariates: &[&[f64]]| {
        impute(&[column(&full), column(values)], covariates, &NORMAL).unwrap_err()
    };
    assert_eq!(
        refused(&[None; 4], &[]),
        NotImputed::NothingSeen { column: 1 }
    );
    assert_eq!(
        refused(&[Some(2.0), None, Some(2.0), Some(2.0)], &[]),
        NotImputed::NoVariation { column: 1 }
    );
    assert_eq!(
        refused(&[Some(2.0), None, Some(f64::NAN), Some(2.0)], &[]),
        NotImputed::NotFinite { column: 1, row: 2 }
    );
    assert_eq!(
        refused(&[Some(2.0), None, None, Some(3.0)], &[]),
        NotImputed::TooFewSeen {
            column: 1,
            seen: 2,
            terms: 2
        }
    );
    assert_eq!(
        refused(
            &[Some(2.0), None, Some(3.0), Some(3.0)],
            &[&[1.0, f64::INFINITY, 2.0, 3.0]]
        ),
        NotImputed::CovariateNotFinite {
            covariate: 0,
            row: 1
        }
    );
    let ranged = IncompleteColumn {
        values: &full,
        range: Some((0.0, 3.0)),
    };
    assert_eq!(
        impute(&[ranged], &[], &NORMAL),
        Err(NotImputed::OutsideRange { column: 0, row: 2 })
    );
    assert_eq!(impute(&[], &[], &NORMAL), Err(NotImputed::NoColumns));
    assert_eq!(
        impute(&[column(&[Some(1.0)]), column(&[None])], &[], &NORMAL),
        Err(NotImputed::NothingSeen { column: 1 })
    );
    assert!(impute(&[column(&[]), column(&[])], &[], &NORMAL).is_ok());
}

proptest! {
    /// Whatever the holes, what was seen stays and matched values are seen values of their column.
    #[test]
    fn seen_values_stay(
        rows in vec(vec(proptest::option::weighted(0.7, -3_i32..4), 3), 0..30),
        covariate in vec(-2_i32..3, 30),
        normal in any::<bool>(),
    ) {
        let columns: Vec<Vec<Option<f64>>> = (0..3)
            .map(|j| rows.iter().map(|row| row[j].map(f64::from)).collect())
            .collect();
        let covariate: Vec<f64> = covariate[..rows.len()].iter().copied().map(f64::from).collect();
        let inputs: Vec<IncompleteColumn> = columns.iter().map(|values| column(values)).collect();
        let settings = ImputeSettings { sets: 3, iterations: 3, ..if normal { NORMAL } else { matched(4) } };
        if let Ok(found) = impute(&inputs, &[&covariate], &settings) {
            for (j, values) in columns.iter().enumerate() {
                for set in 0..3 {
                    let completed = found.completed(set, j);
                    for (whole, value) in completed.iter().zip(values) {
                        prop_assert!(whole.is_finite());
                        prop_assert!(value.is_none_or(|value| value == *whole));
                        prop_assert!(normal || values.contains(&Some(*whole)));
                    }
                }
            }
        }
    }
}

//! Samples too small, too even or out of range: typed answers, never a panic, and no loop without end.

use super::*;
use throughline::kernel::stats::categorical::mcnemar;
use throughline::kernel::stats::charts::{run_chart, xmr_chart};
use throughline::kernel::stats::individual::{
    ReliableChange, change_beyond_regression, regression_after_selection,
};
use throughline::kernel::stats::linear::{Matrix, dependent_columns};
use throughline::kernel::stats::missing::{
    follow_up_weights, rubin, standardised_difference, weighted_mean,
};
use throughline::kernel::stats::mixed::{MixedMethod, random_intercept};
use throughline::kernel::stats::pooling::RemlSettings;
use throughline::kernel::stats::regression::{HcKind, Unfit, ancova, logistic, ols};
use throughline::kernel::stats::resampling::{bootstrap, sign_flip};
use throughline::kernel::stats::survival::{CoxTies, cox, kaplan_meier, log_rank};

const EIGHT: [f64; 8] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
const PAIRS_OF_EIGHT: [usize; 8] = [0, 0, 1, 1, 2, 2, 3, 3];

fn with_intercept(columns: &[&[f64]]) -> Matrix {
    let ones = vec![1.0; columns.first().map_or(8, |column| column.len())];
    let all: Vec<&[f64]> = std::iter::once(ones.as_slice())
        .chain(columns.iter().copied())
        .collect();
    Matrix::from_columns(&all)
}

fn indicator(of: impl Fn(usize) -> bool) -> Vec<f64> {
    (0..8).map(|i| f64::from(u8::from(of(i)))).collect()
}

#[test]
fn one_pair_has_no_spread_to_go_by() {
    assert_eq!(paired_t(&[1.0], 0.95), None);
    assert_eq!(signed_rank(&[1.0]).unwrap().p, 1.0);
    assert_eq!(signed_rank_normal(&[1.0], true).unwrap().p, 1.0);
    assert_eq!(sign_test(&[1.0], 0.95).unwrap().p, 1.0);
    assert_eq!(sign_flip(&[1.0], 99, 1).unwrap().p, 1.0);
    let centre = hodges_lehmann(&[1.0], 0.95).unwrap();
    assert_eq!((centre.estimate, centre.coverage), (1.0, 0.0));
    assert_eq!(bootstrap(&[0], |_| Some(1.0), 99, 1, 0.95), None);
    assert_eq!(standardised_difference(&[1.0], &[2.0]), None);
    assert_eq!(weighted_mean(&[1.0], &[1.0], 0.95), None);
    assert_eq!(mcnemar([[0, 1], [0, 0]]).unwrap().p_exact, 1.0);
    assert_eq!(xmr_chart(&[1.0]), None);
}

#[test]
fn identical_pairs_have_no_test_and_an_interval_of_no_width() {
    for same in [vec![2.0; 2], vec![2.0; 9]] {
        let change = paired_t(&same, 0.95).unwrap();
        assert_eq!(
            (change.test, change.ci.lower, change.ci.upper),
            (None, 2.0, 2.0)
        );
        let centre = hodges_lehmann(&same, 0.95).unwrap();
        assert_eq!(
            (centre.estimate, centre.ci.lower, centre.ci.upper),
            (2.0, 2.0, 2.0)
        );
        let people: Vec<usize> = (0..same.len()).collect();
        let found = bootstrap(&people, |rows| Some(same[rows[0]]), 99, 1, 0.95).unwrap();
        assert_eq!((found.se, found.acceleration), (0.0, 0.0));
        assert_eq!(found.bca.unwrap().upper, 2.0);
        let (summary, changes) = summary(&vec![0.0; same.len()], &same);
        assert!(summary.effect_intervals(&changes, 0.95).is_empty());
        assert_eq!(run_chart(&same, None), None);
    }
}

#[test]
fn changes_that_are_all_zero_have_no_test() {
    let none = [0.0; 6];
    assert_eq!(signed_rank(&none), None);
    assert_eq!(signed_rank_normal(&none, false), None);
    assert_eq!(sign_test(&none, 0.95), None);
    assert_eq!(sign_flip(&none, 99, 1), None);
    assert_eq!(rank_biserial_interval(&none, 0.95), None);
    assert_eq!(mcnemar([[5, 0], [0, 5]]), None);
}

/// All changes of one size: p is that of the sign test.
#[test]
fn ties_throughout_leave_only_the_signs() {
    let changes = [1.0, -1.0, 1.0, 1.0, 1.0, 1.0, 1.0];
    close(signed_rank(&changes).unwrap().p, 16.0 / 128.0, 1e-15);
    close(sign_test(&changes, 0.95).unwrap().p, 16.0 / 128.0, 1e-15);
    close(sign_flip(&changes, 99, 1).unwrap().p, 16.0 / 128.0, 1e-15);
}

#[test]
fn a_constant_group_is_estimated_where_the_model_allows() {
    let groups = [0, 0, 0, 0, 1, 1, 1, 1];
    let follow_up = [3.0, 5.0, 4.0, 6.0, 7.0, 7.0, 7.0, 7.0];
    let model = ancova(&EIGHT, &follow_up, &groups, 0.95).unwrap();
    assert!(model.groups[1].difference.unwrap().se > 0.0);
    assert_eq!(
        ancova(&[2.0; 8], &follow_up, &groups, 0.95),
        Err(Unfit::Dependent(1))
    );
    assert_eq!(standardised_difference(&[2.0; 4], &[2.0; 4]), None);
    let apart = log_rank(&[4.0; 8], &[true; 8], &groups);
    assert_eq!(apart.map(|test| test.df), None);
}

/// Sex as two indicators, age in years and in months, and a column of nothing.
#[test]
fn a_singular_design_names_every_column_to_leave_out() {
    let (girl, boy) = (indicator(|i| i % 3 == 0), indicator(|i| i % 3 != 0));
    let months = EIGHT.map(|years| 12.0 * years);
    let design = with_intercept(&[&girl, &EIGHT, &boy, &months, &[0.0; 8]]);
    assert_eq!(dependent_columns(&design), [3, 4, 5]);
    let refused = ols(&design, &EIGHT).map(|fit| fit.df()).unwrap_err();
    assert_eq!(refused, Unfit::Dependent(3));
    assert_eq!(
        refused.to_string(),
        "term 3 is a combination of the terms before it"
    );
    let answers = [true, false, false, true, true, false, true, false];
    assert_eq!(
        logistic(&design, &answers, 0.95).unwrap_err(),
        Unfit::Dependent(3)
    );
    let mixed = random_intercept(&design, &PAIRS_OF_EIGHT, &EIGHT, MixedMethod::Reml, 0.95);
    assert_eq!(mixed.unwrap_err(), Unfit::Dependent(3));
    assert_eq!(
        dependent_columns(&with_intercept(&[&girl, &EIGHT])),
        [] as [usize; 0]
    );
}

#[test]
fn answers_that_are_foretold_are_said_to_be() {
    let by_half = EIGHT.map(|x| x > 4.0);
    let perfect = logistic(&with_intercept(&[&EIGHT]), &by_half, 0.95).unwrap();
    assert!(perfect.separated && !perfect.converged);
    let later = indicator(|i| i > 3);
    let nearly = logistic(&with_intercept(&[&later]), &EIGHT.map(|x| x > 3.0), 0.95).unwrap();
    assert!(nearly.separated);
    assert!(
        perfect
            .coefficients
            .iter()
            .chain(&nearly.coefficients)
            .all(|c| c.se.is_finite())
    );
    let alone = Matrix::from_columns(&[&indicator(|i| i < 4)]);
    let hazards = cox(
        &alone,
        &EIGHT,
        &EIGHT.map(|x| x < 5.0),
        CoxTies::Efron,
        0.95,
    )
    .unwrap();
    assert!(!hazards.converged);
}

#[test]
fn reliabilities_outside_their_range_are_refused() {
    for reliability in [f64::NAN, -0.1, 1.1, f64::INFINITY] {
        assert_eq!(ReliableChange::new(5.0, reliability, true), None);
        assert_eq!(
            change_beyond_regression(&[1.0, 2.0], &[2.0, 4.0], 0.0, reliability, 0.95),
            None
        );
        assert_eq!(
            regression_after_selection(0.0, 1.0, reliability, 1.0, true),
            None
        );
    }
    assert_eq!(ReliableChange::new(5.0, 1.0, true), None);
}

/// One person of fifty with a high score was followed up, and so stands for many.
#[test]
fn weights_that_explode_are_drawn_in_and_counted() {
    let high = |i: usize| i < 50;
    let kept: Vec<bool> = (0..200).map(|i| !high(i) || i == 0).collect();
    let trait_of = (0..200)
        .map(|i| f64::from(u8::from(high(i))))
        .collect::<Vec<f64>>();
    let left: Vec<bool> = kept
        .iter()
        .enumerate()
        .map(|(i, &kept)| kept && i % 10 != 7)
        .collect();
    let design = with_intercept(&[&trait_of]);
    let whole = follow_up_weights(&design, &left, 0.0).unwrap();
    let drawn = follow_up_weights(&design, &left, 0.01).unwrap();
    assert_eq!((whole.truncated, drawn.truncated), (0, 1));
    assert!(whole.weights[0] > 30.0 && drawn.weights[0] < 2.0);
    assert!(whole.effective_n < 20.0 && drawn.effective_n > 100.0);
}

/// Sites more alike than chance would have them.
#[test]
fn variances_below_zero_are_exactly_zero() {
    let design = with_intercept(&[]);
    let scores = [1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0];
    let fit = random_intercept(&design, &PAIRS_OF_EIGHT, &scores, MixedMethod::Reml, 0.95).unwrap();
    assert_eq!(
        (fit.random_covariance[(0, 0)], fit.singular, fit.converged),
        (0.0, true, true)
    );
    let alike = Studies::new(vec![0.2, 0.21, 0.19], vec![0.1; 3]).unwrap();
    assert_eq!(alike.dersimonian_laird().value, 0.0);
    assert_eq!(alike.reml(RemlSettings::default()).value, 0.0);
    assert_eq!(alike.tau_squared_interval(0.95).unwrap().lower, 0.0);
}

/// Between-site spread a thousand times that within, then nothing within at all.
#[test]
fn mixed_model_with_next_to_nothing_within_sites() {
    let design = with_intercept(&[]);
    let fit = |within: f64| {
        let sites = [1.0, 2.0, 4.0, 3.0];
        let scores: Vec<f64> = (0..8)
            .map(|i| sites[i / 2] + within * (i % 2) as f64)
            .collect();
        random_intercept(&design, &PAIRS_OF_EIGHT, &scores, MixedMethod::Reml, 0.95)
    };
    let near = fit(1e-3).unwrap();
    assert!(near.converged);
    close(near.random_covariance[(0, 0)], 5.0 / 3.0, 1e-5);
    close(near.coefficients[0].df.unwrap(), 3.0, 1e-2);
    assert_eq!(fit(0.0).unwrap_err(), Unfit::NoVariation);
    let no_random = Matrix::zeros(8, 0);
    let refused = throughline::kernel::stats::mixed::mixed_model(
        &design,
        &no_random,
        &PAIRS_OF_EIGHT,
        &EIGHT,
        MixedMethod::Reml,
        0.95,
    );
    assert_eq!(refused.unwrap_err(), Unfit::NoVariation);
}

/// Two sites, and a mean for each of three: nothing is left between clusters to estimate an error from.
#[test]
fn cr2_refuses_terms_that_single_clusters_settle() {
    let outcome = [1.0, 2.0, 1.0, 3.0, 4.0, 2.0, 5.0, 1.0];
    let second = indicator(|i| i > 3);
    let two = ols(&with_intercept(&[&second]), &outcome).unwrap();
    let sites = [0, 0, 0, 0, 1, 1, 1, 1];
    let refused = two.cluster_robust_coefficients(&sites, 0.95).unwrap_err();
    assert_eq!(refused, Unfit::SettledByClusters(0));
    let means = [
        indicator(|i| i < 2),
        indicator(|i| i == 2 || i == 3),
        second,
    ];
    let design = Matrix::from_columns(&[&means[0], &means[1], &means[2]]);
    let three = ols(&design, &outcome).unwrap();
    assert!(
        three
            .cluster_robust_coefficients(&[0, 0, 1, 1, 2, 2, 2, 2], 0.95)
            .is_err()
    );
    let other = three.cluster_robust_coefficients(&[0, 1, 2, 3, 4, 5, 6, 7], 0.95);
    assert!(other.unwrap().iter().all(|term| term.se > 0.0));
}

/// A row that alone decides a term has a residual of zero, and counts nothing.
#[test]
fn hc3_leaves_out_a_row_of_leverage_one() {
    let first = indicator(|i| i == 0);
    let fit = ols(
        &with_intercept(&[&first, &EIGHT]),
        &[3.0, 2.0, 1.0, 3.0, 4.0, 2.0, 5.0, 1.0],
    )
    .unwrap();
    close(fit.leverages()[0], 1.0, 1e-12);
    assert!(
        fit.robust_coefficients(HcKind::Hc3, 0.95)
            .iter()
            .all(|term| term.se.is_finite())
    );
}

#[test]
fn models_without_a_term_are_refused_or_empty() {
    let nothing = Matrix::zeros(4, 0);
    let y = [1.0, 2.0, 4.0, 3.0];
    assert!(ols(&nothing, &y).unwrap().coefficients(0.95).is_empty());
    let hazards = cox(&nothing, &y, &[true; 4], CoxTies::Efron, 0.95);
    assert_eq!(hazards.unwrap_err(), Unfit::NoVariation);
}

#[test]
fn imputations_that_disagree_beyond_measure_keep_a_finite_answer_or_none() {
    assert_eq!(rubin(&[1.0, f64::INFINITY], &[1.0, 1.0], 9.0, 0.95), None);
    assert_eq!(rubin(&[1.0, f64::NAN], &[1.0, 1.0], 9.0, 0.95), None);
    assert_eq!(rubin(&[1.0, 2.0], &[1.0, f64::INFINITY], 9.0, 0.95), None);
    let apart = rubin(&[1.0, 2.0], &[1e-20, 1e-20], 9.0, 0.95).unwrap();
    assert!(apart.pooled.ci.lower < -1e6 && apart.pooled.ci.upper > 1e6);
    let large = rubin(&[1.0, 2.0], &[1.0, 1.0], f64::INFINITY, 0.95).unwrap();
    assert_eq!(large.pooled.df, large.df_large_sample);
    let agreed = rubin(&[1.0, 1.0], &[1.0, 1.0], f64::INFINITY, 0.95).unwrap();
    close(agreed.pooled.ci.upper, 1.0 + normal_critical(0.95), 1e-14);
}

#[test]
fn tails_of_no_number_are_no_number() {
    let nan = f64::NAN;
    assert!(normal_cdf(nan).is_nan() && normal_two_sided_p(nan).is_nan());
    assert!(t_two_sided_p(nan, 9.0).is_nan());
    assert!(chi_squared_upper_tail(nan, 1.0).is_nan() && chi_squared_upper_tail(nan, 3.0).is_nan());
    assert!(f_upper_tail(nan, 2.0, 9.0).is_nan() && f_lower_tail(nan, 2.0, 9.0).is_nan());
    assert!(noncentral_t_lower_tail(nan, 9.0, 1.0).is_nan());
    assert!(noncentral_t_upper_tail(1.0, 9.0, nan).is_nan());
    let ci = noncentrality_interval(nan, 9.0, 0.95);
    assert!(ci.lower.is_nan() && ci.upper.is_nan());
}

#[test]
fn tails_at_infinity_end_and_are_limits() {
    let far = f64::INFINITY;
    assert_eq!(noncentral_t_lower_tail(far, 9.0, 1.0), 1.0);
    assert_eq!(noncentral_t_upper_tail(far, 9.0, 1.0), 0.0);
    assert_eq!(noncentrality_interval(-far, 9.0, 0.95).upper, -far);
    close(
        noncentral_t_lower_tail(1.5, far, 1.0),
        normal_cdf(0.5),
        1e-15,
    );
    close(
        noncentral_t_upper_tail(1.5, far, 1.0),
        normal_cdf(-0.5),
        1e-15,
    );
    close(t_two_sided_p(2.0, far), normal_two_sided_p(2.0), 1e-15);
    close(t_critical(0.95, far), normal_critical(0.95), 1e-15);
}

/// Values are finite by contract; others must still come to an end.
#[test]
fn values_that_are_not_finite_come_to_an_end() {
    let (nan, far) = (f64::NAN, f64::INFINITY);
    for values in [
        vec![1.0, nan, 2.0, -3.0],
        vec![1.0, far, 2.0, -3.0],
        vec![-far, far],
        vec![nan; 3],
        vec![1e308, -1e308, 1e308],
    ] {
        let n = values.len();
        let groups: Vec<usize> = (0..n).map(|i| i % 2).collect();
        let people: Vec<usize> = (0..n).collect();
        let mean = |rows: &[usize]| Some(rows.iter().map(|&row| values[row]).sum::<f64>());
        assert!(
            paired_t(&values, 0.95)
                .unwrap()
                .test
                .is_none_or(|test| test.p >= 0.0)
        );
        assert!(signed_rank(&values).unwrap().p <= 1.0);
        assert!(hodges_lehmann(&values, 0.95).is_some());
        assert!(rank_biserial_interval(&values, 0.95).is_some());
        assert!(sign_flip(&values, 99, 1).is_some());
        assert_eq!(bootstrap(&people, mean, 99, 1, 0.95).unwrap().draws, 99);
        assert_eq!(
            kaplan_meier(&values, &vec![true; n], 0.95)
                .steps
                .last()
                .unwrap()
                .survival,
            0.0
        );
        assert!(log_rank(&values, &vec![true; n], &groups).is_none_or(|test| test.p <= 1.0));
    }
}

#[test]
fn studies_of_absurd_size_end_without_settling() {
    for (effect, variance) in [(1e150, 1e-300), (1e300, 1e-300), (1e300, 1e300)] {
        let studies =
            Studies::new(vec![effect, -effect, 2.0], vec![variance, variance, 1.0]).unwrap();
        let tau_squared = studies.reml(RemlSettings::default());
        assert!(!tau_squared.converged);
        assert!(studies.tau_squared_interval(0.95).is_some());
    }
}

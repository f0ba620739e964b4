//! The statistics kernel against naive oracles, published values and simulated truth.

use proptest::prelude::*;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use throughline::kernel::stats::pooling::{
    PredictionBasis, RemlSettings, Studies, TauSquaredMethod, prediction_interval,
};
use throughline::kernel::stats::*;

/// Extra hours of sleep under two drugs: Student (1908), Biometrika 6:1; R's `sleep`.
const SLEEP: ([f64; 10], [f64; 10]) = (
    [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0],
    [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
);
/// Movie ratings: Lakens (2013), Frontiers in Psychology 4:863, table 1; the second movie first, as change is reported
/// upwards there.
const MOVIES: ([f64; 10], [f64; 10]) = (
    [9.0, 6.0, 7.0, 8.0, 7.0, 9.0, 8.0, 8.0, 8.0, 7.0],
    [9.0, 7.0, 8.0, 9.0, 8.0, 9.0, 9.0, 10.0, 9.0, 9.0],
);
/// Tuberculosis in 13 trials of BCG vaccine: cases and others vaccinated, cases and others not: Colditz et al. (1994),
/// JAMA 271:698; metafor's `dat.bcg`.
const BCG: [[f64; 4]; 13] = [
    [4.0, 119.0, 11.0, 128.0],
    [6.0, 300.0, 29.0, 274.0],
    [3.0, 228.0, 11.0, 209.0],
    [62.0, 13536.0, 248.0, 12619.0],
    [33.0, 5036.0, 47.0, 5761.0],
    [180.0, 1361.0, 372.0, 1079.0],
    [8.0, 2537.0, 10.0, 619.0],
    [505.0, 87886.0, 499.0, 87892.0],
    [29.0, 7470.0, 45.0, 7232.0],
    [17.0, 1699.0, 65.0, 1600.0],
    [186.0, 50448.0, 141.0, 27197.0],
    [5.0, 2493.0, 3.0, 2338.0],
    [27.0, 16886.0, 29.0, 17825.0],
];

#[track_caller]
fn close(found: f64, expected: f64, tolerance: f64) {
    assert!(
        (found - expected).abs() <= tolerance,
        "found {found}, expected {expected} within {tolerance}"
    );
}

fn summary(baseline: &[f64], follow_up: &[f64]) -> (PairedSummary, Vec<f64>) {
    let changes = differences(baseline, follow_up);
    let sd = |values: &[f64]| {
        Moments::from_slice(values)
            .finalise()
            .unwrap()
            .sd()
            .unwrap()
    };
    let change = paired_t(&changes, 0.95).unwrap();
    let summary = PairedSummary {
        n: change.n,
        mean_change: change.mean,
        sd_change: change.sd,
        sd_baseline: sd(baseline),
        sd_follow_up: sd(follow_up),
        correlation: pearson(baseline, follow_up),
    };
    (summary, changes)
}

fn bcg_log_risk_ratios() -> Studies {
    let effects = BCG.map(|[a, b, c, d]| ((a / (a + b)) / (c / (c + d))).ln());
    let variances = BCG.map(|[a, b, c, d]| 1.0 / a - 1.0 / (a + b) + 1.0 / c - 1.0 / (c + d));
    Studies::new(effects.to_vec(), variances.to_vec()).unwrap()
}

mod moments {
    use super::*;

    fn two_pass(values: &[f64]) -> (f64, f64) {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
        (mean, squares / (n - 1.0))
    }

    proptest! {
        /// Oracle: the two-pass formulas; and any cut into two pieces merges to the same state.
        #[test]
        fn pieces_merge_to_the_whole(values in prop::collection::vec(-1e3..1e3_f64, 2..60), cut in 0usize..60) {
            let (head, tail) = values.split_at(cut.min(values.len()));
            let mut merged = Moments::from_slice(head);
            merged.combine(&Moments::from_slice(tail));
            let merged = merged.finalise().unwrap();
            let (mean, variance) = two_pass(&values);
            prop_assert_eq!(merged.n, values.len() as u64);
            prop_assert!((merged.mean - mean).abs() < 1e-9);
            prop_assert!((merged.variance.unwrap() - variance).abs() < 1e-9 * variance.max(1.0));
        }

        /// Oracle: the definition of the correlation; and merging.
        #[test]
        fn correlation_is_by_definition(pairs in prop::collection::vec((-50.0..50.0_f64, -50.0..50.0_f64), 3..40), cut in 0usize..40) {
            let (x, y): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
            let ((mean_x, var_x), (mean_y, var_y)) = (two_pass(&x), two_pass(&y));
            prop_assume!(var_x > 1e-6 && var_y > 1e-6);
            let products: f64 = pairs.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
            let expected = products / ((x.len() - 1) as f64 * (var_x * var_y).sqrt());
            prop_assert!((pearson(&x, &y).unwrap() - expected).abs() < 1e-9);
            let mut merged = CoMoments::new();
            let mut rest = CoMoments::new();
            for (place, &(x, y)) in pairs.iter().enumerate() {
                if place < cut { merged.insert(x, y) } else { rest.insert(x, y) }
            }
            merged.combine(&rest);
            prop_assert!((merged.finalise().unwrap() - expected).abs() < 1e-9);
        }
    }

    /// Small spread about a large mean, where Σx² − (Σx)²/n gives noise: it would need 18 digits.
    #[test]
    fn a_large_mean_is_survived() {
        let values: Vec<f64> = (0..1001).map(|i| 1e9 + 0.5 * f64::from(i % 2)).collect();
        let variance = Moments::from_slice(&values)
            .finalise()
            .unwrap()
            .variance
            .unwrap();
        let expected = 0.25 * 500.0 * 501.0 / 1001.0 / 1000.0;
        close(variance / expected, 1.0, 1e-6);
    }

    #[test]
    fn few_and_constant_values() {
        assert_eq!(Moments::new().finalise(), None);
        let one = Moments::from_slice(&[4.0]).finalise().unwrap();
        assert_eq!((one.mean, one.variance), (4.0, None));
        let constant = Moments::from_slice(&[0.1; 1000]).finalise().unwrap();
        assert_eq!((constant.mean, constant.variance), (0.1, Some(0.0)));
        assert_eq!(pearson(&[1.0], &[2.0]), None);
        assert_eq!(pearson(&[1.0, 1.0], &[2.0, 3.0]), None);
    }
}

mod tails {
    use super::*;

    /// mpmath at 60 digits (reference/student_t.csv), 1 to 1e6 degrees of freedom, p down to 1e−300.
    #[test]
    fn student_t_tail_is_right_to_twelve_digits() {
        let mut checked = 0;
        for line in include_str!("reference/student_t.csv").lines().skip(2) {
            let numbers: Vec<f64> = line
                .split(',')
                .map(|field| field.parse().unwrap())
                .collect();
            let [df, t, expected] = numbers[..] else {
                panic!("three fields: {line}")
            };
            let found = t_two_sided_p(t, df);
            assert!(
                (found / expected - 1.0).abs() < 1e-12,
                "df {df}, t {t}: {found:e}, expected {expected:e}"
            );
            assert_eq!(t_two_sided_p(-t, df), found);
            checked += 1;
        }
        assert!(checked > 80, "{checked} reference values");
    }

    /// mpmath at 50 digits, by root finding on `betainc`.
    #[test]
    fn critical_values() {
        close(t_critical(0.95, 1.0), 12.706_204_736_174_693, 1e-11);
        close(t_critical(0.95, 9.0), 2.262_157_162_798_205, 1e-13);
        close(t_critical(0.99, 30.0), 2.749_995_653_567_225, 1e-12);
        close(t_critical(0.95, 1e12), normal_critical(0.95), 1e-10);
    }

    proptest! {
        #[test]
        fn critical_value_inverts_the_tail(level in 0.001..0.9999_f64, df in 1.0..1e6_f64) {
            let p = t_two_sided_p(t_critical(level, df), df);
            prop_assert!((p / (1.0 - level) - 1.0).abs() < 1e-11);
        }
    }

    #[test]
    fn ends_of_the_range() {
        assert_eq!(t_two_sided_p(0.0, 3.0), 1.0);
        assert_eq!(t_two_sided_p(f64::INFINITY, 3.0), 0.0);
        assert!(t_two_sided_p(f64::NAN, 3.0).is_nan());
        close(
            t_two_sided_p(1e200, 1.0) / (2.0 / std::f64::consts::PI * 1e-200),
            1.0,
            1e-12,
        );
        close(normal_cdf(-10.0) / 7.619_853_024_160_527e-24, 1.0, 1e-12);
    }
}

mod paired {
    use super::*;

    /// R: `t.test(extra ~ group, sleep, paired = TRUE)`, t 4.0621, df 9, p .00283289.
    #[test]
    fn sleep_by_t() {
        let changes = differences(&SLEEP.0, &SLEEP.1);
        let change = paired_t(&changes, 0.95).unwrap();
        let test = change.test.unwrap();
        close(change.mean, 1.58, 1e-14);
        close(change.sd, 1.229_995_5, 5e-8);
        close(test.t, 4.062_127_683, 5e-10);
        assert_eq!(test.df, 9.0);
        close(test.p, 0.002_832_89, 5e-9);
        close(change.ci.lower, 0.700_114_2, 5e-8);
        close(change.ci.upper, 2.459_885_8, 5e-8);
    }

    /// Lakens (2013), table 1: t(9) = 4.74, p = .001.
    #[test]
    fn movies_by_t() {
        let test = paired_t(&differences(&MOVIES.0, &MOVIES.1), 0.95)
            .unwrap()
            .test
            .unwrap();
        close(test.t, 4.74, 0.005);
        close(test.p, 0.001, 0.0005);
    }

    #[test]
    fn nothing_to_test() {
        assert_eq!(paired_t(&[], 0.95), None);
        assert_eq!(paired_t(&[3.0], 0.95), None);
        let constant = paired_t(&[0.3; 7], 0.95).unwrap();
        assert_eq!((constant.test, constant.sd), (None, 0.0));
        assert_eq!((constant.ci.lower, constant.ci.upper), (0.3, 0.3));
    }

    /// Decimal scores have decimal changes, at any size of score.
    #[test]
    fn differences_are_decimal() {
        assert_eq!(difference(0.1, 0.3), 0.2);
        assert_eq!(difference(1234.1, 1234.4), 0.3);
        assert_eq!(difference(5.0, 5.0), 0.0);
        assert_eq!(difference(1e300, -1e300), -2e300);
        assert_eq!(difference(0.0, 1e-30), 1e-30);
        assert_eq!(difference(3e-25, 1e-25), 1e-25 - 3e-25);
    }

    proptest! {
        #[test]
        fn differences_of_tenths_are_tenths(baseline in -9999i32..9999, follow_up in -9999i32..9999) {
            let (from, to) = (f64::from(baseline) / 10.0, f64::from(follow_up) / 10.0);
            prop_assert_eq!(difference(from, to), f64::from(follow_up - baseline) / 10.0);
        }
    }
}

mod effects {
    use super::*;

    #[track_caller]
    fn effect_is(effects: &[Effect], name: &str, expected: f64, tolerance: f64) {
        let effect = effects.iter().find(|effect| effect.name == name).unwrap();
        close(effect.value, expected, tolerance);
    }

    /// R's effectsize (repeated_measures_d) and metafor (escalc SMCC, SMCR, SMCRP) on `sleep`; r .7951702.
    #[test]
    fn sleep_effects() {
        let (summary, changes) = summary(&SLEEP.0, &SLEEP.1);
        let effects = summary.effects(&changes);
        close(summary.correlation.unwrap(), 0.795_170_2, 5e-8);
        effect_is(&effects, "d_z", 1.284_557_6, 5e-8);
        effect_is(&effects, "g_z_df_n_minus_1", 1.173_924_9, 5e-8);
        effect_is(&effects, "d_av_rms", 0.832_181_1, 5e-8);
        effect_is(&effects, "d_av_mean_sd", 0.833_496_3, 5e-8);
        effect_is(&effects, "d_rm", 0.822_176_6, 5e-8);
        effect_is(&effects, "becker", 0.883_170_2, 5e-8);
        effect_is(&effects, "rank_biserial", 1.0, 0.0);
        close(hedges_correction(9.0).unwrap(), 0.913_874_891_8, 5e-11);
    }

    /// Lakens (2013) and its spreadsheet: d_z 1.50, d_av 1.1287, d_rm 1.1113, g_av 1.0809.
    #[test]
    fn movies_effects() {
        let (summary, changes) = summary(&MOVIES.0, &MOVIES.1);
        let effects = summary.effects(&changes);
        close(summary.correlation.unwrap(), 0.725_542_32, 5e-9);
        effect_is(&effects, "d_z", 1.50, 0.005);
        effect_is(&effects, "d_av_rms", 1.125_879_94, 5e-9);
        effect_is(&effects, "d_av_mean_sd", 1.128_696_26, 5e-9);
        effect_is(&effects, "d_rm", 1.111_332_336, 5e-10);
        effect_is(&effects, "g_av_mean_sd_df_2n_minus_2", 1.0809, 5e-5);
        close(
            d_av_mean_sd(&summary).unwrap() * hedges_correction(9.0).unwrap(),
            1.0315,
            5e-5,
        );
        effect_is(
            &effects,
            "common_language",
            normal_cdf(d_z(&summary).unwrap()),
            0.0,
        );
    }

    #[test]
    fn undefined_effects_are_left_out() {
        let (flat, changes) = summary(&[5.0, 5.0, 5.0], &[7.0, 7.0, 7.0]);
        let names: Vec<&str> = flat
            .effects(&changes)
            .iter()
            .map(|effect| effect.name)
            .collect();
        assert_eq!(names, ["rank_biserial"]);
        let (two, changes) = summary(&[5.0, 6.0], &[7.0, 9.0]);
        assert!(
            two.effects(&changes)
                .iter()
                .all(|effect| effect.value.is_finite())
        );
        assert_eq!(rank_biserial(&[0.0, 0.0]), None);
        assert_eq!(HEADLINE_EFFECT, EFFECT_NAMES[0]);
    }

    /// 1 − 3/(4m − 1), Hedges' approximation, is off by the order of 1/m².
    #[test]
    fn correction_is_near_its_approximation() {
        for m in [3.0, 9.0, 40.0, 1e3, 1e7] {
            let ratio = hedges_correction(m).unwrap() / (1.0 - 3.0 / (4.0 * m - 1.0));
            assert!((ratio - 1.0).abs() < 0.06 / (m * m) + 1e-12, "{m}: {ratio}");
        }
    }
}

mod signed_ranks {
    use super::*;

    /// Every pattern of signs, counted one by one.
    fn by_enumeration(changes: &[f64]) -> f64 {
        let nonzero: Vec<f64> = changes.iter().copied().filter(|d| *d != 0.0).collect();
        let doubled_rank = |d: f64| -> u64 {
            let below = nonzero.iter().filter(|other| other.abs() < d.abs()).count() as u64;
            let equal = nonzero
                .iter()
                .filter(|other| other.abs() == d.abs())
                .count() as u64;
            2 * below + equal + 1
        };
        let ranks: Vec<u64> = nonzero.iter().map(|&d| doubled_rank(d)).collect();
        let observed: u64 = nonzero
            .iter()
            .zip(&ranks)
            .filter(|(d, _)| **d > 0.0)
            .map(|(_, r)| r)
            .sum();
        let (mut low, mut high) = (0u64, 0u64);
        for pattern in 0..1u64 << ranks.len() {
            let sum: u64 = ranks
                .iter()
                .enumerate()
                .filter(|(i, _)| pattern >> i & 1 == 1)
                .map(|(_, r)| r)
                .sum();
            low += u64::from(sum <= observed);
            high += u64::from(sum >= observed);
        }
        (2.0 * low.min(high) as f64 / (1u64 << ranks.len()) as f64).min(1.0)
    }

    proptest! {
        #[test]
        fn exact_p_counts_every_pattern(changes in prop::collection::vec(-4i32..=4, 1..11)) {
            let changes: Vec<f64> = changes.into_iter().map(f64::from).collect();
            match signed_rank(&changes) {
                Some(test) => prop_assert!((test.p - by_enumeration(&changes)).abs() < 1e-12),
                None => prop_assert!(changes.iter().all(|&d| d == 0.0)),
            }
        }

        #[test]
        fn turning_every_sign_turns_only_the_sum(changes in prop::collection::vec(-30i32..=30, 1..60)) {
            let changes: Vec<f64> = changes.into_iter().map(f64::from).collect();
            prop_assume!(changes.iter().any(|&d| d != 0.0));
            let turned: Vec<f64> = changes.iter().map(|d| -d).collect();
            let (one, other) = (signed_rank(&changes).unwrap(), signed_rank(&turned).unwrap());
            let n = one.n_nonzero as f64;
            prop_assert_eq!(one.p, other.p);
            prop_assert_eq!(one.w + other.w, n * (n + 1.0) / 2.0);
            prop_assert!((rank_biserial(&changes).unwrap() + rank_biserial(&turned).unwrap()).abs() < 1e-12);
        }
    }

    /// R on `sleep`: one zero, n 9, all one way: exact 2/512; normal with correction .0090907.
    #[test]
    fn sleep_by_rank() {
        let changes = differences(&SLEEP.0, &SLEEP.1);
        let exact = signed_rank(&changes).unwrap();
        assert_eq!((exact.w, exact.n_nonzero, exact.n_zero), (45.0, 9, 1));
        assert_eq!(
            (exact.p, exact.method),
            (0.003_906_25, SignedRankMethod::Exact)
        );
        close(
            signed_rank_normal(&changes, true).unwrap().p,
            0.009_090_7,
            5e-8,
        );
    }

    /// Hollander and Wolfe (1973), p. 29, depression scale; R's `wilcox.test` example: V 40, two-sided .0390625; effectsize
    /// gives the rank-biserial .7778.
    #[test]
    fn depression_by_rank() {
        let thousandths = |score: i32| f64::from(score) / 1000.0;
        let first = [1830, 500, 1620, 2480, 1680, 1880, 1550, 3060, 1300].map(thousandths);
        let second = [878, 647, 598, 2050, 1060, 1290, 1060, 3140, 1290].map(thousandths);
        let changes = differences(&second, &first);
        let test = signed_rank(&changes).unwrap();
        assert_eq!((test.w, test.p), (40.0, 0.039_062_5));
        close(rank_biserial(&changes).unwrap(), 0.7778, 5e-5);
    }

    /// scipy's test suite, `test_wilcoxon_arg_type` data: T 34, p .6948866 without and .7240817 with correction.
    #[test]
    fn scipy_without_ties() {
        let x = [
            120.0, 114.0, 181.0, 188.0, 180.0, 146.0, 121.0, 191.0, 132.0, 113.0, 127.0, 112.0,
        ];
        let y = [
            133.0, 143.0, 119.0, 189.0, 112.0, 199.0, 198.0, 113.0, 115.0, 121.0, 142.0, 187.0,
        ];
        let changes = differences(&y, &x);
        let test = signed_rank_normal(&changes, false).unwrap();
        assert_eq!(test.w.min(78.0 - test.w), 34.0);
        close(test.p, 0.694_886_6, 5e-8);
        close(
            signed_rank_normal(&changes, true).unwrap().p,
            0.724_081_7,
            5e-8,
        );
    }

    /// scipy's test suite, zero_method "wilcox": values −4 to 4 with their frequencies, T 327, p .00641346116.
    #[test]
    fn scipy_with_ties_and_zeros() {
        let frequencies = [1, 4, 16, 15, 8, 4, 5, 1, 2];
        let changes: Vec<f64> = (-4i32..=4)
            .zip(frequencies)
            .flat_map(|(value, count)| std::iter::repeat_n(f64::from(value), count))
            .collect();
        let test = signed_rank_normal(&changes, false).unwrap();
        assert_eq!((test.w, test.n_nonzero, test.n_zero), (327.0, 48, 8));
        close(test.p, 0.006_413_461_16, 5e-12);
    }

    #[test]
    fn nothing_to_rank_and_everything_tied() {
        assert_eq!(signed_rank(&[]), None);
        assert_eq!(signed_rank(&[0.0; 5]), None);
        assert_eq!(signed_rank_normal(&[0.0; 5], true), None);
        assert_eq!(signed_rank(&[2.0]).unwrap().p, 1.0);
        let tied = signed_rank(&[2.0; 6]).unwrap();
        assert_eq!((tied.w, tied.p), (21.0, 2.0 / 64.0));
        let level = signed_rank(&[1.0, -1.0, 1.0, -1.0]).unwrap();
        assert_eq!((level.w, level.p), (5.0, 1.0));
    }

    /// At the limit the approximation has taken over smoothly: tied scores, p within 2%.
    #[test]
    fn methods_meet_at_the_limit() {
        let changes: Vec<f64> = (0..=EXACT_LIMIT)
            .map(|i| (i * 7 % 11) as f64 - 5.2)
            .collect();
        let above = signed_rank(&changes).unwrap();
        let below = signed_rank(&changes[1..]).unwrap();
        assert_eq!(above.method, SignedRankMethod::Normal);
        assert_eq!(below.method, SignedRankMethod::Exact);
        close(above.p / signed_rank_exact(&changes).unwrap().p, 1.0, 0.02);
        assert_eq!(signed_rank_exact(&vec![1.0; 1001]), None);
        assert!(signed_rank_exact(&vec![1.0; 1000]).unwrap().p > 0.0);
    }
}

mod pooled {
    use super::*;

    /// metafor's `rma(yi, vi, data = dat.bcg, method = "EE")` and "DL": published in metafor's own tests to four digits.
    #[test]
    fn bcg_fixed_and_moment() {
        let studies = bcg_log_risk_ratios();
        let fixed = studies.fixed_effect(0.95);
        close(fixed.mean, -0.4303, 5e-5);
        close(fixed.ci.lower, -0.5097, 5e-5);
        close(fixed.ci.upper, -0.3509, 5e-5);
        let tau_squared = studies.dersimonian_laird();
        close(tau_squared.value, 0.3088, 5e-5);
        assert_eq!(tau_squared.method, TauSquaredMethod::DerSimonianLaird);
        let random = studies.random_effects(tau_squared.value, 0.95);
        close(random.mean, -0.7141, 5e-5);
        close(random.ci.lower, -1.0644, 5e-5);
        close(random.ci.upper, -0.3638, 5e-5);
        let heterogeneity = studies.heterogeneity(tau_squared.value);
        close(heterogeneity.q, 152.2330, 5e-5);
        assert_eq!(heterogeneity.df, 12.0);
        assert!(heterogeneity.p < 1e-20 && heterogeneity.p > 0.0);
        close(heterogeneity.i_squared.unwrap(), 0.921_173, 5e-7);
        close(heterogeneity.h_squared.unwrap(), 12.6861, 5e-5);
        let interval = studies.tau_squared_interval(0.95).unwrap();
        close(interval.lower, 0.1197, 5e-5);
        close(interval.upper, 1.1115, 5e-5);
    }

    /// metafor's REML on `dat.bcg`: τ² .313243 (se .166426), μ −.714532, se .179782.
    #[test]
    fn bcg_reml() {
        let studies = bcg_log_risk_ratios();
        let tau_squared = studies.reml(RemlSettings::default());
        assert!(tau_squared.converged);
        close(tau_squared.value, 0.313_243, 5e-7);
        close(tau_squared.se.unwrap(), 0.166_426, 5e-7);
        let random = studies.random_effects(tau_squared.value, 0.95);
        close(random.mean, -0.714_532, 5e-7);
        close(random.se, 0.179_782, 5e-7);
        close(random.ci.lower, -1.066_898, 1e-6);
        close(random.ci.upper, -0.362_167, 1e-6);
        let i_squared = studies.heterogeneity(tau_squared.value).i_squared.unwrap();
        close(i_squared, 0.922_213_8, 5e-8);
    }

    /// metafor with `test = "knha"`: se .180792, CI −1.108444 to −.320621; prediction by each convention.
    #[test]
    fn bcg_hartung_knapp_and_prediction() {
        let studies = bcg_log_risk_ratios();
        let tau_squared = studies.reml(RemlSettings::default()).value;
        let wald = studies.random_effects(tau_squared, 0.95);
        let knapp = studies.hartung_knapp(tau_squared, 0.95, false).unwrap();
        close(knapp.se, 0.180_792, 5e-7);
        close(knapp.ci.lower, -1.108_444, 1e-6);
        close(knapp.ci.upper, -0.320_621, 1e-6);
        let predicted =
            |mean, basis| prediction_interval(mean, tau_squared, 13, basis, 0.95).unwrap();
        let normal = predicted(&wald, PredictionBasis::Normal);
        close(normal.lower, -1.866_692, 2e-6);
        close(normal.upper, 0.437_628, 2e-6);
        let riley = predicted(&wald, PredictionBasis::KMinusTwo);
        close(riley.lower, -2.008_376, 2e-6);
        close(riley.upper, 0.579_311, 2e-6);
        let knha = predicted(&knapp, PredictionBasis::KMinusOne);
        close(knha.lower, -1.996_017, 2e-6);
        close(knha.upper, 0.566_952, 2e-6);
        let pooled = studies.pool(0.95);
        assert_eq!((pooled.random, pooled.prediction), (knapp, Some(knha)));
    }

    /// Oracle: the restricted log-likelihood itself is highest at the estimate.
    #[test]
    fn reml_is_at_the_top_of_its_likelihood() {
        let studies = bcg_log_risk_ratios();
        let log_likelihood = |tau_squared: f64| {
            let weights = studies.variances().iter().map(|v| 1.0 / (v + tau_squared));
            let weights: Vec<f64> = weights.collect();
            let sum: f64 = weights.iter().sum();
            let mean = studies
                .effects()
                .iter()
                .zip(&weights)
                .map(|(y, w)| y * w)
                .sum::<f64>()
                / sum;
            let squares = studies.effects().iter().zip(&weights);
            let q: f64 = squares.map(|(y, w)| w * (y - mean).powi(2)).sum();
            0.5 * weights.iter().map(|w| w.ln()).sum::<f64>() - 0.5 * sum.ln() - 0.5 * q
        };
        let best = studies.reml(RemlSettings::default()).value;
        for step in [1e-3, 0.01, 0.1, 0.3] {
            assert!(log_likelihood(best) > log_likelihood(best + step));
            assert!(log_likelihood(best) > log_likelihood(best - step));
        }
    }

    #[test]
    fn stopping_early_is_said() {
        let studies = bcg_log_risk_ratios();
        let settings = RemlSettings {
            max_iterations: 1,
            ..RemlSettings::default()
        };
        let stopped = studies.reml(settings);
        assert_eq!((stopped.converged, stopped.iterations), (false, 1));
        assert!(stopped.last_step > 1e-4);
    }

    #[test]
    fn one_study_and_agreeing_studies() {
        let one = Studies::new(vec![0.4], vec![0.04]).unwrap().pool(0.95);
        assert_eq!(
            (
                one.random.mean,
                one.tau_squared.value,
                one.tau_squared.converged
            ),
            (0.4, 0.0, true)
        );
        assert_eq!(
            (
                one.prediction,
                one.tau_squared_ci,
                one.heterogeneity.i_squared
            ),
            (None, None, None)
        );
        assert_eq!(one.heterogeneity.p, 1.0);
        let alike = Studies::new(vec![0.4; 4], vec![0.04; 4]).unwrap();
        let pooled = alike.pool(0.95);
        assert_eq!(
            (pooled.tau_squared.value, pooled.tau_squared.converged),
            (0.0, true)
        );
        assert_eq!(pooled.heterogeneity.i_squared, Some(0.0));
        close(pooled.random.se, 0.1, 1e-15);
        assert_eq!(alike.hartung_knapp(0.0, 0.95, false), None);
        assert_eq!(
            pooled.tau_squared_ci.map(|ci| (ci.lower, ci.upper)),
            Some((0.0, 0.0))
        );
    }

    #[test]
    fn unusable_studies_are_refused() {
        assert!(Studies::new(vec![], vec![]).is_none());
        assert!(Studies::new(vec![1.0], vec![1.0, 2.0]).is_none());
        assert!(Studies::new(vec![f64::NAN], vec![1.0]).is_none());
        assert!(Studies::new(vec![1.0], vec![-1.0]).is_none());
    }

    /// 400 studies drawn with mean .3 and τ² .25.
    #[test]
    fn known_parameters_are_recovered() {
        let mut rng = ChaCha8Rng::seed_from_u64(311);
        let mut normal = || -> f64 { StandardNormal.sample(&mut rng) };
        let variances: Vec<f64> = (0..400)
            .map(|i| 0.02 + 0.001 * f64::from(i % 100))
            .collect();
        let effects = variances
            .iter()
            .map(|v| 0.3 + 0.5 * normal() + v.sqrt() * normal())
            .collect();
        let pooled = Studies::new(effects, variances).unwrap().pool(0.95);
        let se = pooled.tau_squared.se.unwrap();
        assert!((pooled.tau_squared.value - 0.25).abs() < 3.0 * se);
        assert!((pooled.random.mean - 0.3).abs() < 3.0 * pooled.random.se);
        assert!(se < 0.03);
    }
}

mod simulated {
    use super::*;

    const RUNS: u32 = 4_000;

    struct Rates {
        covered: f64,
        t_rejected: f64,
        rank_rejected: f64,
    }

    fn rates(n: usize, seed: u64) -> Rates {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let (mut covered, mut t_rejected, mut rank_rejected) = (0, 0, 0);
        for _ in 0..RUNS {
            let changes: Vec<f64> = (0..n).map(|_| StandardNormal.sample(&mut rng)).collect();
            let change = paired_t(&changes, 0.95).unwrap();
            covered += u32::from(change.ci.lower <= 0.0 && 0.0 <= change.ci.upper);
            t_rejected += u32::from(change.test.unwrap().p <= 0.05);
            rank_rejected += u32::from(signed_rank(&changes).unwrap().p <= 0.05);
        }
        let share = |count: u32| f64::from(count) / f64::from(RUNS);
        Rates {
            covered: share(covered),
            t_rejected: share(t_rejected),
            rank_rejected: share(rank_rejected),
        }
    }

    #[track_caller]
    fn within_chance(found: f64, expected: f64) {
        let se = (expected * (1.0 - expected) / f64::from(RUNS)).sqrt();
        close(found, expected, 3.5 * se);
    }

    /// Under the null the t test rejects 5% and its interval covers 95%. The exact rank test can reject only at attainable
    /// levels: 10/256 with 8 pairs; with 40, twice P(T ≤ 264) = .0488 (Wilcoxon's tables give 264 as the 5% point).
    #[test]
    fn error_rates_are_as_stated() {
        for (n, seed, rank_level) in [(8, 8, 10.0 / 256.0), (40, 40, 0.0488)] {
            let rates = rates(n, seed);
            within_chance(rates.covered, 0.95);
            within_chance(rates.t_rejected, 0.05);
            within_chance(rates.rank_rejected, rank_level);
        }
    }
}

//! Standardised effects.

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
    close(summary.correlation.unwrap(), 0.795_170_205_833_577_8, 1e-14);
    effect_is(&effects, "d_z", 1.284_557_562_591_055, 1e-14);
    effect_is(&effects, "g_z_df_n_minus_1", 1.173_924_903_514_205, 1e-13);
    effect_is(&effects, "d_av_rms", 0.832_181_081_349_539_7, 1e-14);
    effect_is(&effects, "d_av_mean_sd", 0.833_496_341_312_704_5, 1e-14);
    effect_is(&effects, "d_rm", 0.822_176_638_386_309_4, 1e-14);
    effect_is(&effects, "becker", 0.883_170_190_360_537_8, 1e-14);
    effect_is(&effects, "rank_biserial", 1.0, 0.0);
    close(
        hedges_correction(9.0).unwrap(),
        0.913_874_891_792_552_3,
        1e-14,
    );
}

/// Lakens (2013) and its spreadsheet: d_z 1.50, d_av 1.1287, d_rm 1.1113, g_av 1.0809; all digits by R.
#[test]
fn movies_effects() {
    let (summary, changes) = summary(&MOVIES.0, &MOVIES.1);
    let effects = summary.effects(&changes);
    close(summary.correlation.unwrap(), 0.725_542_319_619_743_8, 1e-14);
    effect_is(&effects, "d_z", 1.5, 1e-14);
    effect_is(&effects, "d_av_rms", 1.125_879_937_561_202_3, 1e-14);
    effect_is(&effects, "d_av_mean_sd", 1.128_696_261_317_542_9, 1e-14);
    effect_is(&effects, "d_rm", 1.111_332_336_302_310_9, 1e-14);
    effect_is(
        &effects,
        "g_av_mean_sd_df_2n_minus_2",
        1.080_891_941_845_775_2,
        1e-13,
    );
    close(
        d_av_mean_sd(&summary).unwrap() * hedges_correction(9.0).unwrap(),
        1.031_487_173_678_227_8,
        1e-13,
    );
    effect_is(
        &effects,
        "common_language",
        normal_cdf(d_z(&summary).unwrap()),
        0.0,
    );
}

/// Mean seconds of 25 people under two conditions of 50 trials each: Rouder (2016), "The effect size puzzler", in effectsize as
/// `rouder2016`. Westfall's (2016) five effect sizes for it have d_z −1.353713 and d_av −.8357347; all digits by R.
#[test]
fn puzzler_effects() {
    let first = [
        0.80454, 0.82304, 0.9206, 0.8468, 0.8582, 0.94126, 0.85128, 0.81712, 0.81512, 0.7848,
        0.91716, 0.84200, 0.884, 0.81184, 0.79434, 0.93664, 0.85806, 0.72938, 0.88698, 0.82834,
        0.76156, 0.7629, 0.73768, 0.79936, 0.7934,
    ];
    let second = [
        0.84314, 0.8627, 1.018, 0.84966, 0.88988, 0.94538, 0.86404, 0.80682, 0.8872, 0.89106,
        0.95506, 0.87072, 0.9021, 0.89332, 0.88344, 1.0454, 0.93046, 0.77564, 0.95114, 0.8696,
        0.76774, 0.87958, 0.81606, 0.8144, 0.90132,
    ];
    let (summary, changes) = summary(&second, &first);
    let effects = summary.effects(&changes);
    effect_is(&effects, "d_z", -1.353_712_854_704_758_3, 1e-13);
    effect_is(&effects, "d_av_rms", -0.835_734_675_163_880_9, 1e-13);
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

/// R: `uniroot` on `pt(t, 9, ncp)`; effectsize prints .4146278 to 2.1180165 and metafor (SMCC, SMCR) the variances.
#[test]
fn sleep_effect_intervals() {
    let (summary, changes) = summary(&SLEEP.0, &SLEEP.1);
    let intervals = summary.effect_intervals(&changes, 0.95);
    let of = |name: &str| *intervals.iter().find(|effect| effect.name == name).unwrap();
    let d_z = of("d_z");
    assert_eq!(d_z.method, EffectIntervalMethod::NoncentralT);
    close(d_z.ci.lower, 0.414_627_756_380_144, 1e-10);
    close(d_z.ci.upper, 2.118_016_513_977_067, 1e-10);
    assert_eq!(intervals.len(), EFFECT_NAMES.len());
    for effect in &intervals {
        assert!(effect.ci.lower <= effect.value && effect.value <= effect.ci.upper);
    }
    let av = of("d_av_rms");
    assert_eq!(av.method, EffectIntervalMethod::RescaledNoncentralT);
    close(av.ci.upper / av.value, d_z.ci.upper / d_z.value, 1e-12);
    let g = of("g_z_df_n_minus_1");
    close(g.ci.lower, d_z.ci.lower * 0.913_874_891_8, 1e-10);
    close(
        of("common_language").ci.lower,
        normal_cdf(d_z.ci.lower),
        0.0,
    );
    let r = summary.correlation.unwrap();
    close(g_z_variance(g.value, 10), 0.168_904_983_955, 5e-13);
    let becker = of("g_becker_df_n_minus_1").value;
    close(becker, 0.807_107_062_150, 5e-13);
    close(g_becker_variance(becker, r, 10), 0.073_537_049_322, 5e-13);
}

/// R and metafor 3.8-1 on the movies: SMCC 1.370812337689 (.193956323258), SMCR .963308718168 (.101289720401).
#[test]
fn movies_effect_intervals() {
    let (summary, changes) = summary(&MOVIES.0, &MOVIES.1);
    let ci = summary.d_z_interval(0.95).unwrap();
    close(ci.lower, 0.560_514_150_237_974, 1e-10);
    close(ci.upper, 2.403_436_186_991_61, 1e-10);
    let effects = summary.effects(&changes);
    effect_is(&effects, "g_z_df_n_minus_1", 1.370_812_337_689, 5e-13);
    effect_is(&effects, "g_becker_df_n_minus_1", 0.963_308_718_168, 5e-13);
    close(
        g_z_variance(1.370_812_337_689, 10),
        0.193_956_323_258,
        1e-12,
    );
    let r = summary.correlation.unwrap();
    close(
        g_becker_variance(0.963_308_718_168, r, 10),
        0.101_289_720_401,
        1e-12,
    );
}

#[test]
fn intervals_turn_round_with_the_sign_and_need_spread() {
    let (up, _) = summary(&SLEEP.0, &SLEEP.1);
    let (down, _) = summary(&SLEEP.1, &SLEEP.0);
    let (up, down) = (
        up.d_z_interval(0.9).unwrap(),
        down.d_z_interval(0.9).unwrap(),
    );
    close(up.lower, -down.upper, 1e-12);
    close(up.upper, -down.lower, 1e-12);
    let (flat, changes) = summary(&[5.0, 5.0, 5.0], &[7.0, 7.0, 7.0]);
    assert_eq!(flat.effect_intervals(&changes, 0.95), []);
}

/// Morris (2008), five training studies, as metafor works it through (`analysis_example_morris2008`), in the digits it prints.
#[test]
fn change_against_a_comparison_group() {
    let group = |[n, before, after, sd, r]: [f64; 5]| trained(n, before, after, sd, r);
    for ([treated, control], difference, pooled, variance) in [
        (MORRIS[0], 0.7421, 0.7684, 0.1134),
        (MORRIS[1], 0.9524, 0.8010, 0.0350),
        (MORRIS[2], 1.8054, 1.2045, 0.1425),
        (MORRIS[3], 1.1514, 1.0476, 0.0681),
        (MORRIS[4], 0.5050, 0.4389, 0.1634),
    ] {
        let found = pre_post_control(&group(treated), &group(control), 0.95).unwrap();
        close(found.difference_of_changes, difference, 5.1e-5);
        close(found.pooled, pooled, 5.1e-5);
        close(found.pooled_variance, variance, 5.1e-5);
        close(
            f64::midpoint(found.pooled_ci.lower, found.pooled_ci.upper),
            found.pooled,
            1e-14,
        );
    }
    let flat = PairedSummary {
        correlation: None,
        ..trained(9.0, 1.0, 2.0, 1.0, 0.5)
    };
    assert_eq!(pre_post_control(&flat, &flat, 0.95), None);
}

//! Pooling studies.

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
    let predicted = |mean, basis| prediction_interval(mean, tau_squared, 13, basis, 0.95).unwrap();
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

/// metafor 3.8-1: `blup(rma(yi, vi, data = dat.bcg))` at REML.
#[test]
fn sites_drawn_towards_the_mean() {
    let studies = bcg_log_risk_ratios();
    let tau_squared = studies.reml(RemlSettings::default()).value;
    let shrunk = studies.shrunk(tau_squared, 0.95);
    for (place, value, se, lower, upper) in [
        (
            0,
            -0.800_233_561_970,
            0.409_930_447_526,
            -1.603_682_475_288,
            0.003_215_351_347,
        ),
        (
            3,
            -1.397_897_696_495,
            0.137_568_415_669,
            -1.667_526_836_618,
            -1.128_268_556_373,
        ),
        (
            7,
            0.002_879_247_897,
            0.062_587_094_411,
            -0.119_789_203_047,
            0.125_547_698_840,
        ),
        (
            11,
            -0.284_733_712_861,
            0.458_300_476_006,
            -1.182_986_139_931,
            0.613_518_714_209,
        ),
    ] {
        let found: &pooling::ShrunkEffect = &shrunk[place];
        close(found.shrunk, value, 1e-9);
        close(found.se, se, 1e-9);
        close(found.ci.lower, lower, 1e-9);
        close(found.ci.upper, upper, 1e-9);
        assert_eq!(found.raw, studies.effects()[place]);
    }
    let all_alike = studies.shrunk(0.0, 0.95);
    let fixed = studies.fixed_effect(0.95).mean;
    assert!(
        all_alike
            .iter()
            .all(|site| (site.shrunk - fixed).abs() < 1e-14)
    );
}

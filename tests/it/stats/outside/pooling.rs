//! Pooling of sites and of completed data sets, and change against a comparison group.

use super::*;
use throughline::kernel::stats::missing::rubin;
use throughline::kernel::stats::pooling::PooledMean;

pub fn check(outside: &mut Outside) {
    let made_up = Studies::new(series("pool_y"), series("pool_v")).unwrap();
    sites(outside, "pool", &made_up);
    sites(outside, "bcg", &bcg_log_risk_ratios());
    sites(outside, "raudenbush", &expectancy());
    comparison(outside);
    imputed(
        outside,
        "rubin",
        &series("imputed_q"),
        &series("imputed_u"),
        39.0,
    );
    let variances = [0.9723 * 0.9723, 1.041 * 1.041];
    imputed(
        outside,
        "rubin_example",
        &[-1.5457, -1.428],
        &variances,
        23.0,
    );
}

/// Teachers' expectations and pupils' IQ, standardised mean differences of 19 studies: Raudenbush and Bryk (1985), J. Educational
/// Statistics 10:75; `dat.raudenbush1985` of R's metadat.
fn expectancy() -> Studies {
    let effects = [
        0.03, 0.12, -0.14, 1.18, 0.26, -0.06, -0.02, -0.32, 0.27, 0.80, 0.54, 0.18, -0.02, 0.23,
        -0.18, -0.06, 0.30, 0.07, -0.07,
    ];
    let variances = [
        0.0156, 0.0216, 0.0279, 0.1391, 0.1362, 0.0106, 0.0106, 0.0484, 0.0269, 0.0630, 0.0912,
        0.0497, 0.0835, 0.0841, 0.0253, 0.0279, 0.0193, 0.0088, 0.0303,
    ];
    Studies::new(effects.to_vec(), variances.to_vec()).unwrap()
}

fn ends(mean: &PooledMean) -> [(&'static str, f64); 2] {
    [("lower", mean.ci.lower), ("upper", mean.ci.upper)]
}

fn sites(outside: &mut Outside, case: &str, studies: &Studies) {
    let fixed = studies.fixed_effect(0.95);
    let moment = studies.dersimonian_laird().value;
    let heterogeneity = studies.heterogeneity(moment);
    let found = [
        ("mean", fixed.mean),
        ("se", fixed.se),
        ("p", fixed.test.p),
        ("q", heterogeneity.q),
        ("q_p", heterogeneity.p),
    ];
    outside.check(&format!("{case}/fixed"), &found, 1e-11);
    let random = studies.random_effects(moment, 0.95);
    let found = [
        ("tau_squared", moment),
        ("mean", random.mean),
        ("se", random.se),
        ("i_squared", heterogeneity.i_squared.unwrap()),
        ("h_squared", heterogeneity.h_squared.unwrap()),
    ];
    outside.check(&format!("{case}/dl"), &found, 1e-12);
    outside.check(&format!("{case}/dl"), &ends(&random), 1e-11);
    let profile = studies.tau_squared_interval(0.95).unwrap();
    let found = [("lower", profile.lower), ("upper", profile.upper)];
    outside.check(&format!("{case}/profile"), &found, 1e-11);
    restricted(outside, case, studies);
}

fn restricted(outside: &mut Outside, case: &str, studies: &Studies) {
    let tau_squared = studies.reml(RemlSettings::default());
    let value = tau_squared.value;
    let random = studies.random_effects(value, 0.95);
    let found = [
        ("tau_squared", value),
        ("tau_se", tau_squared.se.unwrap()),
        ("mean", random.mean),
        ("se", random.se),
        ("p", random.test.p),
        ("i_squared", studies.heterogeneity(value).i_squared.unwrap()),
    ];
    outside.check(&format!("{case}/reml"), &found, 1e-10);
    for (name, never_narrower) in [("knha", false), ("adhoc", true)] {
        let knapp = studies.hartung_knapp(value, 0.95, never_narrower).unwrap();
        let basis = PredictionBasis::KMinusOne;
        let next = prediction_interval(&knapp, value, studies.len(), basis, 0.95).unwrap();
        let case = format!("{case}/{name}");
        let found = [
            ("se", knapp.se),
            ("p", knapp.test.p),
            ("next_lower", next.lower),
            ("next_upper", next.upper),
        ];
        outside.check(&case, &found, 1e-10);
        outside.check(&case, &ends(&knapp), 1e-10);
    }
    for (name, basis) in [
        ("normal", PredictionBasis::Normal),
        ("riley", PredictionBasis::KMinusTwo),
    ] {
        let next = prediction_interval(&random, value, studies.len(), basis, 0.95).unwrap();
        let found = [("next_lower", next.lower), ("next_upper", next.upper)];
        outside.check(&format!("{case}/{name}"), &found, 1e-10);
    }
    let shrunk = studies.shrunk(value, 0.95);
    for site in [0, studies.len() - 1] {
        let found = [("value", shrunk[site].shrunk), ("se", shrunk[site].se)];
        outside.check(&format!("{case}/blup_{site}"), &found, 1e-10);
    }
}

fn imputed(outside: &mut Outside, case: &str, estimates: &[f64], variances: &[f64], df: f64) {
    let found = rubin(estimates, variances, df, 0.95).unwrap();
    let found = [
        ("estimate", found.pooled.estimate),
        ("within", found.within),
        ("between", found.between),
        ("total", found.pooled.se * found.pooled.se),
        ("df", found.pooled.df.unwrap()),
        ("missing", found.missing_information),
    ];
    outside.check(case, &found, 1e-11);
}

fn comparison(outside: &mut Outside) {
    for (study, [treated, control]) in MORRIS.iter().enumerate() {
        let summary = |&[n, before, after, sd, r]: &[f64; 5]| trained(n, before, after, sd, r);
        let (treated, control) = (summary(treated), summary(control));
        let corrected = |group: &PairedSummary| {
            becker(group).unwrap() * hedges_correction(group.n as f64 - 1.0).unwrap()
        };
        let found = pre_post_control(&treated, &control, 0.95).unwrap();
        let found = [
            ("treated", corrected(&treated)),
            ("control", corrected(&control)),
            ("difference", found.difference_of_changes),
            ("pooled", found.pooled),
            ("variance", found.pooled_variance),
        ];
        outside.check(&format!("morris/{study}"), &found, 1e-12);
    }
}

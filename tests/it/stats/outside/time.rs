//! Time to an event, and figures over time.

use super::*;
use throughline::kernel::stats::charts::*;
use throughline::kernel::stats::linear::Matrix;
use throughline::kernel::stats::survival::*;

pub fn check(outside: &mut Outside) {
    curve(outside);
    let (weeks, events) = (series("time_weeks"), yes("time_event"));
    let test = log_rank(&weeks, &events, &codes("time_group")).unwrap();
    let found = [
        ("chi", test.chi_squared),
        ("p", test.p),
        ("expected_0", test.expected[0]),
        ("expected_1", test.expected[1]),
        ("expected_2", test.expected[2]),
    ];
    outside.check("log_rank", &found, 1e-12);
    hazards(outside, CoxTies::Efron, "cox_efron");
    hazards(outside, CoxTies::Breslow, "cox_breslow");
    charts(outside);
}

fn curve(outside: &mut Outside) {
    let curve = kaplan_meier(&series("time_weeks"), &yes("time_event"), 0.95);
    for week in [1, 4, 8, 16] {
        let step = curve
            .steps
            .iter()
            .find(|step| step.time == f64::from(week))
            .unwrap();
        let ci = step.ci.unwrap();
        let found = [
            ("survival", step.survival),
            ("se", step.se),
            ("lower", ci.lower),
            ("upper", ci.upper),
            ("at_risk", step.at_risk as f64),
            ("events", step.events as f64),
        ];
        outside.check(&format!("kaplan_meier/{week}"), &found, 1e-13);
    }
    let median = curve.median();
    let found = [
        ("time", median.time.unwrap()),
        ("lower", median.lower.unwrap()),
        ("upper", median.upper.unwrap()),
    ];
    outside.check("kaplan_meier/median", &found, 0.0);
}

fn hazards(outside: &mut Outside, ties: CoxTies, case: &str) {
    let groups = codes("time_group");
    let of = |group: usize| -> Vec<f64> {
        groups
            .iter()
            .map(|&own| f64::from(u8::from(own == group)))
            .collect()
    };
    let terms = Matrix::from_columns(&[&of(1), &of(2), &series("time_age")]);
    let (weeks, events) = (series("time_weeks"), yes("time_event"));
    let fit = cox(&terms, &weeks, &events, ties, 0.95).unwrap();
    let found = [
        ("log", fit.log_likelihood),
        ("null", fit.log_likelihood_null),
        ("score", fit.score.chi_squared),
    ];
    outside.check(case, &found, 1e-12);
    for (place, term) in fit.coefficients.iter().enumerate() {
        let found = [("estimate", term.estimate), ("se", term.se), ("p", term.p)];
        outside.check(&format!("{case}/{place}"), &found, 1e-10);
    }
}

fn charts(outside: &mut Outside) {
    let months = series("months");
    let chart = run_chart(&months, None).unwrap();
    let found = [
        ("centre", chart.centre),
        ("useful", chart.useful as f64),
        ("longest", chart.longest_run as f64),
        ("crossings", chart.crossings as f64),
        ("limit", chart.run_limit as f64),
        ("least", chart.least_crossings as f64),
    ];
    outside.check("run_chart", &found, 0.0);
    let limits = xmr_chart(&months).unwrap();
    outside.check(
        "xmr",
        &[("lower", limits.lower), ("upper", limits.upper)],
        1e-13,
    );
}

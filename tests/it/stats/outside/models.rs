//! Least squares, logistic and mixed models.

use super::*;
use throughline::kernel::stats::linear::Matrix;
use throughline::kernel::stats::linkage_error::*;
use throughline::kernel::stats::mixed::*;
use throughline::kernel::stats::regression::*;

pub fn check(outside: &mut Outside) {
    least_squares(outside);
    clusters(outside);
    logistic_model(outside);
    covariance(outside);
    false_links(outside, LinkageCorrection::Ratio, "linked_ratio");
    false_links(
        outside,
        LinkageCorrection::LahiriLarsen,
        "linked_lahiri_larsen",
    );
    false_links(outside, LinkageCorrection::Blue, "linked_blue");
    for (method, name) in [(MixedMethod::Reml, "reml"), (MixedMethod::Ml, "ml")] {
        intercepts(outside, method, name);
        slopes(outside, method, name);
    }
}

fn with_intercept(columns: &[&[f64]]) -> Matrix {
    let ones = vec![1.0; columns[0].len()];
    Matrix::from_columns(&[&[&ones[..]], columns].concat())
}

fn least_squares(outside: &mut Outside) {
    let design = with_intercept(&[&series("line_x"), &series("line_z")]);
    let fit = ols(&design, &series("line_y")).unwrap();
    let found = [
        ("sigma", fit.sigma()),
        ("r_squared", fit.r_squared().unwrap()),
    ];
    outside.check("line", &found, 1e-12);
    for (place, term) in fit.coefficients(0.95).iter().enumerate() {
        let case = format!("line/{place}");
        let found = [
            ("estimate", term.estimate),
            ("se", term.se),
            ("t", term.statistic),
            ("p", term.p),
            ("lower", term.ci.lower),
            ("upper", term.ci.upper),
        ];
        outside.check(&case, &found, 1e-11);
        for (name, kind) in [
            ("hc0", HcKind::Hc0),
            ("hc1", HcKind::Hc1),
            ("hc2", HcKind::Hc2),
            ("hc3", HcKind::Hc3),
        ] {
            let se = fit.robust_coefficients(kind, 0.95)[place].se;
            outside.check(&case, &[(name, se)], 1e-12);
        }
    }
}

fn clusters(outside: &mut Outside) {
    let design = with_intercept(&[&series("cluster_x"), &series("cluster_treated")]);
    let fit = ols(&design, &series("cluster_y")).unwrap();
    let found = fit
        .cluster_robust_coefficients(&codes("cluster_code"), 0.95)
        .unwrap();
    for (place, term) in found.iter().enumerate() {
        let found = [("se", term.se), ("df", term.df.unwrap()), ("p", term.p)];
        outside.check(&format!("cluster/{place}"), &found, 1e-11);
    }
}

fn logistic_model(outside: &mut Outside) {
    let design = with_intercept(&[&series("yes_x"), &series("yes_z")]);
    let fit = logistic(&design, &yes("yes_y"), 0.95).unwrap();
    outside.check("logistic", &[("deviance", fit.deviance)], 1e-12);
    for (place, term) in fit.coefficients.iter().enumerate() {
        let found = [("estimate", term.estimate), ("se", term.se), ("p", term.p)];
        outside.check(&format!("logistic/{place}"), &found, 1e-11);
    }
}

fn covariance(outside: &mut Outside) {
    let (before, after) = (series("ancova_before"), series("ancova_after"));
    let model = ancova(&before, &after, &codes("ancova_group"), 0.95).unwrap();
    let found = [
        ("slope", model.slope.estimate),
        ("slope_se", model.slope.se),
        ("sigma", model.sigma),
        ("adjusted_0", model.groups[0].adjusted_mean),
        ("adjusted_1", model.groups[1].adjusted_mean),
        ("adjusted_2", model.groups[2].adjusted_mean),
    ];
    outside.check("ancova", &found, 1e-12);
    for (place, group) in model.groups.iter().enumerate().skip(1) {
        let against = group.difference.unwrap();
        let found = [
            ("estimate", against.estimate),
            ("se", against.se),
            ("lower", against.ci.lower),
            ("p", against.p),
        ];
        outside.check(&format!("ancova/{place}"), &found, 1e-11);
    }
    for (case, test) in [
        ("between", model.between_groups),
        ("slopes", model.equal_slopes),
    ] {
        let test = test.unwrap();
        outside.check(
            &format!("ancova/{case}"),
            &[("f", test.f), ("p", test.p)],
            1e-11,
        );
    }
}

fn false_links(outside: &mut Outside, correction: LinkageCorrection, case: &str) {
    let design = with_intercept(&[&series("mixed_x"), &series("mixed_arm")]);
    let (y, sites) = (series("mixed_y"), codes("mixed_site"));
    for (suffix, checked) in [("", None), ("_checked", Some(30))] {
        let share = |site: u32| LinkedBlock {
            correct: 0.7 + 0.3 * f64::from(site) / 8.0,
            checked,
        };
        let shares: Vec<LinkedBlock> = (0..9).map(share).collect();
        let fit = linked_regression(&design, &y, &sites, &shares, correction, 0.95).unwrap();
        let case = format!("{case}{suffix}");
        outside.check(&case, &[("residual", fit.residual_variance)], 1e-10);
        for (place, term) in fit.coefficients.iter().enumerate() {
            let found = [("estimate", term.estimate), ("se", term.se)];
            outside.check(&format!("{case}/{place}"), &found, 1e-10);
        }
    }
}

fn intercepts(outside: &mut Outside, method: MixedMethod, name: &str) {
    let design = with_intercept(&[&series("mixed_x"), &series("mixed_arm")]);
    let y = series("mixed_y");
    let fit = random_intercept(&design, &codes("mixed_site"), &y, method, 0.95).unwrap();
    compare(
        outside,
        &format!("mixed_intercept_{name}"),
        &fit,
        [1e-11, 1e-6],
    );
}

fn slopes(outside: &mut Outside, method: MixedMethod, name: &str) {
    let x = series("mixed_x");
    let design = with_intercept(&[&x, &series("mixed_arm")]);
    let (random, y) = (with_intercept(&[&x]), series("mixed_y"));
    let fit = mixed_model(&design, &random, &codes("mixed_site"), &y, method, 0.95).unwrap();
    let case = format!("mixed_slope_{name}");
    let found = [
        ("covariance", fit.random_covariance[(0, 1)]),
        ("slopes", fit.random_covariance[(1, 1)]),
    ];
    outside.check(&case, &found, 1e-10);
    compare(outside, &case, &fit, [1e-10, 2e-6]);
}

/// Against the definition, solved by Newton's method, and against lme4 and lmerTest, which search until the criterion stands still:
/// half the digits of what it depends on.
fn compare(outside: &mut Outside, case: &str, fit: &MixedFit, [definition, search]: [f64; 2]) {
    for (case, tolerance) in [
        (case.to_owned(), definition),
        (format!("{case}_lme4"), search),
    ] {
        let found = [
            ("between", fit.random_covariance[(0, 0)]),
            ("residual", fit.residual_variance),
        ];
        outside.check(&case, &[("criterion", fit.criterion)], 1e-11);
        outside.check(&case, &found, tolerance);
        for (place, term) in fit.coefficients.iter().enumerate() {
            let case = format!("{case}/{place}");
            outside.check(
                &case,
                &[("estimate", term.estimate), ("se", term.se)],
                tolerance,
            );
            if fit.method == MixedMethod::Reml {
                outside.check(&case, &[("df", term.df.unwrap())], tolerance);
            }
        }
    }
}

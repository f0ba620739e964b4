//! Tails of chi-squared, F, binomial and noncentral t, and the normal quantile.

use super::*;

fn fields(line: &str) -> Vec<f64> {
    line.split(',')
        .filter_map(|field| field.parse().ok())
        .collect()
}

#[track_caller]
fn relatively(found: f64, expected: f64, tolerance: f64, what: &str) {
    assert!(
        (found / expected - 1.0).abs() < tolerance,
        "{what}: {found:e}, expected {expected:e}"
    );
}

/// mpmath at 60 digits (reference/tails.csv).
#[test]
fn both_tails_are_right_to_twelve_digits() {
    let mut checked = 0;
    for line in include_str!("../reference/tails.csv").lines().skip(2) {
        let numbers = fields(line);
        let tails = match (line.split(',').next().unwrap(), &numbers[..]) {
            ("chi", &[df, x, lower, upper]) => vec![
                (chi_squared_lower_tail(x, df), lower),
                (chi_squared_upper_tail(x, df), upper),
            ],
            ("f", &[df1, df2, f, lower, upper]) => vec![
                (f_lower_tail(f, df1, df2), lower),
                (f_upper_tail(f, df1, df2), upper),
            ],
            ("binomial", &[n, p, k, lower, upper, probability]) => vec![
                (binomial_lower_tail(k as u64, n as u64, p), lower),
                (binomial_upper_tail(k as u64, n as u64, p), upper),
                (binomial_probability(k as u64, n as u64, p), probability),
            ],
            _ => panic!("{line}"),
        };
        for (found, expected) in tails {
            relatively(found, expected, 1e-12, line);
            checked += 1;
        }
    }
    assert!(checked > 180, "{checked} reference values");
}

/// mpmath quadrature at 60 digits (reference/noncentral_t.csv).
#[test]
fn noncentral_t_is_right_to_eleven_digits() {
    let mut checked = 0;
    for line in include_str!("../reference/noncentral_t.csv")
        .lines()
        .skip(2)
    {
        let [df, t, noncentrality, lower, upper] = fields(line)[..] else {
            panic!("five fields: {line}")
        };
        relatively(
            noncentral_t_lower_tail(t, df, noncentrality),
            lower,
            1e-11,
            line,
        );
        relatively(
            noncentral_t_upper_tail(t, df, noncentrality),
            upper,
            1e-11,
            line,
        );
        checked += 1;
    }
    assert!(checked > 50, "{checked} reference values");
}

/// Changes that hardly vary have a vast t, whose interval is t times that of a standard deviation: R's `qchisq`, 9 df.
#[test]
fn vast_statistics_have_intervals_too() {
    let ci = noncentrality_interval(1e9, 9.0, 0.95);
    close(
        ci.lower / 1e9,
        (2.700_389_499_980_309_f64 / 9.0).sqrt(),
        1e-9,
    );
    close(
        ci.upper / 1e9,
        (19.022_767_798_641_635_f64 / 9.0).sqrt(),
        1e-9,
    );
    let middling = noncentrality_interval(2_000.0, 9.0, 0.95);
    close(middling.lower / 2_000.0, ci.lower / 1e9, 1e-5);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn noncentrality_inverts_the_tail(tail in 0.001..0.999_f64, t in -20.0..20.0_f64, df in 1.0..300.0_f64) {
        let noncentrality = noncentral_t_noncentrality(tail, t, df);
        let found = noncentral_t_upper_tail(t, df, noncentrality);
        prop_assert!((found / tail - 1.0).abs() < 1e-10, "{} {}", found, tail);
    }

    #[test]
    fn no_noncentrality_is_student(t in 0.0..40.0_f64, df in 0.8..400.0_f64) {
        let upper = noncentral_t_upper_tail(t, df, 0.0);
        prop_assert!((2.0 * upper / t_two_sided_p(t, df) - 1.0).abs() < 1e-11);
        prop_assert_eq!(noncentral_t_lower_tail(-t, df, 0.0), upper);
    }

    #[test]
    fn quantile_inverts_the_normal(log_p in -200.0..-0.7_f64, other in 0.5..0.9999_f64) {
        let p = log_p.exp();
        let z = normal_quantile(p);
        prop_assert!((normal_cdf(z) / p - 1.0).abs() < 1e-11);
        prop_assert_eq!(normal_quantile(other), -normal_quantile(1.0 - other));
    }
}

/// R `pchisq(3.84, 1)`, `pf`, `pbinom` ends of their ranges.
#[test]
fn ends_of_the_distributions() {
    assert_eq!(chi_squared_upper_tail(f64::INFINITY, 4.0), 0.0);
    assert_eq!(chi_squared_lower_tail(0.0, 4.0), 0.0);
    assert_eq!(
        (f_upper_tail(0.0, 2.0, 3.0), f_lower_tail(0.0, 2.0, 3.0)),
        (1.0, 0.0)
    );
    assert_eq!(f_upper_tail(f64::INFINITY, 2.0, 3.0), 0.0);
    assert_eq!(
        (
            binomial_lower_tail(4, 4, 0.3),
            binomial_upper_tail(0, 4, 0.3)
        ),
        (1.0, 1.0)
    );
    assert_eq!(
        (
            binomial_probability(0, 4, 0.0),
            binomial_probability(4, 4, 1.0)
        ),
        (1.0, 1.0)
    );
    assert_eq!(binomial_probability(2, 4, 0.0), 0.0);
}

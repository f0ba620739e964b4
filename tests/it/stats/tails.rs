//! Tails of the distributions.

use super::*;

/// mpmath at 60 digits (reference/student_t.csv), 1 to 1e6 degrees of freedom, p down to 1e−300.
#[test]
fn student_t_tail_is_right_to_twelve_digits() {
    let mut checked = 0;
    for line in include_str!("../reference/student_t.csv").lines().skip(2) {
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

/// Decimal arithmetic at 900 digits, by the series of erf: all three pieces of the function and their joints. The argument
/// z/√2 is rounded, which costs z² units in the last place.
#[test]
fn normal_tail_is_right_to_the_rounding_of_its_argument() {
    for (z, expected) in [
        (0.0625, 0.9501646619415055),
        (0.5, 0.6170750774519738),
        (0.75, 0.4532547047537364),
        (2.0, 0.04550026389635842),
        (4.0, 6.334248366623985e-05),
        (5.5, 3.7979124931775436e-08),
        (6.0, 1.973175290075396e-09),
        (9.0, 2.257176811907681e-19),
        (16.0, 1.2777508801076174e-57),
        (25.0, 6.113393412765122e-138),
        (37.5, 9.21070601916391e-308),
    ] {
        let found: f64 = normal_two_sided_p(z);
        let bound = (8.0 + z * z) * f64::EPSILON;
        assert!(
            (found / expected - 1.0).abs() < bound,
            "{z}: {found:e}, expected {expected:e}"
        );
        assert_eq!(normal_two_sided_p(-z), found);
        close(normal_cdf(z), 1.0 - found / 2.0, f64::EPSILON);
    }
}

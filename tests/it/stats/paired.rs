//! Paired differences and their t test.

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

//! Paired differences and their t test.

use super::*;

/// R: `t.test(extra ~ group, sleep, paired = TRUE)`.
#[test]
fn sleep_by_t() {
    let changes = differences(&SLEEP.0, &SLEEP.1);
    let change = paired_t(&changes, 0.95).unwrap();
    let test = change.test.unwrap();
    close(change.mean, 1.58, 1e-14);
    close(change.sd, 1.229_995_483_279_873_2, 1e-14);
    close(test.t, 4.062_127_683_382_037, 1e-13);
    assert_eq!(test.df, 9.0);
    close(test.p / 0.002_832_890_197_384_27, 1.0, 1e-12);
    close(change.ci.lower, 0.700_114_236_723_018, 1e-13);
    close(change.ci.upper, 2.459_885_763_276_982, 1e-13);
}

/// Lakens (2013), table 1: t(9) = 4.74, p = .001; all digits by R.
#[test]
fn movies_by_t() {
    let test = paired_t(&differences(&MOVIES.0, &MOVIES.1), 0.95)
        .unwrap()
        .test
        .unwrap();
    close(test.t, 4.743_416_490_252_569, 1e-13);
    close(test.p / 0.001_053_871_257_016_553, 1.0, 1e-12);
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

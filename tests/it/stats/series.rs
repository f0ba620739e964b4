//! Charts over time.

use super::*;
use throughline::kernel::stats::charts::*;

/// Anhøj and Olesen's (2014) limits, by R: `round(log2(n) + 3)` and `qbinom(.05, n - 1, .5)`.
#[test]
fn limits_of_runs_and_crossings() {
    for (n, run_limit, least_crossings) in [
        (10, 6, 2),
        (12, 7, 3),
        (16, 7, 4),
        (20, 7, 6),
        (24, 8, 8),
        (30, 8, 10),
        (36, 8, 13),
        (48, 9, 18),
        (60, 9, 23),
    ] {
        let zigzag: Vec<f64> = (0..n).map(|i| f64::from(i % 2)).collect();
        let chart = run_chart(&zigzag, None).unwrap();
        assert_eq!(
            (chart.useful, chart.run_limit, chart.least_crossings),
            (n as u64, run_limit, least_crossings)
        );
        assert_eq!(
            (chart.longest_run, chart.crossings, chart.signal),
            (1, n as u64 - 1, false)
        );
    }
}

#[test]
fn shifts_and_trends() {
    let shifted: Vec<f64> = [
        1.0, 2.0, 1.5, 1.2, 2.2, 1.1, 1.7, 5.0, 6.0, 5.5, 5.2, 6.1, 5.9, 5.3,
    ]
    .to_vec();
    let chart = run_chart(&shifted, None).unwrap();
    assert_eq!((chart.longest_run, chart.crossings), (7, 1));
    assert!(chart.signal && chart.shift && !chart.trend);
    // Points on the line neither end a run nor count; equal neighbours neither end a trend nor count.
    let chart = run_chart(&[3.0, 5.0, 6.0, 4.0, 7.0, 5.0, 6.0, 9.0, 1.0], Some(5.0)).unwrap();
    assert_eq!(
        (chart.useful, chart.longest_run, chart.crossings),
        (7, 3, 4)
    );
    let rising = [1.0, 2.0, 2.0, 3.0, 4.0, 5.0, 1.0, 3.0];
    assert!(run_chart(&rising, None).unwrap().trend);
    assert!(!run_chart(&rising[..5], Some(2.5)).unwrap().trend);
    assert_eq!(run_chart(&[2.0, 2.0], None), None);
    assert_eq!(run_chart(&[], None), None);
    let one = run_chart(&[3.0], Some(2.0)).unwrap();
    assert_eq!(
        (one.crossings, one.least_crossings, one.signal),
        (0, 0, false)
    );
}

/// Over pure chance Anhøj's rule errs in few charts of 24 points: the binomial part alone in at most a twentieth.
#[test]
fn false_signals_are_rare() {
    let mut rng = ChaCha8Rng::seed_from_u64(24);
    let signals = (0..3_000)
        .filter(|_| {
            let values: Vec<f64> = (0..24).map(|_| StandardNormal.sample(&mut rng)).collect();
            run_chart(&values, None).unwrap().signal
        })
        .count();
    assert!(
        (0.02..0.11).contains(&(signals as f64 / 3_000.0)),
        "{signals}"
    );
}

#[test]
fn limits_from_moving_ranges() {
    let chart = xmr_chart(&[20.0, 22.0, 21.0, 23.0, 20.0, 40.0, 21.0]).unwrap();
    close(chart.mean_moving_range, 47.0 / 6.0, 1e-14);
    close(chart.upper - chart.mean, 2.66 * 47.0 / 6.0, 1e-12);
    assert_eq!(chart.outside, 0);
    let steady: Vec<f64> = (0..20)
        .map(|i| {
            if i == 10 {
                30.0
            } else {
                20.0 + f64::from(i % 2)
            }
        })
        .collect();
    assert_eq!(xmr_chart(&steady).unwrap().outside, 1);
    assert_eq!(xmr_chart(&[1.0]), None);
}

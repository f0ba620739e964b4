//! Resampling and many tests.

use super::*;
use throughline::kernel::stats::resampling::*;

/// Holm's and Benjamini and Hochberg's values of R's `p.adjust`, in any order.
#[test]
fn adjusted_p_values() {
    let p = [0.011, 0.005, 0.13, 0.02, 0.04];
    for (found, expected) in [
        (holm(&p), [0.044, 0.025, 0.13, 0.06, 0.08]),
        (
            benjamini_hochberg(&p),
            [0.0275, 0.025, 0.13, 0.1 / 3.0, 0.05],
        ),
    ] {
        for (found, expected) in found.into_iter().zip(expected) {
            close(found, expected, 1e-15);
        }
    }
    assert_eq!(holm(&[0.6, 0.7]), [1.0, 1.0]);
    assert_eq!((holm(&[]), benjamini_hochberg(&[])), (vec![], vec![]));
}

proptest! {
    #[test]
    fn adjusting_keeps_the_order(p in prop::collection::vec(0.0..=1.0_f64, 1..30)) {
        for adjusted in [holm(&p), benjamini_hochberg(&p)] {
            for (i, own) in p.iter().enumerate() {
                prop_assert!(adjusted[i] >= *own && adjusted[i] <= 1.0);
                for (j, other) in p.iter().enumerate() {
                    prop_assert!(own > other || adjusted[i] <= adjusted[j]);
                }
            }
        }
        let (strict, loose) = (holm(&p), benjamini_hochberg(&p));
        prop_assert!(strict.iter().zip(&loose).all(|(a, b)| *a >= b - 1e-15));
    }
}

/// scipy 1.17: `permutation_test(permutation_type="samples")` over all patterns.
#[test]
fn sign_flips_as_scipy_counts_them() {
    let sleep = sign_flip(&differences(&SLEEP.0, &SLEEP.1), 0, 0).unwrap();
    assert_eq!(
        (sleep.p, sleep.exact, sleep.patterns),
        (2.0 / 512.0, true, 512)
    );
    let mixed = [
        3.1, -1.2, 0.4, 2.2, -0.7, 1.9, -2.8, 1.1, 0.9, -0.3, 2.6, 1.4,
    ];
    close(sign_flip(&mixed, 0, 0).unwrap().p, 0.180_175_781_25, 1e-15);
    assert_eq!(sign_flip(&[0.0], 10, 1), None);
}

/// Drawn patterns come near the t test where changes are normal, and the seed decides them.
#[test]
fn drawn_sign_flips() {
    let mut rng = ChaCha8Rng::seed_from_u64(12);
    let changes: Vec<f64> = (0..90)
        .map(|_| -> f64 { StandardNormal.sample(&mut rng) })
        .map(|z| z + 0.2)
        .collect();
    let drawn = sign_flip(&changes, 9_999, 5).unwrap();
    assert_eq!(
        (drawn.exact, drawn.patterns, drawn.seed),
        (false, 10_000, Some(5))
    );
    let by_t = paired_t(&changes, 0.95).unwrap().test.unwrap().p;
    close(drawn.p, by_t, 4.0 * (by_t / 9_999.0).sqrt() + 0.002);
    assert_eq!(sign_flip(&changes, 9_999, 5).unwrap(), drawn);
    assert_ne!(sign_flip(&changes, 9_999, 6).unwrap().p, drawn.p);
}

/// Admission scores and grades of fifteen law schools: Efron and Tibshirani (1993), An Introduction to the Bootstrap, table 3.1.
const LSAT: [f64; 15] = [
    576.0, 635.0, 558.0, 578.0, 666.0, 580.0, 555.0, 661.0, 651.0, 605.0, 653.0, 575.0, 545.0,
    572.0, 594.0,
];
const GPA: [f64; 15] = [
    3.39, 3.30, 2.81, 3.03, 3.44, 3.07, 3.00, 3.43, 3.36, 3.13, 3.12, 2.74, 2.76, 2.88, 2.96,
];

fn correlation(rows: &[usize]) -> Option<f64> {
    let pick = |values: &[f64]| rows.iter().map(|&row| values[row]).collect::<Vec<f64>>();
    pearson(&pick(&LSAT), &pick(&GPA))
}

/// scipy 1.17: `bootstrap` of the correlation, 60,000 resamples: BCa and percentile intervals at 90%; the acceleration by
/// the jackknife is free of chance.
#[test]
fn law_schools() {
    let schools: Vec<usize> = (0..15).collect();
    let found = bootstrap(&schools, correlation, 20_000, 1993, 0.9).unwrap();
    close(found.estimate, 0.776_374_491_2, 5e-10);
    close(found.acceleration, -0.075_671_564_937_879_2, 1e-12);
    close(found.se, 0.133_87, 0.004);
    let bca = found.bca.unwrap();
    close(bca.lower, 0.427_29, 0.012);
    close(bca.upper, 0.926_68, 0.006);
    close(found.percentile.lower, 0.522_65, 0.012);
    close(found.percentile.upper, 0.948_10, 0.006);
    assert_eq!((found.units, found.seed), (15, 1993));
    assert!(found.draws <= 20_000);
}

/// Rows of a person come together: repeating everybody's row changes nothing but the rows.
#[test]
fn people_are_drawn_whole() {
    let once: Vec<usize> = (0..10).collect();
    let thrice: Vec<usize> = (0..30).map(|row| row / 3).collect();
    let changes = differences(&SLEEP.0, &SLEEP.1);
    let mean = |rows: &[usize], of: &dyn Fn(usize) -> f64| {
        Some(rows.iter().map(|&row| of(row)).sum::<f64>() / rows.len() as f64)
    };
    let one = bootstrap(
        &once,
        |rows| mean(rows, &|row| changes[row]),
        2_000,
        3,
        0.95,
    )
    .unwrap();
    let three = bootstrap(
        &thrice,
        |rows| mean(rows, &|row| changes[row / 3]),
        2_000,
        3,
        0.95,
    )
    .unwrap();
    close(one.percentile.lower, three.percentile.lower, 1e-12);
    close(one.bca.unwrap().upper, three.bca.unwrap().upper, 1e-12);
    let exact = paired_t(&changes, 0.95).unwrap();
    close(one.se, exact.sd * 0.3, 0.02);
}

#[test]
fn bootstraps_that_say_nothing() {
    let mean = |rows: &[usize]| Some(rows.len() as f64);
    assert_eq!(bootstrap(&[0; 5], mean, 100, 1, 0.95), None);
    assert_eq!(bootstrap(&[0, 1, 2], |_| None, 100, 1, 0.95), None);
    let constant = bootstrap(&[0, 1, 2], mean, 100, 1, 0.95).unwrap();
    assert_eq!(
        (constant.se, constant.acceleration, constant.bias),
        (0.0, 0.0, Some(0.0))
    );
    assert_eq!(constant.percentile.lower, 3.0);
    let highest = bootstrap(
        &[0, 1, 2],
        |rows: &[usize]| rows.iter().max().map(|&r| r as f64 + rows.len() as f64),
        500,
        1,
        0.9,
    );
    assert!(highest.is_some_and(|found| found.percentile.upper <= 5.0));
}

//! The sign test and the Hodges–Lehmann estimate.

use super::*;

/// Every Walsh average, sorted.
fn walsh_averages(changes: &[f64]) -> Vec<f64> {
    let mut averages: Vec<f64> = (0..changes.len())
        .flat_map(|i| (i..changes.len()).map(move |j| (i, j)))
        .map(|(i, j)| f64::midpoint(changes[i], changes[j]))
        .collect();
    averages.sort_by(f64::total_cmp);
    averages
}

proptest! {
    #[test]
    fn centre_is_the_median_of_all_averages(changes in prop::collection::vec(-20i32..20, 1..40)) {
        let changes: Vec<f64> = changes.into_iter().map(|d| f64::from(d) / 4.0).collect();
        let averages = walsh_averages(&changes);
        let found = hodges_lehmann(&changes, 0.95).unwrap();
        let half = averages.len() / 2;
        let median = f64::midpoint(averages[(averages.len() - 1) / 2], averages[half]);
        prop_assert_eq!(found.estimate, median);
        let place = averages.iter().position(|&a| a == found.ci.lower);
        prop_assert!(place.is_some() && averages.contains(&found.ci.upper));
        prop_assert!(found.ci.lower <= median && median <= found.ci.upper);
    }
}

/// R: `wilcox.test(conf.int = TRUE)` on the depression scale: .46, .010 to .786; on 60 evenly spaced values 108.82,
/// 90.32 to 127.32 and at 90% 94.02 to 123.62. Coverage with 9 changes: 1 − 2 × 10/512.
#[test]
fn centres_as_r_gives_them() {
    let thousandths = |score: i32| f64::from(score) / 1000.0;
    let first = [1830, 500, 1620, 2480, 1680, 1880, 1550, 3060, 1300].map(thousandths);
    let second = [878, 647, 598, 2050, 1060, 1290, 1060, 3140, 1290].map(thousandths);
    let centre = hodges_lehmann(&differences(&second, &first), 0.95).unwrap();
    close(centre.estimate, 0.46, 1e-14);
    close(centre.ci.lower, 0.010, 1e-14);
    close(centre.ci.upper, 0.786, 1e-14);
    assert_eq!(centre.coverage, 1.0 - 20.0 / 512.0);
    let even: Vec<f64> = (1..=60).map(|i| f64::from(i) * 3.7 - 4.03).collect();
    let centre = hodges_lehmann(&even, 0.95).unwrap();
    close(centre.estimate, 108.82, 1e-10);
    close(centre.ci.lower, 90.32, 1e-10);
    close(centre.ci.upper, 127.32, 1e-10);
    let narrower = hodges_lehmann(&even, 0.9).unwrap();
    close(narrower.ci.lower, 94.02, 1e-10);
    close(narrower.ci.upper, 123.62, 1e-10);
}

/// The interval holds exactly the centres that the signed-rank test does not reject.
#[test]
fn interval_inverts_the_test() {
    let changes = [
        0.31, -0.52, 1.87, 2.44, 0.93, 3.76, -1.15, 1.02, 2.29, 0.68, 1.41,
    ];
    let ci = hodges_lehmann(&changes, 0.95).unwrap().ci;
    let p_at = |centre: f64| signed_rank(&changes.map(|d| d - centre)).unwrap().p;
    assert!(p_at(ci.lower + 1e-9) > 0.05 && p_at(ci.upper - 1e-9) > 0.05);
    assert!(p_at(ci.lower - 1e-9) <= 0.05 && p_at(ci.upper + 1e-9) <= 0.05);
}

/// At the change from the exact to the normal ends, coverage stays near the level.
#[test]
fn many_changes_and_few() {
    for n in [EXACT_LIMIT, EXACT_LIMIT + 1, 3_000] {
        let changes: Vec<f64> = (0..n).map(|i| ((i * 7919) % 10_007) as f64).collect();
        let centre = hodges_lehmann(&changes, 0.95).unwrap();
        close(centre.coverage, 0.95, 0.001);
    }
    assert_eq!(hodges_lehmann(&[], 0.95), None);
    let one = hodges_lehmann(&[-2.5], 0.95).unwrap();
    assert_eq!(
        (one.estimate, one.ci.lower, one.coverage),
        (-2.5, -2.5, 0.0)
    );
}

/// R: `binom.test(17, 20)`: p .002576828, 62.10732% to 96.79291%; `binom.test(0, 10)`: 0 to 30.84971%.
#[test]
fn signs_as_r_counts_them() {
    let changes: Vec<f64> = (0..25)
        .map(|i| [1.0, -1.0, 0.0][usize::from(i >= 17) + usize::from(i >= 20)])
        .collect();
    let test = sign_test(&changes, 0.95).unwrap();
    assert_eq!((test.n_positive, test.n_negative, test.n_zero), (17, 3, 5));
    close(test.p, 2702.0 / 1_048_576.0, 1e-15);
    close(test.ci.lower, 0.621_073_173_454_686, 1e-12);
    close(test.ci.upper, 0.967_929_062_814_536, 1e-12);
    close(
        clopper_pearson(0, 10, 0.95).upper,
        0.308_497_107_818_761,
        1e-13,
    );
    assert_eq!(sign_test(&[0.0], 0.95), None);
    assert_eq!(sign_test(&[1.0, -1.0], 0.95).unwrap().p, 1.0);
}

/// Long samples are searched from a thinned one: against all averages sorted, with ties, gaps and far values.
#[test]
fn centres_of_long_samples() {
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    let mut normal = || -> f64 { StandardNormal.sample(&mut rng) };
    let smooth: Vec<f64> = (0..2_400).map(|_| normal()).collect();
    let skewed: Vec<f64> = smooth.iter().map(|z| (3.0 * z).exp()).collect();
    let split: Vec<f64> = smooth.iter().map(|z| z + 1e6 * z.signum()).collect();
    let tied: Vec<f64> = smooth.iter().map(|z| (z * 1_000.0).round()).collect();
    for changes in [smooth, skewed, split, tied] {
        let averages = walsh_averages(&changes);
        let found = hodges_lehmann(&changes, 0.95).unwrap();
        let half = averages.len() / 2;
        let median = f64::midpoint(averages[(averages.len() - 1) / 2], averages[half]);
        assert_eq!(found.estimate, median);
        // The place of the ends by the normal approximation, as R has it.
        let n = changes.len() as f64;
        let sd = (n * (n + 1.0) * (2.0 * n + 1.0) / 24.0).sqrt();
        let place = (n * (n + 1.0) / 4.0 - normal_critical(0.95) * sd).floor() as usize;
        assert_eq!(found.ci.lower, averages[place - 1]);
        assert_eq!(found.ci.upper, averages[averages.len() - place]);
    }
}

//! People not followed up.

use super::*;
use throughline::kernel::stats::linear::Matrix;
use throughline::kernel::stats::missing::*;
use throughline::kernel::stats::regression::Unfit;

/// mice's `pool.scalar`, its example: two imputed sets, n 25, k 2.
#[test]
fn rubin_as_mice_pools() {
    let variances = [0.9723 * 0.9723, 1.041 * 1.041];
    let found = rubin(&[-1.5457, -1.428], &variances, 23.0, 0.95).unwrap();
    close(found.pooled.estimate, -1.486_85, 1e-14);
    close(found.within, 1.014_524_145, 1e-14);
    close(found.between, 0.006_926_645, 1e-14);
    close(found.pooled.se * found.pooled.se, 1.024_914_112_5, 1e-13);
    close(
        found.df_large_sample.unwrap() / 9_730.755_674_574_417,
        1.0,
        1e-12,
    );
    close(found.pooled.df.unwrap(), 20.970_254_838_079_2, 1e-12);
    close(found.missing_information, 0.092_728_314_508_556_48, 1e-14);
    let reach = t_critical(0.95, found.pooled.df.unwrap()) * found.pooled.se;
    close(found.pooled.ci.upper, found.pooled.estimate + reach, 1e-14);
}

#[test]
fn sets_that_agree_miss_only_the_smallness() {
    let found = rubin(&[2.0, 2.0, 2.0], &[0.25, 0.25, 0.25], 40.0, 0.95).unwrap();
    assert_eq!(
        (found.between, found.lambda, found.df_large_sample),
        (0.0, 0.0, None)
    );
    close(found.pooled.df.unwrap(), 41.0 / 43.0 * 40.0, 1e-12);
    assert_eq!(rubin(&[2.0], &[0.25], 40.0, 0.95), None);
    assert_eq!(rubin(&[2.0, 3.0], &[0.0, 0.0], 40.0, 0.95), None);
}

#[test]
fn differences_at_baseline() {
    let first = [10.0, 12.0, 14.0, 16.0];
    let second = [11.0, 11.0, 12.0, 14.0];
    let by_hand = (13.0 - 12.0) / f64::midpoint(20.0 / 3.0, 2.0).sqrt();
    close(
        standardised_difference(&first, &second).unwrap(),
        by_hand,
        1e-14,
    );
    assert_eq!(standardised_difference(&[1.0], &second), None);
    assert_eq!(standardised_difference(&[1.0, 1.0], &[2.0, 2.0]), None);
}

/// People who do badly are lost more often: the plain mean of those kept is wrong, the weighted one right.
#[test]
fn weights_bring_the_lost_back() {
    let mut rng = ChaCha8Rng::seed_from_u64(8);
    let mut draw = || -> f64 { StandardNormal.sample(&mut rng) };
    let n = 8_000;
    let (mut baseline, mut kept, mut change) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..n {
        let x = draw();
        baseline.push(x);
        change.push(1.0 + 2.0 * x + draw());
        kept.push(normal_cdf(draw()) < 1.0 / (1.0 + (-0.5 - x).exp()));
    }
    let design = Matrix::from_columns(&[&vec![1.0; n], &baseline]);
    let found = follow_up_weights(&design, &kept, 0.0).unwrap();
    let weighted = weighted_mean(&change, &found.weights, 0.999).unwrap();
    assert!(
        weighted.ci.lower < 1.0 && 1.0 < weighted.ci.upper,
        "{weighted:?}"
    );
    let plain: Vec<f64> = kept.iter().map(|&kept| f64::from(u8::from(kept))).collect();
    let biased = weighted_mean(&change, &plain, 0.999).unwrap();
    assert!(biased.ci.lower > 1.2, "{biased:?}");
    let followed = kept.iter().filter(|&&kept| kept).count() as f64;
    close(biased.effective_n, followed, 1e-9);
    assert!(found.effective_n < followed && found.effective_n > 0.3 * followed);
    close(weighted.effective_n, found.effective_n, 1e-9);
    let drawn_in = follow_up_weights(&design, &kept, 0.01).unwrap();
    assert!(drawn_in.effective_n > found.effective_n);
    close(drawn_in.truncated as f64, 0.02 * followed, 2.0);
    assert!(
        kept.iter()
            .zip(&drawn_in.weights)
            .all(|(&kept, &w)| kept == (w > 0.0))
    );
    assert_eq!(
        follow_up_weights(&design, &vec![true; n], 0.0).unwrap_err(),
        Unfit::NoVariation
    );
}

/// Equal weights: the mean and standard error of the plain sample.
#[test]
fn equal_weights_change_nothing() {
    let changes = differences(&SLEEP.0, &SLEEP.1);
    let weighted = weighted_mean(&changes, &[0.3; 10], 0.95).unwrap();
    let plain = paired_t(&changes, 0.95).unwrap();
    close(weighted.mean, plain.mean, 1e-14);
    close(weighted.ci.lower, plain.ci.lower, 1e-13);
    assert_eq!(weighted_mean(&changes, &[0.0; 10], 0.95), None);
}

/// A mean of ten seen changes and five imputed ones tips where the imputed ones outweigh it.
#[test]
fn a_finding_tips() {
    let seen = differences(&SLEEP.0, &SLEEP.1);
    let imputed = [1.4, 1.9, 1.1, 1.7, 1.6];
    let analyse = |shift: f64| -> Vec<(f64, f64)> {
        (0..3)
            .map(|set| {
                let all: Vec<f64> = seen
                    .iter()
                    .copied()
                    .chain(imputed.map(|y| y + shift + 0.1 * f64::from(set)))
                    .collect();
                let found = paired_t(&all, 0.95).unwrap();
                (found.mean, found.sd * found.sd / 15.0)
            })
            .collect()
    };
    let found = tipping_point(analyse, 14.0, 0.95, 20.0).unwrap();
    let delta = found.delta.unwrap();
    assert!(delta < 0.0);
    let lower_at = |shift: f64| {
        let (estimates, variances): (Vec<f64>, Vec<f64>) = analyse(shift).into_iter().unzip();
        rubin(&estimates, &variances, 14.0, 0.95)
            .unwrap()
            .pooled
            .ci
            .lower
    };
    assert!(lower_at(delta) <= 0.0 && lower_at(delta + 1e-6) > 0.0);
    assert_eq!(tipping_point(analyse, 14.0, 0.95, 0.1).unwrap().delta, None);
    let nothing = |_: f64| vec![(0.1, 1.0), (0.2, 1.0)];
    assert_eq!(tipping_point(nothing, 14.0, 0.95, 1.0), None);
    let down = |shift: f64| {
        analyse(-shift)
            .into_iter()
            .map(|(y, v)| (-y, v))
            .collect::<Vec<_>>()
    };
    close(
        tipping_point(down, 14.0, 0.95, 20.0)
            .unwrap()
            .delta
            .unwrap(),
        -delta,
        1e-9,
    );
}

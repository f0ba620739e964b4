//! Bootstrapped means against resamples drawn row by row.

use super::*;
use throughline::kernel::stats::resampling::*;

const DRAWS: u32 = 20_000;

fn mean_of(values: &[f64]) -> impl Fn(&[usize]) -> Option<f64> + Sync {
    |rows| Some(rows.iter().map(|&row| values[row]).sum::<f64>() / rows.len() as f64)
}

fn scores(n: usize, whole: bool) -> Vec<f64> {
    let mut rng = ChaCha8Rng::seed_from_u64(n as u64);
    let mut draw = || -> f64 { StandardNormal.sample(&mut rng) };
    let skewed = (0..n).map(|_| (0.5 * draw()).exp() * 4.0);
    skewed
        .map(|score| if whole { score.round() } else { score })
        .collect()
}

/// Two bootstraps of `DRAWS` each of one law: a share q of either has a standard error of √(q(1 − q)/B), which the density
/// of the normal at q turns into one of the quantile; the bounds are five standard errors of the difference.
#[track_caller]
fn same_law(one: &Bootstrap, other: &Bootstrap) {
    let draws = f64::from(DRAWS);
    let se = other.se;
    close(one.estimate, other.estimate, 1e-12);
    close(one.acceleration, other.acceleration, 1e-11);
    close(one.se / se, 1.0, 5.0 * (1.0 / draws).sqrt());
    let at_quantile = (0.05 * 0.95 / draws).sqrt() / normal_density(normal_quantile(0.05));
    let bound = 5.0 * 2_f64.sqrt() * at_quantile * se;
    close(one.percentile.lower, other.percentile.lower, bound);
    close(one.percentile.upper, other.percentile.upper, bound);
    // The bias comes from a share of about one half on top; both move the places of the ends.
    close(
        one.bias.unwrap(),
        other.bias.unwrap(),
        5.0 * (2.0 * 0.25 / draws).sqrt() / normal_density(0.0),
    );
    let (bca, expected) = (one.bca.unwrap(), other.bca.unwrap());
    close(bca.lower, expected.lower, 3.0 * bound);
    close(bca.upper, expected.upper, 3.0 * bound);
    assert_eq!((one.units, one.draws), (other.units, other.draws));
}

/// Few values in many rows go by counts; all other samples by parts, one of them longer than the largest part.
#[test]
fn means_have_the_law_of_drawn_rows() {
    for (n, whole) in [(12, true), (12, false), (1_700, true), (1_100, false)] {
        let values = scores(n, whole);
        let rows: Vec<usize> = (0..n).collect();
        let naive = bootstrap(&rows, mean_of(&values), DRAWS, 5, 0.9).unwrap();
        same_law(&bootstrap_mean(&values, DRAWS, 6, 0.9).unwrap(), &naive);
    }
}

#[test]
fn means_by_unit_have_the_law_of_drawn_units() {
    let values = scores(90, false);
    let units: Vec<usize> = (0..90).map(|row| (row * row) % 23).collect();
    let naive = bootstrap(&units, mean_of(&values), DRAWS, 5, 0.9).unwrap();
    let found = bootstrap_mean_by_unit(&values, &units, DRAWS, 6, 0.9).unwrap();
    same_law(&found, &naive);
    // Other codes and another order are the same units.
    let turned: Vec<f64> = values.iter().rev().copied().collect();
    let codes: Vec<usize> = units.iter().rev().map(|unit| 1_000 - 7 * unit).collect();
    let other = bootstrap_mean_by_unit(&turned, &codes, DRAWS, 6, 0.9).unwrap();
    assert_eq!((other.se, other.bca), (found.se, found.bca));
}

/// With every unit one row, units are rows.
#[test]
fn one_row_a_unit() {
    let values = scores(1_100, true);
    let units: Vec<usize> = (0..values.len()).collect();
    let by_unit = bootstrap_mean_by_unit(&values, &units, 500, 6, 0.9).unwrap();
    let by_row = bootstrap_mean(&values, 500, 6, 0.9).unwrap();
    close(by_unit.percentile.lower, by_row.percentile.lower, 1e-12);
    close(by_unit.bca.unwrap().upper, by_row.bca.unwrap().upper, 1e-12);
}

/// The exact law of a resample of 1, 2, 4: ten sums of known chance out of 27.
#[test]
fn a_law_counted_out() {
    let found = bootstrap_mean(&[1.0, 2.0, 4.0], 200_000, 8, 0.9).unwrap();
    // The variance of the three values over n.
    close(
        found.se,
        (14.0_f64 / 9.0 / 3.0).sqrt(),
        5.0 * 0.72 / (2.0 * 200_000.0_f64).sqrt(),
    );
    // Sums 3, 4, 5 and 6 are below the sample's own 7, with 1 + 3 + 3 + (1 + 3) of 27; and 7 itself has 6.
    let share = (11.0 + 3.0) / 27.0;
    close(
        normal_cdf(found.bias.unwrap()),
        share,
        5.0 * (0.25_f64 / 200_000.0).sqrt(),
    );
    // Lower and upper ends: 3 has chance 1/27 and 4 another 3/27; 12 has 1/27 and 10 another 3/27.
    close(found.percentile.lower, 4.0 / 3.0, 1e-12);
    close(found.percentile.upper, 10.0 / 3.0, 1e-12);
}

#[test]
fn threads_do_not_matter_and_seeds_do() {
    let (few, many) = (scores(1_500, true), scores(1_300, false));
    let units: Vec<usize> = (0..1_300).map(|row| row / 4).collect();
    let all = |seed| {
        let rows: Vec<usize> = (0..40).collect();
        (
            bootstrap_mean(&few, 333, seed, 0.9),
            bootstrap_mean(&many, 333, seed, 0.9),
            bootstrap_mean_by_unit(&many, &units, 333, seed, 0.9),
            bootstrap(&rows, mean_of(&many), 333, seed, 0.9),
            sign_flip(&many, 1_333, seed),
        )
    };
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.unwrap().install(|| all(4))
    };
    let one = on(1);
    assert_eq!(one, on(2));
    assert_eq!(one, on(7));
    let other = all(5);
    assert_ne!(one.0.unwrap().se, other.0.unwrap().se);
    assert_ne!(one.1.unwrap().se, other.1.unwrap().se);
    assert_ne!(one.3.unwrap().se, other.3.unwrap().se);
}

#[test]
fn means_that_say_nothing() {
    assert_eq!(bootstrap_mean(&[1.0], 10, 1, 0.9), None);
    assert_eq!(bootstrap_mean(&[], 10, 1, 0.9), None);
    assert_eq!(
        bootstrap_mean_by_unit(&[1.0, 2.0], &[3, 3], 10, 1, 0.9),
        None
    );
    for constant in [
        bootstrap_mean(&[0.3; 6], 100, 1, 0.9).unwrap(),
        bootstrap_mean(&[0.3; 600], 100, 1, 0.9).unwrap(),
        bootstrap_mean_by_unit(&[0.3; 6], &[0, 0, 1, 1, 2, 3], 100, 1, 0.9).unwrap(),
    ] {
        assert_eq!(
            (constant.estimate, constant.se, constant.bias),
            (0.3, 0.0, Some(0.0))
        );
    }
}

/// Random signs against all of them, at the most changes of which all are counted.
#[test]
fn drawn_signs_have_the_law_of_all() {
    let changes: Vec<f64> = scores(20, false).iter().map(|score| score - 3.6).collect();
    let exact = sign_flip(&changes, 0, 0).unwrap();
    assert_eq!((exact.exact, exact.patterns), (true, 1 << 20));
    // A change too small to count makes one too many for counting.
    let mut one_more = changes.clone();
    one_more.push(1e-13);
    let drawn = sign_flip(&one_more, 100_000, 3).unwrap();
    assert!(!drawn.exact);
    close(drawn.p, exact.p, 5.0 * (exact.p / 100_000.0).sqrt());
}

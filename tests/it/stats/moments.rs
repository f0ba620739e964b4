//! Moments and correlation.

use super::*;

fn two_pass(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
    (mean, squares / (n - 1.0))
}

proptest! {
    /// Oracle: the two-pass formulas; and any cut into two pieces merges to the same state.
    #[test]
    fn pieces_merge_to_the_whole(values in prop::collection::vec(-1e3..1e3_f64, 2..60), cut in 0usize..60) {
        let (head, tail) = values.split_at(cut.min(values.len()));
        let mut merged = Moments::from_slice(head);
        merged.combine(&Moments::from_slice(tail));
        let merged = merged.finalise().unwrap();
        let (mean, variance) = two_pass(&values);
        prop_assert_eq!(merged.n, values.len() as u64);
        prop_assert!((merged.mean - mean).abs() < 1e-9);
        prop_assert!((merged.variance.unwrap() - variance).abs() < 1e-9 * variance.max(1.0));
    }

    /// Oracle: the definition of the correlation; and merging.
    #[test]
    fn correlation_is_by_definition(pairs in prop::collection::vec((-50.0..50.0_f64, -50.0..50.0_f64), 3..40), cut in 0usize..40) {
        let (x, y): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
        let ((mean_x, var_x), (mean_y, var_y)) = (two_pass(&x), two_pass(&y));
        prop_assume!(var_x > 1e-6 && var_y > 1e-6);
        let products: f64 = pairs.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
        let expected = products / ((x.len() - 1) as f64 * (var_x * var_y).sqrt());
        prop_assert!((pearson(&x, &y).unwrap() - expected).abs() < 1e-9);
        let mut merged = CoMoments::new();
        let mut rest = CoMoments::new();
        for (place, &(x, y)) in pairs.iter().enumerate() {
            if place < cut { merged.insert(x, y) } else { rest.insert(x, y) }
        }
        merged.combine(&rest);
        prop_assert!((merged.finalise().unwrap() - expected).abs() < 1e-9);
    }
}

/// Small spread about a large mean, where Σx² − (Σx)²/n gives noise: it would need 18 digits.
#[test]
fn a_large_mean_is_survived() {
    let values: Vec<f64> = (0..1001).map(|i| 1e9 + 0.5 * f64::from(i % 2)).collect();
    let variance = Moments::from_slice(&values)
        .finalise()
        .unwrap()
        .variance
        .unwrap();
    let expected = 0.25 * 500.0 * 501.0 / 1001.0 / 1000.0;
    close(variance / expected, 1.0, 1e-6);
}

#[test]
fn few_and_constant_values() {
    assert_eq!(Moments::new().finalise(), None);
    let one = Moments::from_slice(&[4.0]).finalise().unwrap();
    assert_eq!((one.mean, one.variance), (4.0, None));
    let constant = Moments::from_slice(&[0.1; 1000]).finalise().unwrap();
    assert_eq!((constant.mean, constant.variance), (0.1, Some(0.0)));
    assert_eq!(pearson(&[1.0], &[2.0]), None);
    assert_eq!(pearson(&[1.0, 1.0], &[2.0, 3.0]), None);
}

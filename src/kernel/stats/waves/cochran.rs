//! Cochran's Q: a yes-or-no outcome over several waves.

use super::people;
use crate::kernel::stats::categorical::CategoricalTest;
use crate::kernel::stats::chi_squared_upper_tail;

/// Tests whether the share of yes is the same at every wave: Cochran (1950), Biometrika 37:256.
///
/// Use it where [`mcnemar`](crate::kernel::stats::categorical::mcnemar) serves two waves. Each wave has one answer a person,
/// in the same order. `None` with fewer than two waves or when nobody's answer changed.
///
/// # Panics
///
/// When the waves differ in length.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::waves::cochran_q;
///
/// let test = cochran_q(&[&[true, true, false], &[true, false, false], &[false, false, false]]).unwrap();
/// assert_eq!((test.chi_squared, test.df), (3.0, 2.0));
/// ```
pub fn cochran_q(waves: &[&[bool]]) -> Option<CategoricalTest> {
    let n = people(waves);
    let k = waves.len() as f64;
    let by_wave: Vec<f64> = waves
        .iter()
        .map(|wave| wave.iter().filter(|&&yes| yes).count() as f64)
        .collect();
    let mean = by_wave.iter().sum::<f64>() / k;
    let between: f64 = by_wave.iter().map(|c| (c - mean) * (c - mean)).sum();
    let within: f64 = (0..n)
        .map(|person| waves.iter().filter(|wave| wave[person]).count() as f64)
        .map(|yes| yes * (k - yes))
        .sum();
    let chi_squared = k * (k - 1.0) * between / within;
    (within > 0.0).then(|| CategoricalTest {
        chi_squared,
        df: k - 1.0,
        p: chi_squared_upper_tail(chi_squared, k - 1.0),
    })
}

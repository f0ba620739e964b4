//! Planned contrasts of waves.

use super::people;
use crate::kernel::stats::differences::without_noise;
use crate::kernel::stats::{PairedT, paired_t};

/// Tests a weighted sum of waves: each person's Σ cⱼyⱼ is one value, and these are tested against zero.
///
/// Use it for a trend (weights −1, 0, 1), a wave against baseline, or a wave against the mean of the earlier ones
/// (Helmert). It needs no sphericity, since each contrast has its own variance: Boik (1981), Psychometrika 46:241.
/// Correct several contrasts together with [`holm`](crate::kernel::stats::resampling::holm).
///
/// `None` with fewer than two people. As in [`difference`](crate::kernel::stats::difference), the noise of binary subtraction is
/// rounded off, so that equal decimal contrasts are equal.
///
/// # Panics
///
/// When the waves differ in length, there is not one weight a wave, the weights do not sum to zero, or `level` is not
/// strictly between 0 and 1.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::waves::wave_contrast;
///
/// let trend = wave_contrast(&[&[1.0, 2.0], &[2.0, 2.0], &[4.0, 3.0]], &[-0.5, 0.0, 0.5], 0.95).unwrap();
/// assert_eq!((trend.n, trend.mean), (2, 1.0));
/// ```
pub fn wave_contrast(waves: &[&[f64]], weights: &[f64], level: f64) -> Option<PairedT> {
    let n = people(waves);
    assert_eq!(waves.len(), weights.len(), "every wave has a weight");
    let (sum, size) = weights
        .iter()
        .fold((0.0, 0.0), |(sum, size), w| (sum + w, size + w.abs()));
    assert!(
        sum.abs() <= 1e-9 * size,
        "the weights of a contrast sum to zero"
    );
    let values: Vec<f64> = (0..n)
        .map(|person| {
            let parts = waves.iter().zip(weights).map(|(wave, w)| w * wave[person]);
            let (sum, largest) = parts.fold((0.0, 0.0_f64), |(sum, largest), part| {
                (sum + part, largest.max(part.abs()))
            });
            without_noise(sum, largest)
        })
        .collect();
    paired_t(&values, level)
}

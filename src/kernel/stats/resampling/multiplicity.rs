//! Adjusted p values for many tests.

/// Holm's adjusted p values, in the order given: Holm (1979), Scandinavian J. Statistics 6:65. Below α where the chance of
/// even one false finding is held to α.
///
/// Use it for a few planned questions.
///
/// # Panics
///
/// When a p value is not between 0 and 1.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::resampling::holm;
///
/// assert_eq!(holm(&[0.01, 0.5, 0.04]), [0.03, 0.5, 0.08]);
/// ```
pub fn holm(p: &[f64]) -> Vec<f64> {
    let m = p.len();
    let mut adjusted = vec![0.0; m];
    let mut largest = 0.0_f64;
    for (rank, place) in ascending(p).into_iter().enumerate() {
        largest = largest.max((m - rank) as f64 * p[place]).min(1.0);
        adjusted[place] = largest;
    }
    adjusted
}

/// Benjamini and Hochberg's adjusted p values, in the order given: Benjamini and Hochberg (1995), J. Royal Statistical Society B
/// 57:289. Below α where the expected share of false findings among findings is held to α.
///
/// Use it to screen many subgroups.
///
/// # Panics
///
/// When a p value is not between 0 and 1.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::resampling::benjamini_hochberg;
///
/// assert_eq!(benjamini_hochberg(&[0.01, 0.5, 0.03]), [0.03, 0.5, 0.045]);
/// ```
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let m = p.len();
    let mut adjusted = vec![0.0; m];
    let mut smallest = 1.0_f64;
    for (rank, place) in ascending(p).into_iter().enumerate().rev() {
        smallest = smallest.min(p[place] * (m as f64 / (rank + 1) as f64));
        adjusted[place] = smallest;
    }
    adjusted
}

fn ascending(p: &[f64]) -> Vec<usize> {
    assert!(
        p.iter().all(|p| (0.0..=1.0).contains(p)),
        "a p value is between 0 and 1"
    );
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    order
}

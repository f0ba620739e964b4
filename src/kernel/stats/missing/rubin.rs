//! One answer from several completed data sets.

use serde::Serialize;

use crate::kernel::stats::Moments;
use crate::kernel::stats::regression::Coefficient;

/// An estimate over several completed data sets.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PooledEstimate {
    /// The mean estimate with its interval and test, Student's t on Barnard and Rubin's degrees of freedom.
    pub pooled: Coefficient,
    /// How many data sets.
    pub sets: u64,
    /// Mean variance within a data set.
    pub within: f64,
    /// Variance of the estimate between data sets.
    pub between: f64,
    /// (1 + 1/m)B/T: the share of variance that is due to what is missing.
    pub lambda: f64,
    /// Share of information that is missing.
    pub missing_information: f64,
    /// Rubin's degrees of freedom for large samples, (m − 1)/λ²; `None` where the data sets agree.
    pub df_large_sample: Option<f64>,
}

/// Combines estimates of completed data sets: Rubin (1987), Multiple Imputation for Nonresponse in Surveys, ch. 3; degrees of freedom by
/// Barnard and Rubin (1999), Biometrika 86:948.
///
/// Use it for multiple imputation, and for several draws of uncertain links. Where four in ten values are imputed properly, 95%
/// intervals of a mean cover 96.6% at 20 people and 95.7% at 60. `df_complete` is what the degrees of freedom would be
/// with nothing missing, infinite for a normal reference. `None` with fewer than two data sets, unless the variances are above
/// zero on average, or where the total variance is not finite.
///
/// # Panics
///
/// When the slices differ in length, `level` is not strictly between 0 and 1, or `df_complete` is not above zero.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::missing::rubin;
///
/// let found = rubin(&[-1.5457, -1.428], &[0.9723 * 0.9723, 1.041 * 1.041], 23.0, 0.95).unwrap();
/// assert!((found.pooled.estimate + 1.48685).abs() < 1e-12);
/// assert!((found.pooled.df.unwrap() - 20.970255).abs() < 5e-7);
/// ```
pub fn rubin(
    estimates: &[f64],
    variances: &[f64],
    df_complete: f64,
    level: f64,
) -> Option<PooledEstimate> {
    assert_eq!(
        estimates.len(),
        variances.len(),
        "every estimate has a variance"
    );
    assert!(df_complete > 0.0, "degrees of freedom are above zero");
    let m = estimates.len() as f64;
    let summary = Moments::from_slice(estimates).finalise()?;
    let between = summary.variance?;
    let within = variances.iter().sum::<f64>() / m;
    let added = (1.0 + 1.0 / m) * between;
    let total = within + added;
    if !total.is_finite() || !summary.mean.is_finite() || within <= 0.0 {
        return None;
    }
    let lambda = added / total;
    let df_large_sample = (lambda > 0.0).then(|| (m - 1.0) / (lambda * lambda));
    let df_observed = (1.0 - 2.0 / (df_complete + 3.0)) * df_complete * (within / total);
    let df = df_large_sample.map_or(df_observed, |large| 1.0 / (1.0 / large + 1.0 / df_observed));
    let ratio = added / within;
    Some(PooledEstimate {
        pooled: Coefficient::new(summary.mean, total.sqrt(), Some(df), level),
        sets: summary.n,
        within,
        between,
        lambda,
        missing_information: (ratio + 2.0 / (df + 3.0)) / (1.0 + ratio),
        df_large_sample,
    })
}

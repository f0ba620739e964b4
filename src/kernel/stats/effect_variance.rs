//! Sampling variances of standardised mean change, for pooling over sites.

/// Variance of the mean change in units of the standard deviation of change, 1/n + g²/2n: Gibbons, Hedeker and Davis
/// (1993), J. Educational Statistics 18:271; metafor's `SMCC`.
///
/// `g` is `g_z_df_n_minus_1`. Use it as the sampling variance when sites' effects are pooled.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::g_z_variance;
///
/// assert!((g_z_variance(1.173924903514, 10) - 0.168904983955).abs() < 1e-12);
/// ```
pub fn g_z_variance(g: f64, n: u64) -> f64 {
    (1.0 + g * g / 2.0) / n as f64
}

/// Variance of the mean change in units of the standard deviation at baseline, 2(1 − r)/n + g²/2n: Becker (1988), British
/// J. Math. Stat. Psychology 41:257; metafor's `SMCR`.
///
/// `g` is `g_becker_df_n_minus_1`, `r` the correlation of baseline and follow-up.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::g_becker_variance;
///
/// assert!((g_becker_variance(0.807107062150, 0.7951702, 10) - 0.073537049322).abs() < 1e-8);
/// ```
pub fn g_becker_variance(g: f64, r: f64, n: u64) -> f64 {
    (2.0 * (1.0 - r) + g * g / 2.0) / n as f64
}

//! Named results that several methods share.

use serde::Serialize;

/// A confidence interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// Coverage, such as 0.95.
    pub level: f64,
    /// Lower end.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
}

/// Student's t test.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TTest {
    /// The statistic.
    pub t: f64,
    /// Degrees of freedom.
    pub df: f64,
    /// Two-sided p value.
    pub p: f64,
}

/// How the p value of a signed-rank test was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignedRankMethod {
    /// From the whole permutation distribution, ties as they are.
    Exact,
    /// Normal approximation with tie and continuity corrections.
    Normal,
}

/// Wilcoxon signed-rank test.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SignedRank {
    /// Sum of the ranks of positive changes, and half of those of zeros where they are split.
    pub w: f64,
    /// Changes that are not zero.
    pub n_nonzero: u64,
    /// Changes that are zero.
    pub n_zero: u64,
    /// Two-sided p value.
    pub p: f64,
    /// How p was found.
    pub method: SignedRankMethod,
}

/// A standardised effect under the name of its method.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Effect {
    /// The method's name, such as `d_av_rms`.
    pub name: &'static str,
    /// The value; positive when the score rose, except that `common_language` is above one half.
    pub value: f64,
}

//! Common-language effect size for pairs.

use super::{PairedSummary, d_z, normal_cdf};

/// Φ(d_z): the chance that one person's score rose, were changes normal. McGraw and Wong (1992), Psychological
/// Bulletin 111:361, in the form for pairs; 0.5 is no effect.
///
/// `None` where the change does not vary.
pub fn common_language(summary: &PairedSummary) -> Option<f64> {
    d_z(summary).map(normal_cdf)
}

//! Standardised effects of paired change, each under its own name.
//!
//! Lakens (2013), Frontiers in Psychology 4:863; Becker (1988), British J. Math. Stat. Psychology 41:257; Bonett
//! (2008), Psychological Methods 13:99.

use super::{Effect, common_language, hedges_correction, rank_biserial};

/// The effect to show first: change in units of the root mean square of the two standard deviations.
///
/// It does not depend on the correlation of baseline and follow-up, as `d_z` does, so it says how large a change is
/// rather than how consistent.
pub const HEADLINE_EFFECT: &str = "d_av_rms";

/// Every name that [`PairedSummary::effects`] gives, the headline first.
pub const EFFECT_NAMES: [&str; 12] = [
    HEADLINE_EFFECT,
    "d_av_mean_sd",
    "d_z",
    "d_rm",
    "becker",
    "g_av_rms_df_n_minus_1",
    "g_av_rms_df_bonett",
    "g_av_mean_sd_df_2n_minus_2",
    "g_z_df_n_minus_1",
    "g_becker_df_n_minus_1",
    "rank_biserial",
    "common_language",
];

/// The moments of a paired sample that standardised effects are made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairedSummary {
    /// How many pairs.
    pub n: u64,
    /// Mean of follow-up minus baseline.
    pub mean_change: f64,
    /// Standard deviation of the change.
    pub sd_change: f64,
    /// Standard deviation at baseline.
    pub sd_baseline: f64,
    /// Standard deviation at follow-up.
    pub sd_follow_up: f64,
    /// Correlation of baseline and follow-up, `None` where one does not vary.
    pub correlation: Option<f64>,
}

/// Mean change / standard deviation of change. It measures consistency, and grows with the correlation.
pub fn d_z(summary: &PairedSummary) -> Option<f64> {
    over(summary.mean_change, summary.sd_change)
}

/// Mean change / √((s₁² + s₂²)/2).
pub fn d_av_rms(summary: &PairedSummary) -> Option<f64> {
    let (s1, s2) = (summary.sd_baseline, summary.sd_follow_up);
    over(summary.mean_change, s1.hypot(s2) / std::f64::consts::SQRT_2)
}

/// Mean change / ((s₁ + s₂)/2): Lakens' d_av.
pub fn d_av_mean_sd(summary: &PairedSummary) -> Option<f64> {
    over(
        summary.mean_change,
        f64::midpoint(summary.sd_baseline, summary.sd_follow_up),
    )
}

/// d_z √(2(1 − r)).
pub fn d_rm(summary: &PairedSummary) -> Option<f64> {
    let r = summary.correlation?;
    Some(d_z(summary)? * (2.0 * (1.0 - r)).sqrt())
}

/// Mean change / standard deviation at baseline: Becker's standardised mean change.
pub fn becker(summary: &PairedSummary) -> Option<f64> {
    over(summary.mean_change, summary.sd_baseline)
}

fn over(mean: f64, sd: f64) -> Option<f64> {
    (sd > 0.0).then(|| mean / sd)
}

impl PairedSummary {
    /// Every effect that these numbers define, in the order of [`EFFECT_NAMES`].
    ///
    /// A `g_` is the `d_` of the same name times Hedges' correction; its name ends in the degrees of freedom taken,
    /// since authors differ: n − 1 (R's effectsize; metafor for `becker` and `d_z`), 2(n − 1)/(1 + r²) (Bonett; metafor
    /// for `d_av_rms`), 2n − 2 (Lakens). `differences` are the changes that the summary is of.
    ///
    /// # Examples
    ///
    /// ```
    /// use throughline::kernel::stats::PairedSummary;
    ///
    /// let summary = PairedSummary {
    ///     n: 3,
    ///     mean_change: 2.0,
    ///     sd_change: 1.0,
    ///     sd_baseline: 4.0,
    ///     sd_follow_up: 4.0,
    ///     correlation: Some(0.96875),
    /// };
    /// let effects = summary.effects(&[1.0, 2.0, 3.0]);
    /// assert_eq!((effects[0].name, effects[0].value), ("d_av_rms", 0.5));
    /// ```
    pub fn effects(&self, differences: &[f64]) -> Vec<Effect> {
        self.effects_with(rank_biserial(differences))
    }

    /// [`effects`](Self::effects), the one that takes the changes given.
    pub(super) fn effects_with(&self, rank_biserial: Option<f64>) -> Vec<Effect> {
        let n = self.n as f64;
        let corrected = |effect: Option<f64>, df: f64| Some(effect? * hedges_correction(df)?);
        let bonett_df = self.correlation.map(|r| 2.0 * (n - 1.0) / (1.0 + r * r));
        let values = [
            d_av_rms(self),
            d_av_mean_sd(self),
            d_z(self),
            d_rm(self),
            becker(self),
            corrected(d_av_rms(self), n - 1.0),
            bonett_df.and_then(|df| corrected(d_av_rms(self), df)),
            corrected(d_av_mean_sd(self), 2.0 * (n - 1.0)),
            corrected(d_z(self), n - 1.0),
            corrected(becker(self), n - 1.0),
            rank_biserial,
            common_language(self),
        ];
        EFFECT_NAMES
            .into_iter()
            .zip(values)
            .filter_map(|(name, value)| {
                Some(Effect {
                    name,
                    value: value?,
                })
            })
            .collect()
    }
}

//! Confidence intervals of standardised effects of paired change.
//!
//! √n d_z is noncentral t on n − 1 degrees of freedom with noncentrality √n δ_z: Steiger and Fouladi (1997), in Harlow,
//! Mulaik and Steiger (eds), What If There Were No Significance Tests?, ch. 9. The other effects are d_z times a ratio of
//! standard deviations taken as known: Algina and Keselman (2003), Educational and Psychological Measurement 63:537.

use serde::Serialize;

use super::ranks::RankSums;
use super::sorted_changes::SortedChanges;
use super::{Interval, PairedSummary, d_z, noncentral_t_noncentrality, normal_cdf};

/// How the interval of an effect was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EffectIntervalMethod {
    /// From the noncentral t distribution, exact for normal changes but for the correction of a `g_`.
    NoncentralT,
    /// The noncentral t interval of d_z, rescaled as if the standard deviations were known.
    RescaledNoncentralT,
    /// Fisher's z scale with the null standard error.
    FisherZ,
}

/// An effect's interval under the name of its method.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct EffectInterval {
    /// The effect's name, one of [`EFFECT_NAMES`](super::EFFECT_NAMES).
    pub name: &'static str,
    /// The effect.
    pub value: f64,
    /// Its interval.
    pub ci: Interval,
    /// How the interval was found.
    pub method: EffectIntervalMethod,
}

/// The interval of the noncentrality that a t statistic estimates.
///
/// Use it to build intervals of standardised effects: divide by √n for d_z.
///
/// # Panics
///
/// When `level` is not strictly between 0 and 1 or `df` is not above zero.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::noncentrality_interval;
///
/// let ci = noncentrality_interval(4.062127683, 9.0, 0.95);
/// assert!((ci.lower / 10f64.sqrt() - 0.4146278).abs() < 5e-8);
/// assert!((ci.upper / 10f64.sqrt() - 2.1180165).abs() < 5e-8);
/// ```
pub fn noncentrality_interval(t: f64, df: f64, level: f64) -> Interval {
    assert!(
        level > 0.0 && level < 1.0,
        "a level is strictly between 0 and 1"
    );
    let tail = (1.0 - level) / 2.0;
    // The upper end by symmetry, so that a change of sign turns the interval round exactly.
    Interval {
        level,
        lower: noncentral_t_noncentrality(tail, t, df),
        upper: -noncentral_t_noncentrality(tail, -t, df),
    }
}

impl PairedSummary {
    /// The interval of every effect that these numbers define, in the order of [`EFFECT_NAMES`](super::EFFECT_NAMES).
    ///
    /// `differences` are the changes that the summary is of. Empty where changes do not vary.
    ///
    /// Those of d_z and `common_language` cover as they say. Limits of a `g_` are those of its `d_` times the correction,
    /// which costs coverage in small samples: at 8 pairs, a change of one standard deviation and a correlation of .6, 95%
    /// intervals cover 93.0% for `g_z_df_n_minus_1`, 90.8% for `g_becker_df_n_minus_1`, 91.9% and 92.9% for
    /// `g_av_rms_df_n_minus_1` and `_bonett`, and 93.2% for `d_rm`. From 20 pairs on all but that of `rank_biserial` cover
    /// 93.5% to 96.5%; of that see [`rank_biserial_interval`](super::rank_biserial_interval).
    ///
    /// # Panics
    ///
    /// When `level` is not strictly between 0 and 1.
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
    /// let intervals = summary.effect_intervals(&[1.0, 2.0, 3.0], 0.95);
    /// assert_eq!(intervals[0].name, "d_av_rms");
    /// assert!(intervals[0].ci.lower < 0.5 && 0.5 < intervals[0].ci.upper);
    /// ```
    pub fn effect_intervals(&self, differences: &[f64], level: f64) -> Vec<EffectInterval> {
        self.effect_intervals_with(&SortedChanges::new(differences.to_vec()).ranks, level)
    }

    /// [`effect_intervals`](Self::effect_intervals) with the changes ranked.
    pub(super) fn effect_intervals_with(
        &self,
        ranks: &RankSums,
        level: f64,
    ) -> Vec<EffectInterval> {
        let Some(of_d_z) = self.d_z_interval(level) else {
            return Vec::new();
        };
        let unit = Self {
            mean_change: self.sd_change,
            ..*self
        };
        let per_d_z = unit.effects_with(None);
        self.effects_with(ranks.rank_biserial())
            .into_iter()
            .filter_map(|effect| {
                let ratio = per_d_z.iter().find(|unit| unit.name == effect.name);
                let (ci, method) = match (effect.name, ratio) {
                    ("rank_biserial", _) => (
                        ranks.rank_biserial_interval(level)?,
                        EffectIntervalMethod::FisherZ,
                    ),
                    ("common_language", _) => (
                        mapped(of_d_z, normal_cdf),
                        EffectIntervalMethod::NoncentralT,
                    ),
                    ("d_z" | "g_z_df_n_minus_1", Some(ratio)) => (
                        mapped(of_d_z, |limit| limit * ratio.value),
                        EffectIntervalMethod::NoncentralT,
                    ),
                    (_, Some(ratio)) => (
                        mapped(of_d_z, |limit| limit * ratio.value),
                        EffectIntervalMethod::RescaledNoncentralT,
                    ),
                    (_, None) => return None,
                };
                Some(EffectInterval {
                    name: effect.name,
                    value: effect.value,
                    ci,
                    method,
                })
            })
            .collect()
    }

    /// The interval of d_z; `None` where changes do not vary or there are fewer than two.
    ///
    /// # Panics
    ///
    /// When `level` is not strictly between 0 and 1.
    pub fn d_z_interval(&self, level: f64) -> Option<Interval> {
        if self.n < 2 {
            return None;
        }
        let root_n = (self.n as f64).sqrt();
        let noncentrality = noncentrality_interval(d_z(self)? * root_n, (self.n - 1) as f64, level);
        Some(mapped(noncentrality, |limit| limit / root_n))
    }
}

fn mapped(interval: Interval, to: impl Fn(f64) -> f64) -> Interval {
    Interval {
        level: interval.level,
        lower: to(interval.lower),
        upper: to(interval.upper),
    }
}

//! Paired scores made ready once, for every test and estimate of change.

use super::centred::Centred;
use super::sorted_changes::SortedChanges;
use super::{
    CoMoments, Effect, EffectInterval, HodgesLehmann, Moments, MomentsSummary, PairedSummary,
    PairedT, SignTest, SignedRank, SignedRankSettings, differences, hodges_lehmann, paired_t,
    sign_test,
};

/// Scores of people at baseline and follow-up, with their changes sorted and their moments taken.
///
/// Use it where more than one statistic is wanted of the same pairs: each is a few microseconds more. The numbers are those
/// of the functions of the same name. None of them depends on the order of the pairs, to the last bit: moments come
/// from exact sums ([`ExactSum`](super::ExactSum)), ranks from counts.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::{PairedSample, SignedRankSettings};
///
/// let sample = PairedSample::new(&[5.0, 6.0, 7.0, 9.0], &[6.0, 8.0, 10.0, 15.0]).unwrap();
/// assert_eq!(sample.changes(), [1.0, 2.0, 3.0, 6.0]);
/// assert_eq!((sample.mean_baseline(), sample.summary().mean_change), (6.75, 3.0));
/// assert_eq!(sample.t_test(0.95).test.unwrap().df, 3.0);
/// assert_eq!(sample.signed_rank(SignedRankSettings::default()).unwrap().w, 10.0);
/// ```
#[derive(Debug, Clone)]
pub struct PairedSample {
    mean_baseline: f64,
    mean_follow_up: f64,
    summary: PairedSummary,
    of_change: MomentsSummary,
    changes: SortedChanges,
}

impl PairedSample {
    /// The sample of these pairs, one a place of both slices; `None` with fewer than two.
    ///
    /// Takes 8 bytes a pair, and as much again while it sorts.
    ///
    /// # Panics
    ///
    /// When the slices differ in length.
    pub fn new(baseline: &[f64], follow_up: &[f64]) -> Option<Self> {
        let changes = SortedChanges::new(differences(baseline, follow_up));
        let of_change = Moments::from_slice(&changes.sorted).finalise()?;
        let (before, after) = (Centred::new(baseline)?, Centred::new(follow_up)?);
        let sd = |series: &Centred<'_>| Moments::of(series).finalise()?.sd();
        let summary = PairedSummary {
            n: of_change.n,
            mean_change: of_change.mean,
            sd_change: of_change.sd()?,
            sd_baseline: sd(&before)?,
            sd_follow_up: sd(&after)?,
            correlation: CoMoments::of(&before, &after).finalise(),
        };
        Some(Self {
            mean_baseline: before.mean,
            mean_follow_up: after.mean,
            summary,
            of_change,
            changes,
        })
    }

    /// Means and standard deviations of change, standard deviations of scores, and their correlation.
    pub fn summary(&self) -> PairedSummary {
        self.summary
    }

    /// Mean score at baseline.
    pub fn mean_baseline(&self) -> f64 {
        self.mean_baseline
    }

    /// Mean score at follow-up.
    pub fn mean_follow_up(&self) -> f64 {
        self.mean_follow_up
    }

    /// Follow-up minus baseline of each pair, as [`difference`](super::difference()) gives it, in ascending order.
    pub fn changes(&self) -> &[f64] {
        &self.changes.sorted
    }

    /// Mean change with its interval and test: [`paired_t`](super::paired_t()).
    ///
    /// # Panics
    ///
    /// When `level` is not strictly between 0 and 1.
    pub fn t_test(&self, level: f64) -> PairedT {
        paired_t::of_moments(&self.of_change, self.summary.sd_change, level)
    }

    /// Wilcoxon's test: [`signed_rank_with`](super::signed_rank_with()).
    ///
    /// `None` when every change is zero, or when an exact p is asked of more than 1,000 that are not.
    pub fn signed_rank(&self, settings: SignedRankSettings) -> Option<SignedRank> {
        self.changes.signed_rank(settings)
    }

    /// Which way changes went: [`sign_test`](super::sign_test()). `None` when every change is zero.
    ///
    /// # Panics
    ///
    /// When `level` is not strictly between 0 and 1.
    pub fn sign_test(&self, level: f64) -> Option<SignTest> {
        sign_test::of_ranks(&self.changes.ranks, level)
    }

    /// The centre of change: [`hodges_lehmann`](super::hodges_lehmann()).
    ///
    /// # Panics
    ///
    /// When `level` is not strictly between 0 and 1.
    pub fn hodges_lehmann(&self, level: f64) -> Option<HodgesLehmann> {
        hodges_lehmann::of_sorted(&self.changes.sorted, level)
    }

    /// Every standardised effect that the pairs define: [`PairedSummary::effects`].
    pub fn effects(&self) -> Vec<Effect> {
        self.summary
            .effects_with(self.changes.ranks.rank_biserial())
    }

    /// The interval of every effect: [`PairedSummary::effect_intervals`]. Empty where changes do not vary.
    ///
    /// # Panics
    ///
    /// When `level` is not strictly between 0 and 1.
    pub fn effect_intervals(&self, level: f64) -> Vec<EffectInterval> {
        self.summary
            .effect_intervals_with(&self.changes.ranks, level)
    }
}

//! Means and tests: of whom they may be shown, and how exactly.

use serde::Serialize;

use crate::disclosure::sheet::{Breakdown, Place, breakdowns};
use crate::disclosure::{Count, Policy, Reason};
use crate::kernel::stats::{Effect, Interval, SignedRankMethod, TTest, t_critical, t_two_sided_p};
use crate::outcomes::{BeyondRegression, PairedChange};

/// Means and tests of one row, if they may be shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Estimates {
    /// They may.
    Shown(Box<ProtectedChange>),
    /// There are some, and the policy withholds them.
    Withheld,
    /// Nobody has a pair of scores.
    None,
}

impl Estimates {
    /// The estimates, where they are shown.
    pub fn shown(&self) -> Option<&ProtectedChange> {
        match self {
            Self::Shown(change) => Some(change),
            Self::Withheld | Self::None => None,
        }
    }
}

/// Paired statistics as a policy shows them, in score units unless said otherwise; change is follow-up minus
/// baseline.
///
/// Under a policy that rounds counts, means and standard deviations are rounded too, and the interval and the t
/// test are worked out from those and the rounded number of pairs: at full precision they would give the true
/// number away.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProtectedChange {
    /// Mean at baseline, of the pairs.
    pub mean_baseline: f64,
    /// Mean at follow-up, of the pairs.
    pub mean_follow_up: f64,
    /// Standard deviation at baseline.
    pub sd_baseline: f64,
    /// Standard deviation at follow-up.
    pub sd_follow_up: f64,
    /// Mean change.
    pub mean_change: f64,
    /// Standard deviation of change.
    pub sd_change: f64,
    /// Pearson correlation of baseline and follow-up, `None` where one of them does not vary.
    pub correlation: Option<f64>,
    /// Confidence interval of the mean change (Student's t).
    pub ci: Interval,
    /// Paired t test.
    pub t_test: Option<TTest>,
    /// Wilcoxon signed-rank test, without its rank sum and its number of zeros: from these the people who stayed
    /// the same can be counted.
    pub signed_rank: Option<SignedRankP>,
    /// Standardised effects, each under its own name.
    pub effects: Vec<Effect>,
    /// Whether the baseline of everyone with both scores is on the worse side of the cut-off; `None` under a policy that hides
    /// zeros, since it says so of each of them.
    pub chosen_by_score: Option<bool>,
    /// Where that is so: the change expected by regression to the mean, and the change beyond it. Not told where the other
    /// numbers are rounded, which it would make sharper.
    pub regression: Option<BeyondRegression>,
}

impl ProtectedChange {
    /// The effect of this name, such as [`HEADLINE_EFFECT`](crate::kernel::stats::HEADLINE_EFFECT).
    pub fn effect(&self, name: &str) -> Option<f64> {
        let found = self.effects.iter().find(|effect| effect.name == name);
        found.map(|effect| effect.value)
    }
}

/// What may be shown of a Wilcoxon signed-rank test.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SignedRankP {
    /// Two-sided p value.
    pub p: f64,
    /// How p was found.
    pub method: SignedRankMethod,
}

/// Which rows' estimates are withheld and why. `n` is how many each row's estimates are of; `first` is what is
/// withheld for the row's own sake. Further rows follow so that no withheld mean can be had by subtracting groups
/// from everyone: at least two groups with at least the policy's minimum between them.
pub(super) fn withheld(
    places: &[Place<'_>],
    n: &[u64],
    first: Vec<Option<Reason>>,
    policy: &Policy,
) -> Vec<Option<Reason>> {
    let mut reasons = first;
    for breakdown in breakdowns(places) {
        while reasons[breakdown.overall].is_none()
            && is_subtractable(&breakdown, n, &reasons, policy)
        {
            let shown = breakdown.groups.iter().copied();
            let next = shown
                .filter(|&row| n[row] > 0 && reasons[row].is_none())
                .min_by_key(|&row| n[row])
                .unwrap_or(breakdown.overall);
            reasons[next] = Some(Reason::Secondary);
        }
    }
    reasons
}

fn is_subtractable(
    breakdown: &Breakdown,
    n: &[u64],
    reasons: &[Option<Reason>],
    policy: &Policy,
) -> bool {
    let in_groups: u64 = breakdown.groups.iter().map(|&row| n[row]).sum();
    let ungrouped = n[breakdown.overall].saturating_sub(in_groups);
    let withheld = breakdown
        .groups
        .iter()
        .filter(|&&row| reasons[row].is_some());
    let unknown: Vec<u64> = withheld
        .map(|&row| n[row])
        .chain([ungrouped])
        .filter(|&n| n > 0)
        .collect();
    let (parts, people) = (unknown.len(), unknown.iter().sum::<u64>());
    parts == 1 || (parts > 1 && people < policy.estimates_minimum())
}

/// Why a row's estimates are withheld for its own sake.
pub(super) fn own_reason(n: u64, shown: Count, varies: bool, policy: &Policy) -> Option<Reason> {
    if n == 0 {
        None
    } else if n < policy.estimates_minimum() {
        Some(Reason::FewPairs)
    } else if shown.is_suppressed() {
        Some(Reason::Secondary)
    } else if !varies {
        Some(Reason::NoVariation)
    } else {
        None
    }
}

/// The estimates as the policy shows them. `split_shown` says whether improved, same and worse all are: if not,
/// what would tell the number of unchanged people is left out, and the rest is rounded, because at full precision
/// few sets of whole scores give the same mean, deviation and p value.
pub(super) fn protect(
    change: &PairedChange,
    n_paired: Count,
    split_shown: bool,
    policy: &Policy,
) -> ProtectedChange {
    let told = |effect: &&Effect| split_shown || effect.name != "rank_biserial";
    let exact = ProtectedChange {
        mean_baseline: change.mean_baseline,
        mean_follow_up: change.mean_follow_up,
        sd_baseline: change.sd_baseline,
        sd_follow_up: change.sd_follow_up,
        mean_change: change.mean_change,
        sd_change: change.sd_change,
        correlation: change.correlation,
        ci: change.ci,
        t_test: change.t_test,
        signed_rank: change.signed_rank.map(|test| SignedRankP {
            p: test.p,
            method: test.method,
        }),
        effects: change.effects.iter().filter(told).copied().collect(),
        chosen_by_score: policy.show_zeros().then_some(change.chosen_by_score),
        regression: change
            .regression
            .filter(|own| policy.show_zeros() && own.sd > 0.0),
    };
    let full = split_shown && policy.rounding().is_none();
    match n_paired.shown() {
        Some(n) if !full => rounded(exact, n),
        _ => exact,
    }
}

/// Estimates that tell no more of the number of pairs than `n`, the rounded one.
fn rounded(exact: ProtectedChange, n: u64) -> ProtectedChange {
    let digits = (-exact.sd_change.log10()).floor().max(0.0) as i32 + 1;
    let score = |value: f64| to_decimals(value, digits);
    let effect = |effect: &Effect| Effect {
        name: effect.name,
        value: to_decimals(effect.value, 2),
    };
    let (mean_change, sd_change) = (score(exact.mean_change), score(exact.sd_change));
    let (n, df) = (n as f64, n as f64 - 1.0);
    let se = sd_change / n.sqrt();
    let reach = t_critical(exact.ci.level, df) * se;
    let t = mean_change / se;
    ProtectedChange {
        mean_baseline: score(exact.mean_baseline),
        mean_follow_up: score(exact.mean_follow_up),
        sd_baseline: score(exact.sd_baseline),
        sd_follow_up: score(exact.sd_follow_up),
        mean_change,
        sd_change,
        correlation: exact.correlation.map(|r| to_decimals(r, 2)),
        ci: Interval {
            level: exact.ci.level,
            lower: mean_change - reach,
            upper: mean_change + reach,
        },
        t_test: Some(TTest {
            t,
            df,
            p: t_two_sided_p(t, df),
        }),
        signed_rank: exact.signed_rank.map(|test| SignedRankP {
            p: to_figures(test.p, 2),
            ..test
        }),
        effects: exact.effects.iter().map(effect).collect(),
        chosen_by_score: exact.chosen_by_score,
        regression: None,
    }
}

pub(super) fn to_decimals(value: f64, decimals: i32) -> f64 {
    let scale = 10f64.powi(decimals);
    (value * scale).round() / scale
}

/// Rounds to significant figures.
pub(super) fn to_figures(value: f64, figures: i32) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    to_decimals(value, figures - 1 - value.abs().log10().floor() as i32)
}

//! A row of the comparison as a JSON object.

use std::collections::BTreeMap;

use serde::Serialize;
use throughline::kernel::stats::{EFFECT_NAMES, SignedRankMethod};
use throughline::outcomes::{BeyondRegression, ComparisonRow};

/// One group at one follow-up, as it is written in JSON.
#[derive(Serialize)]
pub struct Object<'a> {
    measure: &'a str,
    follow_up: &'a str,
    group: &'a str,
    n: u64,
    n_eligible: u64,
    n_baseline: u64,
    n_lost: u64,
    mean_baseline: Option<f64>,
    mean_follow_up: Option<f64>,
    sd_baseline: Option<f64>,
    sd_follow_up: Option<f64>,
    mean_change: Option<f64>,
    sd_change: Option<f64>,
    ci: Option<[f64; 2]>,
    t: Option<f64>,
    df: Option<f64>,
    p_t: Option<f64>,
    w: Option<f64>,
    p_wilcoxon: Option<f64>,
    wilcoxon_method: Option<SignedRankMethod>,
    n_zero: Option<u64>,
    effects: BTreeMap<&'static str, Option<f64>>,
    chosen_by_score: bool,
    regression: Option<BeyondRegression>,
    improved: u64,
    same: u64,
    worse: u64,
    threshold: f64,
}

impl<'a> From<&'a ComparisonRow> for Object<'a> {
    fn from(row: &'a ComparisonRow) -> Self {
        let change = row.change.as_ref();
        let t_test = change.and_then(|change| change.t_test);
        let signed_rank = change.and_then(|change| change.signed_rank);
        let effect = |name| change.and_then(|change| change.effect(name));
        Self {
            measure: &row.measure,
            follow_up: &row.wave,
            group: &row.group,
            n: row.n_paired,
            n_eligible: row.n_eligible,
            n_baseline: row.n_baseline,
            n_lost: row.n_lost(),
            mean_baseline: change.map(|change| change.mean_baseline),
            mean_follow_up: change.map(|change| change.mean_follow_up),
            sd_baseline: change.map(|change| change.sd_baseline),
            sd_follow_up: change.map(|change| change.sd_follow_up),
            mean_change: change.map(|change| change.mean_change),
            sd_change: change.map(|change| change.sd_change),
            ci: change.map(|change| [change.ci.lower, change.ci.upper]),
            t: t_test.map(|test| test.t),
            df: t_test.map(|test| test.df),
            p_t: t_test.map(|test| test.p),
            w: signed_rank.map(|test| test.w),
            p_wilcoxon: signed_rank.map(|test| test.p),
            wilcoxon_method: signed_rank.map(|test| test.method),
            n_zero: signed_rank.map(|test| test.n_zero),
            effects: EFFECT_NAMES
                .into_iter()
                .map(|name| (name, effect(name).map(|effect| effect.value)))
                .collect(),
            chosen_by_score: change.is_some_and(|change| change.chosen_by_score),
            regression: change.and_then(|change| change.regression),
            improved: row.responders.improved,
            same: row.responders.same,
            worse: row.responders.worse,
            threshold: row.responders.threshold,
        }
    }
}

//! Mean, centre, direction and size of change.

use crate::kernel::stats::resampling::{self, Bootstrap};
use crate::kernel::stats::{EFFECT_NAMES, SignedRankMethod, SignedRankSettings, differences};
use crate::outcomes::estimate::{Estimate, Pooling};
use crate::outcomes::{Caveat, Method};

use super::Asked;
use super::sites::few;

/// Mean change as every method that gives it calls it.
pub(super) const MEAN_CHANGE: &str = "mean change";

pub(super) fn paired_t(asked: &Asked<'_>) -> Vec<Estimate> {
    let Some(sample) = &asked.sample else {
        return vec![Estimate::none(MEAN_CHANGE, asked.no_sample())];
    };
    let found = Estimate::of(MEAN_CHANGE).paired_t(&sample.t_test(asked.level()));
    vec![found]
}

pub(super) fn signed_rank(asked: &Asked<'_>) -> Vec<Estimate> {
    const QUANTITY: &str = "sum of positive ranks";
    let Some(sample) = &asked.sample else {
        return vec![Estimate::none(QUANTITY, asked.no_sample())];
    };
    let settings = SignedRankSettings {
        zeros: asked.context.analysis.zeros,
        ..SignedRankSettings::default()
    };
    let Some(test) = sample.signed_rank(settings) else {
        return vec![Estimate::none(QUANTITY, Caveat::NoVariation)];
    };
    let approximate = test.method == SignedRankMethod::Normal;
    let found = Estimate::of(QUANTITY)
        .value(test.w)
        .test(test.w, None, test.p)
        .caveat((test.n_zero > 0).then_some(Caveat::Zeros { pairs: test.n_zero }))
        .caveat(approximate.then_some(Caveat::NormalApproximation));
    vec![found]
}

pub(super) fn sign_test(asked: &Asked<'_>) -> Vec<Estimate> {
    const QUANTITY: &str = "share of changes that are upwards";
    let Some(sample) = &asked.sample else {
        return vec![Estimate::none(QUANTITY, asked.no_sample())];
    };
    let Some(test) = sample.sign_test(asked.level()) else {
        return vec![Estimate::none(QUANTITY, Caveat::NoVariation)];
    };
    let zeros = (test.n_zero > 0).then_some(Caveat::Zeros { pairs: test.n_zero });
    let found = Estimate::of(QUANTITY)
        .value(test.share_positive)
        .ci(test.ci)
        .p(test.p)
        .n(test.n_positive + test.n_negative)
        .missing(asked.cell.n_missing())
        .pooled_as(Pooling::Share)
        .caveat(zeros);
    vec![found]
}

pub(super) fn hodges_lehmann(asked: &Asked<'_>) -> Vec<Estimate> {
    const QUANTITY: &str = "pseudo-median of change";
    let found = asked.sample.as_ref();
    let found = found.and_then(|sample| sample.hodges_lehmann(asked.level()));
    vec![match found {
        Some(found) => Estimate::of(QUANTITY).value(found.estimate).ci(found.ci),
        None => Estimate::none(QUANTITY, asked.no_sample()),
    }]
}

pub(super) fn effects(asked: &Asked<'_>) -> Vec<Estimate> {
    let Some(sample) = &asked.sample else {
        return vec![Estimate::none(EFFECT_NAMES[0], asked.no_sample())];
    };
    let values = sample.effects();
    let intervals = sample.effect_intervals(asked.level());
    let of = |name: &'static str| {
        let Some(effect) = values.iter().find(|effect| effect.name == name) else {
            return Estimate::none(name, Caveat::NoVariation);
        };
        let interval = intervals.iter().find(|interval| interval.name == name);
        let bounded = ["rank_biserial", "common_language"].contains(&name);
        Estimate::of(name)
            .value(effect.value)
            .ci(interval.map(|interval| interval.ci))
            .pooled_as(if bounded {
                Pooling::Plain
            } else {
                Pooling::Effect
            })
    };
    EFFECT_NAMES.into_iter().map(of).collect()
}

pub(super) fn bootstrap(asked: &Asked<'_>) -> Vec<Estimate> {
    let (seed, analysis) = (asked.seed(Method::Bootstrap), asked.context.analysis);
    let (draws, level) = (analysis.resamples, analysis.level);
    let Some(sample) = &asked.sample else {
        return vec![Estimate::none(MEAN_CHANGE, asked.no_sample())];
    };
    let by_unit = |units: &[usize]| {
        let changes = differences(&asked.cell.baseline, &asked.cell.follow_up);
        resampling::bootstrap_mean_by_unit(&changes, units, draws, seed, level)
    };
    let by_person = match asked.repeated_people() {
        None => resampling::bootstrap_mean(sample.changes(), draws, seed, level),
        Some(people) => by_unit(people),
    };
    let mut rows = bootstrap_rows(
        by_person,
        ["mean change (BCa)", "mean change (percentile)"],
        None,
    );
    let site = analysis.site.as_ref();
    if let Some(grouping) = site.and_then(|site| asked.context.data.grouping(site)) {
        let (codes, sites) = asked.codes(grouping);
        let names = [
            "mean change (BCa, by site)",
            "mean change (percentile, by site)",
        ];
        rows.extend(bootstrap_rows(by_unit(&codes), names, Some(sites)));
    }
    rows
}

fn bootstrap_rows(
    found: Option<Bootstrap>,
    [bca, percentile]: [&'static str; 2],
    sites: Option<usize>,
) -> Vec<Estimate> {
    let Some(found) = found else {
        let few = sites.filter(|&sites| sites < 2).and_then(few);
        return vec![Estimate::none(bca, few.unwrap_or(Caveat::NoVariation))];
    };
    let row = |quantity: &'static str| {
        let row = Estimate::of(quantity).value(found.estimate).se(found.se);
        let row = row.pooled_as(Pooling::Mean).seed(found.seed);
        row.caveat(sites.and_then(few))
    };
    vec![
        row(bca)
            .ci(found.bca)
            .caveat(found.bca.is_none().then_some(Caveat::OneSided)),
        row(percentile).ci(found.percentile),
    ]
}

pub(super) fn sign_flip(asked: &Asked<'_>) -> Vec<Estimate> {
    let Some(sample) = &asked.sample else {
        return vec![Estimate::none(MEAN_CHANGE, asked.no_sample())];
    };
    let (seed, draws) = (
        asked.seed(Method::SignFlip),
        asked.context.analysis.resamples,
    );
    let mean = sample.summary().mean_change;
    vec![match resampling::sign_flip(sample.changes(), draws, seed) {
        Some(test) => Estimate::of(MEAN_CHANGE)
            .value(mean)
            .p(test.p)
            .seed(test.seed),
        None => Estimate::none(MEAN_CHANGE, Caveat::NoVariation),
    }]
}

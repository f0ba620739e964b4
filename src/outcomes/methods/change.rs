//! Mean, centre, direction and size of change.

use crate::kernel::stats::resampling;
use crate::kernel::stats::{EFFECT_NAMES, SignedRankMethod, SignedRankSettings};
use crate::outcomes::estimate::Estimate;
use crate::outcomes::{Caveat, Method};

use super::Asked;

/// Mean change as every method that gives it calls it.
pub(super) const MEAN_CHANGE: &str = "mean change";

pub(super) fn paired_t(asked: &Asked<'_>) -> Vec<Estimate> {
    let Some(sample) = &asked.sample else {
        return vec![Estimate::none(MEAN_CHANGE, asked.no_sample())];
    };
    let found = Estimate::of(MEAN_CHANGE).paired_t(&sample.t_test(asked.level()));
    let repeated = asked.repeated_people().map(|_| Caveat::RepeatedPeople);
    vec![found.caveat(chosen_by_score(asked)).caveat(repeated)]
}

/// Set where everyone's baseline is on the worse side of the cut-off: they are there because of their score.
pub(super) fn chosen_by_score(asked: &Asked<'_>) -> Option<Caveat> {
    let measure = asked.measure();
    let all = (asked.cell.baseline.iter()).all(|&score| measure.in_need(score) == Some(true));
    (all && asked.cell.n() > 0).then_some(Caveat::ChosenByScore)
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
    const QUANTITY: &str = "share of changes upwards";
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
        Estimate::of(name).value(effect.value).ci(interval.map(|interval| interval.ci))
    };
    EFFECT_NAMES.into_iter().map(of).collect()
}

pub(super) fn bootstrap(asked: &Asked<'_>) -> Vec<Estimate> {
    let (seed, analysis) = (asked.seed(Method::Bootstrap), asked.context.analysis);
    let changes = asked.sample.as_ref().map(|sample| sample.changes());
    let found = match (changes, asked.repeated_people()) {
        (None, _) => None,
        (Some(changes), None) => {
            let mean = |rows: &[usize]| Some(rows.iter().map(|&r| changes[r]).sum::<f64>() / rows.len() as f64);
            let units: Vec<usize> = (0..changes.len()).collect();
            resampling::bootstrap(&units, mean, analysis.resamples, seed, analysis.level)
        }
        (Some(_), Some(people)) => {
            let changes = crate::kernel::stats::differences(&asked.cell.baseline, &asked.cell.follow_up);
            let draws = analysis.resamples;
            let mean = |rows: &[usize]| Some(rows.iter().map(|&r| changes[r]).sum::<f64>() / rows.len() as f64);
            resampling::bootstrap(&people, mean, draws, seed, analysis.level)
        }
    };
    let Some(found) = found else {
        return vec![Estimate::none(MEAN_CHANGE, asked.no_sample())];
    };
    let row = |quantity: &'static str| {
        Estimate::of(quantity).value(found.estimate).se(found.se).seed(seed)
    };
    vec![
        row("mean change (BCa)")
            .ci(found.bca)
            .caveat(found.bca.is_none().then_some(Caveat::OneSided)),
        row("mean change (percentile)").ci(found.percentile),
    ]
}

pub(super) fn sign_flip(asked: &Asked<'_>) -> Vec<Estimate> {
    let Some(sample) = &asked.sample else {
        return vec![Estimate::none(MEAN_CHANGE, asked.no_sample())];
    };
    let (seed, draws) = (asked.seed(Method::SignFlip), asked.context.analysis.resamples);
    let mean = sample.summary().mean_change;
    vec![match resampling::sign_flip(sample.changes(), draws, seed) {
        Some(test) => Estimate::of(MEAN_CHANGE).value(mean).p(test.p).seed(test.seed),
        None => Estimate::none(MEAN_CHANGE, Caveat::NoVariation),
    }]
}

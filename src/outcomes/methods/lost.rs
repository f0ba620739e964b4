//! People who were not followed up: how they differ, and what the change would be with them.

use crate::kernel::stats::missing::{
    ImputationReport, ImputeSettings, IncompleteColumn, NotImputed, PooledEstimate, Predictor,
    follow_up_weights, impute, rubin, standardised_difference, tipping_point as tip, weighted_mean,
};
use crate::kernel::stats::{Moments, differences};
use crate::outcomes::estimate::{Estimate, Pooling};
use crate::outcomes::{Caveat, Method};

use super::Asked;
use super::change::MEAN_CHANGE;
use super::design::Terms;

/// A standardised difference beyond this is worth telling (Austin 2009).
pub(super) const UNLIKE: f64 = 0.1;

pub(super) fn at_baseline(asked: &Asked<'_>) -> Vec<Estimate> {
    const QUANTITY: &str = "standardised difference at baseline, followed up less lost";
    let kept = &asked.cell.baseline;
    let lost: Vec<f64> = (asked.cell.lost.iter())
        .map(|&episode| asked.block.baseline[episode as usize])
        .collect();
    let n = asked.cell.n_baseline;
    let found = standardised_difference(kept, &lost);
    let unlike = found.is_some_and(|d| d.abs() > UNLIKE);
    let term = "the baseline score".to_owned();
    if lost.is_empty() {
        let reason = "nobody was lost";
        return vec![Estimate::none(QUANTITY, Caveat::Refused { reason }).n(n)];
    }
    let mean = |quantity: &'static str, scores: &[f64]| {
        let found = Moments::from_slice(scores).finalise();
        let row = match found {
            Some(found) => Estimate::of(quantity).value(found.mean),
            None => Estimate::none(quantity, Caveat::NobodyFollowedUp),
        };
        row.n(scores.len() as u64).missing(0)
    };
    vec![
        mean("mean baseline of those followed up", kept),
        mean("mean baseline of those lost", &lost),
        match found {
            Some(d) => Estimate::of(QUANTITY).value(d).n(n),
            None => Estimate::none(QUANTITY, Caveat::NoVariation).n(n),
        }
        .caveat(unlike.then_some(Caveat::Unbalanced { term })),
    ]
}

/// Someone lost with a lower fitted chance of being followed up has nobody like them among those who were.
const NO_CHANCE: f64 = 1e-4;

/// Everyone with a baseline, in order of episode.
fn began(asked: &Asked<'_>) -> Vec<u32> {
    let mut episodes = asked.cell.pairs.clone();
    episodes.extend(&asked.cell.lost);
    episodes.sort_unstable();
    episodes
}

/// Intercept, baseline, and every grouping but the cell's own.
fn terms(asked: &Asked<'_>, episodes: &[u32]) -> Terms {
    let data = asked.context.data;
    let mut terms = Terms::new(episodes.len());
    let baseline = episodes
        .iter()
        .map(|&episode| asked.block.baseline[episode as usize]);
    terms.number("baseline", baseline.collect());
    for grouping in 0..data.groupings.len() {
        if Some(grouping) != asked.cell.place.grouping {
            terms.groups(data, asked.block, grouping, episodes);
        }
    }
    terms
}

pub(super) fn weights(asked: &Asked<'_>) -> Vec<Estimate> {
    if asked.sample.is_none() {
        return vec![Estimate::none(MEAN_CHANGE, asked.no_sample())];
    }
    let episodes = began(asked);
    let n = episodes.len() as u64;
    if asked.cell.lost.is_empty() {
        let reason = "nobody was lost, so that all weights are equal";
        return vec![Estimate::none(MEAN_CHANGE, Caveat::Refused { reason }).n(n)];
    }
    let follow_up = |&episode: &u32| asked.block.follow_up[episode as usize];
    let kept: Vec<bool> = episodes.iter().map(|e| follow_up(e).is_finite()).collect();
    let cut = asked.context.analysis.truncate_weights;
    let fitted = terms(asked, &episodes).fit(|design| follow_up_weights(design, &kept, cut));
    let (found, _, left_out) = match fitted {
        Ok(found) => found,
        Err(why) => return vec![Estimate::none(MEAN_CHANGE, why).n(n)],
    };
    let chances = found.model.fitted.iter().zip(&kept);
    let people = chances.filter(|&(&chance, &kept)| !kept && chance < NO_CHANCE);
    let people = people.count() as u64;
    if people > 0 {
        return vec![Estimate::none(MEAN_CHANGE, Caveat::NoOverlap { people }).n(n)];
    }
    let weights: Vec<f64> = found.weights.iter().copied().filter(|&w| w > 0.0).collect();
    let changes = differences(&asked.cell.baseline, &asked.cell.follow_up);
    let Some(mean) = weighted_mean(&changes, &weights, asked.level()) else {
        return vec![Estimate::none(MEAN_CHANGE, Caveat::NoVariation).n(n)];
    };
    let cut = found.truncated;
    let low = mean.effective_n < 0.5 * changes.len() as f64;
    let effective_n = mean.effective_n;
    vec![
        Estimate::of(MEAN_CHANGE)
            .value(mean.mean)
            .se(mean.se)
            .ci(mean.ci)
            .n(n)
            .caveat(left_out)
            .pooled_as(Pooling::Mean)
            .caveat(found.model.separated.then_some(Caveat::Separated))
            .caveat((cut > 0).then_some(Caveat::WeightsCut { people: cut }))
            .caveat(low.then_some(Caveat::LowEffectiveN { effective_n })),
        Estimate::of("effective number of people")
            .value(effective_n)
            .n(n),
    ]
}

/// A cell's completed follow-ups: everyone with a baseline, imputed from this wave, the other waves and covariates.
pub(super) struct Imputed {
    /// Of each completed set: sums from which mean change and its variance follow for any shift of the imputed.
    sets: Vec<ShiftedChange>,
    seed: u64,
    left_out: Option<Caveat>,
}

/// Mean change of a completed set, and how it moves with a shift of those imputed.
struct ShiftedChange {
    n: f64,
    mean: f64,
    squares: f64,
    /// Sum over the imputed of change less its mean.
    crossed: f64,
    /// Share imputed.
    share: f64,
}

impl ShiftedChange {
    fn new(changes: &[f64], imputed: &[usize]) -> Option<Self> {
        let summary = Moments::from_slice(changes).finalise()?;
        let n = changes.len() as f64;
        Some(Self {
            n,
            mean: summary.mean,
            squares: summary.variance? * (n - 1.0),
            crossed: imputed.iter().map(|&row| changes[row] - summary.mean).sum(),
            share: imputed.len() as f64 / n,
        })
    }

    /// Mean change and its variance once the imputed are moved by a shift.
    fn at(&self, shift: f64) -> (f64, f64) {
        let apart = self.n * self.share * (1.0 - self.share);
        let squares = self.squares + 2.0 * shift * self.crossed + shift * shift * apart;
        let mean = self.mean + shift * self.share;
        (mean, squares.max(0.0) / (self.n - 1.0) / self.n)
    }
}

impl Imputed {
    fn new(asked: &Asked<'_>) -> Result<Self, Caveat> {
        let (data, place) = (asked.context.data, asked.cell.place);
        let episodes = began(asked);
        let column = |scores: &[f64]| -> Vec<Option<f64>> {
            let own = episodes.iter().map(|&episode| scores[episode as usize]);
            own.map(|score| Some(score).filter(|score| score.is_finite()))
                .collect()
        };
        let mut columns = vec![
            column(&asked.block.baseline),
            column(&asked.block.follow_up),
        ];
        let others = data.blocks.iter();
        let others = others.filter(|own| own.measure == place.measure && own.wave != place.wave);
        let others = others.map(|block| column(&block.follow_up));
        columns.extend(others.filter(|column| can_tell(column)));
        let terms = terms(asked, &episodes);
        let settings = ImputeSettings {
            sets: asked.context.analysis.imputations as usize,
            seed: asked.seed(Method::MultipleImputation),
            ..ImputeSettings::default()
        };
        let incomplete = |values| IncompleteColumn {
            values,
            range: None,
        };
        let columns: Vec<_> = columns
            .iter()
            .map(|own| incomplete(own.as_slice()))
            .collect();
        // The intercept and the baseline, the terms' first two, are in the models already.
        let covariates: Vec<&[f64]> = terms.columns[2..].iter().map(Vec::as_slice).collect();
        let found = impute(&columns, &covariates, &settings).map_err(refused)?;
        let sets = (0..settings.sets).filter_map(|set| {
            let changes = differences(&found.completed(set, 0), &found.completed(set, 1));
            ShiftedChange::new(&changes, found.holes(1))
        });
        Ok(Self {
            sets: sets.collect(),
            seed: settings.seed,
            left_out: left_out(&found.report, &terms),
        })
    }

    fn at(&self, shift: f64) -> Vec<(f64, f64)> {
        self.sets.iter().map(|set| set.at(shift)).collect()
    }
}

/// Another wave helps to impute where enough people were seen in it, with more than one score.
fn can_tell(column: &[Option<f64>]) -> bool {
    let mut seen = column.iter().flatten();
    let first = seen.next();
    let seen_twice = column.iter().flatten().count() * 2 > column.len();
    seen_twice && seen.any(|score| Some(score) != first)
}

fn refused(why: NotImputed) -> Caveat {
    Caveat::Unfit {
        reason: why.to_string(),
    }
}

/// Names of the terms that no model needed.
fn left_out(report: &ImputationReport, terms: &Terms) -> Option<Caveat> {
    let mut names: Vec<String> = report
        .aliased
        .iter()
        .filter_map(|aliased| match aliased.predictor {
            Predictor::Covariate(place) => terms.names.get(place + 2).cloned(),
            _ => None,
        })
        .collect();
    names.sort();
    names.dedup();
    (!names.is_empty()).then_some(Caveat::LeftOut { terms: names })
}

/// Imputed follow-ups of the cell, made once for every method that asks, or why there are none.
fn imputed<'a>(asked: &'a Asked<'_>) -> Result<&'a Imputed, Caveat> {
    if asked.sample.is_none() {
        return Err(asked.no_sample());
    }
    if asked.cell.lost.is_empty() {
        let reason = "nobody was lost";
        return Err(Caveat::Refused { reason });
    }
    let found = asked.imputed.get_or_init(|| Imputed::new(asked));
    found.as_ref().map_err(Clone::clone)
}

pub(super) fn imputation(asked: &Asked<'_>) -> Vec<Estimate> {
    let n = asked.cell.n_baseline;
    let found = match imputed(asked) {
        Ok(found) => found,
        Err(why) => return vec![Estimate::none(MEAN_CHANGE, why).n(n)],
    };
    let (means, variances): (Vec<f64>, Vec<f64>) = found.at(0.0).into_iter().unzip();
    let Some(pooled) = rubin(&means, &variances, n as f64 - 1.0, asked.level()) else {
        return vec![Estimate::none(MEAN_CHANGE, Caveat::NoVariation).n(n)];
    };
    let share = pooled.missing_information;
    vec![
        pooled_row(MEAN_CHANGE, &pooled)
            .n(n)
            .seed(found.seed)
            .caveat(found.left_out.clone()),
        Estimate::of("fraction of missing information")
            .value(share)
            .n(n),
    ]
}

/// More than this of the variance due to what is missing is worth telling.
const MUCH_MISSING: f64 = 0.3;

/// A pooled estimate as a row.
pub(in crate::outcomes) fn pooled_row(
    quantity: impl Into<std::borrow::Cow<'static, str>>,
    pooled: &PooledEstimate,
) -> Estimate {
    let share = pooled.missing_information;
    Estimate::of(quantity)
        .coefficient(&pooled.pooled)
        .caveat((share > MUCH_MISSING).then_some(Caveat::MissingInformation { share }))
}

pub(super) fn tipping_point(asked: &Asked<'_>) -> Vec<Estimate> {
    const DELTA: &str = "shift of those lost that ends the finding";
    let n = asked.cell.n_baseline;
    let found = match imputed(asked) {
        Ok(found) => found,
        Err(why) => return vec![Estimate::none(DELTA, why).n(n)],
    };
    let refuse = |reason| Estimate::none(DELTA, Caveat::Refused { reason });
    let analyse = |shift: f64| found.at(shift);
    let row = match tip(analyse, n as f64 - 1.0, asked.level(), furthest(asked)) {
        None => refuse("the interval holds zero as it is"),
        Some(tipped) => match tipped.delta {
            Some(delta) => Estimate::of(DELTA).value(delta),
            None => refuse("no shift within the scale ends it"),
        },
    };
    vec![row.n(n).seed(found.seed)]
}

/// The furthest shift that is looked at: the measure's range, or else ten standard deviations of baseline.
fn furthest(asked: &Asked<'_>) -> f64 {
    let (low, high) = asked.measure().range;
    let width = high - low;
    let summary = asked.sample.as_ref().map(|sample| sample.summary());
    match summary {
        _ if width.is_finite() => width,
        Some(summary) => 10.0 * summary.sd_baseline.max(summary.sd_change),
        None => 1.0,
    }
}

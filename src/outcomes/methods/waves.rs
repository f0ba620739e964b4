//! People scored at baseline and at every wave.

use crate::kernel::stats::waves::{cochran_q, friedman, wave_contrast};
use crate::outcomes::cell::Place;
use crate::outcomes::estimate::Estimate;
use crate::outcomes::gather::Block;
use crate::outcomes::membership::ABSENT;
use crate::outcomes::{Caveat, Method};

use super::Context;

/// What a method says of one measure over all waves: everyone, or each group of a grouping.
pub(in crate::outcomes) fn of_waves(
    methods: &[Method],
    context: &Context<'_>,
    measure: usize,
    grouping: Option<usize>,
) -> Vec<(Place, Method, Estimate)> {
    let data = context.data;
    let own = data.blocks.iter().filter(|block| block.measure == measure);
    let blocks: Vec<&Block<'_>> = own.collect();
    let groups = grouping.map_or(1, |grouping| data.groupings[grouping].labels.len());
    let mut series = vec![Series::new(blocks.len() + 1); groups];
    for episode in 0..data.episodes() {
        let Some(group) = group_of(&blocks, grouping, episode) else {
            continue;
        };
        series[group as usize].insert(&blocks, episode);
    }
    let mut rows = Vec::new();
    for (group, series) in series
        .iter()
        .enumerate()
        .filter(|(_, series)| series.began > 0)
    {
        let place = Place {
            measure,
            wave: data.waves.len(),
            grouping,
            group: group as u32,
        };
        for &method in methods {
            for found in of_series(method, context, &blocks, measure, series) {
                let n = series.scores[0].len() as u64;
                rows.push((place, method, found.n(n).missing(series.began - n)));
            }
        }
    }
    rows
}

/// The group of an episode in the first wave that has it.
fn group_of(blocks: &[&Block<'_>], grouping: Option<usize>, episode: usize) -> Option<u32> {
    let Some(grouping) = grouping else {
        return Some(0);
    };
    let mut codes = blocks.iter().map(|block| block.codes(grouping)[episode]);
    codes.find(|&code| code != ABSENT)
}

/// Scores of those who have all of them, wave by wave, the baseline first.
#[derive(Clone)]
struct Series {
    scores: Vec<Vec<f64>>,
    /// Episodes with a baseline that were due at every wave.
    began: u64,
}

impl Series {
    fn new(waves: usize) -> Self {
        Self {
            scores: vec![Vec::new(); waves],
            began: 0,
        }
    }

    fn insert(&mut self, blocks: &[&Block<'_>], episode: usize) {
        let due = blocks.iter().all(|block| block.is_due(episode));
        let Some(baseline) = blocks.first().map(|block| block.baseline[episode]) else {
            return;
        };
        if !due || !baseline.is_finite() {
            return;
        }
        self.began += 1;
        if blocks
            .iter()
            .all(|block| block.follow_up[episode].is_finite())
        {
            self.scores[0].push(baseline);
            for (scores, block) in self.scores[1..].iter_mut().zip(blocks) {
                scores.push(block.follow_up[episode]);
            }
        }
    }

    fn slices(&self) -> Vec<&[f64]> {
        self.scores.iter().map(Vec::as_slice).collect()
    }
}

fn of_series(
    method: Method,
    context: &Context<'_>,
    blocks: &[&Block<'_>],
    measure: usize,
    series: &Series,
) -> Vec<Estimate> {
    if series.scores.len() < 3 {
        let what = "two waves or more";
        return vec![Estimate::none(method.title(), Caveat::NotDeclared { what })];
    }
    match method {
        Method::Friedman => friedman_rows(context, blocks, series),
        Method::CochranQ => vec![cochran_row(context, measure, series)],
        _ => contrasts(context, blocks, series),
    }
}

fn names<'c>(context: &'c Context<'_>, blocks: &[&Block<'_>]) -> Vec<&'c str> {
    let waves = blocks
        .iter()
        .map(|block| context.data.waves[block.wave].as_str());
    std::iter::once("baseline").chain(waves).collect()
}

fn friedman_rows(context: &Context<'_>, blocks: &[&Block<'_>], series: &Series) -> Vec<Estimate> {
    const TEST: &str = "scores alike at every wave";
    let Some(test) = friedman(&series.slices()) else {
        return vec![Estimate::none(TEST, Caveat::NoVariation)];
    };
    let ranks = names(context, blocks).into_iter().zip(&test.mean_ranks);
    let mut rows = vec![
        Estimate::of(TEST).test(test.chi_squared, test.df, test.p),
        Estimate::of("Kendall's W").value(test.kendalls_w),
    ];
    rows.extend(
        ranks.map(|(name, &rank)| Estimate::of(format!("mean rank at {name}")).value(rank)),
    );
    rows
}

fn cochran_row(context: &Context<'_>, measure: usize, series: &Series) -> Estimate {
    const TEST: &str = "share in need alike at every wave";
    let measure = &context.data.measures[measure];
    if measure.cut_off.is_none() {
        return Estimate::none(TEST, Caveat::NotDeclared { what: "a cut-off" });
    }
    let in_need = |scores: &Vec<f64>| -> Vec<bool> {
        scores
            .iter()
            .map(|&score| measure.in_need(score) == Some(true))
            .collect()
    };
    let waves: Vec<Vec<bool>> = series.scores.iter().map(in_need).collect();
    let waves: Vec<&[bool]> = waves.iter().map(Vec::as_slice).collect();
    match cochran_q(&waves) {
        Some(test) => Estimate::of(TEST).test(test.chi_squared, test.df, test.p),
        None => Estimate::none(TEST, Caveat::NoVariation),
    }
}

/// From each wave to the next, then the slope of a line through equally spaced waves.
fn contrasts(context: &Context<'_>, blocks: &[&Block<'_>], series: &Series) -> Vec<Estimate> {
    let (waves, k) = (series.slices(), series.scores.len());
    let names = names(context, blocks);
    let row = |quantity: String, weights: &[f64]| match wave_contrast(
        &waves,
        weights,
        context.analysis.level,
    ) {
        Some(found) => Estimate::of(quantity).paired_t(&found).family("contrast"),
        None => Estimate::none(quantity, Caveat::TooFewPairs),
    };
    let step = |wave: usize| {
        let mut weights = vec![0.0; k];
        (weights[wave], weights[wave + 1]) = (-1.0, 1.0);
        row(format!("{} to {}", names[wave], names[wave + 1]), &weights)
    };
    let middle = (k - 1) as f64 / 2.0;
    let apart: Vec<f64> = (0..k).map(|wave| wave as f64 - middle).collect();
    let squares: f64 = apart.iter().map(|d| d * d).sum();
    let trend: Vec<f64> = apart.iter().map(|d| d / squares).collect();
    let mut rows: Vec<Estimate> = (0..k - 1).map(step).collect();
    rows.push(row(
        "linear trend, a wave (waves taken as equally far apart)".into(),
        &trend,
    ));
    rows
}

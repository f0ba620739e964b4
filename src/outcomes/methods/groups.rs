//! Groups of one grouping beside each other.

use rayon::prelude::*;

use crate::kernel::stats::paired_t;
use crate::kernel::stats::pooling::Studies;
use crate::kernel::stats::regression::{Coefficient, FTest, ancova as fit_ancova};
use crate::kernel::stats::{Interval, Moments, differences};
use crate::outcomes::cell::{Cell, Cells, Place};
use crate::outcomes::estimate::{Estimate, Pooling, unfit};
use crate::outcomes::gather::Block;
use crate::outcomes::{Caveat, Method};

use super::Context;

/// What methods say of the groups of a grouping, each with its place.
pub(in crate::outcomes) fn of_groups(
    methods: &[Method],
    context: &Context<'_>,
    block: &Block<'_>,
    grouping: usize,
) -> Vec<(Place, Method, Estimate)> {
    let cells = Cells::new(block, Some(grouping));
    let cells: Vec<Cell> = cells.par_iter().collect();
    let mut rows = Vec::new();
    for &method in methods {
        let found = of_cells(method, context, block, grouping, &cells);
        rows.extend(found.into_iter().map(|(place, row)| (place, method, row)));
    }
    rows
}

fn of_cells(
    method: Method,
    context: &Context<'_>,
    block: &Block<'_>,
    grouping: usize,
    cells: &[Cell],
) -> Vec<(Place, Estimate)> {
    let data = context.data;
    let least = if method == Method::Ancova { 2 } else { LEAST };
    let (mut used, few): (Vec<&Cell>, Vec<&Cell>) = cells
        .iter()
        .filter(|cell| cell.n() > 0)
        .partition(|cell| cell.n() >= least);
    // The largest group is what others are compared with.
    used.sort_by_key(|cell| std::cmp::Reverse(cell.n()));
    let together = Place {
        measure: block.measure,
        wave: block.wave,
        grouping: Some(grouping),
        group: data.groupings[grouping].labels.len() as u32,
    };
    let n: u64 = used.iter().map(|cell| cell.n()).sum();
    let eligible: u64 = cells.iter().map(|cell| cell.n_eligible).sum();
    let left_out = few
        .iter()
        .map(|cell| cell.place.group_name(data).to_owned());
    let left_out: Vec<String> = left_out.collect();
    let whole = |found: Estimate| {
        let terms = left_out.clone();
        let told = (!terms.is_empty()).then_some(Caveat::LeftOutGroups { groups: terms });
        (together, found.n(n).missing(eligible - n).caveat(told))
    };
    match method {
        Method::Ancova => ancova(context, &used, whole),
        _ => shrunk(context, &used, whole),
    }
}

fn of_cell(cell: &Cell, found: Estimate) -> (Place, Estimate) {
    (cell.place, found.n(cell.n()).missing(cell.n_missing()))
}

/// The fewest pairs of a group whose own variance is believed.
const LEAST: u64 = 5;
/// The fewest groups from which a variance between groups is estimated.
const ENOUGH_GROUPS: usize = 5;

/// A residual standard deviation below this share of the scores' is rounding: the terms tell every score.
const EXACT_FIT: f64 = 1e-10;

fn f_test(name: &'static str, test: Option<FTest>) -> Estimate {
    match test {
        Some(test) => Estimate::of(name).test(test.f, test.df2, test.p),
        None => Estimate::none(name, Caveat::TooFewPairs),
    }
}

fn ancova(
    context: &Context<'_>,
    cells: &[&Cell],
    whole: impl Fn(Estimate) -> (Place, Estimate),
) -> Vec<(Place, Estimate)> {
    const BETWEEN: &str = "groups alike at equal baseline";
    let name = |cell: &Cell| cell.place.group_name(context.data);
    let column = |of: fn(&Cell) -> &Vec<f64>| -> Vec<f64> {
        cells
            .iter()
            .flat_map(|cell| of(cell).iter().copied())
            .collect()
    };
    let codes: Vec<usize> = (cells.iter().enumerate())
        .flat_map(|(code, cell)| std::iter::repeat_n(code, cell.pairs.len()))
        .collect();
    let (before, after) = (
        column(|cell| &cell.baseline),
        column(|cell| &cell.follow_up),
    );
    let fit = match fit_ancova(&before, &after, &codes, context.analysis.level) {
        Ok(fit) => fit,
        Err(why) => {
            let groups = cells.iter().map(|cell| name(cell).to_owned());
            let terms = ["intercept", "baseline"].map(String::from).into_iter();
            let terms: Vec<String> = terms.chain(groups.skip(1)).collect();
            return vec![whole(Estimate::none(BETWEEN, unfit(why, &terms)))];
        }
    };
    let spread = Moments::from_slice(&after).finalise();
    let spread = spread.and_then(|found| found.sd()).unwrap_or(0.0);
    if fit.sigma <= EXACT_FIT * spread {
        return vec![whole(Estimate::none(BETWEEN, Caveat::NoVariation))];
    }
    let unequal = fit.equal_slopes.is_some_and(|test| test.p < 0.05);
    let unequal = unequal.then_some(Caveat::UnequalSlopes);
    let mut rows = vec![
        whole(f_test(BETWEEN, fit.between_groups).caveat(unequal.clone())),
        whole(f_test("equal slopes", fit.equal_slopes)),
        whole(Estimate::of("slope on baseline").coefficient(&fit.slope)),
    ];
    for (cell, group) in cells.iter().zip(&fit.groups) {
        let mean = Estimate::of("adjusted mean at follow-up").value(group.adjusted_mean);
        rows.push(of_cell(cell, mean));
        rows.extend(group.difference.as_ref().map(|found: &Coefficient| {
            let quantity = format!("adjusted difference from {}", name(cells[0]));
            of_cell(
                cell,
                Estimate::of(quantity)
                    .coefficient(found)
                    .family("adjusted difference")
                    .caveat(unequal.clone()),
            )
        }));
    }
    rows
}

fn shrunk(
    context: &Context<'_>,
    cells: &[&Cell],
    whole: impl Fn(Estimate) -> (Place, Estimate),
) -> Vec<(Place, Estimate)> {
    const ALIKE: &str = "groups alike in mean change";
    let level = context.analysis.level;
    let means: Vec<_> = cells
        .iter()
        .filter_map(|cell| {
            let found = paired_t(&differences(&cell.baseline, &cell.follow_up), level)?;
            (found.sd > 0.0).then_some((*cell, found))
        })
        .collect();
    let effects = means.iter().map(|(_, found)| found.mean).collect();
    let variances = means
        .iter()
        .map(|(_, found)| found.sd.powi(2) / found.n as f64)
        .collect();
    let studies = Studies::new(effects, variances).filter(|studies| studies.len() > 1);
    let Some(studies) = studies else {
        return vec![whole(Estimate::none(ALIKE, Caveat::TooFewPairs))];
    };
    let pooled = studies.pool(level);
    let apart = pooled.heterogeneity;
    let tau = pooled.tau_squared;
    let mut rows = vec![whole(Estimate::of(ALIKE).test(apart.q, apart.df, apart.p))];
    if studies.len() < ENOUGH_GROUPS {
        let reason = "fewer than five groups do not tell how much groups differ";
        rows.push(whole(Estimate::none(
            "variance of true change between groups",
            Caveat::Refused { reason },
        )));
        return rows;
    }
    rows.extend([
        whole(
            Estimate::of("variance of true change between groups")
                .value(tau.value)
                .ci(pooled.tau_squared_ci)
                .caveat((!tau.converged).then_some(Caveat::NotSettled)),
        ),
        whole(
            Estimate::of("mean change over groups")
                .value(pooled.random.mean)
                .se(pooled.random.se)
                .ci(pooled.random.ci)
                .degrees(studies.len() as f64 - 1.0)
                .pooled_as(Pooling::Mean),
        ),
        whole(interval(
            "change to expect of another group",
            pooled.random.mean,
            pooled.prediction,
        )),
    ]);
    let shrunk = studies.shrunk(tau.value, level);
    for ((cell, _), group) in means.iter().zip(shrunk) {
        rows.push(of_cell(
            cell,
            Estimate::of("raw mean change").value(group.raw),
        ));
        let found = Estimate::of("shrunk mean change").value(group.shrunk);
        let found = found.se(group.se).ci(group.ci).pooled_as(Pooling::Mean);
        rows.push(of_cell(cell, found));
    }
    rows
}

fn interval(quantity: &'static str, middle: f64, ci: Option<Interval>) -> Estimate {
    Estimate::of(quantity).value(middle).ci(ci)
}

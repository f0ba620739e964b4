//! Every method of an analysis over every measure, wave and group, in one pass.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::error::Result;
use crate::kernel::stats::resampling::{benjamini_hochberg, holm};
use crate::longitudinal::{Followed, PairedOutcomes};
use crate::run::{Run, Step};

use super::cell::{Cell, Cells, Place};
use super::estimate::Estimate;
use super::gather::{Block, Gathered, gather};
use super::method::Scope;
use super::methods::{
    Asked, Context, is_of_change, of_episodes, of_everyone, of_groups, of_measures, of_methods,
    of_waves,
};
use super::{Adjustment, Analysis, Method, ResultRow, Results};

/// Asks every method of an analysis of every measure, wave and group of a study.
///
/// Use it where [`compare`](super::compare()) is not enough: for tests and intervals by name, individual change, people lost,
/// sites, comparison groups. Each row says what it is of, what limits it and, where chance had a part, its seed; a method that
/// lacks something (a cut-off, a site) has a row that says so.
///
/// The result does not depend on the order of rows or the number of threads, to the last bit.
///
/// # Errors
///
/// When [`Analysis::check`] refuses the settings; when an episode stands twice in a measure and wave; when the frame engine
/// refuses, as it does when it runs out of memory.
pub fn analyse(paired: &PairedOutcomes, analysis: &Analysis) -> Result<Results> {
    analyse_with(paired, analysis, &Run::new())
}

/// As [`analyse`], of everything that a study followed: with the methods that ask about episodes, such as the time to the next
/// referral, which pairs alone can't answer.
///
/// # Errors
///
/// As [`analyse`].
pub fn analyse_followed(followed: &Followed, analysis: &Analysis) -> Result<Results> {
    analyse_followed_with(followed, analysis, &Run::new())
}

/// As [`analyse_followed`], with a limit of threads and an observer.
///
/// # Errors
///
/// As [`analyse_followed`], and when the observer cancels.
pub fn analyse_followed_with(
    followed: &Followed,
    analysis: &Analysis,
    run: &Run<'_>,
) -> Result<Results> {
    ask(&gather(&followed.paired)?, Some(followed), analysis, run)
}

/// As [`analyse`], with a limit of threads, and an observer that is told of progress and may cancel.
///
/// # Errors
///
/// As [`analyse`], and when the observer cancels.
pub fn analyse_with(
    paired: &PairedOutcomes,
    analysis: &Analysis,
    run: &Run<'_>,
) -> Result<Results> {
    analyse_gathered(&gather(paired)?, analysis, run)
}

/// One portion of work.
enum Task<'a> {
    Cells(&'a Block<'a>, Option<usize>),
    Groups(&'a Block<'a>, usize),
    Waves(usize, Option<usize>),
    Measures(usize, Option<usize>),
    Everyone(&'a Block<'a>),
    Episodes(Option<usize>),
}

type Found = (Place, Method, Estimate);

pub(super) fn analyse_gathered(
    data: &Gathered<'_>,
    analysis: &Analysis,
    run: &Run<'_>,
) -> Result<Results> {
    ask(data, None, analysis, run)
}

fn ask(
    data: &Gathered<'_>,
    followed: Option<&Followed>,
    analysis: &Analysis,
    run: &Run<'_>,
) -> Result<Results> {
    let names: Vec<String> = data.groupings.iter().map(|own| own.name.clone()).collect();
    analysis.check(&names)?;
    run.within(|| {
        let context = Context {
            data,
            analysis,
            followed,
            repeats: std::sync::OnceLock::new(),
        };
        let tasks = tasks(&context);
        let step = run.step(Step::Analysing, tasks.len() as u64);
        let found = tasks.par_iter().map(|task| {
            step.check()?;
            let found = carry_out(&context, task);
            step.portion_done();
            Ok(found)
        });
        let found = found.collect::<Result<Vec<_>>>()?;
        let mut found: Vec<Found> = found.into_iter().flatten().collect();
        // What comes beside change unasked stays with the first method of change.
        let of_cell = asked_in(analysis, Scope::Cell).into_iter();
        let beside = of_cell.into_iter().find(|&method| is_of_change(method));
        let place_of = |wanted| analysis.methods.iter().position(|&own| Some(own) == wanted);
        let order = |method| place_of(Some(method)).or_else(|| place_of(beside));
        found.sort_by_key(|(place, method, _)| (*place, order(*method)));
        let mut rows: Vec<ResultRow> = found.into_iter().map(|found| row(data, found)).collect();
        adjust(&mut rows, analysis);
        Ok(Results {
            rows,
            findings: data.findings.clone(),
            analysis: analysis.clone(),
            measures: data.measures.to_vec(),
        })
    })
}

fn asked_in(analysis: &Analysis, scope: Scope) -> Vec<Method> {
    let methods = analysis.methods.iter().copied();
    methods.filter(|method| method.scope() == scope).collect()
}

fn tasks<'a>(context: &Context<'a>) -> Vec<Task<'a>> {
    let (data, analysis) = (context.data, context.analysis);
    let everyone = analysis.overall.then_some(None);
    let groupings: Vec<Option<usize>> = everyone
        .into_iter()
        .chain((0..data.groupings.len()).map(Some))
        .collect();
    let any = |scope: Scope| !asked_in(analysis, scope).is_empty();
    let mut tasks = Vec::new();
    for block in &data.blocks {
        for &grouping in &groupings {
            if any(Scope::Cell) {
                tasks.push(Task::Cells(block, grouping));
            }
            if let Some(grouping) = grouping.filter(|_| any(Scope::AllGroups)) {
                tasks.push(Task::Groups(block, grouping));
            }
        }
        if any(Scope::Everyone) {
            tasks.push(Task::Everyone(block));
        }
    }
    for &grouping in &groupings {
        if any(Scope::Episodes) {
            tasks.push(Task::Episodes(grouping));
        }
        if any(Scope::AllWaves) {
            tasks.extend((0..data.measures.len()).map(|measure| Task::Waves(measure, grouping)));
        }
        if any(Scope::AllMeasures) {
            tasks.extend((0..data.waves.len()).map(|wave| Task::Measures(wave, grouping)));
        }
    }
    tasks
}

fn carry_out(context: &Context<'_>, task: &Task<'_>) -> Vec<Found> {
    let methods = |scope| asked_in(context.analysis, scope);
    let told = |found: Vec<Found>| -> Vec<Found> {
        let told = |(place, method, found)| (place, method, context.told(found));
        found.into_iter().map(told).collect()
    };
    let placed = |method: Method, found: Vec<(Place, Estimate)>| -> Vec<Found> {
        found
            .into_iter()
            .map(|(place, found)| (place, method, context.told(found)))
            .collect()
    };
    match *task {
        Task::Cells(block, grouping) => in_cells(context, block, grouping, &methods(Scope::Cell)),
        Task::Groups(block, grouping) => told(of_groups(
            &methods(Scope::AllGroups),
            context,
            block,
            grouping,
        )),
        Task::Waves(measure, grouping) => told(of_waves(
            &methods(Scope::AllWaves),
            context,
            measure,
            grouping,
        )),
        Task::Measures(wave, grouping) => (methods(Scope::AllMeasures).into_iter())
            .flat_map(|method| placed(method, of_measures(method, context, wave, grouping)))
            .collect(),
        Task::Everyone(block) => told(of_everyone(&methods(Scope::Everyone), context, block)),
        Task::Episodes(grouping) => (methods(Scope::Episodes).into_iter())
            .flat_map(|method| placed(method, of_episodes(method, context, grouping)))
            .collect(),
    }
}

fn in_cells(
    context: &Context<'_>,
    block: &Block<'_>,
    grouping: Option<usize>,
    methods: &[Method],
) -> Vec<Found> {
    let cells = Cells::new(block, grouping);
    let of = |cell: Cell| -> Vec<Found> {
        let asked = Asked::new(context, block, &cell);
        let found = of_methods(methods, &asked).into_iter();
        let told = found.map(|(method, mut estimate)| {
            // People beside the pairs, such as those lost, are not missing from a number that is of them.
            let n = estimate.n.unwrap_or(cell.n());
            let missing = estimate
                .n_missing
                .unwrap_or(cell.n_eligible.saturating_sub(n));
            let of_cell = asked.told_of_cell(method, &estimate);
            estimate.caveats.extend(of_cell);
            (cell.place, method, estimate.n(n).missing(missing))
        });
        told.collect()
    };
    let found: Vec<Vec<Found>> = cells.par_iter().map(of).collect();
    found.into_iter().flatten().collect()
}

fn row(data: &Gathered<'_>, (place, method, found): Found) -> ResultRow {
    let measure = data.measures.get(place.measure);
    let name = |known: Option<&String>, together: &str| {
        known.map_or_else(|| together.to_owned(), String::clone)
    };
    ResultRow {
        measure: name(measure.map(|measure| &measure.name), "all measures"),
        wave: name(data.waves.get(place.wave), "all waves"),
        grouping: place.grouping_name(data).to_owned(),
        group: place.group_name(data).to_owned(),
        direction: measure.map(|measure| measure.direction),
        method,
        quantity: found.quantity.into_owned(),
        estimate: found.value,
        se: found.se,
        ci: found.ci,
        statistic: found.statistic,
        df: found.df,
        p: found.p,
        p_adjusted: None,
        n: found.n.unwrap_or(0),
        n_missing: found.n_missing.unwrap_or(0),
        caveats: found.caveats,
        seed: found.seed,
        pooling: found.pooling,
        family: found.family,
    }
}

/// Adjusts the p values of what was asked for their number, within one method, kind of quantity and grouping.
pub(super) fn adjust(rows: &mut [ResultRow], analysis: &Analysis) {
    let adjusted = match analysis.adjustment {
        Adjustment::None => return,
        Adjustment::Holm => holm,
        Adjustment::BenjaminiHochberg => benjamini_hochberg,
    };
    let mut families: BTreeMap<(Method, String, String), Vec<usize>> = BTreeMap::new();
    let asked = |row: &ResultRow| analysis.methods.contains(&row.method);
    let tested = |row: &ResultRow| asked(row) && row.p.is_some_and(|p| (0.0..=1.0).contains(&p));
    for (place, row) in rows.iter().enumerate().filter(|(_, row)| tested(row)) {
        let kind = row.family.unwrap_or(&row.quantity).to_owned();
        let family = (row.method, kind, row.grouping.clone());
        families.entry(family).or_default().push(place);
    }
    for places in families.values() {
        let p: Vec<f64> = places.iter().filter_map(|&place| rows[place].p).collect();
        for (&place, adjusted) in places.iter().zip(adjusted(&p)) {
            rows[place].p_adjusted = Some(adjusted);
        }
    }
}

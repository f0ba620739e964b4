//! Comparing a study's paired outcomes: a lazy pipeline per grouping gathers cells, kernels run over them in parallel.

use std::collections::BTreeMap;

use polars::prelude::{DataFrame, Expr, IntoLazy, ListChunked, col, lit};
use rayon::prelude::*;

use crate::error::Result;
use crate::longitudinal::{Measure, PairedOutcomes};

use super::cell::{Cell, CellKey};
use super::{ALL, Comparison, ComparisonRow, NOT_RECORDED, OVERALL};

/// Compares baseline with follow-up in every measure, wave and group of a study.
///
/// Every measure and wave has its overall row, then a row for each group that occurs in it. Episodes whose follow-up
/// is not yet due are in no count; a grouping's missing values form the group [`NOT_RECORDED`]. Improved and worse are
/// counted at the measure's minimal important change, or at any change when it has none.
///
/// The result does not depend on the order of rows or the number of threads.
///
/// # Errors
///
/// When the frame engine refuses the pipeline, as it does when it runs out of memory.
pub fn compare(paired: &PairedOutcomes) -> Result<Comparison> {
    let groupings: Vec<&str> = std::iter::once(OVERALL)
        .chain(paired.groupings().iter().map(String::as_str))
        .collect();
    let gathered = groupings
        .par_iter()
        .enumerate()
        .map(|(position, grouping)| gather(paired, position, grouping))
        .collect::<Result<Vec<_>>>()?;
    let mut cells = empty_overall(paired);
    cells.extend(gathered.into_iter().flatten());
    let rows = cells
        .into_iter()
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|(place, cell)| row(paired, &groupings, place, cell))
        .collect();
    Ok(Comparison { rows })
}

/// Where a cell stands: the order of the table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    measure: usize,
    wave: usize,
    grouping: usize,
    not_recorded: bool,
    group: String,
}

fn empty_overall(paired: &PairedOutcomes) -> BTreeMap<Place, Cell> {
    let measures = 0..paired.measures().len();
    let places = measures.flat_map(|measure| {
        (0..paired.waves().len()).map(move |wave| Place {
            measure,
            wave,
            grouping: 0,
            not_recorded: false,
            group: ALL.to_owned(),
        })
    });
    places.map(|place| (place, Cell::default())).collect()
}

fn gather(paired: &PairedOutcomes, position: usize, grouping: &str) -> Result<Vec<(Place, Cell)>> {
    let label = if position == 0 {
        lit(ALL)
    } else {
        col(grouping)
    };
    let due = col("due").fill_null(lit(false));
    let has_baseline = due.clone().and(scored("baseline"));
    let paired_up = has_baseline.clone().and(scored("follow_up"));
    let frame = paired
        .frame()
        .clone()
        .lazy()
        .with_column(label.alias(LABEL))
        .group_by([col("measure"), col("wave"), col(LABEL)])
        .agg([
            due.sum().alias("n_eligible"),
            has_baseline.sum().alias("n_baseline"),
            col("baseline").filter(paired_up.clone()),
            col("follow_up").filter(paired_up),
        ])
        .collect()?;
    cells(paired, position, &frame)
}

/// The name of the grouping while it is gathered, one that no grouping has.
const LABEL: &str = "__group";

fn scored(column: &str) -> Expr {
    col(column).is_finite().fill_null(lit(false))
}

fn cells(
    paired: &PairedOutcomes,
    grouping: usize,
    frame: &DataFrame,
) -> Result<Vec<(Place, Cell)>> {
    let text = |name: &str| frame.column(name)?.str();
    let count = |name: &str| frame.column(name)?.cast(&polars::prelude::DataType::UInt64);
    let (measures, waves, labels) = (text("measure")?, text("wave")?, text(LABEL)?);
    let (eligible, with_baseline) = (count("n_eligible")?, count("n_baseline")?);
    let (eligible, with_baseline) = (eligible.u64()?, with_baseline.u64()?);
    let baseline = frame.column("baseline")?.list()?;
    let follow_up = frame.column("follow_up")?.list()?;
    let mut found = Vec::with_capacity(frame.height());
    for row in 0..frame.height() {
        let measure = measures
            .get(row)
            .and_then(|name| measure_position(paired, name));
        let wave = waves.get(row).and_then(|name| wave_position(paired, name));
        let (Some(measure), Some(wave)) = (measure, wave) else {
            continue;
        };
        let label = labels.get(row);
        let place = Place {
            measure,
            wave,
            grouping,
            not_recorded: label.is_none(),
            group: label.unwrap_or(NOT_RECORDED).to_owned(),
        };
        let pairs = scores(baseline, row)?
            .into_iter()
            .zip(scores(follow_up, row)?);
        let cell = Cell {
            n_eligible: eligible.get(row).unwrap_or(0),
            n_baseline: with_baseline.get(row).unwrap_or(0),
            pairs: pairs.collect(),
        };
        found.push((place, cell));
    }
    Ok(found)
}

fn scores(lists: &ListChunked, row: usize) -> Result<Vec<f64>> {
    let Some(list) = lists.get_as_series(row) else {
        return Ok(Vec::new());
    };
    Ok(list.f64()?.into_no_null_iter().collect())
}

fn measure_position(paired: &PairedOutcomes, name: &str) -> Option<usize> {
    let mut measures = paired.measures().iter();
    measures.position(|measure| measure.name == name)
}

fn wave_position(paired: &PairedOutcomes, name: &str) -> Option<usize> {
    paired.waves().iter().position(|wave| wave == name)
}

fn row(paired: &PairedOutcomes, groupings: &[&str], place: Place, cell: Cell) -> ComparisonRow {
    let measure: &Measure = &paired.measures()[place.measure];
    cell.row(CellKey {
        measure: &measure.name,
        wave: &paired.waves()[place.wave],
        grouping: groupings[place.grouping],
        group: place.group,
        direction: measure.direction,
        threshold: measure.minimal_important_change.unwrap_or(0.0),
    })
}

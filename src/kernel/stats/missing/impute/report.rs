//! What imputation says of itself, and why it can't be done.

use serde::Serialize;

use super::chain::{Chain, Problem};
use super::{ImputationMethod, ImputeSettings, IncompleteColumn};

/// A term of a model that foretells a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Predictor {
    /// A covariate, by its place.
    Covariate(usize),
    /// Another column, by its place.
    Column(usize),
}

/// A term left out of a model because it does not vary or depends on the terms before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Aliased {
    /// The column that the model foretells.
    pub column: usize,
    /// The term.
    pub predictor: Predictor,
}

/// One column as imputed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ColumnReport {
    /// How many values were missing.
    pub missing: u64,
    /// Values drawn outside the declared range, over all sets; none moved. `None` without a range.
    pub outside_range: Option<u64>,
    /// Mean of the values drawn, by set and then sweep: the sets should mingle, and none should climb or fall towards
    /// the last sweep. Empty without holes.
    pub trace: Vec<Vec<f64>>,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ImputationReport {
    /// How values were drawn.
    pub method: ImputationMethod,
    /// Completed data sets.
    pub sets: u64,
    /// Sweeps made: one where holes are nested.
    pub iterations: u64,
    /// The seed.
    pub seed: u64,
    /// Whether the holes are nested.
    pub monotone: bool,
    /// People.
    pub rows: u64,
    /// The columns, in the order given.
    pub columns: Vec<ColumnReport>,
    /// Terms left out of a model, in any set or sweep.
    pub aliased: Vec<Aliased>,
}

pub(super) fn report(
    problem: &Problem,
    columns: &[IncompleteColumn],
    settings: &ImputeSettings,
    chains: &[Chain],
) -> ImputationReport {
    let mut aliased: Vec<Aliased> = chains
        .iter()
        .flat_map(|chain| chain.aliased.iter().copied())
        .collect();
    aliased.sort_unstable();
    aliased.dedup();
    let column = |(place, column): (usize, &IncompleteColumn)| {
        let drawn = || chains.iter().flat_map(move |chain| &chain.drawn[place]);
        let missing = chains[0].drawn[place].len();
        ColumnReport {
            missing: missing as u64,
            outside_range: column.range.map(|(low, high)| {
                drawn()
                    .filter(|value| !(low..=high).contains(value))
                    .count() as u64
            }),
            trace: if missing > 0 {
                chains
                    .iter()
                    .map(|chain| chain.trace[place].clone())
                    .collect()
            } else {
                Vec::new()
            },
        }
    };
    ImputationReport {
        method: settings.method,
        sets: settings.sets as u64,
        iterations: problem.sweeps(settings) as u64,
        seed: settings.seed,
        monotone: problem.monotone,
        rows: problem.rows as u64,
        columns: columns.iter().enumerate().map(column).collect(),
        aliased,
    }
}

/// Why columns can't be imputed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum NotImputed {
    /// There are no columns.
    #[error("there are no columns")]
    NoColumns,
    /// A column has no value at all.
    #[error("column {column} has no value at all")]
    NothingSeen {
        /// The column.
        column: usize,
    },
    /// A column with holes has one and the same value wherever it is seen.
    #[error("column {column} has one and the same value wherever it is seen")]
    NoVariation {
        /// The column.
        column: usize,
    },
    /// A column's model has as many terms as people, or more.
    #[error("column {column} is seen in {seen} people, too few for {terms} terms")]
    TooFewSeen {
        /// The column.
        column: usize,
        /// People in whom it is seen.
        seen: usize,
        /// Terms of its model, the intercept among them.
        terms: usize,
    },
    /// A value is not finite.
    #[error("row {row} of column {column} is not finite")]
    NotFinite {
        /// The column.
        column: usize,
        /// The row.
        row: usize,
    },
    /// A covariate is not finite.
    #[error("row {row} of covariate {covariate} is not finite")]
    CovariateNotFinite {
        /// The covariate.
        covariate: usize,
        /// The row.
        row: usize,
    },
    /// A value lies outside the range declared for its column.
    #[error("row {row} of column {column} lies outside the declared range")]
    OutsideRange {
        /// The column.
        column: usize,
        /// The row.
        row: usize,
    },
}

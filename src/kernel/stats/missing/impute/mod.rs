//! Several plausible values for every missing one.
//!
//! Each column with holes is regressed on the covariates and the other columns, and its holes are drawn from what that model
//! foretells, parameters drawn too: Rubin (1987), Multiple Imputation for Nonresponse in Surveys, p. 166-169. Where the holes
//! are nested (who misses one wave misses all later ones) the columns are done once, each on those with fewer holes: Rubin
//! (1987), section 5.4. Otherwise in sweeps, from the column with fewest holes to that with most: van Buuren (2007), Statistical
//! Methods in Medical Research 16:219; White, Royston and Wood (2011), Statistics in Medicine 30:377.

mod chain;
mod change;
mod matching;
mod model;
mod report;

use rayon::prelude::*;

pub use change::{ImputedMeanChange, imputed_mean_change};
pub use report::{Aliased, ColumnReport, ImputationReport, NotImputed, Predictor};

use chain::{Chain, Problem};

/// A column of numbers with holes.
#[derive(Debug, Clone, Copy)]
pub struct IncompleteColumn<'a> {
    /// One value a person, `None` where it is missing.
    pub values: &'a [Option<f64>],
    /// The least and the greatest value that the measure can take, where it is known. Drawn values are never moved into it:
    /// matched ones lie within it because seen ones do, normal ones may lie outside and are counted.
    pub range: Option<(f64, f64)>,
}

/// How a missing value is drawn from its model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ImputationMethod {
    /// The linear prediction plus normal noise: for outcomes that are near normal. Values may fall between the steps of a
    /// score and beyond its ends; for means and slopes that does no harm, and rounding them would.
    Normal,
    /// Predictive mean matching: a value seen in one of the people with the nearest predictions (Little 1988, J. Business and
    /// Economic Statistics 6:287; predictions of those seen from estimated, of those missing from drawn coefficients: type 1
    /// matching of van Buuren 2018, Flexible Imputation of Missing Data, section 3.4). Keeps steps, range and skewness of a
    /// score. Where people like those missing are scarce among those seen, it leans towards those seen and its intervals
    /// hold the truth too seldom: then take [`Normal`](Self::Normal).
    PredictiveMeanMatching {
        /// How many near people one is picked from: 5 is usual; all people seen where they are fewer.
        donors: usize,
    },
}

/// How to impute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct ImputeSettings {
    /// How a value is drawn.
    pub method: ImputationMethod,
    /// How many completed data sets: White, Royston and Wood (2011) advise at least as many as the percentage of incomplete
    /// people.
    pub sets: usize,
    /// Sweeps over the columns where holes are not nested; nested ones need one pass whatever this says.
    pub iterations: usize,
    /// Where the random numbers start. Every set has a stream of its own, so that sets drawn at once are the same.
    pub seed: u64,
}

impl Default for ImputeSettings {
    /// Matching among 5, 20 sets, 10 sweeps, seed 1.
    fn default() -> Self {
        Self {
            method: ImputationMethod::PredictiveMeanMatching { donors: 5 },
            sets: 20,
            iterations: 10,
            seed: 1,
        }
    }
}

/// Completed data sets.
#[derive(Debug, Clone, PartialEq)]
pub struct Imputations {
    /// What was done, to keep beside any result.
    pub report: ImputationReport,
    /// As they came, a hole as zero.
    columns: Vec<Vec<f64>>,
    holes: Vec<Vec<usize>>,
    /// By set and column, one value a hole.
    drawn: Vec<Vec<Vec<f64>>>,
}

impl Imputations {
    /// A column of one completed data set.
    ///
    /// # Panics
    ///
    /// When there is no such set or column.
    pub fn completed(&self, set: usize, column: usize) -> Vec<f64> {
        let mut values = self.columns[column].clone();
        for (&row, &drawn) in self.holes[column].iter().zip(&self.drawn[set][column]) {
            values[row] = drawn;
        }
        values
    }

    /// The values that one set puts into the holes of a column, in the order of [`holes`](Self::holes).
    ///
    /// # Panics
    ///
    /// When there is no such set or column.
    pub fn drawn(&self, set: usize, column: usize) -> &[f64] {
        &self.drawn[set][column]
    }

    /// The rows in which a column has no value, ascending.
    ///
    /// # Panics
    ///
    /// When there is no such column.
    pub fn holes(&self, column: usize) -> &[usize] {
        &self.holes[column]
    }
}

/// Completes numeric columns several times over, so that an analysis of each and [`rubin`](super::rubin()) over all say how much
/// the holes cost.
///
/// Use it for scores lost at follow-up when what is seen (baseline, other waves, covariates) tells who is lost: values missing at
/// random. `covariates` have no holes, enter every model, and are dummy coded by who calls; everything that the later analysis
/// uses belongs among columns and covariates, the groups it compares too. A model's terms that depend on others, or do not
/// vary, are left out of it and reported.
///
/// The time grows with sets × sweeps × rows; sets are drawn at once on all processors.
///
/// # Numerics
///
/// Normal equations of centred and scaled terms; a term with less than 10⁻⁹ of its variance to itself is left out. Columns given in
/// another order give the same values to the last bit where no two have equally many holes.
///
/// # Errors
///
/// When a value or covariate is not finite or lies outside its declared range, nobody is seen in a column with holes or all
/// people seen in it are alike, or the people seen are not more than the terms of its model.
///
/// # Panics
///
/// When columns or covariates differ in length, a range's ends are not in order, or the settings ask for no set, sweep or donor.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::missing::{ImputeSettings, IncompleteColumn, impute};
///
/// let baseline = [4.0, 7.0, 5.0, 9.0, 6.0, 8.0].map(Some);
/// let follow_up = [Some(5.0), Some(9.0), None, Some(10.0), Some(6.0), None];
/// let column = |values| IncompleteColumn { values, range: Some((0.0, 10.0)) };
/// let found = impute(&[column(&baseline), column(&follow_up)], &[], &ImputeSettings::default()).unwrap();
/// assert_eq!((found.holes(0).len(), found.holes(1)), (0, &[2, 5][..]));
/// assert!(found.report.monotone && found.report.iterations == 1);
/// assert_eq!(found.completed(0, 1)[3], 10.0);
/// assert!(found.drawn(7, 1).iter().all(|value| [5.0, 9.0, 10.0, 6.0].contains(value)));
/// ```
pub fn impute(
    columns: &[IncompleteColumn],
    covariates: &[&[f64]],
    settings: &ImputeSettings,
) -> Result<Imputations, NotImputed> {
    assert!(settings.sets > 0, "at least one set is drawn");
    assert!(settings.iterations > 0, "at least one sweep is made");
    if let ImputationMethod::PredictiveMeanMatching { donors } = settings.method {
        assert!(donors > 0, "at least one donor is asked for");
    }
    let problem = Problem::new(columns, covariates)?;
    let chains: Vec<Result<Chain, NotImputed>> = (0..settings.sets)
        .into_par_iter()
        .map(|set| problem.chain(settings, set as u64))
        .collect();
    let chains: Vec<Chain> = chains.into_iter().collect::<Result<_, _>>()?;
    let report = report::report(&problem, columns, settings, &chains);
    let (columns, holes) = problem.into_columns();
    Ok(Imputations {
        report,
        columns,
        holes,
        drawn: chains.into_iter().map(|chain| chain.drawn).collect(),
    })
}

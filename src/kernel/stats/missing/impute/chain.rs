//! One completed data set: columns visited in order, once or in sweeps.

use std::collections::BTreeSet;

use rand::SeedableRng;
use rand::distr::{Distribution, Uniform};
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

use super::matching::Donors;
use super::model::{Model, Rows};
use super::{Aliased, ImputationMethod, ImputeSettings, IncompleteColumn, NotImputed, Predictor};

/// What all sets share.
pub(super) struct Problem<'a> {
    pub rows: usize,
    pub monotone: bool,
    covariates: &'a [&'a [f64]],
    /// A hole as zero.
    columns: Vec<Vec<f64>>,
    holes: Vec<Vec<usize>>,
    /// Rows with a value, for columns with holes.
    seen: Vec<Vec<usize>>,
    /// Columns from fewest holes to most.
    order: Vec<usize>,
}

/// One set.
pub(super) struct Chain {
    /// By column, one value a hole.
    pub drawn: Vec<Vec<f64>>,
    /// By column, the mean of the drawn values after each sweep.
    pub trace: Vec<Vec<f64>>,
    pub aliased: BTreeSet<Aliased>,
}

impl<'a> Problem<'a> {
    pub fn new(
        columns: &[IncompleteColumn],
        covariates: &'a [&'a [f64]],
    ) -> Result<Self, NotImputed> {
        let rows = columns.first().ok_or(NotImputed::NoColumns)?.values.len();
        for (place, column) in columns.iter().enumerate() {
            assert_eq!(
                column.values.len(),
                rows,
                "all columns have one place a person"
            );
            check_column(place, column)?;
        }
        for (covariate, values) in covariates.iter().enumerate() {
            assert_eq!(values.len(), rows, "covariates have one value a person");
            if let Some(row) = values.iter().position(|value| !value.is_finite()) {
                return Err(NotImputed::CovariateNotFinite { covariate, row });
            }
        }
        let rows_where = |missing: bool| {
            let places = |column: &IncompleteColumn| {
                (0..rows)
                    .filter(|&row| column.values[row].is_none() == missing)
                    .collect()
            };
            columns.iter().map(places).collect::<Vec<Vec<usize>>>()
        };
        let holes = rows_where(true);
        let mut order: Vec<usize> = (0..columns.len()).collect();
        order.sort_by_key(|&column| holes[column].len());
        let nested = |pair: &[usize]| {
            let (fewer, more) = (columns[pair[0]].values, columns[pair[1]].values);
            fewer
                .iter()
                .zip(more)
                .all(|(fewer, more)| fewer.is_some() || more.is_none())
        };
        Ok(Self {
            rows,
            monotone: order.windows(2).all(nested),
            covariates,
            columns: columns
                .iter()
                .map(|column| {
                    column
                        .values
                        .iter()
                        .map(|value| value.unwrap_or(0.0))
                        .collect()
                })
                .collect(),
            holes,
            seen: rows_where(false),
            order,
        })
    }

    pub fn sweeps(&self, settings: &ImputeSettings) -> usize {
        if self.monotone {
            1
        } else {
            settings.iterations
        }
    }

    /// The columns and their holes.
    pub fn into_columns(self) -> (Vec<Vec<f64>>, Vec<Vec<usize>>) {
        (self.columns, self.holes)
    }

    pub fn chain(&self, settings: &ImputeSettings, set: u64) -> Result<Chain, NotImputed> {
        let mut rng = ChaCha8Rng::seed_from_u64(settings.seed);
        rng.set_stream(set);
        let mut columns = self.columns.clone();
        if !self.monotone {
            self.fill_any(&mut columns, &mut rng);
        }
        let mut chain = Chain {
            drawn: vec![Vec::new(); columns.len()],
            trace: vec![Vec::new(); columns.len()],
            aliased: BTreeSet::new(),
        };
        for _ in 0..self.sweeps(settings) {
            for place in 0..self.order.len() {
                let column = self.order[place];
                if self.holes[column].is_empty() {
                    continue;
                }
                let target = std::mem::take(&mut columns[column]);
                let drawn = self.draw(
                    place,
                    &target,
                    &columns,
                    settings.method,
                    &mut rng,
                    &mut chain,
                )?;
                columns[column] = target;
                for (&row, &value) in self.holes[column].iter().zip(&drawn) {
                    columns[column][row] = value;
                }
                chain.trace[column].push(drawn.iter().sum::<f64>() / drawn.len() as f64);
                chain.drawn[column] = drawn;
            }
        }
        Ok(chain)
    }

    /// Puts values seen, picked at random, into the holes.
    fn fill_any(&self, columns: &mut [Vec<f64>], rng: &mut ChaCha8Rng) {
        for &column in &self.order {
            let seen = &self.seen[column];
            let Ok(any) = Uniform::new(0, seen.len()) else {
                continue;
            };
            for &hole in &self.holes[column] {
                columns[column][hole] = columns[column][seen[any.sample(rng)]];
            }
        }
    }

    /// Values for the holes of the column at a place of the order.
    fn draw(
        &self,
        place: usize,
        target: &[f64],
        columns: &[Vec<f64>],
        method: ImputationMethod,
        rng: &mut ChaCha8Rng,
        chain: &mut Chain,
    ) -> Result<Vec<f64>, NotImputed> {
        let column = self.order[place];
        let others = if self.monotone {
            &self.order[..place]
        } else {
            &self.order[..]
        };
        let others = || others.iter().copied().filter(|&other| other != column);
        let terms: Vec<&[f64]> = self
            .covariates
            .iter()
            .copied()
            .chain(others().map(|other| &columns[other][..]))
            .collect();
        let rows = Rows {
            seen: &self.seen[column],
            holes: &self.holes[column],
        };
        let model = Model::fit(&terms, target, &rows).map_err(|terms| NotImputed::TooFewSeen {
            column,
            seen: rows.seen.len(),
            terms,
        })?;
        let names: Vec<Predictor> = (0..self.covariates.len())
            .map(Predictor::Covariate)
            .chain(others().map(Predictor::Column))
            .collect();
        chain
            .aliased
            .extend(model.aliased.iter().map(|&term| Aliased {
                column,
                predictor: names[term],
            }));
        let parameters = model.draw(rng);
        let predicted = rows
            .holes
            .iter()
            .map(|&row| model.predict(&parameters.slopes, parameters.level, row));
        Ok(match method {
            ImputationMethod::Normal => predicted
                .map(|mean| {
                    let noise: f64 = StandardNormal.sample(rng);
                    mean + parameters.sigma * noise
                })
                .collect(),
            ImputationMethod::PredictiveMeanMatching { donors } => {
                let values = rows.seen.iter().map(|&row| target[row]);
                Donors::new(&model.fitted, values, donors).pick_all(predicted, rng)
            }
        })
    }
}

fn check_column(place: usize, column: &IncompleteColumn) -> Result<(), NotImputed> {
    let (low, high) = column.range.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
    assert!(
        low <= high,
        "a range goes from its least to its greatest value"
    );
    let mut first = None;
    let (mut varies, mut holes) = (false, false);
    for (row, value) in column.values.iter().enumerate() {
        let Some(value) = *value else {
            holes = true;
            continue;
        };
        if !value.is_finite() {
            return Err(NotImputed::NotFinite { column: place, row });
        }
        if !(low..=high).contains(&value) {
            return Err(NotImputed::OutsideRange { column: place, row });
        }
        varies |= *first.get_or_insert(value) != value;
    }
    match first {
        None if holes => Err(NotImputed::NothingSeen { column: place }),
        Some(_) if holes && !varies => Err(NotImputed::NoVariation { column: place }),
        _ => Ok(()),
    }
}

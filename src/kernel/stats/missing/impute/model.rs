//! The linear model of one column, and a draw of its parameters.

use rand::distr::Distribution;
use rand_chacha::ChaCha8Rng;
use rand_distr::{ChiSquared, StandardNormal};

use crate::kernel::stats::linear::{Cholesky, Matrix};

/// A term that keeps less than this share of its variance beside the terms before it depends on them.
const DEPENDENT: f64 = 1e-9;
/// A term whose standard deviation is below this share of its mean does not vary.
const CONSTANT: f64 = 1e-11;

/// Where a column is seen and where not.
pub(super) struct Rows<'a> {
    pub seen: &'a [usize],
    pub holes: &'a [usize],
}

/// Least squares of a column on its terms, centred over the rows seen.
pub(super) struct Model<'a> {
    terms: Vec<&'a [f64]>,
    means: Vec<f64>,
    /// Root of the sum of squares of each term.
    scales: Vec<f64>,
    factor: Cholesky,
    slopes: Vec<f64>,
    level: f64,
    rss: f64,
    rows: usize,
    /// By the rows seen.
    pub fitted: Vec<f64>,
    /// Places of the terms left out.
    pub aliased: Vec<usize>,
}

/// Parameters drawn from what the data leave open.
pub(super) struct Parameters {
    pub slopes: Vec<f64>,
    /// The prediction at the means of the terms.
    pub level: f64,
    pub sigma: f64,
}

impl<'a> Model<'a> {
    /// `Err` holds the number of terms, the intercept among them, when the rows are not more.
    pub fn fit(terms: &[&'a [f64]], target: &[f64], rows: &Rows) -> Result<Self, usize> {
        let n = rows.seen.len();
        let means: Vec<f64> = terms.iter().map(|term| mean(term, rows.seen)).collect();
        let level = mean(target, rows.seen);
        let (squares, cross) = products(terms, &means, target, level, rows.seen);
        let scales: Vec<f64> = (0..terms.len()).map(|j| squares[(j, j)].sqrt()).collect();
        let varies = |j: &usize| scales[*j] > CONSTANT * means[*j].abs() * (n as f64).sqrt();
        let varying: Vec<usize> = (0..terms.len()).filter(varies).collect();
        let correlations = Matrix::from_fn(varying.len(), varying.len(), |i, j| {
            let (i, j) = (varying[i], varying[j]);
            squares[(i, j)] / (scales[i] * scales[j])
        });
        let (factor, kept) = Cholesky::of_independent(&correlations, DEPENDENT);
        let kept: Vec<usize> = kept.into_iter().map(|place| varying[place]).collect();
        if n <= kept.len() + 1 {
            return Err(kept.len() + 1);
        }
        let slants: Vec<f64> = kept.iter().map(|&j| cross[j] / scales[j]).collect();
        let slopes = factor.solve(&slants);
        let at = |values: &[f64]| kept.iter().map(|&j| values[j]).collect::<Vec<f64>>();
        let mut model = Self {
            terms: kept.iter().map(|&j| terms[j]).collect(),
            means: at(&means),
            slopes: slopes
                .iter()
                .zip(at(&scales))
                .map(|(b, scale)| b / scale)
                .collect(),
            scales: at(&scales),
            factor,
            level,
            rss: 0.0,
            rows: n,
            fitted: Vec::new(),
            aliased: (0..terms.len()).filter(|j| !kept.contains(j)).collect(),
        };
        let fitted = rows
            .seen
            .iter()
            .map(|&row| model.predict(&model.slopes, level, row));
        model.fitted = fitted.collect();
        let pairs = rows.seen.iter().zip(&model.fitted);
        model.rss = pairs
            .map(|(&row, fitted)| (target[row] - fitted).powi(2))
            .sum();
        Ok(model)
    }

    /// Rubin (1987), p. 167: σ² is the residual sum of squares over a chi-squared, the coefficients are normal about their
    /// estimates with that variance.
    pub fn draw(&self, rng: &mut ChaCha8Rng) -> Parameters {
        let mut normal = |_: usize| -> f64 { StandardNormal.sample(rng) };
        let level = normal(0);
        let noise: Vec<f64> = (0..self.slopes.len()).map(&mut normal).collect();
        let df = (self.rows - self.slopes.len() - 1) as f64;
        let sigma =
            ChiSquared::new(df).map_or(0.0, |spread| (self.rss / spread.sample(rng)).sqrt());
        let turned = self.factor.solve_upper(&noise);
        let moved = self.slopes.iter().zip(turned.iter().zip(&self.scales));
        Parameters {
            slopes: moved
                .map(|(slope, (turn, scale))| slope + sigma * turn / scale)
                .collect(),
            level: self.level + sigma * level / (self.rows as f64).sqrt(),
            sigma,
        }
    }

    pub fn predict(&self, slopes: &[f64], level: f64, row: usize) -> f64 {
        let mut sum = level;
        for ((term, mean), slope) in self.terms.iter().zip(&self.means).zip(slopes) {
            sum += slope * (term[row] - mean);
        }
        sum
    }
}

/// The mean over rows, its own rounding corrected.
fn mean(values: &[f64], rows: &[usize]) -> f64 {
    let n = rows.len() as f64;
    let first = rows.iter().map(|&row| values[row]).sum::<f64>() / n;
    first + rows.iter().map(|&row| values[row] - first).sum::<f64>() / n
}

/// Sums of products of the centred terms with each other and with the target.
fn products(
    terms: &[&[f64]],
    means: &[f64],
    target: &[f64],
    level: f64,
    rows: &[usize],
) -> (Matrix, Vec<f64>) {
    let p = terms.len();
    let (mut squares, mut cross, mut centred) = (Matrix::zeros(p, p), vec![0.0; p], vec![0.0; p]);
    for &row in rows {
        for (place, (term, mean)) in centred.iter_mut().zip(terms.iter().zip(means)) {
            *place = term[row] - mean;
        }
        squares.add_outer(&centred, &centred, 1.0);
        let apart = target[row] - level;
        cross
            .iter_mut()
            .zip(&centred)
            .for_each(|(sum, x)| *sum += x * apart);
    }
    (squares, cross)
}

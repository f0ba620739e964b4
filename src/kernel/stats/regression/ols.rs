//! Ordinary least squares.
//!
//! Householder QR with refined residuals, never X′X: Longley's data keep eleven digits and more.

use serde::Serialize;

use super::coefficient::check_finite;
use super::{Coefficient, FTest, Unfit};
use crate::kernel::stats::Moments;
use crate::kernel::stats::linear::{Matrix, Qr, dot};

/// What a linear model says, to keep or show.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LinearSummary {
    /// Rows.
    pub n: u64,
    /// Estimates with classical standard errors.
    pub coefficients: Vec<Coefficient>,
    /// Residual standard deviation.
    pub sigma: f64,
    /// Rows less terms.
    pub df: f64,
    /// Share of variation explained.
    pub r_squared: Option<f64>,
}

/// A linear model fitted by least squares.
///
/// Ask it for [`coefficients`](Self::coefficients) with classical standard errors, or with robust ones.
pub struct Ols {
    pub(super) design: Matrix,
    pub(super) qr: Qr,
    estimates: Vec<f64>,
    residuals: Vec<f64>,
    rss: f64,
    total: f64,
}

/// Fits a linear model: one row a person, one column a term, an intercept as a column of ones.
///
/// Use it as the base of [`ancova`](super::ancova()) and of any adjusted comparison.
///
/// # Errors
///
/// When there are not more rows than terms, a term depends on those before it, or a value is not finite.
///
/// # Panics
///
/// When the outcome has not one value a row.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::linear::Matrix;
/// use throughline::kernel::stats::regression::ols;
///
/// let design = Matrix::from_columns(&[&[1.0; 4], &[0.0, 1.0, 2.0, 3.0]]);
/// let fit = ols(&design, &[1.0, 3.0, 5.0, 8.0]).unwrap();
/// assert!((fit.estimates()[1] - 2.3).abs() < 1e-14);
/// assert_eq!(fit.df(), 2.0);
/// ```
pub fn ols(design: &Matrix, outcome: &[f64]) -> Result<Ols, Unfit> {
    check_finite(design, outcome)?;
    if design.rows() <= design.columns() {
        return Err(Unfit::TooFewRows);
    }
    let qr = Qr::new(design).map_err(Unfit::Dependent)?;
    let (estimates, residuals) = qr.solve(outcome);
    let total = if has_intercept(design) {
        let summary = Moments::from_slice(outcome).finalise();
        let variance = summary.and_then(|summary| summary.variance);
        variance.unwrap_or(0.0) * (outcome.len() - 1) as f64
    } else {
        dot(outcome, outcome)
    };
    Ok(Ols {
        design: design.clone(),
        qr,
        rss: dot(&residuals, &residuals),
        estimates,
        residuals,
        total,
    })
}

fn has_intercept(design: &Matrix) -> bool {
    (0..design.columns()).any(|j| {
        let first = design[(0, j)];
        first != 0.0 && (1..design.rows()).all(|i| design[(i, j)] == first)
    })
}

impl Ols {
    /// The estimates, in the order of the columns.
    pub fn estimates(&self) -> &[f64] {
        &self.estimates
    }

    /// Outcome less fitted value, by rows.
    pub fn residuals(&self) -> &[f64] {
        &self.residuals
    }

    /// Rows less terms.
    pub fn df(&self) -> f64 {
        (self.design.rows() - self.design.columns()) as f64
    }

    /// Residual sum of squares.
    pub fn rss(&self) -> f64 {
        self.rss
    }

    /// Residual standard deviation.
    pub fn sigma(&self) -> f64 {
        (self.rss / self.df()).sqrt()
    }

    /// Share of variation explained: about the mean where a column is constant, about zero otherwise; `None` where the
    /// outcome does not vary.
    pub fn r_squared(&self) -> Option<f64> {
        (self.total > 0.0).then(|| 1.0 - self.rss / self.total)
    }

    /// The diagonal of the hat matrix, by rows.
    pub fn leverages(&self) -> Vec<f64> {
        self.qr.leverages()
    }

    /// The classical covariance of the estimates, s²(X′X)⁻¹.
    pub fn covariance(&self) -> Matrix {
        let sigma = self.sigma();
        self.qr.unscaled_covariance().scaled(sigma * sigma)
    }

    /// Estimates with classical standard errors: residuals independent and of one variance.
    ///
    /// # Panics
    ///
    /// When `level` is not strictly between 0 and 1.
    pub fn coefficients(&self, level: f64) -> Vec<Coefficient> {
        self.tested(&self.covariance(), level)
    }

    /// The whole fit in one value.
    ///
    /// # Panics
    ///
    /// When `level` is not strictly between 0 and 1.
    pub fn summary(&self, level: f64) -> LinearSummary {
        LinearSummary {
            n: self.design.rows() as u64,
            coefficients: self.coefficients(level),
            sigma: self.sigma(),
            df: self.df(),
            r_squared: self.r_squared(),
        }
    }

    /// Estimates tested with a covariance of theirs, on the residual degrees of freedom.
    pub(super) fn tested(&self, covariance: &Matrix, level: f64) -> Vec<Coefficient> {
        let terms = self.estimates.iter().enumerate();
        terms
            .map(|(j, &estimate)| {
                Coefficient::new(estimate, covariance[(j, j)].sqrt(), Some(self.df()), level)
            })
            .collect()
    }

    /// Tests this model against a larger one of the same outcome that holds all its terms; `None` where the larger one
    /// has no more terms or leaves no residual.
    pub fn against_larger(&self, larger: &Self) -> Option<FTest> {
        let df1 = self.df() - larger.df();
        let mean_square = larger.rss / larger.df();
        (df1 > 0.0 && mean_square > 0.0).then(|| {
            FTest::new(
                (self.rss - larger.rss) / df1 / mean_square,
                df1,
                larger.df(),
            )
        })
    }
}

//! The profiled criterion and its slope.
//!
//! X is made orthonormal and y freed of its projection first: the criterion then moves by constants only, and sums of
//! products lose no digits. With K = Z′Z of a group, A = I + Λ′KΛ and V⁻¹ = I − ZΛA⁻¹Λ′Z′, everything is of the size of Λ.

use std::collections::BTreeMap;
use std::f64::consts::PI;

use crate::kernel::stats::linear::{Cholesky, Matrix, Qr, dot};
use crate::kernel::stats::regression::Unfit;

/// Sums of one group.
struct Group {
    /// Z′Z.
    zz: Matrix,
    /// Z′Q.
    zq: Matrix,
    /// Z′y.
    zy: Vec<f64>,
}

/// Everything about the data that the criterion needs.
pub(super) struct Problem {
    groups: Vec<Group>,
    /// Group codes in the order of `groups`.
    pub codes: Vec<usize>,
    qr: Qr,
    /// Least squares estimates, which the orthonormal coefficients correct.
    start: Vec<f64>,
    residual_sum: f64,
    n: f64,
    pub p: usize,
    pub q: usize,
    pub restricted: bool,
}

/// The criterion at one Λ, with what it rests on.
pub(super) struct Evaluation {
    pub deviance: f64,
    /// Slope of the criterion on ΛΛ′, symmetric.
    pub slope: Matrix,
    pub sigma_squared: f64,
    /// Coefficients of the orthonormal terms.
    gamma: Vec<f64>,
    /// Inverse of Q′V⁻¹Q.
    inverse: Matrix,
    /// ΛA⁻¹Λ′(Z′y − Z′Qγ) of each group.
    pub effects: Vec<Vec<f64>>,
}

impl Problem {
    pub fn new(
        fixed: &Matrix,
        random: &Matrix,
        codes: &[usize],
        outcome: &[f64],
        restricted: bool,
    ) -> Result<Self, Unfit> {
        let qr = Qr::new(fixed).map_err(Unfit::Dependent)?;
        let (start, residuals) = qr.solve(outcome);
        let (p, q) = (fixed.columns(), random.columns());
        let mut groups: BTreeMap<usize, Group> = BTreeMap::new();
        for (row, &code) in codes.iter().enumerate() {
            let group = groups.entry(code).or_insert_with(|| Group {
                zz: Matrix::zeros(q, q),
                zq: Matrix::zeros(q, p),
                zy: vec![0.0; q],
            });
            let z = random.row(row);
            group.zz.add_outer(z, z, 1.0);
            group.zq.add_outer(z, &qr.whitened(fixed.row(row)), 1.0);
            let products = group.zy.iter_mut().zip(z);
            products.for_each(|(sum, z)| *sum += z * residuals[row]);
        }
        let (codes, groups) = groups.into_iter().unzip();
        Ok(Self {
            groups,
            codes,
            start,
            residual_sum: dot(&residuals, &residuals),
            n: outcome.len() as f64,
            p,
            q,
            restricted,
            qr,
        })
    }

    /// How far the data vary about the fixed terms.
    pub fn residual_sum(&self) -> f64 {
        self.residual_sum
    }

    /// Number of rows, less the terms where the criterion is restricted.
    pub fn divisor(&self) -> f64 {
        if self.restricted {
            self.n - self.p as f64
        } else {
            self.n
        }
    }

    pub fn evaluate(&self, lambda: &Matrix) -> Option<Evaluation> {
        let inner: Vec<Matrix> = self
            .groups
            .iter()
            .map(|group| lambda.transposed().times(&group.zz.times(lambda)))
            .collect();
        let mut log_determinant = 0.0;
        let mut gains = Vec::with_capacity(inner.len());
        let mut information = Matrix::identity(self.p);
        let (mut right, mut squares) = (vec![0.0; self.p], self.residual_sum);
        for (group, inner) in self.groups.iter().zip(&inner) {
            let a = Matrix::from_fn(self.q, self.q, |i, j| {
                inner[(i, j)] + f64::from(u8::from(i == j))
            });
            let factor = Cholesky::new(&a)?;
            log_determinant += factor.log_determinant();
            let gain = lambda.times(&factor.inverse().times(&lambda.transposed()));
            let gain_y = gain.times_vector(&group.zy);
            squares -= dot(&group.zy, &gain_y);
            for i in 0..self.p {
                let own = group.zq.column(i);
                right[i] -= dot(&own, &gain_y);
                for j in 0..self.p {
                    information[(i, j)] -= dot(&own, &gain.times_vector(&group.zq.column(j)));
                }
            }
            gains.push(gain);
        }
        let factor = Cholesky::new(&information)?;
        let gamma = factor.solve(&right);
        let rss = squares - dot(&right, &gamma);
        let divisor = self.divisor();
        let sigma_squared = rss / divisor;
        let mut deviance = log_determinant + divisor * (1.0 + (2.0 * PI * sigma_squared).ln());
        if self.restricted {
            deviance += factor.log_determinant() + self.log_scale();
        }
        let inverse = factor.inverse();
        let (slope, effects) = self.slope(&gains, &gamma, &inverse, sigma_squared);
        deviance.is_finite().then_some(Evaluation {
            deviance,
            slope,
            sigma_squared,
            gamma,
            inverse,
            effects,
        })
    }

    /// Σ Z′V⁻¹Z − uu′/σ² − T(Q′V⁻¹Q)⁻¹T′, the last where restricted, with u = Z′V⁻¹e and T = Z′V⁻¹Q; and the effects.
    fn slope(
        &self,
        gains: &[Matrix],
        gamma: &[f64],
        inverse: &Matrix,
        sigma_squared: f64,
    ) -> (Matrix, Vec<Vec<f64>>) {
        let mut slope = Matrix::zeros(self.q, self.q);
        let mut effects = Vec::with_capacity(gains.len());
        for (group, gain) in self.groups.iter().zip(gains) {
            let shrunk = Matrix::from_fn(self.q, self.q, |i, j| {
                f64::from(u8::from(i == j)) - dot(group.zz.row(i), &gain.column(j))
            });
            let fitted = group.zq.times_vector(gamma);
            let ze: Vec<f64> = group.zy.iter().zip(&fitted).map(|(y, f)| y - f).collect();
            let u = shrunk.times_vector(&ze);
            let s = shrunk.times(&group.zz);
            slope.add_outer(&u, &u, -1.0 / sigma_squared);
            let t = shrunk.times(&group.zq);
            let spent = t.times(inverse).times(&t.transposed());
            for i in 0..self.q {
                for j in 0..self.q {
                    slope[(i, j)] += s[(i, j)];
                    if self.restricted {
                        slope[(i, j)] -= spent[(i, j)];
                    }
                }
            }
            effects.push(gain.times_vector(&ze));
        }
        (slope, effects)
    }

    /// ln det X′X, which orthonormal terms leave out.
    fn log_scale(&self) -> f64 {
        let covariance = self.qr.unscaled_covariance();
        let scales: Vec<f64> = (0..self.p).map(|i| covariance[(i, i)].sqrt()).collect();
        let scaled = Matrix::from_fn(self.p, self.p, |i, j| {
            covariance[(i, j)] / (scales[i] * scales[j])
        });
        let logs: f64 = scales.iter().map(|scale| 2.0 * scale.ln()).sum();
        -Cholesky::new(&scaled).map_or(f64::NAN, |factor| factor.log_determinant()) - logs
    }

    /// The coefficients and their covariance on the scale of X.
    pub fn coefficients(&self, at: &Evaluation) -> (Vec<f64>, Matrix) {
        let identity = Matrix::identity(self.p);
        let units: Vec<Vec<f64>> = (0..self.p)
            .map(|j| self.qr.whitened(identity.row(j)))
            .collect();
        let estimates = self
            .start
            .iter()
            .zip(&units)
            .map(|(start, unit)| start + dot(unit, &at.gamma))
            .collect();
        let covariance = Matrix::from_fn(self.p, self.p, |i, j| {
            at.sigma_squared * dot(&units[i], &at.inverse.times_vector(&units[j]))
        });
        (estimates, covariance)
    }
}

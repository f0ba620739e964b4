//! The profiled criterion and its slope.
//!
//! X is made orthonormal and y freed of its projection first: the criterion then moves by constants only, and sums of
//! products lose no digits. With K = Z′Z of a group, A = I + Λ′KΛ and V⁻¹ = I − ZΛA⁻¹Λ′Z′, everything is of the size of Λ.

use std::collections::BTreeMap;
use std::f64::consts::PI;

use crate::kernel::stats::linear::{Cholesky, Matrix, Qr, dot};
use crate::kernel::stats::regression::Unfit;

/// Groups with the same random and fixed terms, as people seen at the same waves: one decomposition serves them all.
struct Kind {
    /// Z′Z.
    zz: Matrix,
    /// Z′Q.
    zq: Matrix,
    /// How many groups.
    count: f64,
    /// Σ Z′y.
    first: Vec<f64>,
    /// Σ Z′yy′Z.
    second: Matrix,
}

/// One group.
struct Member {
    code: usize,
    kind: usize,
    /// Z′y.
    zy: Vec<f64>,
}

/// Everything about the data that the criterion needs.
pub(super) struct Problem {
    kinds: Vec<Kind>,
    members: Vec<Member>,
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
    /// ΛA⁻¹Λ′ of each kind of group.
    gains: Vec<Matrix>,
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
        let mut sums: BTreeMap<usize, (Matrix, Matrix, Vec<f64>)> = BTreeMap::new();
        for (row, &code) in codes.iter().enumerate() {
            let (zz, zq, zy) = sums
                .entry(code)
                .or_insert_with(|| (Matrix::zeros(q, q), Matrix::zeros(q, p), vec![0.0; q]));
            let z = random.row(row);
            zz.add_outer(z, z, 1.0);
            zq.add_outer(z, &qr.whitened(fixed.row(row)), 1.0);
            let products = zy.iter_mut().zip(z);
            products.for_each(|(sum, z)| *sum += z * residuals[row]);
        }
        let (kinds, members) = sorted_by_kind(sums);
        Ok(Self {
            kinds,
            members,
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
        let mut log_determinant = 0.0;
        let mut gains = Vec::with_capacity(self.kinds.len());
        let mut information = Matrix::identity(self.p);
        let (mut right, mut squares) = (vec![0.0; self.p], self.residual_sum);
        for kind in &self.kinds {
            let inner = lambda.transposed().times(&kind.zz.times(lambda));
            let a = Matrix::from_fn(self.q, self.q, |i, j| {
                inner[(i, j)] + f64::from(u8::from(i == j))
            });
            let factor = Cholesky::new(&a)?;
            log_determinant += kind.count * factor.log_determinant();
            let gain = lambda.times(&factor.inverse().times(&lambda.transposed()));
            squares -= (0..self.q)
                .map(|i| dot(gain.row(i), &kind.second.column(i)))
                .sum::<f64>();
            let gain_y = gain.times_vector(&kind.first);
            let gain_q = gain.times(&kind.zq);
            for i in 0..self.p {
                let own = kind.zq.column(i);
                right[i] -= dot(&own, &gain_y);
                for j in 0..self.p {
                    information[(i, j)] -= kind.count * dot(&own, &gain_q.column(j));
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
        let slope = self.slope(&gains, &gamma, &inverse, sigma_squared);
        deviance.is_finite().then_some(Evaluation {
            deviance,
            slope,
            sigma_squared,
            gamma,
            inverse,
            gains,
        })
    }

    /// Σ Z′V⁻¹Z − uu′/σ² − T(Q′V⁻¹Q)⁻¹T′, the last where restricted, with u = Z′V⁻¹e and T = Z′V⁻¹Q.
    fn slope(
        &self,
        gains: &[Matrix],
        gamma: &[f64],
        inverse: &Matrix,
        sigma_squared: f64,
    ) -> Matrix {
        let mut slope = Matrix::zeros(self.q, self.q);
        for (kind, gain) in self.kinds.iter().zip(gains) {
            let shrunk = Matrix::from_fn(self.q, self.q, |i, j| {
                f64::from(u8::from(i == j)) - dot(kind.zz.row(i), &gain.column(j))
            });
            let fitted = kind.zq.times_vector(gamma);
            // Σ (Z′e)(Z′e)′ over the groups of this kind.
            let mut errors = kind.second.clone();
            errors.add_outer(&kind.first, &fitted, -1.0);
            errors.add_outer(&fitted, &kind.first, -1.0);
            errors.add_outer(&fitted, &fitted, kind.count);
            let seen = shrunk.times(&errors).times(&shrunk.transposed());
            let s = shrunk.times(&kind.zz);
            let t = shrunk.times(&kind.zq);
            let spent = t.times(inverse).times(&t.transposed());
            for i in 0..self.q {
                for j in 0..self.q {
                    slope[(i, j)] += kind.count * s[(i, j)] - seen[(i, j)] / sigma_squared;
                    if self.restricted {
                        slope[(i, j)] -= kind.count * spent[(i, j)];
                    }
                }
            }
        }
        slope
    }

    /// How many groups there are.
    pub fn groups(&self) -> usize {
        self.members.len()
    }

    /// ΛA⁻¹Λ′(Z′y − Z′Qγ) of each group, by its code.
    pub fn effects(&self, at: &Evaluation) -> Vec<(usize, Vec<f64>)> {
        let fitted: Vec<Vec<f64>> = self
            .kinds
            .iter()
            .map(|kind| kind.zq.times_vector(&at.gamma))
            .collect();
        let of_member = |member: &Member| {
            let errors: Vec<f64> = member
                .zy
                .iter()
                .zip(&fitted[member.kind])
                .map(|(y, f)| y - f)
                .collect();
            (member.code, at.gains[member.kind].times_vector(&errors))
        };
        self.members.iter().map(of_member).collect()
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

fn sorted_by_kind(sums: BTreeMap<usize, (Matrix, Matrix, Vec<f64>)>) -> (Vec<Kind>, Vec<Member>) {
    let mut places: BTreeMap<Vec<u64>, usize> = BTreeMap::new();
    let (mut kinds, mut members): (Vec<Kind>, Vec<Member>) = (Vec::new(), Vec::new());
    for (code, (zz, zq, zy)) in sums {
        let rows = (0..zz.rows()).flat_map(|i| zz.row(i).iter().chain(zq.row(i)));
        let key: Vec<u64> = rows.map(|value| value.to_bits()).collect();
        let kind = *places.entry(key).or_insert_with(|| {
            kinds.push(Kind {
                count: 0.0,
                first: vec![0.0; zy.len()],
                second: Matrix::zeros(zy.len(), zy.len()),
                zz,
                zq,
            });
            kinds.len() - 1
        });
        let of_kind = &mut kinds[kind];
        of_kind.count += 1.0;
        of_kind
            .first
            .iter_mut()
            .zip(&zy)
            .for_each(|(sum, y)| *sum += y);
        of_kind.second.add_outer(&zy, &zy, 1.0);
        members.push(Member { code, kind, zy });
    }
    (kinds, members)
}

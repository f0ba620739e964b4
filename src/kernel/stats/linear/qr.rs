//! Least squares by Householder reflections.
//!
//! Golub and Van Loan, Matrix Computations, section 5.2, on columns scaled to length one. The answer is refined with
//! residuals summed in doubled precision (Ogita, Rump and Oishi 2005, SIAM J. Scientific Computing 26:1955, algorithm 5.3),
//! which brings back the digits that near collinear columns cost.

use super::{Matrix, dot};

/// A column whose part outside the earlier columns is below this share of its length is taken for dependent on them.
const DEPENDENT: f64 = 1e-11;
const REFINEMENTS: u32 = 3;

/// X = Q R.
pub(in crate::kernel::stats) struct Qr {
    x: Matrix,
    /// Reflections, one a column.
    reflections: Vec<Vec<f64>>,
    r: Matrix,
    scales: Vec<f64>,
}

impl Qr {
    /// `Err` holds the first column that depends on those before it; there must be at least as many rows as columns.
    pub fn new(x: &Matrix) -> Result<Self, usize> {
        let p = x.columns();
        let mut columns: Vec<Vec<f64>> = (0..p).map(|j| x.column(j)).collect();
        let scales: Vec<f64> = columns.iter().map(|c| dot(c, c).sqrt()).collect();
        let mut reflections: Vec<Vec<f64>> = Vec::with_capacity(p);
        let mut r = Matrix::zeros(p, p);
        for j in 0..p {
            if x.rows() <= j || scales[j] == 0.0 || !scales[j].is_finite() {
                return Err(j);
            }
            let mut column = std::mem::take(&mut columns[j]);
            column.iter_mut().for_each(|value| *value /= scales[j]);
            for reflection in &reflections {
                reflect(reflection, &mut column);
            }
            let length = dot(&column[j..], &column[j..]).sqrt();
            if length < DEPENDENT {
                return Err(j);
            }
            let diagonal = if column[j] > 0.0 { -length } else { length };
            let mut reflection = vec![0.0; column.len()];
            reflection[j..].copy_from_slice(&column[j..]);
            reflection[j] -= diagonal;
            let size = dot(&reflection[j..], &reflection[j..]).sqrt();
            reflection.iter_mut().for_each(|value| *value /= size);
            for i in 0..j {
                r[(i, j)] = column[i];
            }
            r[(j, j)] = diagonal;
            reflections.push(reflection);
        }
        Ok(Self {
            x: x.clone(),
            reflections,
            r,
            scales,
        })
    }

    /// The b that makes |y − Xb| least, and y − Xb.
    pub fn solve(&self, y: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let mut b = self.solve_once(y);
        let mut residuals = self.residuals(y, &b);
        for _ in 0..REFINEMENTS {
            let correction = self.solve_once(&residuals);
            b.iter_mut().zip(&correction).for_each(|(b, c)| *b += c);
            residuals = self.residuals(y, &b);
        }
        (b, residuals)
    }

    fn solve_once(&self, y: &[f64]) -> Vec<f64> {
        let mut turned = y.to_vec();
        for reflection in &self.reflections {
            reflect(reflection, &mut turned);
        }
        let p = self.scales.len();
        let mut b = vec![0.0; p];
        for i in (0..p).rev() {
            let known = dot(&self.r.row(i)[i + 1..], &b[i + 1..]);
            b[i] = (turned[i] - known) / self.r[(i, i)];
        }
        b.iter_mut().zip(&self.scales).for_each(|(b, s)| *b /= s);
        b
    }

    fn residuals(&self, y: &[f64], b: &[f64]) -> Vec<f64> {
        let rows = (0..self.x.rows()).zip(y);
        rows.map(|(i, &y)| y_minus_dot(y, self.x.row(i), b))
            .collect()
    }

    /// (X′X)⁻¹ = R⁻¹R⁻ᵀ.
    pub fn unscaled_covariance(&self) -> Matrix {
        let p = self.scales.len();
        let mut inverse = Matrix::zeros(p, p);
        for j in 0..p {
            for i in (0..=j).rev() {
                let known: f64 = (i + 1..=j).map(|k| self.r[(i, k)] * inverse[(k, j)]).sum();
                inverse[(i, j)] = (f64::from(u8::from(i == j)) - known) / self.r[(i, i)];
            }
        }
        Matrix::from_fn(p, p, |i, j| {
            dot(inverse.row(i), inverse.row(j)) / (self.scales[i] * self.scales[j])
        })
    }

    /// The diagonal of X(X′X)⁻¹X′.
    pub fn leverages(&self) -> Vec<f64> {
        (0..self.x.rows())
            .map(|row| {
                let whitened = self.whitened(self.x.row(row));
                dot(&whitened, &whitened)
            })
            .collect()
    }

    /// R⁻ᵀ x: the row of Q that belongs to a row of X.
    pub fn whitened(&self, x: &[f64]) -> Vec<f64> {
        let mut z = vec![0.0; x.len()];
        for i in 0..x.len() {
            let known: f64 = (0..i).map(|k| self.r[(k, i)] * z[k]).sum();
            z[i] = (x[i] / self.scales[i] - known) / self.r[(i, i)];
        }
        z
    }
}

/// v ← v − 2 u (u′v).
fn reflect(unit: &[f64], vector: &mut [f64]) {
    let twice = 2.0 * dot(unit, vector);
    vector
        .iter_mut()
        .zip(unit)
        .for_each(|(v, u)| *v -= twice * u);
}

/// y − x′b as if in doubled precision.
fn y_minus_dot(y: f64, x: &[f64], b: &[f64]) -> f64 {
    let (mut sum, mut error) = (y, 0.0);
    for (&x, &b) in x.iter().zip(b) {
        let product = -x * b;
        let lost = (-x).mul_add(b, -product);
        let total = sum + product;
        let part = total - sum;
        error += (sum - (total - part)) + (product - part) + lost;
        sum = total;
    }
    sum + error
}

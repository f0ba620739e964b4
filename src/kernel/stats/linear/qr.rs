//! Least squares by Householder reflections.
//!
//! Golub and Van Loan, Matrix Computations, section 5.2, on columns scaled to length one. Estimates and residuals are
//! refined together (Björck 1967, BIT 7:257), their defects summed in doubled precision (Ogita, Rump and Oishi 2005, SIAM
//! J. Scientific Computing 26:1955), which brings back the digits that near collinear columns cost.

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
        let (rows, p) = (self.x.rows(), self.scales.len());
        let (mut b, mut residuals) = (vec![0.0; p], vec![0.0; rows]);
        for _ in 0..=REFINEMENTS {
            let defects: Vec<f64> = (0..rows)
                .map(|i| accurate([y[i], -residuals[i]], self.x.row(i).iter(), &b))
                .collect();
            let slants: Vec<f64> = (0..p)
                .map(|j| accurate([0.0; 2], (0..rows).map(|i| &self.x[(i, j)]), &residuals))
                .collect();
            let (more_b, more_residuals) = self.correction(&defects, &slants);
            b.iter_mut().zip(&more_b).for_each(|(b, c)| *b += c);
            let pairs = residuals.iter_mut().zip(&more_residuals);
            pairs.for_each(|(r, c)| *r += c);
        }
        (b, residuals)
    }

    /// The b and r with r + Xb = `defects` and X′r = `slants`.
    fn correction(&self, defects: &[f64], slants: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let mut turned = defects.to_vec();
        for reflection in &self.reflections {
            reflect(reflection, &mut turned);
        }
        let along = self.whitened(slants);
        let p = self.scales.len();
        let mut b = vec![0.0; p];
        for i in (0..p).rev() {
            let known = dot(&self.r.row(i)[i + 1..], &b[i + 1..]);
            b[i] = (turned[i] - along[i] - known) / self.r[(i, i)];
        }
        b.iter_mut().zip(&self.scales).for_each(|(b, s)| *b /= s);
        turned[..p].copy_from_slice(&along);
        for reflection in self.reflections.iter().rev() {
            reflect(reflection, &mut turned);
        }
        (b, turned)
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

/// The sum of `start` less x′b, as if in doubled precision.
fn accurate<'a>(start: [f64; 2], x: impl Iterator<Item = &'a f64>, b: &[f64]) -> f64 {
    let (mut sum, mut error) = exact_sum(start[0], start[1]);
    for (&x, &b) in x.zip(b) {
        let product = -x * b;
        let lost = (-x).mul_add(b, -product);
        let (total, rounding) = exact_sum(sum, product);
        sum = total;
        error += rounding + lost;
    }
    sum + error
}

/// a + b and what rounding took from it.
fn exact_sum(a: f64, b: f64) -> (f64, f64) {
    let total = a + b;
    let part = total - a;
    (total, (a - (total - part)) + (b - part))
}

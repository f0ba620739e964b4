//! The Cholesky factor of a symmetric positive definite matrix.

use super::{Matrix, dot};

/// A pivot below this share of its diagonal value is taken for zero.
const SINGULAR: f64 = 1e-12;

/// A = L L′.
pub(in crate::kernel::stats) struct Cholesky {
    lower: Matrix,
}

impl Cholesky {
    /// `None` when the matrix is not positive definite, or so nearly that its inverse would hold no digit.
    pub fn new(matrix: &Matrix) -> Option<Self> {
        let n = matrix.rows();
        let mut lower = Matrix::zeros(n, n);
        for i in 0..n {
            for j in 0..=i {
                let rest = matrix[(i, j)] - dot(&lower.row(i)[..j], &lower.row(j)[..j]);
                if i == j {
                    if rest.is_nan() || rest <= SINGULAR * matrix[(i, i)].abs() {
                        return None;
                    }
                    lower[(i, i)] = rest.sqrt();
                } else {
                    lower[(i, j)] = rest / lower[(j, j)];
                }
            }
        }
        Some(Self { lower })
    }

    /// A⁻¹ b.
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        let n = b.len();
        let mut x = self.solve_lower(b);
        for i in (0..n).rev() {
            let above: f64 = (i + 1..n).map(|k| self.lower[(k, i)] * x[k]).sum();
            x[i] = (x[i] - above) / self.lower[(i, i)];
        }
        x
    }

    /// L⁻¹ b.
    pub fn solve_lower(&self, b: &[f64]) -> Vec<f64> {
        let mut x = b.to_vec();
        for i in 0..x.len() {
            x[i] = (x[i] - dot(&self.lower.row(i)[..i], &x[..i])) / self.lower[(i, i)];
        }
        x
    }

    /// A⁻¹.
    pub fn inverse(&self) -> Matrix {
        let n = self.lower.rows();
        let identity = Matrix::identity(n);
        let columns: Vec<Vec<f64>> = (0..n).map(|j| self.solve(identity.row(j))).collect();
        Matrix::from_fn(n, n, |i, j| f64::midpoint(columns[j][i], columns[i][j]))
    }

    /// ln det A.
    pub fn log_determinant(&self) -> f64 {
        (0..self.lower.rows())
            .map(|i| 2.0 * self.lower[(i, i)].ln())
            .sum()
    }
}

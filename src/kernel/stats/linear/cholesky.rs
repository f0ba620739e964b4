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
        let (factor, kept) = Self::of_independent(matrix, SINGULAR);
        (kept.len() == matrix.rows()).then_some(factor)
    }

    /// The factor of the rows and columns that keep more than a share of their diagonal value beside those before them, and
    /// which these are.
    pub fn of_independent(matrix: &Matrix, share: f64) -> (Self, Vec<usize>) {
        let n = matrix.rows();
        let (mut lower, mut kept) = (Matrix::zeros(n, n), Vec::with_capacity(n));
        for i in 0..n {
            let place = kept.len();
            for (j, &column) in kept.iter().enumerate() {
                let rest: f64 =
                    matrix[(i, column)] - dot(&lower.row(place)[..j], &lower.row(j)[..j]);
                lower[(place, j)] = rest / lower[(j, j)];
            }
            let known = &lower.row(place)[..place];
            let rest = matrix[(i, i)] - dot(known, known);
            if rest > share * matrix[(i, i)].abs() {
                lower[(place, place)] = rest.sqrt();
                kept.push(i);
            }
        }
        let lower = Matrix::from_fn(kept.len(), kept.len(), |i, j| {
            if j <= i { lower[(i, j)] } else { 0.0 }
        });
        (Self { lower }, kept)
    }

    /// A⁻¹ b.
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        self.solve_upper(&self.solve_lower(b))
    }

    /// L⁻ᵀ b.
    pub fn solve_upper(&self, b: &[f64]) -> Vec<f64> {
        let mut x = b.to_vec();
        for i in (0..x.len()).rev() {
            let above: f64 = (i + 1..x.len()).map(|k| self.lower[(k, i)] * x[k]).sum();
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

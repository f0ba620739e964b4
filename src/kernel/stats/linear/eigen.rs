//! Eigenvalues and vectors of a symmetric matrix.

use super::Matrix;

const MAX_SWEEPS: u32 = 60;

/// A = V diag(λ) V′ by cyclic Jacobi rotations: Golub and Van Loan, Matrix Computations, section 8.5.
pub(in crate::kernel::stats) struct SymmetricEigen {
    values: Vec<f64>,
    vectors: Matrix,
}

impl SymmetricEigen {
    pub fn new(matrix: &Matrix) -> Self {
        let n = matrix.rows();
        let (mut a, mut vectors) = (matrix.clone(), Matrix::identity(n));
        for _ in 0..MAX_SWEEPS {
            let off = |a: &Matrix| -> f64 {
                (0..n)
                    .flat_map(|i| (0..i).map(move |j| (i, j)))
                    .map(|place| a[place] * a[place])
                    .sum()
            };
            let size: f64 = (0..n).map(|i| a[(i, i)] * a[(i, i)]).sum();
            if off(&a) <= f64::EPSILON * f64::EPSILON * size {
                break;
            }
            for p in 0..n {
                for q in p + 1..n {
                    rotate(&mut a, &mut vectors, p, q);
                }
            }
        }
        Self {
            values: (0..n).map(|i| a[(i, i)]).collect(),
            vectors,
        }
    }

    /// V diag(f(λ)) V′.
    pub fn map(&self, f: impl Fn(f64) -> f64) -> Matrix {
        let n = self.values.len();
        let mapped: Vec<f64> = self.values.iter().map(|&value| f(value)).collect();
        Matrix::from_fn(n, n, |i, j| {
            (0..n)
                .map(|k| self.vectors[(i, k)] * mapped[k] * self.vectors[(j, k)])
                .sum()
        })
    }

    /// V, one vector a column.
    pub fn vectors(&self) -> &Matrix {
        &self.vectors
    }

    pub fn values(&self) -> &[f64] {
        &self.values
    }
}

/// Turns the plane of axes p and q so that a[p, q] vanishes.
fn rotate(a: &mut Matrix, vectors: &mut Matrix, p: usize, q: usize) {
    if a[(p, q)] == 0.0 {
        return;
    }
    let n = a.rows();
    let tau = (a[(q, q)] - a[(p, p)]) / (2.0 * a[(p, q)]);
    let t = if tau >= 0.0 {
        1.0 / (tau + tau.hypot(1.0))
    } else {
        1.0 / (tau - tau.hypot(1.0))
    };
    let c = 1.0 / t.hypot(1.0);
    let s = t * c;
    for k in 0..n {
        let (at_p, at_q) = (a[(k, p)], a[(k, q)]);
        (a[(k, p)], a[(k, q)]) = (c * at_p - s * at_q, s * at_p + c * at_q);
    }
    for k in 0..n {
        let (at_p, at_q) = (a[(p, k)], a[(q, k)]);
        (a[(p, k)], a[(q, k)]) = (c * at_p - s * at_q, s * at_p + c * at_q);
        let (at_p, at_q) = (vectors[(k, p)], vectors[(k, q)]);
        (vectors[(k, p)], vectors[(k, q)]) = (c * at_p - s * at_q, s * at_p + c * at_q);
    }
}

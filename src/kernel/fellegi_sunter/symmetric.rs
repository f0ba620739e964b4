//! Symmetric matrices by their eigenvalues: inverses that say what they cannot invert.

/// Eigenvalues below this share of what there could be are taken for zero.
const ZERO: f64 = 1e-8;

/// Part of a unit vector that may lie in directions without an inverse.
const STRAY: f64 = 1e-6;

const MAX_SWEEPS: u32 = 60;

/// A square matrix, row by row.
#[derive(Debug, Clone)]
pub(super) struct Square {
    pub(super) size: usize,
    cells: Vec<f64>,
}

impl Square {
    pub(super) fn new(size: usize) -> Self {
        Self {
            size,
            cells: vec![0.0; size * size],
        }
    }

    pub(super) fn get(&self, row: usize, column: usize) -> f64 {
        self.cells[row * self.size + column]
    }

    pub(super) fn add(&mut self, row: usize, column: usize, value: f64) {
        self.cells[row * self.size + column] += value;
    }

    pub(super) fn diagonal(&self) -> Vec<f64> {
        (0..self.size).map(|i| self.get(i, i)).collect()
    }

    /// `B A B′` for the rows of B.
    pub(super) fn along(&self, rows: &[Vec<f64>]) -> Square {
        let mut result = Square::new(rows.len());
        for (a, x) in rows.iter().enumerate() {
            for (b, y) in rows.iter().enumerate() {
                let row = |i: usize| (0..self.size).map(|j| self.get(i, j) * y[j]).sum::<f64>();
                result.add(a, b, (0..self.size).map(|i| x[i] * row(i)).sum());
            }
        }
        result
    }
}

/// The inverse of a symmetric matrix, as far as its eigenvalues are above zero.
///
/// The matrix is seen in units that the caller knows to be natural, so that a rare level does not look like missing
/// information, nor what rounding left like information.
pub(super) struct Inverse {
    scale: Vec<f64>,
    values: Vec<f64>,
    /// Eigenvectors in columns.
    vectors: Square,
}

impl Inverse {
    /// The inverse in units that make `diagonal` ones.
    pub(super) fn new(matrix: &Square, diagonal: &[f64]) -> Self {
        let n = matrix.size;
        let root = |value: &f64| if *value > 0.0 { value.sqrt() } else { 1.0 };
        let scale: Vec<f64> = diagonal.iter().map(root).collect();
        let mut scaled = Square::new(n);
        for i in 0..n {
            for j in 0..n {
                scaled.add(i, j, matrix.get(i, j) / (scale[i] * scale[j]));
            }
        }
        let vectors = diagonalise(&mut scaled);
        Self {
            scale,
            values: (0..n).map(|i| scaled.get(i, i)).collect(),
            vectors,
        }
    }

    /// Number of directions that the matrix can be inverted in.
    pub(super) fn rank(&self) -> usize {
        self.values.iter().filter(|value| **value > ZERO).count()
    }

    /// The eigenvectors of those directions, in the units of the matrix.
    pub(super) fn directions(&self) -> Vec<Vec<f64>> {
        let n = self.scale.len();
        let vector = |j: usize| {
            (0..n)
                .map(|i| self.vectors.get(i, j) / self.scale[i])
                .collect()
        };
        (0..n)
            .filter(|&j| self.values[j] > ZERO)
            .map(vector)
            .collect()
    }

    /// `a′ A⁻¹ a`; `None` where `a` points in part where there is no inverse.
    pub(super) fn quadratic(&self, a: &[f64]) -> Option<f64> {
        let along = self.along(a);
        let length = along.iter().map(|x| x * x).sum::<f64>().sqrt();
        let mut sum = 0.0;
        for (x, value) in along.iter().zip(&self.values) {
            if *value > ZERO {
                sum += x * x / value;
            } else if x.abs() > STRAY * length {
                return None;
            }
        }
        Some(sum)
    }

    /// `A⁺ b`: the inverse where there is one, zero elsewhere.
    pub(super) fn apply(&self, b: &[f64]) -> Vec<f64> {
        let mut along = self.along(b);
        for (x, value) in along.iter_mut().zip(&self.values) {
            *x = if *value > ZERO { *x / value } else { 0.0 };
        }
        let n = self.scale.len();
        let back = |i: usize| {
            (0..n)
                .map(|j| self.vectors.get(i, j) * along[j])
                .sum::<f64>()
        };
        (0..n).map(|i| back(i) / self.scale[i]).collect()
    }

    /// Coordinates of the scaled vector along the eigenvectors.
    fn along(&self, a: &[f64]) -> Vec<f64> {
        let n = self.scale.len();
        let one = |j: usize| (0..n).map(move |i| self.vectors.get(i, j) * a[i] / self.scale[i]);
        (0..n).map(|j| one(j).sum()).collect()
    }
}

/// Jacobi's rotations until nothing is left off the diagonal (Golub & Van Loan, Matrix Computations, section 8.5).
fn diagonalise(a: &mut Square) -> Square {
    let n = a.size;
    let mut vectors = Square::new(n);
    (0..n).for_each(|i| vectors.add(i, i, 1.0));
    for _ in 0..MAX_SWEEPS {
        let mut largest = 0.0f64;
        for p in 0..n {
            for q in p + 1..n {
                largest = largest.max(a.get(p, q).abs());
                if a.get(p, q) != 0.0 {
                    rotate(a, &mut vectors, p, q);
                }
            }
        }
        if largest < 1e-15 {
            break;
        }
    }
    vectors
}

/// The rotation of rows and columns p and q that makes their cell zero.
fn rotate(a: &mut Square, vectors: &mut Square, p: usize, q: usize) {
    let n = a.size;
    let theta = (a.get(q, q) - a.get(p, p)) / (2.0 * a.get(p, q));
    let t = theta.signum() / (theta.abs() + theta.hypot(1.0));
    let c = 1.0 / t.hypot(1.0);
    let s = t * c;
    let turn = |cells: &mut [f64], i: usize, j: usize| {
        let (x, y) = (cells[i], cells[j]);
        cells[i] = c * x - s * y;
        cells[j] = s * x + c * y;
    };
    for k in 0..n {
        turn(&mut a.cells, k * n + p, k * n + q);
        turn(&mut vectors.cells, k * n + p, k * n + q);
    }
    for k in 0..n {
        turn(&mut a.cells, p * n + k, q * n + k);
    }
}

//! A dense matrix by rows.

use std::ops::{Index, IndexMut};

use serde::Serialize;

/// A dense matrix of doubles, stored by rows.
///
/// Use it for a design, one person a row and one term a column, and to read a covariance matrix.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::linear::Matrix;
///
/// let design = Matrix::from_columns(&[&[1.0, 1.0, 1.0], &[0.0, 1.0, 2.0]]);
/// assert_eq!((design.rows(), design.columns(), design[(2, 1)]), (3, 2, 2.0));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Matrix {
    rows: usize,
    columns: usize,
    values: Vec<f64>,
}

impl Matrix {
    /// A matrix of zeros.
    pub fn zeros(rows: usize, columns: usize) -> Self {
        Self {
            rows,
            columns,
            values: vec![0.0; rows * columns],
        }
    }

    /// The identity.
    pub fn identity(size: usize) -> Self {
        Self::from_fn(size, size, |i, j| f64::from(u8::from(i == j)))
    }

    /// The value of each place by a function of row and column.
    pub fn from_fn(rows: usize, columns: usize, value: impl Fn(usize, usize) -> f64) -> Self {
        let values = (0..rows)
            .flat_map(|i| (0..columns).map(move |j| (i, j)))
            .map(|(i, j)| value(i, j))
            .collect();
        Self {
            rows,
            columns,
            values,
        }
    }

    /// Columns side by side.
    ///
    /// # Panics
    ///
    /// When the columns differ in length.
    pub fn from_columns(columns: &[&[f64]]) -> Self {
        let rows = columns.first().map_or(0, |column| column.len());
        assert!(
            columns.iter().all(|column| column.len() == rows),
            "columns have one value a row"
        );
        Self::from_fn(rows, columns.len(), |i, j| columns[j][i])
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// How many columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// One row.
    ///
    /// # Panics
    ///
    /// When there is no such row.
    pub fn row(&self, row: usize) -> &[f64] {
        &self.values[row * self.columns..(row + 1) * self.columns]
    }

    /// One column, copied.
    ///
    /// # Panics
    ///
    /// When there is no such column.
    pub fn column(&self, column: usize) -> Vec<f64> {
        (0..self.rows).map(|row| self[(row, column)]).collect()
    }

    /// The matrix turned about its diagonal.
    pub fn transposed(&self) -> Self {
        Self::from_fn(self.columns, self.rows, |i, j| self[(j, i)])
    }

    /// This matrix times another.
    ///
    /// # Panics
    ///
    /// When the other has not as many rows as this has columns.
    pub fn times(&self, other: &Self) -> Self {
        assert_eq!(self.columns, other.rows, "inner sizes agree");
        let mut product = Self::zeros(self.rows, other.columns);
        for i in 0..self.rows {
            for (k, &left) in self.row(i).iter().enumerate() {
                for (j, &right) in other.row(k).iter().enumerate() {
                    product.values[i * other.columns + j] += left * right;
                }
            }
        }
        product
    }

    /// This matrix times a vector.
    ///
    /// # Panics
    ///
    /// When the vector has not as many values as this has columns.
    pub fn times_vector(&self, vector: &[f64]) -> Vec<f64> {
        assert_eq!(self.columns, vector.len(), "inner sizes agree");
        (0..self.rows).map(|i| dot(self.row(i), vector)).collect()
    }

    /// The rows at these places, in this order.
    ///
    /// # Panics
    ///
    /// When there is no such row.
    pub fn select_rows(&self, rows: &[usize]) -> Self {
        Self::from_fn(rows.len(), self.columns, |i, j| self[(rows[i], j)])
    }

    /// Each value times a number.
    pub fn scaled(mut self, by: f64) -> Self {
        self.values.iter_mut().for_each(|value| *value *= by);
        self
    }

    pub(in crate::kernel::stats) fn add_outer(&mut self, left: &[f64], right: &[f64], weight: f64) {
        for (i, &a) in left.iter().enumerate() {
            for (j, &b) in right.iter().enumerate() {
                self.values[i * self.columns + j] += weight * a * b;
            }
        }
    }

    /// v′ A v.
    pub(in crate::kernel::stats) fn quadratic(&self, vector: &[f64]) -> f64 {
        dot(vector, &self.times_vector(vector))
    }
}

impl Index<(usize, usize)> for Matrix {
    type Output = f64;

    fn index(&self, (row, column): (usize, usize)) -> &f64 {
        &self.values[row * self.columns + column]
    }
}

impl IndexMut<(usize, usize)> for Matrix {
    fn index_mut(&mut self, (row, column): (usize, usize)) -> &mut f64 {
        &mut self.values[row * self.columns + column]
    }
}

pub(in crate::kernel::stats) fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(a, b)| a * b).sum()
}

//! Tests of marginal homogeneity: whether the categories are filled alike before and after.
//!
//! With d the differences of the margins and V_ij = −(n_ij + n_ji), V_ii = n_i. + n_.i − 2n_ii, the statistic is d′V⁻d.
//! V is the Laplacian of the moves between categories, so a category that nobody left or entered, or one part of the
//! scale that never exchanges people with another, costs a degree of freedom and nothing else; d lies in its range.

use super::{CategoricalTest, SquareTable};
use crate::kernel::stats::chi_squared_upper_tail;
use crate::kernel::stats::linear::{Matrix, SymmetricEigen};

/// An eigenvalue below this share of the largest is zero.
const ZERO: f64 = 1e-10;

impl SquareTable {
    /// Tests whether the margins are alike: Stuart (1955), Biometrika 42:412; Maxwell (1970), British J. Psychiatry
    /// 116:651.
    ///
    /// Use it for bands and stages where [`mcnemar`](super::mcnemar) serves two categories. `None` when nobody moved.
    ///
    /// # Examples
    ///
    /// ```
    /// use throughline::kernel::stats::categorical::SquareTable;
    ///
    /// let bands = SquareTable::new(vec![vec![20, 10, 5], vec![3, 30, 15], vec![0, 5, 40]]).unwrap();
    /// let test = bands.stuart_maxwell().unwrap();
    /// assert_eq!(test.df, 2.0);
    /// assert!((test.chi_squared - 13.764706).abs() < 5e-7);
    /// ```
    pub fn stuart_maxwell(&self) -> Option<CategoricalTest> {
        let k = self.categories();
        let moves = |i: usize, j: usize| (self.count(i, j) + self.count(j, i)) as f64;
        let laplacian = Matrix::from_fn(k, k, |i, j| {
            if i == j {
                (0..k)
                    .filter(|&other| other != i)
                    .map(|other| moves(i, other))
                    .sum()
            } else {
                -moves(i, j)
            }
        });
        let gains: Vec<f64> = (0..k)
            .map(|i| {
                let balance = |j: usize| self.count(i, j) as i128 - self.count(j, i) as i128;
                (0..k).map(balance).sum::<i128>() as f64
            })
            .collect();
        let eigen = SymmetricEigen::new(&laplacian);
        let largest = eigen.values().iter().copied().fold(0.0, f64::max);
        let df = eigen
            .values()
            .iter()
            .filter(|&&v| v > ZERO * largest)
            .count() as f64;
        let inverse = eigen.map(|v| if v > ZERO * largest { 1.0 / v } else { 0.0 });
        let chi_squared = inverse.quadratic(&gains);
        (df > 0.0).then(|| CategoricalTest {
            chi_squared,
            df,
            p: chi_squared_upper_tail(chi_squared, df),
        })
    }

    /// Tests the same by Bhapkar (1966), J. American Statistical Association 61:228: W/(1 − W/n), which uses the variance
    /// without the assumption that the margins are alike.
    ///
    /// Never below Stuart–Maxwell's statistic. `None` when nobody moved, or W = n.
    ///
    /// # Examples
    ///
    /// ```
    /// use throughline::kernel::stats::categorical::SquareTable;
    ///
    /// let bands = SquareTable::new(vec![vec![20, 10, 5], vec![3, 30, 15], vec![0, 5, 40]]).unwrap();
    /// assert!((bands.bhapkar().unwrap().chi_squared - 15.423275).abs() < 5e-7);
    /// ```
    pub fn bhapkar(&self) -> Option<CategoricalTest> {
        let stuart_maxwell = self.stuart_maxwell()?;
        let rest = 1.0 - stuart_maxwell.chi_squared / self.total() as f64;
        let chi_squared = stuart_maxwell.chi_squared / rest;
        (rest > ZERO).then(|| CategoricalTest {
            chi_squared,
            df: stuart_maxwell.df,
            p: chi_squared_upper_tail(chi_squared, stuart_maxwell.df),
        })
    }
}

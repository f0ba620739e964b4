//! Bowker's test of symmetry.

use super::{CategoricalTest, SquareTable};
use crate::kernel::stats::chi_squared_upper_tail;

impl SquareTable {
    /// Tests whether every move is as frequent as its reverse: Bowker (1948), J. American Statistical Association 43:572.
    ///
    /// Use it when the pattern of moves matters, not only where people end up. Σ(n_ij − n_ji)²/(n_ij + n_ji) over the pairs
    /// of categories that anyone moved between, which are its degrees of freedom. `None` when nobody moved.
    ///
    /// # Examples
    ///
    /// ```
    /// use throughline::kernel::stats::categorical::SquareTable;
    ///
    /// let bands = SquareTable::new(vec![vec![20, 10, 5], vec![3, 30, 15], vec![0, 5, 40]]).unwrap();
    /// let test = bands.bowker().unwrap();
    /// assert_eq!(test.df, 3.0);
    /// assert!((test.chi_squared - 13.769231).abs() < 5e-7);
    /// ```
    pub fn bowker(&self) -> Option<CategoricalTest> {
        let (mut chi_squared, mut df) = (0.0, 0.0);
        for i in 0..self.categories() {
            for j in 0..i {
                let (down, up) = (self.count(i, j), self.count(j, i));
                if down + up > 0 {
                    chi_squared += (down.abs_diff(up) as f64).powi(2) / (down + up) as f64;
                    df += 1.0;
                }
            }
        }
        (df > 0.0).then(|| CategoricalTest {
            chi_squared,
            df,
            p: chi_squared_upper_tail(chi_squared, df),
        })
    }
}

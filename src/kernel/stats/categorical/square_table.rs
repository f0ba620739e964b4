//! Counts of people by category before and after.

use serde::Serialize;

/// A square table of counts, baseline by rows and follow-up by columns, categories in the same order.
///
/// Use it as the input of the tests and summaries of categorical change.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::categorical::SquareTable;
///
/// let bands = SquareTable::new(vec![vec![20, 10, 5], vec![3, 30, 15], vec![0, 5, 40]]).unwrap();
/// assert_eq!(bands.total(), 128);
/// assert!(SquareTable::new(vec![vec![1, 2], vec![3]]).is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SquareTable {
    counts: Vec<Vec<u64>>,
}

/// A chi-squared test of categorical change.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CategoricalTest {
    /// The statistic.
    pub chi_squared: f64,
    /// Its degrees of freedom.
    pub df: f64,
    /// Its upper tail.
    pub p: f64,
}

impl SquareTable {
    /// One row a category at baseline.
    ///
    /// `None` when there is no category or the rows are not as long as there are rows.
    pub fn new(counts: Vec<Vec<u64>>) -> Option<Self> {
        let k = counts.len();
        (k > 0 && counts.iter().all(|row| row.len() == k)).then_some(Self { counts })
    }

    /// How many categories.
    pub fn categories(&self) -> usize {
        self.counts.len()
    }

    /// How many people went from one category to another.
    ///
    /// # Panics
    ///
    /// When there is no such category.
    pub fn count(&self, from: usize, to: usize) -> u64 {
        self.counts[from][to]
    }

    /// How many people.
    pub fn total(&self) -> u64 {
        self.counts.iter().flatten().sum()
    }
}

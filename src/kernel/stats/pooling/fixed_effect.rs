//! The common effect: inverse-variance weights, no variance between studies.

use super::Studies;
use super::random_effects::PooledMean;

impl Studies {
    /// The inverse-variance weighted mean with a normal interval.
    ///
    /// Use it only as a comparison: it takes every study to estimate the same number.
    ///
    /// # Panics
    ///
    /// When `level` is not strictly between 0 and 1.
    ///
    /// # Examples
    ///
    /// ```
    /// use throughline::kernel::stats::pooling::Studies;
    ///
    /// let studies = Studies::new(vec![1.0, 3.0], vec![1.0, 1.0]).unwrap();
    /// assert_eq!(studies.fixed_effect(0.95).mean, 2.0);
    /// ```
    pub fn fixed_effect(&self, level: f64) -> PooledMean {
        self.random_effects(0.0, level)
    }
}

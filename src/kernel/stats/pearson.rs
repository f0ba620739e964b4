//! Pearson's correlation from a state that merges.
//!
//! The bivariate form of Welford's and Chan's updates: Bennett et al. (2009), IEEE Cluster, eqs. 3.1 and 3.12. Whole slices
//! go through exact sums, and do not depend on the order of the pairs.

use super::centred::Centred;

/// Moments of two series together with their sum of cross-products.
///
/// Use it to correlate values that arrive in pieces; [`pearson`] does a whole slice.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct CoMoments {
    n: u64,
    mean_x: f64,
    mean_y: f64,
    m2_x: f64,
    m2_y: f64,
    m_xy: f64,
}

impl CoMoments {
    /// The state of no pairs.
    pub fn new() -> Self {
        Self::default()
    }

    /// The state of two series of one length.
    pub(super) fn of(x: &Centred<'_>, y: &Centred<'_>) -> Self {
        Self {
            n: x.n(),
            mean_x: x.mean,
            mean_y: y.mean,
            m2_x: x.m2,
            m2_y: y.m2,
            m_xy: x.products(y),
        }
    }

    /// Adds one pair.
    pub fn insert(&mut self, x: f64, y: f64) {
        self.n += 1;
        let n = self.n as f64;
        let (from_x, from_y) = (x - self.mean_x, y - self.mean_y);
        self.mean_x += from_x / n;
        self.mean_y += from_y / n;
        self.m2_x += from_x * (x - self.mean_x);
        self.m2_y += from_y * (y - self.mean_y);
        self.m_xy += from_x * (y - self.mean_y);
    }

    /// Adds every pair that `other` has seen.
    pub fn combine(&mut self, other: &Self) {
        if other.n == 0 {
            return;
        }
        let (n_self, n_other) = (self.n as f64, other.n as f64);
        let n = n_self + n_other;
        let (apart_x, apart_y) = (other.mean_x - self.mean_x, other.mean_y - self.mean_y);
        let weight = n_self * n_other / n;
        self.n += other.n;
        self.mean_x += apart_x * (n_other / n);
        self.mean_y += apart_y * (n_other / n);
        self.m2_x += other.m2_x + apart_x * apart_x * weight;
        self.m2_y += other.m2_y + apart_y * apart_y * weight;
        self.m_xy += other.m_xy + apart_x * apart_y * weight;
    }

    /// The correlation, −1 to 1; `None` with fewer than two pairs or where a series does not vary.
    pub fn finalise(&self) -> Option<f64> {
        let spread = self.m2_x.sqrt() * self.m2_y.sqrt();
        (self.n > 1 && spread > 0.0).then(|| (self.m_xy / spread).clamp(-1.0, 1.0))
    }
}

/// Pearson's product-moment correlation, −1 to 1.
///
/// `None` with fewer than two pairs or where a series does not vary. The same, to the last bit, for any order of the pairs.
///
/// # Panics
///
/// When the slices differ in length.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::pearson;
///
/// let r = pearson(&[1.0, 2.0, 3.0], &[5.0, 7.0, 9.0]).unwrap();
/// assert!((r - 1.0).abs() < 1e-15);
/// assert_eq!(pearson(&[1.0, 2.0, 3.0], &[4.0, 4.0, 4.0]), None);
/// ```
pub fn pearson(x: &[f64], y: &[f64]) -> Option<f64> {
    assert_eq!(x.len(), y.len(), "both series have one value a pair");
    CoMoments::of(&Centred::new(x)?, &Centred::new(y)?).finalise()
}

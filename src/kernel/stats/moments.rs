//! Count, mean and variance as a state that merges.
//!
//! `insert` is Welford (1962), Technometrics 4:419, eq. for the corrected sum of squares; `combine` is Chan, Golub
//! and LeVeque (1979), STAN-CS-79-773, eq. 2.1. The textbook form Σx² − (Σx)²/n loses every digit when the mean is
//! large beside the spread. A whole slice goes through exact sums instead, and does not depend on the order of its values.

use super::centred::Centred;

/// Count, mean and sum of squared deviations of the values seen so far.
///
/// Use it where values arrive in pieces: fold each piece, then [`combine`](Self::combine) in a fixed order.
///
/// # Numerics
///
/// A constant series has a variance of exactly zero.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::Moments;
///
/// let mut state = Moments::from_slice(&[2.0, 4.0]);
/// state.combine(&Moments::from_slice(&[9.0]));
/// let summary = state.finalise().unwrap();
/// assert_eq!((summary.n, summary.mean, summary.variance), (3, 5.0, Some(13.0)));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Moments {
    n: u64,
    mean: f64,
    m2: f64,
}

/// What [`Moments`] come to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MomentsSummary {
    /// How many values.
    pub n: u64,
    /// Arithmetic mean.
    pub mean: f64,
    /// Sample variance (divisor n − 1), `None` for one value.
    pub variance: Option<f64>,
}

impl MomentsSummary {
    /// Sample standard deviation, `None` for one value.
    pub fn sd(&self) -> Option<f64> {
        self.variance.map(f64::sqrt)
    }
}

impl Moments {
    /// The state of no values.
    pub fn new() -> Self {
        Self::default()
    }

    /// The state of a slice: the same, to the last bit, for any order of its values.
    pub fn from_slice(values: &[f64]) -> Self {
        Centred::new(values).map_or_else(Self::new, |centred| Self::of(&centred))
    }

    /// The state of a series.
    pub(super) fn of(series: &Centred<'_>) -> Self {
        Self {
            n: series.n(),
            mean: series.mean,
            m2: series.m2,
        }
    }

    /// Adds one value.
    pub fn insert(&mut self, value: f64) {
        self.n += 1;
        let from_old = value - self.mean;
        self.mean += from_old / self.n as f64;
        self.m2 += from_old * (value - self.mean);
    }

    /// Adds every value that `other` has seen.
    pub fn combine(&mut self, other: &Self) {
        if other.n == 0 {
            return;
        }
        let (n_self, n_other) = (self.n as f64, other.n as f64);
        let n = n_self + n_other;
        let apart = other.mean - self.mean;
        self.n += other.n;
        self.mean += apart * (n_other / n);
        self.m2 += other.m2 + apart * apart * (n_self * n_other / n);
    }

    /// The summary, `None` when no value was seen.
    pub fn finalise(&self) -> Option<MomentsSummary> {
        (self.n > 0).then(|| MomentsSummary {
            n: self.n,
            mean: self.mean,
            variance: (self.n > 1).then(|| self.m2 / (self.n - 1) as f64),
        })
    }
}

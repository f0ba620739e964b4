//! Friedman's test: an ordered or skewed score over several waves.

use serde::Serialize;

use super::people;
use crate::kernel::stats::{chi_squared_upper_tail, f_upper_tail};

/// Friedman's test with Kendall's concordance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Friedman {
    /// The statistic, corrected for ties.
    pub chi_squared: f64,
    /// Waves less one.
    pub df: f64,
    /// Its upper chi-squared tail: too large with few people.
    pub p: f64,
    /// Upper tail of Iman and Davenport's F, the better approximation; `None` where all people rank the waves alike.
    pub p_f: Option<f64>,
    /// Kendall's W, 0 to 1: how far people rank the waves alike.
    pub kendalls_w: f64,
    /// Mean rank of each wave.
    pub mean_ranks: Vec<f64>,
}

/// Tests whether scores are as high at every wave, by each person's own ranks: Friedman (1937), J. American Statistical
/// Association 32:675; Iman and Davenport (1980), Communications in Statistics A9:571.
///
/// Each wave has one score a person, in the same order. `None` with fewer than two waves or where no person's scores
/// differ.
///
/// # Panics
///
/// When the waves differ in length.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::waves::friedman;
///
/// let test = friedman(&[&[1.0, 2.0, 1.0], &[2.0, 3.0, 4.0], &[3.0, 9.0, 5.0]]).unwrap();
/// assert_eq!((test.chi_squared, test.df, test.kendalls_w), (6.0, 2.0, 1.0));
/// ```
pub fn friedman(waves: &[&[f64]]) -> Option<Friedman> {
    let n = people(waves);
    let k = waves.len();
    let mut doubled_sums = vec![0_u64; k];
    let mut squares = 0_u64;
    for person in 0..n {
        for wave in 0..k {
            let own = waves[wave][person];
            let below = waves.iter().filter(|other| other[person] < own).count();
            let equal = waves.iter().filter(|other| other[person] == own).count();
            let doubled = (2 * below + equal + 1) as u64;
            doubled_sums[wave] += doubled;
            squares += doubled * doubled;
        }
    }
    let (n, k) = (n as f64, k as f64);
    let mean = n * (k + 1.0);
    let between: f64 = doubled_sums
        .iter()
        .map(|&s| (s as f64 - mean).powi(2))
        .sum();
    let within = squares as f64 - n * k * (k + 1.0) * (k + 1.0);
    let chi_squared = (k - 1.0) * between / within;
    let df = k - 1.0;
    let rest = n * df - chi_squared;
    (k > 1.0 && within > 0.0).then(|| Friedman {
        chi_squared,
        df,
        p: chi_squared_upper_tail(chi_squared, df),
        p_f: (rest > 1e-9 && n > 1.0)
            .then(|| f_upper_tail((n - 1.0) * chi_squared / rest, df, (n - 1.0) * df)),
        kendalls_w: chi_squared / (n * df),
        mean_ranks: doubled_sums.iter().map(|&s| s as f64 / (2.0 * n)).collect(),
    })
}

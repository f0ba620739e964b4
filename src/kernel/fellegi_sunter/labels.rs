//! Level probabilities from labelled pairs: shares of a multinomial.

use serde::{Deserialize, Serialize};

use super::PatternCounts;

/// A comparison's level probabilities among labelled pairs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LabelledLevels {
    /// Labelled pairs that show a level: both values are present.
    pub pairs: u64,
    /// Probability of each level.
    pub probabilities: Vec<f64>,
    /// Standard error of each: root of `p (1 − p) / (pairs + pseudo-pairs)`.
    pub standard_errors: Vec<f64>,
}

/// Level probabilities of every comparison from the patterns of labelled pairs: `m` when they are matches, `u` when they
/// are not; `None` for a comparison that no labelled pair shows.
///
/// `levels` has the number of levels of each comparison; `pseudo_count` pairs are added to each level, so that a level
/// the labels lack stays possible. The labelled pairs must be a fair sample of all matches (or non-matches) that the
/// model will meet: those that some rule found are not, on the columns that the rule reads.
///
/// # Panics
///
/// When `levels` does not have one entry for each comparison of `counts`, or a pattern has a level above it.
///
/// # Examples
///
/// ```
/// use throughline::kernel::fellegi_sunter::{PatternCounts, PatternSpace, levels_from_labels};
///
/// let space = PatternSpace::new(&[2, 3]).unwrap();
/// let matches = [([1, 1], 60), ([1, 0], 30), ([2, 3], 10)];
/// let counts = PatternCounts::new(&space, matches.map(|(digits, n)| (space.encode(&digits), n)).to_vec());
/// let m = levels_from_labels(&counts, &[2, 3], 0.0);
/// let first = m[0].as_ref().unwrap();
/// assert_eq!(first.probabilities, [0.9, 0.1]);
/// assert!((first.standard_errors[0] - 0.03).abs() < 1e-12);
/// assert_eq!(m[1].as_ref().unwrap().pairs, 70); // 30 have no value there
/// ```
pub fn levels_from_labels(
    counts: &PatternCounts,
    levels: &[usize],
    pseudo_count: f64,
) -> Vec<Option<LabelledLevels>> {
    assert_eq!(
        levels.len(),
        counts.comparisons(),
        "one number of levels for each comparison"
    );
    let mut totals: Vec<Vec<u64>> = levels.iter().map(|&count| vec![0; count]).collect();
    for (digits, count) in counts.iter() {
        for (totals, &digit) in totals
            .iter_mut()
            .zip(digits)
            .filter(|(_, digit)| **digit > 0)
        {
            totals[digit as usize - 1] += count;
        }
    }
    let shares = |totals: Vec<u64>| {
        let pairs: u64 = totals.iter().sum();
        let all = pairs as f64 + pseudo_count * totals.len() as f64;
        let share = |&total: &u64| (total as f64 + pseudo_count) / all;
        let probabilities: Vec<f64> = totals.iter().map(share).collect();
        let error = |p: &f64| (p * (1.0 - p) / all).sqrt();
        (pairs > 0).then(|| LabelledLevels {
            pairs,
            standard_errors: probabilities.iter().map(error).collect(),
            probabilities,
        })
    };
    totals.into_iter().map(shares).collect()
}

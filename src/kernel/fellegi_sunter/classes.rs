//! The classes of the mixture as tables of logs: what the E-step, the score and the likelihood share.
//!
//! Class 0 is the matches, class 1 the unrelated non-matches, then the kin classes. Each class behaves like matches
//! on some comparisons and like unrelated non-matches on the others.

use super::{Parameters, PatternCounts};

/// Logs of every class's probabilities, laid out flat so that a pattern's digits look them up.
pub(super) struct Classes {
    log_shares: Vec<f64>,
    like_match: Vec<Vec<bool>>,
    /// Where each comparison's digits start; digit 0 and inactive comparisons hold zero.
    offsets: Vec<usize>,
    singles: Vec<Vec<f64>>,
    tables: Vec<Table>,
}

/// What an interaction adds to the logs of its two levels, by class.
struct Table {
    first: usize,
    second: usize,
    columns: usize,
    gains: Vec<Vec<f64>>,
}

impl Classes {
    pub(super) fn new(parameters: &Parameters, active: &[bool]) -> Self {
        let comparisons = parameters.m.len();
        let shares = class_shares(parameters);
        let like_match: Vec<Vec<bool>> = (0..shares.len())
            .map(|class| profile(parameters, class, comparisons))
            .collect();
        let mut offsets = Vec::with_capacity(comparisons);
        let mut width = 0;
        for levels in &parameters.m {
            offsets.push(width);
            width += levels.len() + 1;
        }
        let singles = like_match
            .iter()
            .map(|profile| flat_logs(parameters, profile, active))
            .collect();
        let mut classes = Self {
            log_shares: shares.iter().map(|share| share.ln()).collect(),
            like_match,
            offsets,
            singles,
            tables: Vec::new(),
        };
        classes.tables = classes.tables_of(parameters, active);
        classes
    }

    fn tables_of(&self, parameters: &Parameters, active: &[bool]) -> Vec<Table> {
        let speaking = parameters
            .interactions
            .iter()
            .filter(|interaction| active[interaction.first] && active[interaction.second]);
        let table = |interaction: &super::Interaction| {
            let (first, second) = (interaction.first, interaction.second);
            let (rows, columns) = (parameters.m[first].len(), parameters.m[second].len());
            let gains_of = |class: usize| {
                let profile = &self.like_match[class];
                let joint = interaction.table((profile[first], profile[second]));
                let mut gains = vec![0.0; rows * columns];
                for (k, row) in joint.into_iter().flatten().enumerate() {
                    for (l, cell) in row.iter().enumerate() {
                        let singles = self.single(class, first, k) + self.single(class, second, l);
                        if singles > f64::NEG_INFINITY {
                            gains[k * columns + l] = cell.ln() - singles;
                        }
                    }
                }
                gains
            };
            Table {
                first,
                second,
                columns,
                gains: (0..self.like_match.len()).map(gains_of).collect(),
            }
        };
        speaking.map(table).collect()
    }

    fn single(&self, class: usize, comparison: usize, level: usize) -> f64 {
        self.singles[class][self.offsets[comparison] + level + 1]
    }

    /// Number of classes.
    pub(super) fn len(&self) -> usize {
        self.log_shares.len()
    }

    /// Whether a class behaves like matches on a comparison.
    pub(super) fn is_like_match(&self, class: usize, comparison: usize) -> bool {
        self.like_match[class][comparison]
    }

    /// Probability of being like matches on a comparison, and of not being so.
    pub(super) fn sides(&self, comparison: usize, posteriors: &[f64]) -> [f64; 2] {
        let mut sides = [posteriors[0], posteriors[1]];
        for (profile, posterior) in self.like_match.iter().zip(posteriors).skip(2) {
            sides[usize::from(!profile[comparison])] += posterior;
        }
        sides
    }

    /// ln of a pattern's probability given a class.
    pub(super) fn log_probability(&self, class: usize, digits: &[u8]) -> f64 {
        let places = self.offsets.iter().zip(digits);
        let singles = &self.singles[class];
        let alone: f64 = places
            .map(|(&offset, &digit)| singles[offset + digit as usize])
            .sum();
        let gain = |table: &Table| match (digits[table.first], digits[table.second]) {
            (0, _) | (_, 0) => 0.0,
            (k, l) => table.gains[class][(k as usize - 1) * table.columns + l as usize - 1],
        };
        alone + self.tables.iter().map(gain).sum::<f64>()
    }

    /// ln of a pattern's probability; `posteriors` becomes each class's probability given the pattern.
    ///
    /// A pattern that no class can give leaves the shares of the classes.
    pub(super) fn posteriors(&self, digits: &[u8], posteriors: &mut [f64]) -> f64 {
        for (class, term) in posteriors.iter_mut().enumerate() {
            *term = self.log_shares[class] + self.log_probability(class, digits);
        }
        let highest = posteriors.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if highest == f64::NEG_INFINITY {
            for (posterior, log_share) in posteriors.iter_mut().zip(&self.log_shares) {
                *posterior = log_share.exp();
            }
            return highest;
        }
        let mut sum = 0.0;
        for term in posteriors.iter_mut() {
            *term = (*term - highest).exp();
            sum += *term;
        }
        posteriors.iter_mut().for_each(|term| *term /= sum);
        highest + sum.ln()
    }
}

/// Shares of the classes among all pairs.
pub(super) fn class_shares(parameters: &Parameters) -> Vec<f64> {
    let kin = parameters.kin.iter().map(|class| class.share);
    let others = 1.0 - parameters.lambda;
    let mut shares = vec![parameters.lambda, others * (1.0 - kin.clone().sum::<f64>())];
    shares.extend(kin.map(|share| others * share));
    shares
}

/// On which comparisons a class behaves like matches.
fn profile(parameters: &Parameters, class: usize, comparisons: usize) -> Vec<bool> {
    let like_match = |c: usize| match class {
        0 => true,
        1 => false,
        _ => parameters.kin[class - 2].comparisons.contains(&c),
    };
    (0..comparisons).map(like_match).collect()
}

fn flat_logs(parameters: &Parameters, like_match: &[bool], active: &[bool]) -> Vec<f64> {
    let mut logs = Vec::new();
    for (c, &like) in like_match.iter().enumerate() {
        let levels = if like {
            &parameters.m[c]
        } else {
            &parameters.u[c]
        };
        logs.push(0.0);
        logs.extend(levels.iter().map(|p| if active[c] { p.ln() } else { 0.0 }));
    }
    logs
}

/// ln of the probability of the counts' patterns, missing values left out: natural log, without penalty.
///
/// Use it to compare models on the same counts, as in a likelihood-ratio test. Comparisons that are not `active` have
/// no part in it.
///
/// # Panics
///
/// When `parameters` or `active` does not have one entry for each comparison of `counts`.
///
/// # Examples
///
/// ```
/// use throughline::kernel::fellegi_sunter::*;
///
/// let space = PatternSpace::new(&[2]).unwrap();
/// let counts = PatternCounts::new(&space, vec![(1, 3), (2, 1)]);
/// let model = Parameters::new(0.5, vec![vec![0.9, 0.1]], vec![vec![0.3, 0.7]]);
/// let by_hand = 3.0 * 0.6f64.ln() + 0.4f64.ln();
/// assert!((log_likelihood(&counts, &model, &[true]) - by_hand).abs() < 1e-12);
/// ```
pub fn log_likelihood(counts: &PatternCounts, parameters: &Parameters, active: &[bool]) -> f64 {
    assert_shapes(counts, parameters, active);
    let classes = Classes::new(parameters, active);
    let mut posteriors = vec![0.0; classes.len()];
    let term =
        |(digits, count): (&[u8], u64)| count as f64 * classes.posteriors(digits, &mut posteriors);
    counts.iter().map(term).sum()
}

pub(super) fn assert_shapes(counts: &PatternCounts, parameters: &Parameters, active: &[bool]) {
    let comparisons = counts.comparisons();
    let levels: Vec<usize> = parameters.m.iter().map(Vec::len).collect();
    assert!(
        [levels.len(), active.len()] == [comparisons; 2]
            && parameters.u.iter().map(Vec::len).eq(levels.iter().copied()),
        "parameters and flags have one entry for each comparison"
    );
    let fits = |digits: &[u8]| digits.iter().zip(&levels).all(|(&d, &n)| d as usize <= n);
    assert!(
        counts.iter().all(|(digits, _)| fits(digits)),
        "parameters have one entry for each level"
    );
    assert!(
        (0..parameters.interactions.len()).all(|place| parameters.joins_its_own(place)),
        "an interaction joins two comparisons that are in no other"
    );
}

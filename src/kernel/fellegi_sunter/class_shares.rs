//! How many pairs are matches, kin and unrelated, with `m` and `u` known.
//!
//! With the classes' probabilities known the log-likelihood is concave in their shares: EM cannot end in a wrong place,
//! and Lindsay's gradient (1983, Ann. Statist. 11:86, theorem 4.1) bounds how far it still is from the top, which is when
//! it stops. Shares within a block become shares of all pairs by counting the pairs outside as seen too: all that is
//! known of them is that they are not in the block.

use serde::{Deserialize, Serialize};

use super::classes::{Classes, assert_shapes, class_shares as shares_of};
use super::symmetric::{Inverse, Square};
use super::{Parameters, PatternCounts};

const MAX_ITERATIONS: u32 = 20_000;

/// The log-likelihood may be so far from its top.
const GAP: f64 = 1e-4;

/// What a start has at least of each class.
const LEAST_SHARE: f64 = 1e-12;

/// A class with fewer pairs is at its bound.
const FEWEST_PAIRS: f64 = 1.0;

/// The pairs of a blocking rule as a part of all pairs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuleBlock {
    /// What the rule asks for; the comparisons take part like any others.
    pub agreements: Vec<Agreement>,
    /// Probability that two records have values in all of the rule's columns.
    pub present: f64,
    /// Pairs that could be compared, in the block or not. Where only a part of the block was counted, the same part of
    /// all pairs.
    pub all_pairs: f64,
}

/// A comparison on which all pairs of a block agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// The comparison.
    pub comparison: usize,
    /// The levels that are agreement in the rule's sense.
    pub levels: Vec<usize>,
}

/// Shares of the classes, found with `m` and `u` fixed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassShares {
    /// The parameters with their new lambda and kin shares: of all pairs when a block was given, else of those counted.
    pub parameters: Parameters,
    /// Standard error of lambda; `None` where fewer than one match is expected or the patterns don't tell the classes
    /// apart. Pairs count as independent draws.
    pub lambda_error: Option<f64>,
    /// Standard error of each kin share, likewise.
    pub kin_errors: Vec<Option<f64>>,
    /// Pairs expected among those counted: matches, unrelated, then each kin class.
    pub expected_pairs: Vec<f64>,
    /// Log-likelihood of the patterns, and of being in the block or not.
    pub log_likelihood: f64,
    /// At most how far the log-likelihood is from its maximum.
    pub gap: f64,
    /// Steps made.
    pub iterations: u32,
    /// Whether the gap is closed, to 0.0001.
    pub converged: bool,
}

/// Estimates lambda and the kin shares from pattern counts, `m` and `u` fixed.
///
/// Without a `block` the shares are those among the counted pairs. With one the counts are those of its pairs, and the
/// shares are those of all pairs. Classes that no active comparison tells apart keep the ratio that `parameters` have
/// and get no standard error: so siblings and unrelated pairs in a block on surname and home, unless the block is given.
/// Patterns that no class can show are left out.
///
/// # Panics
///
/// When `parameters` or `active` do not fit `counts`, a block's comparison is not active, or there are more pairs in the
/// block than in all.
///
/// # Examples
///
/// ```
/// use throughline::kernel::fellegi_sunter::*;
///
/// // Forename, surname, home: 50 people twice, 200 pairs of siblings, 20 unrelated, all of one surname and home.
/// let (m, u) = (vec![vec![0.9, 0.1]; 3], vec![vec![0.01, 0.99], vec![0.01, 0.99], vec![0.002, 0.998]]);
/// let mut model = Parameters::new(1e-5, m, u);
/// model.kin = vec![KinClass { comparisons: vec![1, 2], share: 1e-5 }];
/// let space = PatternSpace::new(&[2; 3]).unwrap();
/// let counts = PatternCounts::new(&space, vec![(space.encode(&[1, 1, 1]), 47), (space.encode(&[2, 1, 1]), 223)]);
/// let agreement = |comparison| Agreement { comparison, levels: vec![0] };
/// let block = RuleBlock { agreements: vec![agreement(1), agreement(2)], present: 1.0, all_pairs: 1e6 };
/// let found = class_shares(&counts, &model, &[true; 3], Some(&block));
/// assert!(found.converged);
/// let [matches, unrelated, siblings] = [0, 1, 2].map(|class| found.expected_pairs[class].round());
/// assert_eq!([matches, unrelated, siblings], [50.0, 20.0, 200.0]);
/// assert!((found.parameters.lambda * 1e6 - 50.1 / 0.81).abs() < 1.0); // a fifth of the matches is elsewhere
/// ```
pub fn class_shares(
    counts: &PatternCounts,
    parameters: &Parameters,
    active: &[bool],
    block: Option<&RuleBlock>,
) -> ClassShares {
    assert_shapes(counts, parameters, active);
    let mixture = Mixture::new(counts, &Classes::new(parameters, active), active, block);
    let floored = shares_of(parameters)
        .into_iter()
        .map(|share| share.max(LEAST_SHARE));
    let floored: Vec<f64> = floored.collect();
    let sum: f64 = floored.iter().sum();
    let mut shares: Vec<f64> = floored.iter().map(|share| share / sum).collect();
    let mut step = mixture.step(&shares);
    let mut iterations = 0;
    let enough = GAP + 8.0 * f64::EPSILON * mixture.pairs;
    while mixture.gap(&step) > enough && iterations < MAX_ITERATIONS {
        for (share, factor) in shares.iter_mut().zip(&step.factors) {
            *share *= factor;
        }
        step = mixture.step(&shares);
        iterations += 1;
    }
    let errors = Errors::new(&mixture, &shares);
    let mut found = parameters.clone();
    found.lambda = shares[0];
    for (class, share) in found.kin.iter_mut().zip(&shares[2..]) {
        class.share = share / (1.0 - shares[0]);
    }
    ClassShares {
        lambda_error: errors.of_lambda(),
        kin_errors: (2..shares.len())
            .map(|class| errors.of_kin(class))
            .collect(),
        parameters: found,
        expected_pairs: mixture.expected(&shares),
        log_likelihood: step.log_likelihood,
        gap: mixture.gap(&step),
        converged: mixture.gap(&step) <= enough,
        iterations,
    }
}

/// Each pattern's probability in each class, up to a factor of the pattern's own.
struct Mixture {
    rows: Vec<Row>,
    /// Whether the last row is the pairs outside the block.
    has_outside: bool,
    pairs: f64,
}

struct Row {
    count: f64,
    /// ln of the factor.
    log_scale: f64,
    probabilities: Vec<f64>,
}

/// What an EM step multiplies the shares by.
struct Step {
    factors: Vec<f64>,
    log_likelihood: f64,
}

impl Mixture {
    fn new(
        counts: &PatternCounts,
        classes: &Classes,
        active: &[bool],
        block: Option<&RuleBlock>,
    ) -> Self {
        let row = |(digits, count): (&[u8], u64)| {
            let logs = (0..classes.len()).map(|class| classes.log_probability(class, digits));
            let logs: Vec<f64> = logs.collect();
            let log_scale = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            (log_scale > f64::NEG_INFINITY).then(|| Row {
                count: count as f64,
                log_scale,
                probabilities: logs.iter().map(|log| (log - log_scale).exp()).collect(),
            })
        };
        let mut rows: Vec<Row> = counts.iter().filter_map(row).collect();
        if let Some(block) = block {
            let outside = block.all_pairs - counts.pairs() as f64;
            assert!(outside >= 0.0, "a block has no more pairs than there are");
            let within = |class| block.probability(classes, active, class);
            rows.push(Row {
                count: outside,
                log_scale: 0.0,
                probabilities: (0..classes.len())
                    .map(|class| 1.0 - within(class))
                    .collect(),
            });
        }
        Self {
            has_outside: block.is_some(),
            pairs: rows.iter().map(|row| row.count).sum(),
            rows,
        }
    }

    fn step(&self, shares: &[f64]) -> Step {
        let mut factors = vec![0.0; shares.len()];
        let mut log_likelihood = 0.0;
        for row in self.rows.iter().filter(|row| row.count > 0.0) {
            let total = row.total(shares);
            log_likelihood += row.count * (total.ln() + row.log_scale);
            for (factor, probability) in factors.iter_mut().zip(&row.probabilities) {
                *factor += row.count * probability / total;
            }
        }
        factors.iter_mut().for_each(|factor| *factor /= self.pairs);
        Step {
            factors,
            log_likelihood,
        }
    }

    /// Bound on what the log-likelihood can still gain.
    fn gap(&self, step: &Step) -> f64 {
        let highest = step.factors.iter().copied().fold(0.0, f64::max);
        self.pairs * (highest - 1.0)
    }

    /// Pairs of each class among those counted.
    fn expected(&self, shares: &[f64]) -> Vec<f64> {
        let mut expected = vec![0.0; shares.len()];
        let counted = self.rows.len() - usize::from(self.has_outside);
        for row in &self.rows[..counted] {
            let total = row.total(shares);
            for ((sum, probability), share) in
                expected.iter_mut().zip(&row.probabilities).zip(shares)
            {
                *sum += row.count * share * probability / total;
            }
        }
        expected
    }
}

impl Row {
    fn total(&self, shares: &[f64]) -> f64 {
        shares
            .iter()
            .zip(&self.probabilities)
            .map(|(share, p)| share * p)
            .sum()
    }
}

impl RuleBlock {
    /// Probability that a pair of a class is in the block.
    fn probability(&self, classes: &Classes, active: &[bool], class: usize) -> f64 {
        let mut digits = vec![0; active.len()];
        self.present * self.over_levels(classes, active, class, &mut digits, 0)
    }

    fn over_levels(
        &self,
        classes: &Classes,
        active: &[bool],
        class: usize,
        digits: &mut [u8],
        place: usize,
    ) -> f64 {
        let Some(agreement) = self.agreements.get(place) else {
            return classes.log_probability(class, digits).exp();
        };
        assert!(
            active[agreement.comparison],
            "the comparisons of a block's rule are active"
        );
        let mut sum = 0.0;
        for &level in &agreement.levels {
            digits[agreement.comparison] = level as u8 + 1;
            sum += self.over_levels(classes, active, class, digits, place + 1);
        }
        sum
    }
}

/// The information in the shares: exact, because the probability is linear in them.
struct Errors<'a> {
    shares: &'a [f64],
    /// Classes off their bounds, the largest last.
    free: Vec<usize>,
    inverse: Inverse,
}

impl<'a> Errors<'a> {
    fn new(mixture: &Mixture, shares: &'a [f64]) -> Self {
        let pairs = mixture.pairs;
        let mut free: Vec<usize> = (0..shares.len())
            .filter(|&class| pairs * shares[class] >= FEWEST_PAIRS)
            .collect();
        free.sort_by(|&a, &b| shares[a].total_cmp(&shares[b]));
        let (others, last) = match free.split_last() {
            Some((&last, others)) => (others, last),
            None => (&[][..], 0),
        };
        let mut information = Square::new(others.len());
        for row in mixture.rows.iter().filter(|row| row.count > 0.0) {
            let total = row.total(shares);
            let score = |class: usize| (row.probabilities[class] - row.probabilities[last]) / total;
            for (i, &a) in others.iter().enumerate() {
                for (j, &b) in others.iter().enumerate() {
                    information.add(i, j, row.count * score(a) * score(b));
                }
            }
        }
        let if_known = |&class: &usize| pairs / shares[class] + pairs / shares[last];
        let complete: Vec<f64> = others.iter().map(if_known).collect();
        Self {
            shares,
            inverse: Inverse::new(&information, &complete),
            free,
        }
    }

    /// Standard error of the sum of the shares, each times its coefficient.
    fn of(&self, coefficients: &[f64]) -> Option<f64> {
        let (last, others) = self.free.split_last()?;
        let form: Vec<f64> = others
            .iter()
            .map(|&a| coefficients[a] - coefficients[*last])
            .collect();
        Some(self.inverse.quadratic(&form)?.sqrt())
    }

    fn of_lambda(&self) -> Option<f64> {
        let mut coefficients = vec![0.0; self.shares.len()];
        coefficients[0] = 1.0;
        self.of(&coefficients).filter(|_| self.free.contains(&0))
    }

    /// A kin share is one of the non-matches: a ratio, to first order.
    fn of_kin(&self, class: usize) -> Option<f64> {
        let others = 1.0 - self.shares[0];
        let mut coefficients = vec![0.0; self.shares.len()];
        coefficients[class] = 1.0 / others;
        coefficients[0] = self.shares[class] / (others * others);
        self.of(&coefficients)
            .filter(|_| self.free.contains(&class))
    }
}

//! How far two comparisons are from independent given the match status, under a fitted model.
//!
//! The test is the score test (Rao 1948, Proc. Camb. Phil. Soc. 44:50) of a joint table in place of the product. The
//! usual check, the bivariate residual, compares two-way margins and is not chi-squared distributed; the score test is
//! (Oberski, van Kollenburg & Vermunt 2013, Adv. Data Anal. Classif. 7:267). The effect size is Cramér's V of the table
//! of pairs weighted by their probability of the class, which does not grow with the counts.

use serde::{Deserialize, Serialize};
use statrs::function::gamma::gamma_ur;

use super::classes::assert_shapes;
use super::score_test::{Nuisance, ScoreTest};
use super::scores::{Scores, Total};
use super::{EmSettings, Information, Parameters, PatternCounts};

/// Two comparisons that fewer pairs than this show together are not looked at.
const FEWEST_PAIRS: f64 = 1.0;

/// Which pairs a dependence is looked for among.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Among {
    /// Matches, with kin where a kin class agrees like matches on both comparisons.
    Matches,
    /// Unrelated non-matches, with kin where a kin class does so on neither.
    NonMatches,
}

/// Two comparisons' joint levels among matches, or among non-matches, against independence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dependence {
    /// A comparison.
    pub first: usize,
    /// Another, after it.
    pub second: usize,
    /// Pairs of levels seen, each pair of records weighted by its probability; rows are levels of `first`.
    pub observed: Vec<Vec<f64>>,
    /// The same as independence with the model's probabilities has it.
    pub expected: Vec<Vec<f64>>,
    /// Effect size of the observed table, 0 (independent) to 1 (each tells the other).
    pub cramers_v: f64,
    /// Score statistic, about chi-squared distributed under independence.
    pub statistic: f64,
    /// Its degrees of freedom: cells that can be told from independence.
    pub degrees: usize,
    /// Probability of such a statistic under independence; 1 without degrees of freedom.
    pub p: f64,
}

/// When two comparisons count as dependent: both limits have to be passed, so that neither a small sample's chance nor
/// a large one's precision is enough.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DependenceLimits {
    /// Largest p.
    pub p: f64,
    /// Least effect size; 0.1 is small and 0.3 medium in Cohen's (1988) terms.
    pub cramers_v: f64,
}

impl Default for DependenceLimits {
    /// p of at most 0.001 and Cramér's V of at least 0.1.
    fn default() -> Self {
        Self {
            p: 0.001,
            cramers_v: 0.1,
        }
    }
}

impl Dependence {
    /// Whether the two depend on each other by more than chance and enough to matter.
    pub fn is_dependent(&self, limits: &DependenceLimits) -> bool {
        self.p <= limits.p && self.cramers_v >= limits.cramers_v
    }
}

/// Every two active comparisons that the model does not join already, in order; those that fewer than one pair of the
/// class is expected to show together are left out.
///
/// Use it on a fit without interactions to find those worth adding. `settings` are those of the fit: what they estimate
/// is what the test allows for. A strong dependence can bend the classes themselves and show in other pairs too, so add
/// the strongest, fit, and look again.
///
/// # Panics
///
/// As [`expectation_maximisation`](super::expectation_maximisation) does.
///
/// # Examples
///
/// ```
/// use throughline::kernel::fellegi_sunter::*;
///
/// // Matches wrong on one of the first two comparisons are often wrong on the other as well.
/// let space = PatternSpace::new(&[2; 4]).unwrap();
/// let counted = [([1, 1, 1, 1], 800), ([1, 2, 1, 1], 50), ([2, 1, 1, 1], 50), ([2, 2, 1, 1], 50), ([1, 1, 1, 2], 90),
///     ([1, 1, 2, 1], 80), ([1, 1, 2, 2], 8), ([2, 2, 2, 2], 50_000), ([1, 2, 2, 2], 500), ([2, 1, 2, 2], 500)];
/// let counts = PatternCounts::new(&space, counted.map(|(digits, n)| (space.encode(&digits), n)).to_vec());
/// let start = Parameters::new(0.1, vec![vec![0.9, 0.1]; 4], vec![vec![0.01, 0.99]; 4]);
/// let settings = EmSettings::new(4);
/// let fit = expectation_maximisation(&counts, start, &settings);
/// let found = dependences(&counts, &fit.parameters, &settings, Among::Matches);
/// let limits = DependenceLimits::default();
/// let dependent = found.iter().filter(|pair| pair.is_dependent(&limits));
/// assert_eq!(dependent.map(|pair| (pair.first, pair.second)).collect::<Vec<_>>(), [(0, 1)]);
/// ```
pub fn dependences(
    counts: &PatternCounts,
    parameters: &Parameters,
    settings: &EmSettings,
    among: Among,
) -> Vec<Dependence> {
    assert_shapes(counts, parameters, &settings.active);
    let mut scores = Scores::new(parameters, settings);
    let mut tests = tests(parameters, settings, among);
    for (digits, count) in counts.iter() {
        scores.visit(digits);
        tests
            .iter_mut()
            .for_each(|test| test.weigh(&scores, digits, count as f64));
    }
    tests.retain(|test| test.pairs >= FEWEST_PAIRS);
    tests.iter_mut().for_each(|test| test.choose_cells(&scores));
    let mut total = Total::new(&scores.coordinates);
    for (digits, count) in counts.iter() {
        scores.visit(digits);
        total.add(&scores, count as f64, Information::OuterProduct);
        tests
            .iter_mut()
            .for_each(|test| test.add(&scores, digits, count as f64));
    }
    let nuisance = Nuisance::new(&scores, &total);
    tests
        .into_iter()
        .map(|test| finish(test, &nuisance))
        .collect()
}

/// A test of every two comparisons that are active and not joined.
fn tests<'a>(
    parameters: &'a Parameters,
    settings: &EmSettings,
    among: Among,
) -> Vec<ScoreTest<'a>> {
    let like_match = among == Among::Matches;
    let p = if like_match {
        &parameters.m
    } else {
        &parameters.u
    };
    let joined = |pair: (usize, usize)| {
        let tables = parameters.interactions.iter();
        let mut tables = tables.filter(|i| i.table((like_match, like_match)).is_some());
        tables.any(|i| (i.first.min(i.second), i.first.max(i.second)) == pair)
    };
    let active = |c: &usize| settings.active[*c];
    let firsts = (0..p.len()).filter(active);
    let pairs = firsts.flat_map(|a| (a + 1..p.len()).filter(active).map(move |b| (a, b)));
    pairs
        .filter(|pair| !joined(*pair))
        .map(|(first, second)| ScoreTest::new([first, second], [&p[first], &p[second]], like_match))
        .collect()
}

fn finish(test: ScoreTest<'_>, nuisance: &Nuisance) -> Dependence {
    let (statistic, degrees) = test.statistic(nuisance);
    let [rows, columns] = test.p;
    let row = |p: &f64| columns.iter().map(|q| test.pairs * p * q).collect();
    Dependence {
        first: test.comparisons[0],
        second: test.comparisons[1],
        expected: rows.iter().map(row).collect(),
        cramers_v: cramers_v(&test.observed),
        observed: test.observed,
        statistic,
        degrees,
        p: match degrees {
            0 => 1.0,
            _ => gamma_ur(degrees as f64 / 2.0, statistic / 2.0),
        },
    }
}

/// Cramér's V of a table against the product of its own margins; levels of less than one pair do not count as levels.
fn cramers_v(table: &[Vec<f64>]) -> f64 {
    let rows: Vec<f64> = table.iter().map(|row| row.iter().sum()).collect();
    let columns: Vec<f64> = (0..table.first().map_or(0, Vec::len))
        .map(|l| table.iter().map(|row| row[l]).sum())
        .collect();
    let shown = |margins: &[f64]| margins.iter().filter(|sum| **sum >= 1.0).count();
    let smaller = shown(&rows).min(shown(&columns));
    if smaller < 2 {
        return 0.0;
    }
    let mut phi_squared = -1.0;
    for (row, row_sum) in table.iter().zip(&rows).filter(|(_, sum)| **sum > 0.0) {
        let columns = row.iter().zip(&columns).filter(|(_, sum)| **sum > 0.0);
        phi_squared += columns
            .map(|(cell, sum)| cell * cell / (row_sum * sum))
            .sum::<f64>();
    }
    (phi_squared.max(0.0) / (smaller - 1) as f64)
        .sqrt()
        .min(1.0)
}

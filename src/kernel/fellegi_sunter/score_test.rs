//! The score test of a joint table in place of a product.
//!
//! With r the probability of the class given the pattern, the score for levels k and l is
//! `Σ r (1[k] − p_k)(1[l] − p_l)` over pairs that show both, the derivative of the log-likelihood by a change of the joint
//! table that leaves its margins. What it shares with the scores of the fitted parameters is taken out, as in Neyman's
//! C(α), so that the test holds at estimates that are not quite the counts' own maximum.
//!
//! The score's own variance is the fitted model's; only the part that the parameters share comes from the outer products
//! of the patterns seen. Outer products alone would divide a rare cell's excess by its observed count, as Neyman's
//! chi-squared does, and call far too many small samples dependent.

use super::scores::{Basis, Scores, Total};
use super::symmetric::{Inverse, Square};

/// A cell is tested when so many pairs are expected in it.
const FEWEST_IN_CELL: f64 = 2.0;

/// The fitted parameters' part in the scores.
pub(super) struct Nuisance {
    basis: Basis,
    inverse: Inverse,
    score: Vec<f64>,
}

impl Nuisance {
    pub(super) fn new(scores: &Scores<'_>, total: &Total) -> Self {
        let basis = Basis::new(&scores.coordinates, &total.expected);
        Self {
            inverse: basis.invert(total),
            score: basis.reduce(&total.score),
            basis,
        }
    }
}

/// One pair of comparisons under test, in one class.
pub(super) struct ScoreTest<'a> {
    pub(super) comparisons: [usize; 2],
    pub(super) p: [&'a [f64]; 2],
    like_match: bool,
    /// Pairs that show both levels, weighted by their probability of the class.
    pub(super) observed: Vec<Vec<f64>>,
    /// The same weighted by the probability's square.
    squared: Vec<Vec<f64>>,
    pub(super) pairs: f64,
    /// Cells under test: those of other than the commonest levels that are not too rare.
    cells: Vec<[usize; 2]>,
    score: Vec<f64>,
    /// Outer products of the cells' scores with each other.
    own: Square,
    /// And with those of the parameters.
    shared: Vec<Vec<f64>>,
}

impl<'a> ScoreTest<'a> {
    pub(super) fn new(comparisons: [usize; 2], p: [&'a [f64]; 2], like_match: bool) -> Self {
        let empty = vec![vec![0.0; p[1].len()]; p[0].len()];
        Self {
            comparisons,
            p,
            like_match,
            squared: empty.clone(),
            observed: empty,
            pairs: 0.0,
            cells: Vec::new(),
            score: Vec::new(),
            own: Square::new(0),
            shared: Vec::new(),
        }
    }

    /// First round: adds a pattern to the observed table.
    pub(super) fn weigh(&mut self, scores: &Scores<'_>, digits: &[u8], count: f64) {
        if let Some([k, l]) = self.levels(digits) {
            let probability = self.probability(scores);
            self.observed[k][l] += count * probability;
            self.squared[k][l] += count * probability * probability;
            self.pairs += count * probability;
        }
    }

    /// Between the rounds.
    pub(super) fn choose_cells(&mut self, scores: &Scores<'_>) {
        let others = |p: &[f64]| {
            let commonest = (0..p.len()).max_by(|&a, &b| p[a].total_cmp(&p[b]));
            (0..p.len())
                .filter(move |k| Some(*k) != commonest)
                .collect::<Vec<_>>()
        };
        let [rows, columns] = self.p;
        for k in others(rows) {
            for l in others(columns) {
                if self.pairs * rows[k] * columns[l] >= FEWEST_IN_CELL {
                    self.cells.push([k, l]);
                }
            }
        }
        let n = self.cells.len();
        self.score = vec![0.0; n];
        self.own = Square::new(n);
        self.shared = vec![vec![0.0; scores.coordinates.values.len()]; n];
    }

    /// Second round: adds a pattern's scores.
    pub(super) fn add(&mut self, scores: &Scores<'_>, digits: &[u8], count: f64) {
        let Some(levels) = self.levels(digits) else {
            return;
        };
        let probability = self.probability(scores);
        let slopes: Vec<f64> = self
            .slopes(levels)
            .iter()
            .map(|x| probability * x)
            .collect();
        for (a, &x) in slopes.iter().enumerate() {
            self.score[a] += count * x;
            for (b, &y) in slopes.iter().enumerate() {
                self.own.add(a, b, count * x * y);
            }
            for (j, y) in scores.gradient() {
                self.shared[a][j] += count * x * y;
            }
        }
    }

    /// The statistic and its degrees of freedom.
    pub(super) fn statistic(&self, nuisance: &Nuisance) -> (f64, usize) {
        let n = self.cells.len();
        let reduce = |full: &Vec<f64>| nuisance.basis.reduce(full);
        let shared: Vec<Vec<f64>> = self.shared.iter().map(reduce).collect();
        let explained: Vec<Vec<f64>> = shared.iter().map(|b| nuisance.inverse.apply(b)).collect();
        let score: Vec<f64> = (0..n)
            .map(|a| self.score[a] - dot(&explained[a], &nuisance.score))
            .collect();
        let model = self.model_variance();
        let shrink: Vec<f64> = (0..n)
            .map(|a| (model.get(a, a) / self.own.get(a, a)).sqrt().min(1.0))
            .collect();
        let (mut seen, mut variance) = (self.own.clone(), model.clone());
        for a in 0..n {
            for (b, other) in shared.iter().enumerate() {
                let taken = dot(&explained[a], other);
                seen.add(a, b, -taken);
                variance.add(a, b, -taken * shrink[a] * shrink[b]);
            }
        }
        let testable = Inverse::new(&seen, &self.own.diagonal()).directions();
        let score: Vec<f64> = testable.iter().map(|way| dot(way, &score)).collect();
        let inverse = Inverse::new(
            &variance.along(&testable),
            &model.along(&testable).diagonal(),
        );
        (dot(&score, &inverse.apply(&score)).max(0.0), inverse.rank())
    }

    /// Variance of the cells' scores when the two comparisons are independent.
    fn model_variance(&self) -> Square {
        let mut variance = Square::new(self.cells.len());
        let sure = self.squared.iter().flatten().sum::<f64>() / self.pairs;
        for (k, p) in self.p[0].iter().enumerate() {
            for (l, q) in self.p[1].iter().enumerate() {
                let sureness = (self.squared[k][l] + sure) / (self.observed[k][l] + 1.0);
                let weight = self.pairs * p * q * sureness;
                let slopes = self.slopes([k, l]);
                for (a, x) in slopes.iter().enumerate() {
                    for (b, y) in slopes.iter().enumerate() {
                        variance.add(a, b, weight * x * y);
                    }
                }
            }
        }
        variance
    }

    /// `(1[k] − p_k)(1[l] − p_l)` of each cell under test, for a pair that shows these levels.
    fn slopes(&self, [k, l]: [usize; 2]) -> Vec<f64> {
        let apart = |side: usize, shown: usize, of: usize| {
            f64::from(u8::from(shown == of)) - self.p[side][of]
        };
        let slope = |&[i, j]: &[usize; 2]| apart(0, k, i) * apart(1, l, j);
        self.cells.iter().map(slope).collect()
    }

    fn levels(&self, digits: &[u8]) -> Option<[usize; 2]> {
        let [k, l] = self
            .comparisons
            .map(|c| (digits[c] as usize).checked_sub(1));
        Some([k?, l?])
    }

    /// Probability that the pattern in hand is of a class that is like matches, or not, on both comparisons.
    fn probability(&self, scores: &Scores<'_>) -> f64 {
        let belongs = |class: usize| {
            let like_match = |&c: &usize| scores.classes().is_like_match(class, c);
            self.comparisons
                .iter()
                .all(|c| like_match(c) == self.like_match)
        };
        let all = scores.posteriors().iter().enumerate();
        all.filter(|(class, _)| belongs(*class))
            .map(|(_, p)| p)
            .sum()
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

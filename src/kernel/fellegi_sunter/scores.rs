//! Derivatives of the log-likelihood, pattern by pattern.

use super::classes::Classes;
use super::coordinates::{Coordinates, Factor};
use super::symmetric::{Inverse, Square};
use super::{EmSettings, Information, Parameters, PatternCounts};

/// A probability that fewer pairs than this are expected to show is at its bound.
const FEWEST_PAIRS: f64 = 1.0;

/// Walks over patterns with the derivatives of ln P(pattern) by each coordinate.
pub(super) struct Scores<'a> {
    pub(super) coordinates: Coordinates<'a>,
    classes: Classes,
    active: &'a [bool],
    posteriors: Vec<f64>,
    factors: Vec<Factor>,
    /// Class, factor and slope of each coordinate that a pattern depends on.
    entries: Vec<Entry>,
    gradient: Vec<f64>,
    touched: Vec<usize>,
}

struct Entry {
    class: usize,
    factor: usize,
    coordinate: usize,
    /// Derivative of the log of the class's probability: one over the factor.
    slope: f64,
}

impl<'a> Scores<'a> {
    pub(super) fn new(parameters: &'a Parameters, settings: &'a EmSettings) -> Self {
        let coordinates = Coordinates::new(parameters, settings);
        let classes = Classes::new(parameters, &settings.active);
        Self {
            active: &settings.active,
            posteriors: vec![0.0; classes.len()],
            factors: Vec::new(),
            entries: Vec::new(),
            gradient: vec![0.0; coordinates.values.len()],
            touched: Vec::new(),
            coordinates,
            classes,
        }
    }

    /// Takes up a pattern.
    pub(super) fn visit(&mut self, digits: &[u8]) {
        for j in self.touched.drain(..) {
            self.gradient[j] = 0.0;
        }
        self.entries.clear();
        let log_probability = self.classes.posteriors(digits, &mut self.posteriors);
        if log_probability == f64::NEG_INFINITY {
            return;
        }
        for class in (0..self.posteriors.len()).filter(|&class| self.posteriors[class] > 0.0) {
            let factors = &mut self.factors;
            self.coordinates
                .factors(&self.classes, self.active, class, digits, factors);
            for (factor, &of) in self.factors.iter().enumerate() {
                let slope = self.coordinates.value(of).recip();
                for coordinate in of.coordinates() {
                    if self.gradient[coordinate] == 0.0 {
                        self.touched.push(coordinate);
                    }
                    self.gradient[coordinate] += self.posteriors[class] * slope;
                    self.entries.push(Entry {
                        class,
                        factor,
                        coordinate,
                        slope,
                    });
                }
            }
        }
    }

    /// Probability of each class given the pattern.
    pub(super) fn posteriors(&self) -> &[f64] {
        &self.posteriors
    }

    pub(super) fn classes(&self) -> &Classes {
        &self.classes
    }

    /// The coordinates with a derivative that is not zero, and the derivatives.
    pub(super) fn gradient(&self) -> impl Iterator<Item = (usize, f64)> + Clone + '_ {
        self.touched.iter().map(|&j| (j, self.gradient[j]))
    }

    /// Adds the pattern's part of the information.
    fn add_information(&self, count: f64, information: Information, sum: &mut Square) {
        for (i, x) in self.gradient() {
            for (j, y) in self.gradient() {
                sum.add(i, j, count * x * y);
            }
        }
        if information == Information::OuterProduct {
            return;
        }
        for one in &self.entries {
            let posterior = self.posteriors[one.class];
            for other in &self.entries {
                if one.class == other.class && one.factor != other.factor {
                    let curvature = posterior * one.slope * other.slope;
                    sum.add(one.coordinate, other.coordinate, -count * curvature);
                }
            }
        }
    }

    /// Adds what the pattern says of each coordinate by itself.
    fn add_expected(&self, count: f64, total: &mut Total) {
        for (j, slope) in self.gradient() {
            total.score[j] += count * slope;
            total.expected[j] += count * slope * self.coordinates.values[j];
        }
        for entry in &self.entries {
            let posterior = self.posteriors[entry.class];
            total.complete[entry.coordinate] += count * posterior * entry.slope * entry.slope;
        }
    }
}

/// The directions in which the coordinates can move: in each block every free coordinate against the largest one.
pub(super) struct Basis {
    pub(super) moves: Vec<(usize, usize)>,
    pub(super) free: Vec<bool>,
}

impl Basis {
    /// Leaves out what is held and what is at its bound.
    pub(super) fn new(coordinates: &Coordinates<'_>, expected: &[f64]) -> Self {
        let mut free = vec![false; coordinates.values.len()];
        let mut moves = Vec::new();
        for block in &coordinates.blocks {
            let can_move = |&j: &usize| coordinates.free[j] && expected[j] >= FEWEST_PAIRS;
            let movable: Vec<usize> = block.clone().filter(can_move).collect();
            let by_value = |a: &&usize, b: &&usize| {
                coordinates.values[**a].total_cmp(&coordinates.values[**b])
            };
            if let Some(&reference) = movable
                .iter()
                .max_by(by_value)
                .filter(|_| movable.len() > 1)
            {
                let others = movable.iter().filter(|j| **j != reference);
                moves.extend(others.map(|&j| (j, reference)));
                movable.iter().for_each(|&j| free[j] = true);
            }
        }
        Self { moves, free }
    }

    /// A vector's components along the directions.
    pub(super) fn reduce(&self, full: &[f64]) -> Vec<f64> {
        let moves = self.moves.iter();
        moves
            .map(|&(j, reference)| full[j] - full[reference])
            .collect()
    }

    /// The inverse of the information along the directions.
    pub(super) fn invert(&self, total: &Total) -> Inverse {
        let full = &total.information;
        let mut reduced = Square::new(self.moves.len());
        for (row, &(i, r)) in self.moves.iter().enumerate() {
            for (column, &(j, s)) in self.moves.iter().enumerate() {
                let sum = full.get(i, j) - full.get(i, s) - full.get(r, j) + full.get(r, s);
                reduced.add(row, column, sum);
            }
        }
        let moves = self.moves.iter();
        let complete: Vec<f64> = moves
            .map(|&(j, r)| total.complete[j] + total.complete[r])
            .collect();
        Inverse::new(&reduced, &complete)
    }
}

/// What all patterns say of the coordinates.
pub(super) struct Total {
    information: Square,
    /// The diagonal of the information if the class of every pair were known.
    complete: Vec<f64>,
    /// Pairs that are expected to show a coordinate.
    pub(super) expected: Vec<f64>,
    /// Sum of the derivatives.
    pub(super) score: Vec<f64>,
}

impl Total {
    pub(super) fn new(coordinates: &Coordinates<'_>) -> Self {
        let size = coordinates.values.len();
        Self {
            information: Square::new(size),
            complete: vec![0.0; size],
            expected: vec![0.0; size],
            score: vec![0.0; size],
        }
    }

    pub(super) fn add(&mut self, scores: &Scores<'_>, count: f64, information: Information) {
        scores.add_information(count, information, &mut self.information);
        scores.add_expected(count, self);
    }

    pub(super) fn of(
        counts: &PatternCounts,
        scores: &mut Scores<'_>,
        information: Information,
    ) -> Self {
        let mut total = Self::new(&scores.coordinates);
        for (digits, count) in counts.iter() {
            scores.visit(digits);
            total.add(scores, count as f64, information);
        }
        total
    }
}

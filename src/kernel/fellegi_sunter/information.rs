//! Standard errors from the information in the pattern counts.
//!
//! Everything is exact in the counts: for a mixture the information of Louis (1982, JRSS B 44:226, eq. 3.2), complete
//! data less what the missing class would have told, is the Hessian of the observed log-likelihood, and on patterns it
//! needs no approximation. It is preferred over the outer product of scores because small cells disturb it less
//! (Efron & Hinkley 1978, Biometrika 65:457); the outer product is offered because it needs no second derivatives to
//! be trusted, and other software reports it. Probabilities of a block add up to one, so the information is inverted
//! along the directions that keep them so, and every error is a linear form in those.
//!
//! Both take the pairs for independent draws. Pairs that share a record are not, so true errors are somewhat larger.

use serde::{Deserialize, Serialize};

use super::classes::assert_shapes;
use super::coordinates::{Factor, SIDES};
use super::scores::{Basis, Scores, Total};
use super::symmetric::Inverse;
use super::{EmSettings, Parameters, PatternCounts};

/// Which information the standard errors come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Information {
    /// Minus the second derivatives of the log-likelihood.
    Observed,
    /// Sum of the outer products of the patterns' scores.
    OuterProduct,
}

/// Standard errors of a model's parameters, in the shape of [`Parameters`].
///
/// `None` where a parameter is held or not active, where fewer than one pair is expected to show the level (it is at
/// its bound), and where the counts do not identify it. A comparison of one level has none either.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StandardErrors {
    /// Of lambda.
    pub lambda: Option<f64>,
    /// Of `m`.
    pub m: Vec<Vec<Option<f64>>>,
    /// Of `u`.
    pub u: Vec<Vec<Option<f64>>>,
    /// Of log2 of `m / u`, in bits; what is held counts as known.
    pub level_weights: Vec<Vec<Option<f64>>>,
    /// Of the joint probabilities of each interaction.
    pub interactions: Vec<InteractionErrors>,
    /// Of the share of each kin class among non-matches.
    pub kin: Vec<Option<f64>>,
}

/// Standard errors of an interaction's tables.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InteractionErrors {
    /// Of the joint probabilities given a match.
    pub m: Vec<Vec<Option<f64>>>,
    /// Of those given a non-match, when there is such a table.
    pub u: Option<Vec<Vec<Option<f64>>>>,
}

/// Standard errors of `parameters`, which `settings` estimated from `counts`.
///
/// The penalty of `settings` is left out: its pseudo-pairs are no evidence.
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
/// // One comparison with m and u known: lambda is a share with a standard error.
/// let space = PatternSpace::new(&[2]).unwrap();
/// let counts = PatternCounts::new(&space, vec![(1, 400), (2, 600)]);
/// let start = Parameters::new(0.5, vec![vec![1.0, 0.0]], vec![vec![0.0, 1.0]]);
/// let held = Held::all_but_shares(&start);
/// let settings = EmSettings { held, ..EmSettings::new(1) };
/// let fit = expectation_maximisation(&counts, start, &settings);
/// let errors = standard_errors(&counts, &fit.parameters, &settings, Information::Observed);
/// assert!((errors.lambda.unwrap() - (0.4 * 0.6 / 1000f64).sqrt()).abs() < 1e-12);
/// assert_eq!(errors.m[0][0], None); // held
/// ```
pub fn standard_errors(
    counts: &PatternCounts,
    parameters: &Parameters,
    settings: &EmSettings,
    information: Information,
) -> StandardErrors {
    assert_shapes(counts, parameters, &settings.active);
    let mut scores = Scores::new(parameters, settings);
    let total = Total::of(counts, &mut scores, information);
    let basis = Basis::new(&scores.coordinates, &total.expected);
    let covariance = basis.invert(&total);
    let errors = Errors {
        scores: &scores,
        basis,
        covariance,
    };
    errors.all(parameters)
}

struct Errors<'a> {
    scores: &'a Scores<'a>,
    basis: Basis,
    covariance: Inverse,
}

impl Errors<'_> {
    fn all(&self, parameters: &Parameters) -> StandardErrors {
        let coordinates = &self.scores.coordinates;
        let shares = |class: usize| coordinates.shares.map(|start| start + 1 + class);
        StandardErrors {
            lambda: self.of_coordinate(coordinates.lambda),
            m: by_level(&parameters.m, |c, k| {
                self.of(&[(coordinates.level(0, c, k)?, 1.0)])
            }),
            u: by_level(&parameters.u, |c, k| {
                self.of(&[(coordinates.level(1, c, k)?, 1.0)])
            }),
            level_weights: by_level(&parameters.m, |c, k| self.of_weight(c, k)),
            interactions: self.of_interactions(parameters),
            kin: (0..parameters.kin.len())
                .map(|class| self.of_coordinate(shares(class)))
                .collect(),
        }
    }

    fn of_interactions(&self, parameters: &Parameters) -> Vec<InteractionErrors> {
        let coordinates = &self.scores.coordinates;
        let table = |side: usize, i: usize, like: &[Vec<f64>]| {
            by_level(like, |k, l| {
                self.of_coordinate(coordinates.cell(side, i, k, l))
            })
        };
        let all = parameters.interactions.iter().enumerate();
        all.map(|(i, interaction)| InteractionErrors {
            m: table(0, i, &interaction.m),
            u: interaction.u.as_ref().map(|u| table(1, i, u)),
        })
        .collect()
    }

    fn of_coordinate(&self, coordinate: Option<usize>) -> Option<f64> {
        let one = |start| Factor {
            start,
            stride: 1,
            len: 1,
        };
        self.of(&[(one(coordinate?), 1.0)])
    }

    /// log2 m − log2 u, to first order.
    fn of_weight(&self, comparison: usize, level: usize) -> Option<f64> {
        let coordinates = &self.scores.coordinates;
        let mut form = Vec::new();
        for side in SIDES {
            if let Some(factor) = coordinates.level(side, comparison, level) {
                let sign = [1.0, -1.0][side];
                form.push((
                    factor,
                    sign / coordinates.value(factor) / std::f64::consts::LN_2,
                ));
            }
        }
        self.of(&form)
    }

    /// Standard error of a sum of factors, each times a number; `None` when one of them cannot move.
    fn of(&self, form: &[(Factor, f64)]) -> Option<f64> {
        let mut full = vec![0.0; self.basis.free.len()];
        for &(factor, coefficient) in form {
            if !factor.coordinates().any(|j| self.basis.free[j]) {
                return None;
            }
            factor.coordinates().for_each(|j| full[j] += coefficient);
        }
        if form.is_empty() {
            return None;
        }
        let variance = self.covariance.quadratic(&self.basis.reduce(&full))?;
        (variance > 0.0).then(|| variance.sqrt())
    }
}

fn by_level(
    like: &[Vec<f64>],
    error: impl Fn(usize, usize) -> Option<f64>,
) -> Vec<Vec<Option<f64>>> {
    let levels = |(c, levels): (usize, &Vec<f64>)| (0..levels.len()).map(|k| error(c, k)).collect();
    like.iter().enumerate().map(levels).collect()
}

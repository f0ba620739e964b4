//! Weights that make a comparison arm look like the treated one.

use serde::Serialize;

use super::NotComparable;
use super::not_comparable::{check_scores, check_weights};
use crate::kernel::stats::missing::{effective_n, percentile};

/// What is done about extreme weights.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WeightLimit {
    /// Nothing.
    None,
    /// Weights of the comparison arm above their own upper percentile are drawn in to it: less variance for some bias (Cole
    /// and Hernán 2008, American J. Epidemiology 168:656).
    Truncate {
        /// The share drawn in, such as 0.01.
        share: f64,
    },
    /// People with a score outside these bounds get no weight, in both arms: 0.1 and 0.9 after Crump et al. (2009),
    /// Biometrika 96:187. The effect is then one on the treated who are left.
    Trim {
        /// The least score kept.
        low: f64,
        /// The greatest score kept.
        high: f64,
    },
}

/// Weights for the effect on those treated.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AttWeights {
    /// One weight a person: 1 for the treated, the odds of treatment for the others, 0 for people left out.
    pub weights: Vec<f64>,
    /// What was done about extreme weights.
    pub limit: WeightLimit,
    /// Weights drawn in.
    pub truncated: u64,
    /// Treated people left out.
    pub treated_left_out: u64,
    /// People of the comparison arm left out.
    pub comparison_left_out: u64,
    /// (Σw)²/Σw² of the treated arm: how many equally weighted people it is worth.
    pub treated_effective_n: f64,
    /// (Σw)²/Σw² of the comparison arm.
    pub comparison_effective_n: f64,
}

/// Weighs the comparison arm to stand for the treated one: 1 for the treated, e/(1 − e) for the others, with e the score
/// (Hirano and Imbens 2001, Health Services and Outcomes Research Methodology 2:259; Morgan and Todd 2008, Sociological
/// Methodology 38:231).
///
/// Use it on the fitted chances of [`propensity`](super::propensity()). A comparison arm worth few people, against those it
/// has, rests on few: see [`overlap`](super::overlap()).
///
/// # Errors
///
/// When a score is not strictly between 0 and 1, or fewer than two people of an arm have or keep a weight.
///
/// # Panics
///
/// When there is not one score a person, or the limit's share is not from 0 to below 1.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::comparators::{WeightLimit, att_weights};
///
/// let treated = [true, true, false, false, false];
/// let found = att_weights(&[0.5, 0.8, 0.5, 0.75, 0.2], &treated, WeightLimit::None).unwrap();
/// assert_eq!(found.weights, [1.0, 1.0, 1.0, 3.0, 0.25]);
/// assert!((found.comparison_effective_n - 4.25 * 4.25 / 10.0625).abs() < 1e-12);
/// ```
pub fn att_weights(
    scores: &[f64],
    treated: &[bool],
    limit: WeightLimit,
) -> Result<AttWeights, NotComparable> {
    check_scores(treated, scores)?;
    let weight =
        |(&score, &treated): (&f64, &bool)| if treated { 1.0 } else { score / (1.0 - score) };
    let mut weights: Vec<f64> = scores.iter().zip(treated).map(weight).collect();
    let (mut truncated, mut left_out) = (0, [0, 0]);
    match limit {
        WeightLimit::None => (),
        WeightLimit::Truncate { share } => truncated = truncate(&mut weights, treated, share),
        WeightLimit::Trim { low, high } => {
            for (row, weight) in weights.iter_mut().enumerate() {
                if !(low..=high).contains(&scores[row]) {
                    *weight = 0.0;
                    left_out[usize::from(treated[row])] += 1;
                }
            }
        }
    }
    check_weights(treated, &weights)?;
    let arm = |wanted: bool| {
        let of_arm = weights
            .iter()
            .zip(treated)
            .filter(|(_, arm)| **arm == wanted);
        effective_n(&of_arm.map(|(&weight, _)| weight).collect::<Vec<f64>>())
    };
    Ok(AttWeights {
        treated_effective_n: arm(true),
        comparison_effective_n: arm(false),
        weights,
        limit,
        truncated,
        treated_left_out: left_out[1],
        comparison_left_out: left_out[0],
    })
}

fn truncate(weights: &mut [f64], treated: &[bool], share: f64) -> u64 {
    assert!((0.0..1.0).contains(&share), "a share below one is drawn in");
    let of_comparison = weights
        .iter()
        .zip(treated)
        .filter(|(_, treated)| !**treated);
    let mut sorted: Vec<f64> = of_comparison.map(|(&weight, _)| weight).collect();
    sorted.sort_by(f64::total_cmp);
    let bound = percentile(&sorted, 1.0 - share);
    let mut truncated = 0;
    for (weight, _) in weights
        .iter_mut()
        .zip(treated)
        .filter(|(_, treated)| !**treated)
    {
        if *weight > bound {
            *weight = bound;
            truncated += 1;
        }
    }
    truncated
}

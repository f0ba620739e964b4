//! Whether people of one arm have their like in the other.

use serde::Serialize;

use super::NotComparable;
use super::not_comparable::{check_scores, check_weights};

/// The scores of an arm.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ScoreRange {
    /// How many people.
    pub people: u64,
    /// The least score.
    pub least: f64,
    /// The greatest score.
    pub greatest: f64,
    /// People of the arm with a score outside the other arm's range.
    pub outside_other: u64,
}

impl ScoreRange {
    fn holds(&self, score: f64) -> bool {
        (self.least..=self.greatest).contains(&score)
    }
}

/// How far two arms overlap.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Overlap {
    /// Scores of the treated arm.
    pub treated: ScoreRange,
    /// Scores of the comparison arm.
    pub comparison: ScoreRange,
    /// Share of the treated whose score no range of the comparison arm reaches: nothing but the model's shape speaks for them.
    pub treated_outside_share: f64,
    /// Where both arms have scores: from the greater of the least to the lesser of the greatest; `None` where they have no
    /// score in common.
    pub common_support: Option<(f64, f64)>,
    /// The greatest weight in the comparison arm.
    pub largest_weight: f64,
    /// The share of the comparison arm's weight that one person holds: beyond a few hundredths, the comparison is that person.
    pub largest_weight_share: f64,
}

/// Describes how far the scores of two arms overlap and how unequal the comparison arm's weights are.
///
/// Use it before any weighted comparison: where many treated people lie outside, say so and compare those inside only
/// ([`WeightLimit::Trim`](super::WeightLimit::Trim)); where one person holds much of the weight, the standard error can't be trusted.
///
/// # Errors
///
/// When a score is not strictly between 0 and 1, a weight is below zero or not finite, or an arm has fewer than two people of
/// weight above zero.
///
/// # Panics
///
/// When there is not one score and weight a person.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::comparators::{WeightLimit, att_weights, overlap};
///
/// let treated = [true, true, false, false, false];
/// let scores = [0.5, 0.8, 0.5, 0.75, 0.2];
/// let weights = att_weights(&scores, &treated, WeightLimit::None).unwrap().weights;
/// let found = overlap(&scores, &treated, &weights).unwrap();
/// assert_eq!((found.treated.outside_other, found.treated_outside_share), (1, 0.5));
/// assert_eq!(found.common_support, Some((0.5, 0.75)));
/// assert_eq!(found.largest_weight, 3.0);
/// ```
pub fn overlap(
    scores: &[f64],
    treated: &[bool],
    weights: &[f64],
) -> Result<Overlap, NotComparable> {
    check_scores(treated, scores)?;
    check_weights(treated, weights)?;
    let arm = |wanted: bool| (0..scores.len()).filter(move |&row| treated[row] == wanted);
    let range = |wanted: bool| {
        let of_arm = || arm(wanted).map(|row| scores[row]);
        ScoreRange {
            people: of_arm().count() as u64,
            least: of_arm().fold(f64::INFINITY, f64::min),
            greatest: of_arm().fold(f64::NEG_INFINITY, f64::max),
            outside_other: 0,
        }
    };
    let outside = |wanted: bool, other: &ScoreRange| {
        arm(wanted).filter(|&row| !other.holds(scores[row])).count() as u64
    };
    let (mut first, mut second) = (range(true), range(false));
    first.outside_other = outside(true, &second);
    second.outside_other = outside(false, &first);
    let common = (
        first.least.max(second.least),
        first.greatest.min(second.greatest),
    );
    let largest = arm(false).map(|row| weights[row]).fold(0.0, f64::max);
    Ok(Overlap {
        treated: first,
        comparison: second,
        treated_outside_share: first.outside_other as f64 / first.people as f64,
        common_support: (common.0 <= common.1).then_some(common),
        largest_weight: largest,
        largest_weight_share: largest / arm(false).map(|row| weights[row]).sum::<f64>(),
    })
}

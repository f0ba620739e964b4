//! Why two arms can't be compared.

use serde::Serialize;

use crate::kernel::stats::regression::Unfit;

/// Why two arms can't be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum NotComparable {
    /// An arm has fewer than two people, of weight above zero where there are weights.
    #[error(
        "there are {treated} people in the treated arm and {comparison} in the other: each needs two"
    )]
    TooFewPeople {
        /// People in the treated arm.
        treated: u64,
        /// People in the comparison arm.
        comparison: u64,
    },
    /// An arm lies in fewer than two clusters: what is the cluster and what the arm can't be told apart, and no standard error
    /// of the difference exists.
    #[error(
        "the treated arm lies in {treated} clusters and the other in {comparison}: each needs two"
    )]
    TooFewClusters {
        /// Clusters with somebody treated.
        treated: u64,
        /// Clusters with somebody of the comparison arm.
        comparison: u64,
    },
    /// The covariates foretell some people's arm without doubt, so that they have no like in the other arm.
    #[error("covariates foretell some people's arm without doubt")]
    Separated,
    /// The model of the arms did not settle.
    #[error("the model of the arms did not settle")]
    NotSettled,
    /// A score is not strictly between 0 and 1.
    #[error("the score of row {row} is not strictly between 0 and 1")]
    ImproperScore {
        /// The row.
        row: usize,
    },
    /// A weight is below zero or not finite.
    #[error("the weight of row {row} is below zero or not finite")]
    ImproperWeight {
        /// The row.
        row: usize,
    },
    /// No outcome or change differs from that of others in its arm, so that nothing can be said of chance.
    #[error("nobody differs from others of the same arm")]
    NoVariation,
    /// A regression can't be fitted.
    #[error(transparent)]
    Unfit(#[from] Unfit),
}

/// # Panics
///
/// When there is not one weight a person.
pub(super) fn check_weights(treated: &[bool], weights: &[f64]) -> Result<(), NotComparable> {
    assert_eq!(treated.len(), weights.len(), "every person has a weight");
    match weights.iter().position(|w| !(w.is_finite() && *w >= 0.0)) {
        Some(row) => Err(NotComparable::ImproperWeight { row }),
        None => check_people(
            treated
                .iter()
                .zip(weights)
                .filter(|(_, w)| **w > 0.0)
                .map(|(&arm, _)| arm),
        ),
    }
}

pub(super) fn check_people(treated: impl Iterator<Item = bool>) -> Result<(), NotComparable> {
    let (mut first, mut second) = (0, 0);
    for arm in treated {
        if arm { first += 1 } else { second += 1 }
    }
    if first < 2 || second < 2 {
        return Err(NotComparable::TooFewPeople {
            treated: first,
            comparison: second,
        });
    }
    Ok(())
}

/// # Panics
///
/// When there is not one score a person.
pub(super) fn check_scores(treated: &[bool], scores: &[f64]) -> Result<(), NotComparable> {
    assert_eq!(treated.len(), scores.len(), "every person has a score");
    match scores
        .iter()
        .position(|&score| !(score > 0.0 && score < 1.0))
    {
        Some(row) => Err(NotComparable::ImproperScore { row }),
        None => check_people(treated.iter().copied()),
    }
}

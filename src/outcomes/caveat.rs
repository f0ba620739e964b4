//! What a reader of a number must know about it.

use std::fmt;

use serde::Serialize;

/// Something that limits a number, or why there is none.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Caveat {
    /// Fewer than two pairs.
    TooFewPairs,
    /// The changes, or what the method needs to vary, do not vary.
    NoVariation,
    /// Nobody of the group was followed up.
    NobodyFollowedUp,
    /// The study does not declare what the method needs.
    NotDeclared {
        /// What to declare.
        what: &'static str,
    },
    /// The published conditions of the method do not hold.
    Refused {
        /// Which one.
        reason: &'static str,
    },
    /// A normal approximation, since there are too many pairs or too few distinct values for an exact answer.
    NormalApproximation,
    /// Changes of exactly zero.
    Zeros {
        /// How many.
        pairs: u64,
    },
    /// The model can't be fitted.
    Unfit {
        /// Why, naming the term at fault.
        reason: String,
    },
    /// Terms of the model that repeat others were left out.
    LeftOut {
        /// Their names.
        terms: Vec<String>,
    },
    /// Groups too small to be among those compared.
    LeftOutGroups {
        /// Their names.
        groups: Vec<String>,
    },
    /// A combination of the model's terms tells the two outcomes apart perfectly.
    Separated,
    /// The iteration stopped before it settled.
    NotSettled,
    /// The variance between sites is estimated as zero.
    SingularFit,
    /// So few sites or clusters that the interval rests on a handful of numbers.
    FewSites {
        /// How many.
        sites: u64,
    },
    /// Weights beyond the bounds were cut to them.
    WeightsCut {
        /// How many.
        people: u64,
    },
    /// The weights leave much less information than there are people.
    LowEffectiveN {
        /// The number of equally weighted people that would tell as much.
        effective_n: f64,
    },
    /// A standardised difference above a tenth: the groups are not alike.
    Unbalanced {
        /// Of which term.
        term: String,
    },
    /// People of one arm for whom the other has nobody alike.
    NoOverlap {
        /// How many.
        people: u64,
    },
    /// Slopes differ between groups, so that one adjusted difference does not describe them.
    UnequalSlopes,
    /// Much of the variance is due to what is missing.
    MissingInformation {
        /// The share, 0 to 1.
        share: f64,
    },
    /// The group was chosen by its scores: part of the change would have come anyway.
    ChosenByScore,
    /// All resamples lie on one side of the estimate.
    OneSided,
    /// People stand in more than one episode, and the method takes episodes as independent.
    RepeatedPeople,
    /// Scores below the first stage.
    BelowStages {
        /// How many people.
        people: u64,
    },
    /// Much of the variance is due to doubt about links.
    DoubtfulLinks {
        /// The share, 0 to 1.
        share: f64,
    },
    /// Combined over drawn link sets.
    OverLinkSets {
        /// How many.
        sets: u32,
    },
}

impl fmt::Display for Caveat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooFewPairs => f.write_str("fewer than two pairs"),
            Self::NoVariation => f.write_str("nothing varies, so there is no error to judge by"),
            Self::NobodyFollowedUp => f.write_str("nobody was followed up"),
            Self::NotDeclared { what } => write!(f, "the study does not declare {what}"),
            Self::Refused { reason } => write!(f, "not defined here: {reason}"),
            Self::NormalApproximation => f.write_str("normal approximation"),
            Self::Zeros { pairs } => write!(f, "changes of zero: {pairs}"),
            Self::Unfit { reason } => write!(f, "the model can't be fitted: {reason}"),
            Self::LeftOut { terms } => {
                write!(f, "left out as repeating others: {}", terms.join(", "))
            }
            Self::LeftOutGroups { groups } => {
                write!(f, "groups too small to compare: {}", groups.join(", "))
            }
            Self::Separated => f.write_str("the model's terms tell the outcomes apart perfectly"),
            Self::NotSettled => f.write_str("the iteration did not settle"),
            Self::SingularFit => f.write_str("no variance between sites was found"),
            Self::FewSites { sites } => write!(f, "few sites: {sites}"),
            Self::WeightsCut { people } => write!(f, "weights cut: {people}"),
            Self::LowEffectiveN { effective_n } => {
                write!(
                    f,
                    "weights leave the information of {effective_n:.1} people"
                )
            }
            Self::Unbalanced { term } => write!(f, "unlike in {term}"),
            Self::NoOverlap { people } => {
                write!(f, "people without their like in the other group: {people}")
            }
            Self::UnequalSlopes => f.write_str("slopes differ between groups"),
            Self::MissingInformation { share } => {
                write!(
                    f,
                    "{:.0}% of the variance is due to what is missing",
                    share * 100.0
                )
            }
            Self::DoubtfulLinks { share } => {
                write!(
                    f,
                    "{:.0}% of the variance is due to doubt about links",
                    share * 100.0
                )
            }
            Self::ChosenByScore => {
                f.write_str("chosen by score: part of this is regression to the mean")
            }
            Self::OneSided => f.write_str("all resamples lie on one side"),
            Self::RepeatedPeople => f.write_str("some people stand in several episodes"),
            Self::BelowStages { people } => {
                write!(f, "people who score below the first stage: {people}")
            }
            Self::OverLinkSets { sets } => write!(f, "combined over {sets} drawn link sets"),
        }
    }
}

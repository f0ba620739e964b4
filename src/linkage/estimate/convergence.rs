//! How training went, for a person to judge.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::session::Session;

/// How training went: every session with its numbers, never only the good news. Without a session for a model that
/// was not trained here.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Convergence {
    /// Random pairs that the u probabilities come from.
    pub u_pairs: u64,
    /// Seed of the random pairs and of the sampling of blocks.
    pub seed: u64,
    /// The sessions of the last turn.
    pub sessions: Vec<Session>,
    /// True when every session's EM met its tolerance within its steps and its likelihood never fell.
    pub converged: bool,
    /// Standard errors of the model's parameters, in their shape.
    pub errors: ModelErrors,
    /// What a person should look at before trusting the model.
    pub findings: Vec<ModelFinding>,
}

/// Something about a trained model that a person should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ModelFinding {
    /// A session stopped at its last step, or its likelihood fell.
    NotConverged {
        /// The session's rule.
        rule: String,
    },
    /// No session could estimate the comparison's m; it keeps its starting values.
    NotEstimated {
        /// The comparison.
        comparison: String,
    },
    /// Full agreement is no likelier among matches than among non-matches.
    AgreementSaysNothing {
        /// The comparison.
        comparison: String,
    },
    /// No pair that is likely a match was seen at this level: its m is a guess.
    LevelNotObserved {
        /// The comparison.
        comparison: String,
        /// The level, counted from 1, "anything else" last.
        level: usize,
    },
    /// Given a match, two comparisons tell of one another, so that together they are counted for more (or less) than
    /// they are worth; [`LinkageSpec::interact`](crate::linkage::LinkageSpec::interact) lets them.
    Dependent {
        /// A comparison.
        first: String,
        /// The other.
        second: String,
        /// Cramér's V among matches, in hundredths.
        cramers_v_percent: u32,
    },
    /// The fits from different starts ended in different places: the likelihood has several peaks.
    StartsDisagree {
        /// The session's rule.
        rule: String,
    },
    /// A column has one value only, so that its comparison says nothing.
    Constant {
        /// The comparison.
        comparison: String,
    },
    /// No pair of records has a value for this comparison on both sides.
    NeverPresent {
        /// The comparison.
        comparison: String,
    },
    /// No training rule is of whole columns that are compared exactly, so that none tells how many matches there are:
    /// lambda is only a guess of one match for two records. Name such a rule, or state lambda.
    LambdaGuessed,
    /// A guard against relatives names a comparison whose first level is not exact agreement, or no two records agree on
    /// what it names: it has no effect.
    GuardIdle,
    /// No session found matches, so lambda is only a guess of one match for two records.
    NoMatchesFound,
}

impl fmt::Display for ModelFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotConverged { rule } => write!(f, "training on `{rule}` did not converge"),
            Self::NotEstimated { comparison } => {
                write!(
                    f,
                    "no training rule leaves `{comparison}` free: its m keeps its starting values"
                )
            }
            Self::AgreementSaysNothing { comparison } => {
                write!(
                    f,
                    "agreement on `{comparison}` is no likelier among matches than among others"
                )
            }
            Self::LevelNotObserved { comparison, level } => {
                write!(
                    f,
                    "level {level} of `{comparison}` was seen in no likely match: its m is a guess"
                )
            }
            Self::Dependent {
                first,
                second,
                cramers_v_percent,
            } => write!(
                f,
                "`{first}` and `{second}` depend on one another given a match (Cramér's V {:.2})",
                f64::from(*cramers_v_percent) / 100.0
            ),
            Self::StartsDisagree { rule } => {
                write!(
                    f,
                    "training on `{rule}` ends in different places from different starts"
                )
            }
            Self::Constant { comparison } => {
                write!(
                    f,
                    "`{comparison}` compares columns of one value only: it says nothing"
                )
            }
            Self::NeverPresent { comparison } => {
                write!(
                    f,
                    "no pair of records has a value for `{comparison}` on both sides"
                )
            }
            Self::LambdaGuessed => {
                f.write_str("no training rule tells how many matches there are: lambda is a guess")
            }
            Self::GuardIdle => f.write_str(
                "the guard against relatives has nothing to learn from: it has no effect",
            ),
            Self::NoMatchesFound => f.write_str("training found no matches: lambda is a guess"),
        }
    }
}

/// Standard errors of lambda, m and u; `None` where a value is held, counted exactly, or not identified.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ModelErrors {
    /// Of lambda.
    pub lambda: Option<f64>,
    /// Of m, by comparison and level.
    pub m: Vec<Vec<Option<f64>>>,
    /// Of u, by comparison and level.
    pub u: Vec<Vec<Option<f64>>>,
}

//! The Fellegi–Sunter model (Fellegi & Sunter 1969, JASA 64:1183) on counts of agreement patterns.
//!
//! A pair of records is reduced to one level per comparison. Given a match the level of comparison `c` is `k`
//! with probability `m[c][k]`, given a non-match with `u[c][k]`, independently over comparisons unless an
//! [`Interaction`] joins two of them; a share `lambda` of pairs are matches, and of the others some may be
//! [kin](KinClass). Missing values carry no evidence.

mod class_shares;
mod classes;
mod combine;
mod coordinates;
mod dependence;
mod em;
mod faults;
mod held;
mod information;
mod interaction;
mod kin;
mod labels;
mod likelihood;
mod pattern;
mod score_test;
mod scores;
mod starts;
mod step;
mod symmetric;
mod term_frequency;

pub use class_shares::{Agreement, ClassShares, RuleBlock, class_shares};
pub use classes::log_likelihood;
pub use combine::{
    CombineBy, CombinedLevels, SessionLevels, combine_lambdas, combine_levels, shift_odds,
};
pub use dependence::{Among, Dependence, DependenceLimits, dependences};
pub use em::{EmFit, EmSettings, expectation_maximisation};
pub use faults::ParameterFault;
pub use held::Held;
pub use information::{Information, InteractionErrors, StandardErrors, standard_errors};
pub use interaction::Interaction;
pub use kin::KinClass;
pub use labels::{LabelledLevels, levels_from_labels};
pub use likelihood::{Parameters, WeightParts, match_probability, match_weight_from_probability};
pub use pattern::{PatternCounts, PatternSpace};
pub use starts::{BestOfStarts, StartEnd, best_of_starts};
pub use term_frequency::term_frequency_weight;

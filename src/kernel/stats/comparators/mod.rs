//! People who had the service against people who did not, where nobody drew lots.
//!
//! | question | method |
//! |---|---|
//! | who would have had the service, and are there like people who did not | [`propensity`], [`overlap`] |
//! | a comparison arm that looks like the treated one, and whether it does | [`att_weights`], [`balance_table`] |
//! | the effect on those treated | [`weighted_att`], [`stacked_att`] |
//! | change of one arm beyond that of the other | [`difference_in_differences`] |
//!
//! None of them knows what was not measured: weights balance what is in the model, difference in differences takes away what
//! stays the same.

mod att_weights;
mod balance_table;
mod did;
mod not_comparable;
mod overlap;
mod propensity;
mod robust;
mod stacked_att;
mod weighted_att;

pub use att_weights::{AttWeights, WeightLimit, att_weights};
pub use balance_table::{CovariateBalance, UNLIKE, balance_table};
pub use did::{ArmChange, DifferenceInDifferences, TwoWaves, difference_in_differences};
pub use not_comparable::NotComparable;
pub use overlap::{Overlap, ScoreRange, overlap};
pub use propensity::propensity;
pub use robust::{ArmClusters, FEW_DF, RobustError};
pub use stacked_att::stacked_att;
pub use weighted_att::{WeightedAtt, weighted_att};

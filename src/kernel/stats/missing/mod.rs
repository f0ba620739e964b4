//! People who were not followed up: who they are, weights for those who were, several completed data sets in one answer, and
//! how much worse they would have to be.

mod balance;
mod rubin;
mod tipping_point;
mod weights;

pub use balance::standardised_difference;
pub use rubin::{PooledEstimate, rubin};
pub use tipping_point::{TippingPoint, tipping_point};
pub use weights::{FollowUpWeights, WeightedMean, follow_up_weights, weighted_mean};

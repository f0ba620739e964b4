//! People who were not followed up: who they are, weights for those who were, values drawn for those who were not, several
//! completed data sets in one answer, and how much worse they would have to be.

mod balance;
mod impute;
mod rubin;
mod tipping_point;
mod weights;

pub(super) use balance::pooled_sd;
pub use balance::standardised_difference;
pub use impute::{
    Aliased, ColumnReport, ImputationMethod, ImputationReport, Imputations, ImputeSettings,
    ImputedMeanChange, IncompleteColumn, NotImputed, Predictor, impute, imputed_mean_change,
};
pub use rubin::{PooledEstimate, rubin};
pub use tipping_point::{TippingPoint, tipping_point};
pub use weights::{FollowUpWeights, WeightedMean, follow_up_weights, weighted_mean};
pub(super) use weights::{effective_n, percentile};

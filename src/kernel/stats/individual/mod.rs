//! Change of one person: whether it is more than measurement error, whether it matters, and what would have come anyway.
//!
//! Reliability and norms are declared, from a source, never estimated from the pairs in hand: the change of those pairs
//! would be in them.

mod clinical_change;
mod regression_to_mean;
mod reliable_change;
mod responders;
mod sdq_added_value;
mod swemwbs;

pub use clinical_change::{ChangeClass, ClinicalChange, CutOff, Norms};
pub use regression_to_mean::{
    RegressionToMean, change_beyond_regression, regression_after_selection,
};
pub use reliable_change::{Direction, ReliableChange, SeveralMeasures, several_measures};
pub use responders::{Responders, responders};
pub use sdq_added_value::{
    AddedValue, SdqFollowUp, SdqRefusal, SdqRespondent, sdq_added_value, sdq_group_added_value,
};
pub use swemwbs::swemwbs_metric;

//! Clusters by agglomeration: edges in falling weight, each merging two clusters unless a test refuses.

mod barriers;
mod between;
mod constrained;
mod engine;
mod exclusive_groups;

pub use constrained::{Constraints, constrained_components};
pub use engine::{Clustering, Refusal, RefusalReason};

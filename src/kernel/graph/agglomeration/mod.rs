//! Clusters by agglomeration: edges in falling weight, each merging two clusters unless a test refuses.

mod barriers;
mod between;
mod complete_linkage;
mod constrained;
mod engine;
mod exclusive_groups;
mod minimum_edge;
mod quotas;
mod small_map;

pub use complete_linkage::complete_linkage;
pub use constrained::{Constraints, constrained_components, refusals};
pub use engine::{Clustering, Refusal, RefusalReason};
pub use minimum_edge::minimum_edge_linkage;
pub use quotas::Quota;

//! Graphs of records: which hang together, and as whom.
//!
//! Nodes are dense numbers, edges carry log2 odds. No answer depends on the order of edges in the input or on
//! threads: edges of one weight are taken by their lower node, then by their higher.
//!
//! | what is known of the records | function |
//! |---|---|
//! | nothing: links are sure | [`connected_components`], [`component_sweep`] for many thresholds |
//! | two datasets hold a person once each | [`maximum_assignment`] |
//! | one of two datasets does | [`best_left_for_each_right`] |
//! | some of several datasets do, or some pairs differ | [`constrained_components`] |
//! | links are unsure, and what follows must show it | [`PartitionSampler`]: partitions as likely as their pairs are |
//! | links chain people together | [`complete_linkage`]; [`minimum_edge_linkage`] where few pairs were compared |
//!
//! [`refusals`] tells beforehand which edges constraints shut out; [`margins`] says afterwards of each link how near its
//! runner-up came.

mod agglomeration;
mod assignment;
mod components;
mod edge;
mod labelling;
mod margin;
mod partitions;
mod union_find;

pub use agglomeration::{
    Clustering, Constraints, Quota, Refusal, RefusalReason, complete_linkage,
    constrained_components, minimum_edge_linkage, refusals,
};
pub use assignment::{Assignment, best_left_for_each_right, maximum_assignment};
pub use components::{ComponentSweep, ComponentsAt, component_sweep, connected_components};
pub use edge::Edge;
pub use labelling::Labelling;
pub use margin::{Margin, margins};
pub use partitions::{PartitionLaw, PartitionSampler};
pub use union_find::UnionFind;

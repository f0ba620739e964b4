//! Estimates that know that some records are linked to the wrong person.
//!
//! The model is exchangeable: within a block (a site, a school year) a record is linked rightly with chance λ, and otherwise
//! to any other member of the block alike. Missed links are another matter: see [`missing`](super::missing).

mod change;
mod regression;

pub use change::without_false_links;
pub use regression::{LinkageCorrection, LinkedBlock, LinkedFit, linked_regression};

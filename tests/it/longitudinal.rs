//! Following people: studies, episodes, pairs, attrition.

mod follow;
mod naive;
mod study;
pub mod world;

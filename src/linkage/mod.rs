//! Which records are the same person: block, compare, estimate, score, resolve.

mod person_index;

pub use person_index::{PersonId, PersonIndex};

//! What each kind of record looks like, declared once.

mod kind;

pub use kind::{DatasetKind, Identifier};

//! From pairs of records to agreement patterns.
//!
//! Every distinct value of a compared part has a code, and every record a row of small numbers ("lanes"): codes, day
//! numbers, sketches of texts. Pairs are laid side by side in batches; tests on lanes run over a whole batch at once
//! and settle most levels; what stays uncertain is judged pair by pair on the values themselves.

mod batch;
mod compiled;
mod field;
mod judge;
mod lanes;
mod metric;
mod node;
mod screen;

pub(crate) use batch::{Batch, Gathered};
pub(crate) use compiled::Compiled;
pub(crate) use field::part_codes;
pub(crate) use screen::Scratch;

//! Public behaviour of the crate, one module a chapter.

mod compare_example;
mod outcomes;
mod stats;

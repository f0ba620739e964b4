//! Public behaviour of the crate, one module a chapter.

mod compare_example;
mod disclosure;
mod evidence;
mod outcomes;
mod report;
mod stats;

//! One integration binary: a file for each chapter.

mod compare_example;
mod ingest;
mod longitudinal;
mod outcomes;
mod schema;
mod standardise;
mod stats;
mod voice;

//! One integration binary: a file for each chapter.

mod compare_example;
mod disclosure;
mod evidence;
mod ingest;
mod longitudinal;
mod outcomes;
mod report;
mod schema;
mod standardise;
mod stats;
mod synthetic;
mod voice;

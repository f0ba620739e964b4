//! One integration binary: a file for each chapter.

mod analyses;
mod compare_example;
mod disclosure;
mod evidence;
mod fellegi_sunter;
mod graph;
mod ingest;
mod journey;
mod linkage;
mod longitudinal;
mod outcomes;
mod report;
mod schema;
mod similarity;
mod splink;
mod standardise;
mod stats;
mod synthetic;
mod voice;

//! One integration binary: a file for each chapter.

mod ingest;
mod schema;
mod standardise;

//! Throughline links children's-services records to people and follows each person.

pub mod disclosure;
mod error;
pub mod evidence;
pub mod ingest;
pub mod kernel;
pub mod linkage;
pub mod longitudinal;
pub mod outcomes;
pub mod report;
pub mod schema;
pub mod standardise;
pub mod synthetic;
pub mod voice;

pub use error::{Error, Result};

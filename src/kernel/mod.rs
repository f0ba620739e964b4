//! The mathematics: slices and counts in, numbers out. Nothing here knows of frames, Arrow or files.

pub mod fellegi_sunter;
pub mod graph;
pub(crate) mod mix;
pub mod similarity;
pub mod stats;

//! Behaviour of the public surface, one file per chapter.

mod standardise;

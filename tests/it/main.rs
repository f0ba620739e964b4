//! The integration tests, one file per chapter.

mod synthetic;

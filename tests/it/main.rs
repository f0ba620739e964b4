//! The integration tests, one module a chapter.

mod disclosure;
mod evidence;

//! What people said, counted by person and set beside what changed.

mod theme_table;

pub use theme_table::{ThemeRow, ThemeTable};

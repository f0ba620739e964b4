//! What people said, counted by person and set beside what changed.
//!
//! [`themes`] counts how many people spoke of each theme, split by whether their scores improved, stayed the same
//! or got worse. [`quotable`] counts what may be quoted: only what the person consented to.

mod quotable;
mod theme_table;
mod themes;

pub use quotable::{Quotable, quotable};
pub use theme_table::{ThemeRow, ThemeTable};
pub use themes::themes;

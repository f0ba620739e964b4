//! How many people spoke of each theme, beside how their scores changed.

use serde::Serialize;

/// People (not mentions) who spoke of each theme, split by how each measure changed for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ThemeTable {
    pub(crate) rows: Vec<ThemeRow>,
}

impl ThemeTable {
    /// A table of one's own rows, in the order of [`rows`](Self::rows): for themes that were counted elsewhere.
    pub fn from_rows(rows: Vec<ThemeRow>) -> Self {
        Self { rows }
    }

    /// The rows: measures in study order, then waves, then themes by number of people, most first.
    pub fn rows(&self) -> &[ThemeRow] {
        &self.rows
    }
}

/// One theme beside one measure at one wave. Every count is of people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ThemeRow {
    /// Name of the measure.
    pub measure: String,
    /// Name of the follow-up wave.
    pub wave: String,
    /// The theme's code.
    pub theme: String,
    /// Spoke of it and improved.
    pub improved: u64,
    /// Spoke of it and stayed the same.
    pub same: u64,
    /// Spoke of it and got worse.
    pub worse: u64,
    /// Spoke of it but have no pair of scores.
    pub not_paired: u64,
}

impl ThemeRow {
    /// Everyone who spoke of the theme.
    pub fn people(&self) -> u64 {
        self.improved + self.same + self.worse + self.not_paired
    }
}

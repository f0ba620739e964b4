//! How many people spoke of each theme, beside how their scores changed.

use polars::prelude::{Column, DataFrame};
use serde::Serialize;

use crate::error::Result;

/// People (not mentions) who spoke of each theme, split by how each measure changed for them; made by
/// [`themes`](crate::voice::themes).
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

    /// The rows as a table, one column per field of [`ThemeRow`]; counts are `UInt64`.
    ///
    /// # Errors
    ///
    /// When the frame engine refuses, for want of memory.
    pub fn to_frame(&self) -> Result<DataFrame> {
        let text = |name: &str, of: fn(&ThemeRow) -> &String| {
            let values: Vec<&str> = self.rows.iter().map(|row| of(row).as_str()).collect();
            Column::new(name.into(), values)
        };
        let count = |name: &str, of: fn(&ThemeRow) -> u64| {
            let values: Vec<u64> = self.rows.iter().map(of).collect();
            Column::new(name.into(), values)
        };
        let columns = vec![
            text("measure", |row| &row.measure),
            text("wave", |row| &row.wave),
            text("theme", |row| &row.theme),
            count("improved", |row| row.improved),
            count("same", |row| row.same),
            count("worse", |row| row.worse),
            count("not_paired", |row| row.not_paired),
        ];
        Ok(DataFrame::new(self.rows.len(), columns)?)
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

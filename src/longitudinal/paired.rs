//! Each eligible person's baseline and follow-up, side by side.

use polars::prelude::{DataFrame, DataType};

use crate::error::{OutcomesError, Result};
use crate::longitudinal::Measure;

/// Baseline and follow-up of every eligible episode, by measure and wave; made by
/// [`Study::follow`](crate::longitudinal::Study::follow).
#[derive(Debug, Clone)]
pub struct PairedOutcomes {
    pub(crate) frame: DataFrame,
    pub(crate) measures: Vec<Measure>,
    pub(crate) waves: Vec<String>,
    pub(crate) groupings: Vec<String>,
}

/// Columns that every frame of paired outcomes has, apart from its groupings.
const COLUMNS: [(&str, DataType); 10] = [
    ("person", DataType::UInt32),
    ("episode", DataType::UInt32),
    ("measure", DataType::String),
    ("wave", DataType::String),
    ("baseline", DataType::Float64),
    ("follow_up", DataType::Float64),
    ("baseline_days", DataType::Int32),
    ("follow_up_days", DataType::Int32),
    ("due", DataType::Boolean),
    ("link_weight", DataType::Float64),
];

impl PairedOutcomes {
    /// Paired outcomes that were followed elsewhere, in a frame with the columns that [`frame`](Self::frame) lists;
    /// more columns may stand beside them.
    ///
    /// Use it to compare or report pairs that another tool made. [`Study::follow`](crate::longitudinal::Study::follow)
    /// makes them from datasets.
    ///
    /// # Errors
    ///
    /// When a column is absent or of another type, or a row's measure or wave is not among those given.
    pub fn new(
        frame: DataFrame,
        measures: Vec<Measure>,
        waves: Vec<String>,
        groupings: Vec<String>,
    ) -> Result<Self> {
        for (name, expected) in &COLUMNS {
            check_column(&frame, name, expected)?;
        }
        for name in &groupings {
            check_column(&frame, name, &DataType::String)?;
        }
        let names: Vec<&str> = measures.iter().map(|m| m.name.as_str()).collect();
        check_declared(&frame, "measure", &names)?;
        let names: Vec<&str> = waves.iter().map(String::as_str).collect();
        check_declared(&frame, "wave", &names)?;
        Ok(Self {
            frame,
            measures,
            waves,
            groupings,
        })
    }

    /// One row per eligible episode, measure and wave. Columns: `person` and `episode` (`UInt32`), `measure` and
    /// `wave` (`String`), `baseline` and `follow_up` (`Float64`, null where there is no score),
    /// `baseline_days` and `follow_up_days` (`Int32`, days from the episode's start), `due` (`Boolean`, false
    /// while the follow-up window is still open at the end of the data), `link_weight` (`Float64`, weakest
    /// membership among the records used), then one `String` column per grouping.
    pub fn frame(&self) -> &DataFrame {
        &self.frame
    }

    /// The measures, in study order.
    pub fn measures(&self) -> &[Measure] {
        &self.measures
    }

    /// Names of the follow-up waves, in study order.
    pub fn waves(&self) -> &[String] {
        &self.waves
    }

    /// Names of the grouping columns, in study order.
    pub fn groupings(&self) -> &[String] {
        &self.groupings
    }
}

fn check_column(frame: &DataFrame, name: &str, expected: &DataType) -> Result<()> {
    let Ok(column) = frame.column(name) else {
        let names: Vec<&str> = frame.columns().iter().map(|c| c.name().as_str()).collect();
        let present = names.join(", ");
        return Err(OutcomesError::MissingColumn {
            column: name.to_owned(),
            present,
        }
        .into());
    };
    if column.dtype() == expected {
        return Ok(());
    }
    Err(OutcomesError::ColumnType {
        column: name.to_owned(),
        found: column.dtype().to_string(),
        expected: expected.to_string(),
    }
    .into())
}

fn check_declared(frame: &DataFrame, column: &'static str, declared: &[&str]) -> Result<()> {
    let names = frame.column(column)?.str()?;
    let stray = names
        .iter()
        .find(|name| !name.is_some_and(|name| declared.contains(&name)));
    let Some(name) = stray else {
        return Ok(());
    };
    Err(OutcomesError::Undeclared {
        column,
        name: name.unwrap_or("null").to_owned(),
        declared: declared.join(", "),
    }
    .into())
}

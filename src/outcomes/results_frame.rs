//! Results as a frame, as Arrow batches and as a table for people.

use std::io::Write;

use arrow::array::RecordBatch;
use comfy_table::{CellAlignment, Table, presets};
use polars::prelude::{AnyValue, Column, DataFrame, IntoColumn, NamedFrom, Series};

use crate::error::{Error, OutcomesError, Result};
use crate::ingest::to_record_batches;
use crate::longitudinal::Direction;

use super::{ResultRow, Results};

impl Results {
    /// One row per number. Columns: `measure`, `wave`, `grouping`, `group`, `direction`, `method`, `quantity` (`String`);
    /// `estimate`, `se`, `ci_level`, `ci_lower`, `ci_upper`, `statistic`, `df`, `p`, `p_adjusted` (`Float64`, null where not
    /// defined); `n`, `n_missing` (`UInt64`); `caveats` (`String`, parted by semicolons, null where there are none); `seed`
    /// (`UInt64`, null where chance had no part).
    ///
    /// # Errors
    ///
    /// When the frame engine refuses, for want of memory.
    pub fn to_frame(&self) -> Result<DataFrame> {
        let number = |name: &str, of: fn(&ResultRow) -> Option<f64>| {
            let values: Vec<Option<f64>> = self.rows.iter().map(of).collect();
            Series::new(name.into(), values).into_column()
        };
        let count = |name: &str, of: fn(&ResultRow) -> Option<u64>| {
            let values: Vec<Option<u64>> = self.rows.iter().map(of).collect();
            Series::new(name.into(), values).into_column()
        };
        let mut columns = self.places();
        columns.extend([
            number("estimate", |row| row.estimate),
            number("se", |row| row.se),
            number("ci_level", |row| row.ci.map(|ci| ci.level)),
            number("ci_lower", |row| row.ci.map(|ci| ci.lower)),
            number("ci_upper", |row| row.ci.map(|ci| ci.upper)),
            number("statistic", |row| row.statistic),
            number("df", |row| row.df),
            number("p", |row| row.p),
            number("p_adjusted", |row| row.p_adjusted),
            count("n", |row| Some(row.n)),
            count("n_missing", |row| Some(row.n_missing)),
            self.text("caveats", |row| {
                let caveats: Vec<String> = row.caveats.iter().map(ToString::to_string).collect();
                (!caveats.is_empty()).then(|| caveats.join("; "))
            }),
            count("seed", |row| row.seed),
        ]);
        Ok(DataFrame::new(self.rows.len(), columns)?)
    }

    /// The columns of [`to_frame`](Self::to_frame) as Arrow batches.
    ///
    /// # Errors
    ///
    /// When the frame engine or Arrow refuses.
    pub fn to_record_batches(&self) -> Result<Vec<RecordBatch>> {
        to_record_batches(&self.to_frame()?)
    }

    /// The rows as CSV (comma, UTF-8, a header), with the columns of [`to_frame`](Self::to_frame) and numbers at full precision.
    ///
    /// # Errors
    ///
    /// When the frame engine refuses, or the writer does.
    pub fn write_csv(&self, to: impl Write) -> Result<()> {
        write_csv(&self.to_frame()?, to)
    }

    fn places(&self) -> Vec<Column> {
        let direction = |row: &ResultRow| {
            Some(match row.direction? {
                Direction::HigherIsBetter => "higher_is_better".to_owned(),
                Direction::LowerIsBetter => "lower_is_better".to_owned(),
            })
        };
        vec![
            self.text("measure", |row| Some(row.measure.clone())),
            self.text("wave", |row| Some(row.wave.clone())),
            self.text("grouping", |row| Some(row.grouping.clone())),
            self.text("group", |row| Some(row.group.clone())),
            self.text("direction", direction),
            self.text("method", |row| Some(row.method.name().to_owned())),
            self.text("quantity", |row| Some(row.quantity.clone())),
        ]
    }

    fn text(&self, name: &str, of: impl Fn(&ResultRow) -> Option<String>) -> Column {
        let values: Vec<Option<String>> = self.rows.iter().map(of).collect();
        Series::new(name.into(), values).into_column()
    }

    /// The rows as an aligned table for people, numbers to four significant digits.
    pub fn table(&self) -> String {
        let mut table = Table::new();
        table.load_preset(presets::ASCII_MARKDOWN);
        let level = self.analysis.level * 100.0;
        let interval = format!("{level}% CI");
        table.set_header([
            "measure", "wave", "group", "quantity", "estimate", &interval, "p", "n", "missing",
            "mind",
        ]);
        for row in &self.rows {
            table.add_row(cells(row));
        }
        for column in table.column_iter_mut().skip(4).take(5) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        table.to_string()
    }
}

/// A frame of text and numbers as CSV, a missing value empty.
pub(super) fn write_csv(frame: &DataFrame, to: impl Write) -> Result<()> {
    let failed = |error: csv::Error| {
        Error::from(OutcomesError::Unwritten {
            reason: error.to_string(),
        })
    };
    let mut writer = csv::Writer::from_writer(to);
    let names = frame.columns().iter().map(|column| column.name().as_str());
    writer.write_record(names).map_err(failed)?;
    for row in 0..frame.height() {
        let mut fields = Vec::with_capacity(frame.width());
        for column in frame.columns() {
            fields.push(match column.get(row)? {
                AnyValue::Null => String::new(),
                AnyValue::String(text) => text.to_owned(),
                AnyValue::Float64(number) => number.to_string(),
                other => other.to_string(),
            });
        }
        writer.write_record(&fields).map_err(failed)?;
    }
    writer.flush().map_err(|error| failed(error.into()))
}

fn cells(row: &ResultRow) -> [String; 10] {
    let group = match row.grouping.as_str() {
        super::OVERALL => row.group.clone(),
        grouping => format!("{grouping}: {}", row.group),
    };
    let shown = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), significant);
    let caveats: Vec<String> = row.caveats.iter().map(ToString::to_string).collect();
    let adjusted = row.p_adjusted.or(row.p);
    [
        row.measure.clone(),
        row.wave.clone(),
        group,
        format!("{}: {}", row.method.title(), row.quantity),
        shown(row.estimate),
        row.ci.map_or_else(
            || "-".to_owned(),
            |ci| format!("{} to {}", significant(ci.lower), significant(ci.upper)),
        ),
        adjusted.map_or_else(|| "-".to_owned(), p_value),
        row.n.to_string(),
        row.n_missing.to_string(),
        caveats.join("; "),
    ]
}

/// Four significant digits, without trailing noise.
pub(super) fn significant(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    if !value.is_finite() {
        return value.to_string();
    }
    let places = (3 - value.abs().log10().floor() as i32).clamp(0, 12) as usize;
    format!("{value:.places$}")
}

fn p_value(p: f64) -> String {
    if p < 0.0001 {
        "<0.0001".to_owned()
    } else {
        format!("{p:.4}")
    }
}

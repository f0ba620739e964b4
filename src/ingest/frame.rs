//! A frame's columns as text.

use polars::prelude::{Column, DataFrame, DataType};

use crate::error::{IngestError, Result};
use crate::ingest::{EncodedColumn, EncodedColumnBuilder};

pub(super) fn text_columns(name: &str, frame: &DataFrame) -> Result<Vec<(String, EncodedColumn)>> {
    frame
        .columns()
        .iter()
        .map(|column| Ok((column.name().trim().to_owned(), text_column(name, column)?)))
        .collect()
}

fn text_column(name: &str, column: &Column) -> Result<EncodedColumn> {
    match column.dtype() {
        DataType::Float32 | DataType::Float64 => {
            let numbers = column.cast(&DataType::Float64)?;
            let texts = numbers.f64()?.iter().map(|number| number.map(number_text));
            Ok(encode(texts))
        }
        dtype if dtype.is_nested() || dtype.is_binary() || dtype.is_object() => {
            Err(IngestError::ColumnType {
                name: name.to_owned(),
                column: column.name().to_string(),
                found: dtype.to_string(),
            }
            .into())
        }
        _ => {
            let texts = column.cast(&DataType::String)?;
            Ok(encode(texts.str()?.iter()))
        }
    }
}

/// Encodes optional texts in order, trimmed.
pub(super) fn encode<S: AsRef<str>>(texts: impl Iterator<Item = Option<S>>) -> EncodedColumn {
    let mut builder = EncodedColumnBuilder::default();
    for text in texts {
        builder.push(text.as_ref().map_or("", |text| text.as_ref().trim()));
    }
    builder.finish()
}

/// A number as a file would write it: whole numbers without a point, nothing for what is not a number.
pub(super) fn number_text(number: f64) -> String {
    match number.is_nan() {
        true => String::new(),
        false => number.to_string(),
    }
}

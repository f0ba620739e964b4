//! Arrow record batches in and out.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Date32Array, StringArray};
use arrow::array::{Float64Array, Int32Array, Int64Array, UInt32Array, UInt64Array};
use arrow::compute::cast;
use arrow::datatypes::{DataType as ArrowType, Float64Type, Schema as ArrowSchema};
use arrow::error::ArrowError;
use arrow::record_batch::{RecordBatch, RecordBatchOptions};
use polars::prelude::{Column, DataFrame, DataType};

use super::frame::{encode, number_text};
use crate::error::{IngestError, Result};
use crate::ingest::EncodedColumn;

/// Rows of each record batch given out.
const BATCH_ROWS: usize = 1 << 16;

pub(super) fn text_columns(
    name: &str,
    batches: &[RecordBatch],
) -> Result<Vec<(String, EncodedColumn)>> {
    let Some(first) = batches.first() else {
        return Err(IngestError::Empty(name.to_owned()).into());
    };
    if batches.iter().any(|batch| batch.schema() != first.schema()) {
        return Err(IngestError::MixedBatches {
            name: name.to_owned(),
        }
        .into());
    }
    let schema = first.schema();
    let columns = schema.fields().iter().enumerate().map(|(place, field)| {
        let parts = batches
            .iter()
            .map(|batch| text_column(batch.column(place)))
            .collect::<std::result::Result<Vec<_>, _>>()
            .map_err(|_| IngestError::ColumnType {
                name: name.to_owned(),
                column: field.name().clone(),
                found: field.data_type().to_string(),
            })?;
        let parts: Vec<&EncodedColumn> = parts.iter().collect();
        Ok((field.name().trim().to_owned(), EncodedColumn::stack(&parts)))
    });
    columns.collect()
}

fn text_column(array: &ArrayRef) -> std::result::Result<EncodedColumn, ArrowError> {
    match array.data_type() {
        ArrowType::Float16 | ArrowType::Float32 | ArrowType::Float64 => {
            let numbers = cast(array, &ArrowType::Float64)?;
            let numbers = numbers.as_primitive::<Float64Type>();
            Ok(encode(numbers.iter().map(|number| number.map(number_text))))
        }
        nested if nested.is_nested() || is_binary(nested) => {
            Err(ArrowError::CastError("not a flat column".to_owned()))
        }
        _ => {
            let texts = cast(array, &ArrowType::Utf8)?;
            Ok(encode(texts.as_string::<i32>().iter()))
        }
    }
}

fn is_binary(data_type: &ArrowType) -> bool {
    matches!(
        data_type,
        ArrowType::Binary
            | ArrowType::LargeBinary
            | ArrowType::BinaryView
            | ArrowType::FixedSizeBinary(_)
    )
}

/// A frame as record batches of at most 65,536 rows, for engines that speak Arrow; at least one batch, so that
/// the schema is never lost.
///
/// Text becomes `Utf8`, dates `Date32`, integers `Int32`, `Int64`, `UInt32` or `UInt64`, other numbers
/// `Float64`, flags `Boolean`.
///
/// # Errors
///
/// When a column is nested or binary.
///
/// # Examples
///
/// ```
/// use polars::prelude::df;
/// use throughline::ingest::{Table, to_record_batches};
///
/// let frame = df!("child" => ["A", "B"], "score" => [12.5, 14.0])?;
/// let batches = to_record_batches(&frame)?;
/// assert_eq!(batches[0].num_rows(), 2);
/// let table = Table::from_batches("scores", &batches)?;
/// assert_eq!(table.column("score").unwrap().get(1), Some("14"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn to_record_batches(frame: &DataFrame) -> Result<Vec<RecordBatch>> {
    let starts = (0..frame.height().max(1)).step_by(BATCH_ROWS);
    starts
        .map(|start| one_batch(&frame.slice(start as i64, BATCH_ROWS)))
        .collect()
}

fn one_batch(frame: &DataFrame) -> Result<RecordBatch> {
    let mut fields = Vec::with_capacity(frame.width());
    let mut arrays = Vec::with_capacity(frame.width());
    for column in frame.columns() {
        let array = arrow_array(column)?;
        fields.push(arrow::datatypes::Field::new(
            column.name().to_string(),
            array.data_type().clone(),
            true,
        ));
        arrays.push(array);
    }
    let options = RecordBatchOptions::new().with_row_count(Some(frame.height()));
    let schema = Arc::new(ArrowSchema::new(fields));
    let batch = RecordBatch::try_new_with_options(schema, arrays, &options);
    batch.map_err(|error| {
        IngestError::Damaged {
            name: "the frame".to_owned(),
            format: "frame",
            message: error.to_string(),
        }
        .into()
    })
}

fn arrow_array(column: &Column) -> Result<ArrayRef> {
    let dtype = column.dtype();
    Ok(match dtype {
        DataType::Boolean => Arc::new(column.bool()?.iter().collect::<BooleanArray>()),
        DataType::Date => {
            let days = column.date()?.physical();
            Arc::new(days.iter().collect::<Date32Array>())
        }
        DataType::Int8 | DataType::Int16 | DataType::Int32 => {
            let numbers = column.cast(&DataType::Int32)?;
            Arc::new(numbers.i32()?.iter().collect::<Int32Array>())
        }
        DataType::Int64 => Arc::new(column.i64()?.iter().collect::<Int64Array>()),
        DataType::UInt8 | DataType::UInt16 | DataType::UInt32 => {
            let numbers = column.cast(&DataType::UInt32)?;
            Arc::new(numbers.u32()?.iter().collect::<UInt32Array>())
        }
        DataType::UInt64 => Arc::new(column.u64()?.iter().collect::<UInt64Array>()),
        DataType::Float32 | DataType::Float64 => {
            let numbers = column.cast(&DataType::Float64)?;
            Arc::new(numbers.f64()?.iter().collect::<Float64Array>())
        }
        _ if dtype.is_nested() || dtype.is_binary() || dtype.is_object() => {
            return Err(IngestError::ColumnType {
                name: "the frame".to_owned(),
                column: column.name().to_string(),
                found: dtype.to_string(),
            }
            .into());
        }
        _ => {
            let texts = column.cast(&DataType::String)?;
            Arc::new(texts.str()?.iter().collect::<StringArray>())
        }
    })
}

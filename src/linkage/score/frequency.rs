//! Term frequencies: how common each value is.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::Result;
use crate::error::LinkageError;
use crate::ingest::{EncodedColumn, MISSING};

/// Frequencies of values supplied by the caller, by column: for small inputs whose own frequencies say little, or to
/// reproduce a run on other records.
///
/// # Examples
///
/// ```
/// use throughline::linkage::TermFrequencies;
///
/// let tables = TermFrequencies::new().table("surname", [("SMITH", 0.012), ("OKONKWO", 0.0001)])?;
/// assert_eq!(tables.get("surname", "SMITH"), Some(0.012));
/// assert_eq!(tables.get("surname", "JONES"), None);
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TermFrequencies {
    tables: BTreeMap<String, FxHashMap<String, f64>>,
}

impl TermFrequencies {
    /// No table yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the frequencies of a column's values; values that are not listed have none.
    ///
    /// # Errors
    ///
    /// When a frequency is not above 0 and at most 1.
    pub fn table<S: Into<String>>(
        mut self,
        column: &str,
        frequencies: impl IntoIterator<Item = (S, f64)>,
    ) -> Result<Self> {
        let table = self.tables.entry(column.to_owned()).or_default();
        for (value, frequency) in frequencies {
            if !(frequency > 0.0 && frequency <= 1.0) {
                let column = column.to_owned();
                return Err(LinkageError::Frequency { column, frequency }.into());
            }
            table.insert(value.into(), frequency);
        }
        Ok(self)
    }

    /// The frequency of a value, `None` where no table says it.
    pub fn get(&self, column: &str, value: &str) -> Option<f64> {
        self.tables.get(column)?.get(value).copied()
    }

    /// log2 of the frequency of each code, not a number where there is none.
    pub(super) fn by_code(tables: Option<&Self>, name: &str, column: &EncodedColumn) -> Vec<f64> {
        if let Some(table) = tables.and_then(|tables| tables.tables.get(name)) {
            let of = |value: &str| table.get(value).map_or(f64::NAN, |tf| tf.log2());
            return column.pool().iter().map(of).collect();
        }
        let mut counts = vec![0u64; column.pool().len()];
        column
            .codes()
            .iter()
            .for_each(|&code| counts[code as usize] += 1);
        counts[MISSING as usize] = 0;
        let present = counts.iter().sum::<u64>() as f64;
        let of = |count: u64| match count {
            0 => f64::NAN,
            count => (count as f64 / present).log2(),
        };
        counts.into_iter().map(of).collect()
    }
}

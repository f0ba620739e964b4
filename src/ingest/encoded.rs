//! Text columns held as codes into a pool of distinct values.

use std::hash::Hasher;
use std::sync::Arc;

use hashbrown::HashTable;
use rustc_hash::FxHasher;

/// The code of a missing value in every [`EncodedColumn`].
pub const MISSING: u32 = 0;

/// The distinct values of a text column, each stored once.
///
/// Code [`MISSING`] is the empty string; codes from 1 are the distinct values in order of first appearance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StringPool {
    text: String,
    ends: Vec<usize>,
}

impl Default for StringPool {
    fn default() -> Self {
        Self {
            text: String::new(),
            ends: vec![0],
        }
    }
}

impl StringPool {
    /// The value behind a code; the empty string for [`MISSING`].
    ///
    /// # Panics
    ///
    /// When `code` was not given out by this pool.
    pub fn value(&self, code: u32) -> &str {
        &self.text[self.span(code)]
    }

    /// The bytes of [`value`](Self::value).
    ///
    /// # Panics
    ///
    /// When `code` was not given out by this pool.
    pub fn bytes(&self, code: u32) -> &[u8] {
        &self.text.as_bytes()[self.span(code)]
    }

    fn span(&self, code: u32) -> std::ops::Range<usize> {
        let code = code as usize;
        let start = if code == 0 { 0 } else { self.ends[code - 1] };
        start..self.ends[code]
    }

    /// How many codes there are, [`MISSING`] included.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True when the pool holds no value but the missing one.
    pub fn is_empty(&self) -> bool {
        self.ends.len() == 1
    }

    /// Every value in code order, the missing one first.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|code| self.value(code as u32))
    }

    fn push(&mut self, value: &str) -> u32 {
        self.text.push_str(value);
        self.ends.push(self.text.len());
        (self.ends.len() - 1) as u32
    }
}

/// A text column as one code a row and a pool of distinct values.
///
/// Work that depends on the value alone (parsing, standardising, comparing) is done once per distinct value.
///
/// # Examples
///
/// ```
/// use throughline::ingest::{EncodedColumn, MISSING};
///
/// let column = EncodedColumn::from_values(["Ann", "", "Bo", "Ann"]);
/// assert_eq!(column.codes(), [1, MISSING, 2, 1]);
/// assert_eq!(column.get(3), Some("Ann"));
/// assert_eq!(column.get(1), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodedColumn {
    codes: Vec<u32>,
    pool: Arc<StringPool>,
}

impl EncodedColumn {
    /// Encodes values in order; an empty value is missing.
    pub fn from_values<S: AsRef<str>>(values: impl IntoIterator<Item = S>) -> Self {
        let mut builder = EncodedColumnBuilder::default();
        for value in values {
            builder.push(value.as_ref());
        }
        builder.finish()
    }

    /// One code a row.
    pub fn codes(&self) -> &[u32] {
        &self.codes
    }

    /// The distinct values.
    pub fn pool(&self) -> &StringPool {
        &self.pool
    }

    /// The value of a row, `None` when missing.
    ///
    /// # Panics
    ///
    /// When `row` is out of range.
    pub fn get(&self, row: usize) -> Option<&str> {
        let code = self.codes[row];
        (code != MISSING).then(|| self.pool.value(code))
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// True when there is no row.
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// Number of rows with a missing value.
    pub fn missing(&self) -> usize {
        self.codes.iter().filter(|&&code| code == MISSING).count()
    }

    /// A column of the rows named, in that order, over the same pool.
    ///
    /// # Panics
    ///
    /// When a row is out of range.
    pub fn take(&self, rows: &[usize]) -> Self {
        let codes = rows.iter().map(|&row| self.codes[row]).collect();
        Self {
            codes,
            pool: Arc::clone(&self.pool),
        }
    }

    /// Applies a function once to each distinct value and encodes what it returns; `None` makes missing.
    pub fn map<S: AsRef<str>>(&self, mut function: impl FnMut(&str) -> Option<S>) -> Self {
        let mut builder = EncodedColumnBuilder::default();
        let recoded: Vec<u32> = (0..self.pool.len() as u32)
            .map(|code| match code {
                MISSING => MISSING,
                _ => function(self.pool.value(code))
                    .map_or(MISSING, |value| builder.intern(value.as_ref())),
            })
            .collect();
        let codes = self
            .codes
            .iter()
            .map(|&code| recoded[code as usize])
            .collect();
        Self {
            codes,
            pool: Arc::new(builder.pool),
        }
    }

    /// Puts columns one under another over one pool.
    pub fn stack(columns: &[&EncodedColumn]) -> Self {
        let mut builder = EncodedColumnBuilder::default();
        builder
            .codes
            .reserve(columns.iter().map(|column| column.len()).sum());
        for column in columns {
            let recoded: Vec<u32> = column
                .pool
                .iter()
                .map(|value| builder.intern(value))
                .collect();
            builder
                .codes
                .extend(column.codes.iter().map(|&code| recoded[code as usize]));
        }
        builder.finish()
    }
}

/// Builds an [`EncodedColumn`] one row at a time.
#[derive(Debug, Default)]
pub struct EncodedColumnBuilder {
    codes: Vec<u32>,
    pool: StringPool,
    index: HashTable<Slot>,
}

/// A distinct value's place in the index. Its hash is kept because looking the value up again, in a pool too
/// large for the cache, is what growing the index would otherwise cost.
#[derive(Debug)]
struct Slot {
    hash: u32,
    code: u32,
}

impl Slot {
    /// The hash with its bits spread over 64, as the table wants them.
    fn spread(hash: u32) -> u64 {
        u64::from(hash).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }
}

impl EncodedColumnBuilder {
    /// Adds a row; an empty value is missing.
    pub fn push(&mut self, value: &str) {
        let code = self.intern(value);
        self.codes.push(code);
    }

    /// The column of all rows added.
    pub fn finish(self) -> EncodedColumn {
        EncodedColumn {
            codes: self.codes,
            pool: Arc::new(self.pool),
        }
    }

    fn intern(&mut self, value: &str) -> u32 {
        if value.is_empty() {
            return MISSING;
        }
        let Self { pool, index, .. } = self;
        let hash = hash(value);
        let is_value = |slot: &Slot| slot.hash == hash && pool.value(slot.code) == value;
        if let Some(slot) = index.find(Slot::spread(hash), is_value) {
            return slot.code;
        }
        let code = pool.push(value);
        index.insert_unique(Slot::spread(hash), Slot { hash, code }, |slot| {
            Slot::spread(slot.hash)
        });
        code
    }
}

fn hash(value: &str) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(value.as_bytes());
    hasher.finish() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stacking_recodes_to_one_pool() {
        let left = EncodedColumn::from_values(["a", "b", ""]);
        let right = EncodedColumn::from_values(["b", "c"]);
        let both = EncodedColumn::stack(&[&left, &right]);
        let values: Vec<_> = (0..both.len()).map(|row| both.get(row)).collect();
        assert_eq!(values, [Some("a"), Some("b"), None, Some("b"), Some("c")]);
        assert_eq!(both.pool().len(), 4);
    }

    #[test]
    fn mapping_merges_values_that_become_equal() {
        let column = EncodedColumn::from_values(["Ann", "ANN", "x"]);
        let mapped = column.map(|value| (value != "x").then(|| value.to_lowercase()));
        assert_eq!(mapped.codes(), [1, 1, MISSING]);
    }
}

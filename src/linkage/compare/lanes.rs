//! What a row holds of each record: small numbers from which most pairs are judged.

use super::field::Field;

/// What a narrow lane (32 bits) holds.
#[derive(Debug, Clone, PartialEq)]
enum Narrow {
    Code(usize),
    /// The code that the field's value has in another field.
    CodeIn(usize, Vec<u32>),
    /// Length in symbols in the low half, symbols without a sketch bit in the high half.
    Sizes(usize),
    Day(usize),
    Swapped(usize),
    Digits(usize),
}

/// The lanes of a row: narrow ones first, then sketches of 64 bits as two narrow ones each.
#[derive(Debug, Default)]
pub(crate) struct Lanes {
    narrow: Vec<Narrow>,
    sketches: Vec<usize>,
}

impl Lanes {
    pub(super) fn code(&mut self, field: usize) -> usize {
        self.lane(Narrow::Code(field))
    }

    pub(super) fn code_in(&mut self, field: usize, table: Vec<u32>) -> usize {
        self.lane(Narrow::CodeIn(field, table))
    }

    pub(super) fn sizes(&mut self, field: usize) -> usize {
        self.lane(Narrow::Sizes(field))
    }

    pub(super) fn day(&mut self, field: usize) -> usize {
        self.lane(Narrow::Day(field))
    }

    pub(super) fn swapped(&mut self, field: usize) -> usize {
        self.lane(Narrow::Swapped(field))
    }

    pub(super) fn digits(&mut self, field: usize) -> usize {
        self.lane(Narrow::Digits(field))
    }

    /// The place among the wide lanes of a field's sketch.
    pub(super) fn sketch(&mut self, field: usize) -> usize {
        let known = self.sketches.iter().position(|&known| known == field);
        known.unwrap_or_else(|| {
            self.sketches.push(field);
            self.sketches.len() - 1
        })
    }

    fn lane(&mut self, wanted: Narrow) -> usize {
        let known = self.narrow.iter().position(|known| *known == wanted);
        known.unwrap_or_else(|| {
            self.narrow.push(wanted);
            self.narrow.len() - 1
        })
    }

    pub(crate) fn narrow(&self) -> usize {
        self.narrow.len()
    }

    pub(crate) fn wide(&self) -> usize {
        self.sketches.len()
    }

    /// Numbers in a row.
    pub(crate) fn width(&self) -> usize {
        self.narrow() + 2 * self.wide()
    }

    /// Writes the lanes of records from `first` on into rows of `stride` numbers.
    pub(super) fn write(
        &self,
        fields: &[Field<'_>],
        first: usize,
        rows: &mut [u32],
        stride: usize,
    ) {
        let count = rows.len() / stride;
        for (lane, narrow) in self.narrow.iter().enumerate() {
            let at = lane;
            for row in 0..count {
                rows[row * stride + at] = narrow.value(fields, first + row);
            }
        }
        for (place, &field) in self.sketches.iter().enumerate() {
            let at = self.narrow() + 2 * place;
            let field = &fields[field];
            for row in 0..count {
                let sketch = field.text[field.code(first + row) as usize].sketch;
                rows[row * stride + at] = sketch as u32;
                rows[row * stride + at + 1] = (sketch >> 32) as u32;
            }
        }
    }
}

impl Narrow {
    #[inline]
    fn value(&self, fields: &[Field<'_>], record: usize) -> u32 {
        let code = |field: &usize| fields[*field].code(record);
        match self {
            Self::Code(field) => code(field),
            Self::CodeIn(field, table) => table[code(field) as usize],
            Self::Sizes(field) => {
                let fact = fields[*field].text[code(field) as usize];
                fact.len.min(0xFFFF) | u32::from(fact.rest) << 16
            }
            Self::Day(field) => fields[*field].dates[code(field) as usize].day,
            Self::Swapped(field) => fields[*field].dates[code(field) as usize].swapped,
            Self::Digits(field) => fields[*field].dates[code(field) as usize].digits,
        }
    }
}

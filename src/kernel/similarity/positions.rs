//! Where each byte stands in a string of up to 64 bytes, one bit a position: what bit-parallel measures read.

/// Longest string that one word describes.
pub(super) const WORD: usize = 64;

/// A mask of positions for each of the 256 bytes.
#[derive(Debug, Clone)]
pub(super) struct Positions(Box<[u64; 256]>);

impl Default for Positions {
    fn default() -> Self {
        Self(Box::new([0; 256]))
    }
}

impl Positions {
    /// Marks the positions of a text of at most [`WORD`] bytes.
    #[inline]
    pub(super) fn mark(&mut self, text: &[u8]) {
        debug_assert!(text.len() <= WORD);
        for (i, &symbol) in text.iter().enumerate() {
            self.0[usize::from(symbol)] |= 1 << i;
        }
    }

    /// Takes back the marks of the same text.
    #[inline]
    pub(super) fn clear(&mut self, text: &[u8]) {
        for &symbol in text {
            self.0[usize::from(symbol)] = 0;
        }
    }

    /// The positions of a byte.
    #[inline]
    pub(super) fn of(&self, symbol: u8) -> u64 {
        self.0[usize::from(symbol)]
    }
}

//! Jaro and Jaro–Winkler on bytes, one string prepared and compared with many: the inner loop of linkage.

use super::dialect::Dialect;
use super::jaro::{Matches, jaro_in, reach};
use super::positions::{Positions, WORD};

/// A string prepared for Jaro against many others, bit-parallel up to 64 bytes; the memory serves string after
/// string.
///
/// Use it in inner loops; [`jaro`](super::jaro()) and [`jaro_winkler`](super::jaro_winkler()) are for single calls
/// and any symbol. A symbol is a byte, so for text beyond ASCII only [`Dialect::DuckDb`] is served.
///
/// # Numerics
///
/// Every way gives the same bits as the single calls do, in each dialect.
///
/// # Examples
///
/// ```
/// use throughline::kernel::similarity::Jaro;
///
/// let mut jaro = Jaro::default();
/// jaro.prepare(b"MARTHA");
/// assert!((jaro.against(b"MARHTA") - 0.944_444_444_444_444_4).abs() < 1e-15);
/// assert!((jaro.winkler_against(b"MARHTA") - 0.961_111_111_111_111_1).abs() < 1e-15);
/// assert_eq!(jaro.winkler_against_at_least(b"MIRIAM", 0.88), None);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Jaro {
    dialect: Dialect,
    /// Marks of `left` when it fits in a word.
    positions: Positions,
    left: Vec<u8>,
}

impl Jaro {
    /// Memory that computes as `dialect` does; [`Jaro::default`] is [`Dialect::CodePoints`].
    pub fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            ..Self::default()
        }
    }

    /// Takes a string as the left one of the comparisons to come, in place of the last.
    pub fn prepare(&mut self, a: &[u8]) {
        self.positions.clear(&self.left);
        self.left.clear();
        self.left.extend_from_slice(a);
        if a.len() <= WORD {
            self.positions.mark(a);
        }
    }

    /// Jaro similarity of the prepared string and another, 0 to 1.
    #[inline]
    pub fn against(&self, b: &[u8]) -> f64 {
        self.dialect
            .reported(self.jaro(b), self.left.len(), b.len())
    }

    #[inline]
    fn jaro(&self, b: &[u8]) -> f64 {
        let a = self.left.as_slice();
        if self.beyond_a_word(b) {
            return jaro_in(self.dialect, a, b);
        }
        if a.is_empty() || b.is_empty() {
            return self.dialect.jaro_of_empty(a.len(), b.len());
        }
        let counted = self.counted(b);
        self.dialect.jaro_from(counted, a.len(), b.len())
    }

    /// Jaro–Winkler similarity of the prepared string and another, 0 to 1.
    #[inline]
    pub fn winkler_against(&self, b: &[u8]) -> f64 {
        self.dialect.with_prefix(self.jaro(b), &self.left, b)
    }

    /// Jaro–Winkler similarity of the prepared string and another when it is at least `floor`, else `None`.
    ///
    /// Leaves as soon as the number of matched symbols is known when even the best order and a common prefix
    /// could not reach the floor.
    #[inline]
    pub fn winkler_against_at_least(&self, b: &[u8], floor: f64) -> Option<f64> {
        let a = self.left.as_slice();
        let in_words = !self.beyond_a_word(b);
        if in_words && falls_short(self.matched(b), a.len(), b.len(), floor) {
            return None;
        }
        let similarity = self.winkler_against(b);
        (similarity >= floor).then_some(similarity)
    }

    /// Jaro similarity of two byte strings, 0 to 1; the first stays prepared.
    pub fn similarity(&mut self, a: &[u8], b: &[u8]) -> f64 {
        self.prepare(a);
        self.against(b)
    }

    /// Jaro–Winkler similarity of two byte strings, 0 to 1; the first stays prepared.
    pub fn winkler(&mut self, a: &[u8], b: &[u8]) -> f64 {
        self.prepare(a);
        self.winkler_against(b)
    }

    #[inline]
    fn beyond_a_word(&self, b: &[u8]) -> bool {
        self.left.len().max(b.len()) > WORD
    }

    /// How many symbols of `b` find a free equal symbol in reach.
    #[inline]
    fn matched(&self, b: &[u8]) -> u32 {
        let (mut free, mut matched) = (u64::MAX, 0);
        for (&symbol, window) in b.iter().zip(self.windows(b)) {
            let equal = self.positions.of(symbol) & window & free;
            matched += u32::from(equal != 0);
            free ^= equal & equal.wrapping_neg();
        }
        matched
    }

    /// The same count, and how many matched symbols have a partner in order that differs.
    #[inline]
    fn counted(&self, b: &[u8]) -> Matches {
        let mut of_right = [0u8; WORD];
        let (mut free, mut matched, mut crossed) = (u64::MAX, 0, false);
        for (&symbol, window) in b.iter().zip(self.windows(b)) {
            let equal = self.positions.of(symbol) & window & free;
            let first = equal & equal.wrapping_neg();
            crossed |= first.wrapping_sub(1) < !free;
            free ^= first;
            of_right[matched % WORD] = symbol;
            matched += usize::from(equal != 0);
        }
        Matches {
            matched: matched as u32,
            out_of_order: if crossed {
                self.unlike(!free, &of_right)
            } else {
                0
            },
        }
    }

    /// How many matched symbols of the left string differ from those of the right one, both in their own order.
    #[inline]
    fn unlike(&self, taken: u64, of_right: &[u8; WORD]) -> u32 {
        let (mut count, mut rank) = (0, 0);
        for (i, &symbol) in self.left.iter().enumerate() {
            let is_taken = taken >> i & 1 == 1;
            count += u32::from(is_taken & (of_right[rank % WORD] != symbol));
            rank += usize::from(is_taken);
        }
        count
    }

    /// The positions of the left string in reach of each symbol of `b`.
    #[inline]
    fn windows(&self, b: &[u8]) -> &'static [u64; WORD] {
        &WINDOWS[reach(self.left.len(), b.len()) % REACHES]
    }
}

/// How many reaches strings of up to a word can have.
const REACHES: usize = WORD / 2;

/// For each reach and each position, the positions no further away than the reach.
static WINDOWS: [[u64; WORD]; REACHES] = windows();

const fn windows() -> [[u64; WORD]; REACHES] {
    let mut table = [[0; WORD]; REACHES];
    let mut reach = 0;
    while reach < REACHES {
        let mut window = (2 << reach) - 1;
        let mut position = 0;
        while position < WORD {
            table[reach][position] = window;
            window = window << 1 | (position < reach) as u64;
            position += 1;
        }
        reach += 1;
    }
    table
}

/// Whether so few matches cannot give `floor`, all in order and with the longest prefix: when Jaro has to be `j`,
/// `m (|a| + |b|) < (3j - 1) |a| |b|`. The slack covers the rounding of the measure.
#[inline]
fn falls_short(matched: u32, len_a: usize, len_b: usize, floor: f64) -> bool {
    const SLACK: f64 = 1e-9;
    let jaro = floor.min(((floor - 0.4) * (1.0 / 0.6)).max(0.7));
    let (len_a, len_b) = (len_a as u32, len_b as u32);
    let have = f64::from(matched * (len_a + len_b));
    have < (3.0 * jaro - 1.0 - SLACK) * f64::from(len_a * len_b)
}

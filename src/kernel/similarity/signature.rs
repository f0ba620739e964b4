//! A two-word summary of a string that bounds how alike two strings can be.

/// Which symbols a string has, counted up to two of each of 37 sorts.
///
/// Two signatures give an upper bound on Jaro–Winkler and a lower bound on edit distance in a few instructions,
/// so that most pairs of unlike values never reach the measure itself.
///
/// # Examples
///
/// ```
/// use throughline::kernel::similarity::Signature;
///
/// let (ann, bob) = (Signature::of(b"ANN"), Signature::of(b"BOB"));
/// assert_eq!(ann.common_at_most(bob), 0);
/// assert!(ann.edits_at_least(bob) >= 2);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature {
    /// Two bits a sort: the lower one for a first symbol, the upper one for a second.
    bits: u128,
    /// Some sort has three symbols or more.
    saturated: bool,
    /// The first four symbols, zero where there are fewer.
    head: u32,
}

impl Signature {
    /// The signature of a byte string.
    pub fn of(text: &[u8]) -> Self {
        let (mut bits, mut saturated) = (0u128, false);
        for &symbol in text {
            let place = 2 * slot(symbol);
            match bits >> place & 3 {
                0 => bits |= 1 << place,
                1 => bits |= 2 << place,
                _ => saturated = true,
            }
        }
        let mut head = [0; 4];
        let start = text.len().min(4);
        head[..start].copy_from_slice(&text[..start]);
        Self {
            bits,
            saturated,
            head: u32::from_le_bytes(head),
        }
    }

    /// At most so many symbols can be matched between the two strings; `u32::MAX` when nothing is known.
    pub fn common_at_most(self, other: Self) -> u32 {
        if self.saturated && other.saturated {
            return u32::MAX;
        }
        (self.bits & other.bits).count_ones()
    }

    /// At least so many edits lie between the two strings; a transposition moves no symbol in or out.
    pub fn edits_at_least(self, other: Self) -> u32 {
        let only_self = (self.bits & !other.bits).count_ones();
        let only_other = (other.bits & !self.bits).count_ones();
        only_self.max(only_other)
    }

    /// Upper bound of the Jaro–Winkler similarity of the two strings, whose lengths are given.
    pub fn jaro_winkler_at_most(self, len: usize, other: Self, other_len: usize) -> f64 {
        let common = self.common_at_most(other).min(len.min(other_len) as u32);
        if common == 0 {
            return 0.0;
        }
        let m = f64::from(common);
        let jaro = (m / len as f64 + m / other_len as f64 + 1.0) / 3.0;
        let prefix = (self.head ^ other.head).trailing_zeros() / 8;
        jaro + 0.1 * f64::from(prefix) * (1.0 - jaro)
    }
}

/// One of 37 sorts: each letter and each digit its own, everything else one.
fn slot(symbol: u8) -> u32 {
    match symbol {
        b'A'..=b'Z' => u32::from(symbol - b'A'),
        b'a'..=b'z' => u32::from(symbol - b'a'),
        b'0'..=b'9' => 26 + u32::from(symbol - b'0'),
        _ => 36,
    }
}

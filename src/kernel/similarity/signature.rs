//! A one-word summary of a string that bounds how alike two strings can be.

/// Which symbols a string has, up to two of each, in 64 bits.
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
pub struct Signature(u64);

impl Signature {
    /// A string with three or more symbols of one sort: bounds nothing.
    const FULL: Self = Self(u64::MAX);

    /// The signature of a byte string.
    pub fn of(text: &[u8]) -> Self {
        let mut bits = 0u64;
        for &symbol in text {
            let place = 2 * slot(symbol);
            match bits >> place & 3 {
                0 => bits |= 1 << place,
                1 => bits |= 2 << place,
                _ => return Self::FULL,
            }
        }
        Self(bits)
    }

    /// At most so many symbols can be matched between the two strings (64 when nothing is known).
    pub fn common_at_most(self, other: Self) -> u32 {
        if self == Self::FULL || other == Self::FULL {
            return 64;
        }
        (self.0 & other.0).count_ones()
    }

    /// At least so many edits lie between the two strings (0 when nothing is known); transpositions count 0.
    pub fn edits_at_least(self, other: Self) -> u32 {
        if self == Self::FULL || other == Self::FULL {
            return 0;
        }
        let only_self = (self.0 & !other.0).count_ones();
        let only_other = (other.0 & !self.0).count_ones();
        only_self.max(only_other)
    }

    /// Upper bound of the Jaro–Winkler similarity of the two strings whose lengths are given.
    pub fn jaro_winkler_at_most(self, len: usize, other: Self, other_len: usize) -> f64 {
        let common = self.common_at_most(other).min(len.min(other_len) as u32);
        if common == 0 {
            return 0.0;
        }
        let m = f64::from(common);
        let jaro = (m / len as f64 + m / other_len as f64 + 1.0) / 3.0;
        jaro + 0.4 * (1.0 - jaro)
    }
}

/// One of 32 sorts: each letter its own, everything else shares six.
fn slot(symbol: u8) -> u32 {
    match symbol {
        b'A'..=b'Z' => u32::from(symbol - b'A'),
        b'a'..=b'z' => u32::from(symbol - b'a'),
        b' ' => 26,
        _ => 27 + u32::from(symbol % 5),
    }
}

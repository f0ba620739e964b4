//! A one-word summary of a string that bounds how alike two strings can be.

/// Which symbols a byte string has and how it starts, in 64 bits.
///
/// With the lengths, two signatures give an upper bound on Jaro–Winkler and a lower bound on edit distance in a
/// few dozen instructions without a branch, so that most pairs of unlike values never reach the measure itself.
/// The bounds hold for measures on bytes, in every [`Dialect`](super::Dialect).
///
/// # Method
///
/// 48 bits stand for occurrences: the first A, the second A, the first B and so on, letters without regard to case,
/// digits, and everything else as one sort. A bit is set when an occurrence that it stands for is there. A bit of
/// one string that the other lacks thus is at least one symbol more, however many occurrences share the bit:
/// the table lets only those share that seldom meet, so it counts names almost exactly and numbers up to the fourth
/// of each digit. 16 bits hold the low four bits of the first four symbols.
///
/// # Examples
///
/// ```
/// use throughline::kernel::similarity::Signature;
///
/// let (ann, bob) = (Signature::of(b"ANN"), Signature::of(b"BOB"));
/// assert_eq!(ann.common_at_most(3, bob, 3), 0);
/// assert_eq!(ann.edits_at_least(bob), 3);
/// assert!(!ann.may_reach(3, bob, 3, 0.7));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Signature(u64);

/// Bits that stand for occurrences; the bits above hold the start.
const OCCURRENCES: u64 = (1 << START) - 1;
const START: u32 = 48;

impl Signature {
    /// The signature of a byte string.
    pub fn of(text: &[u8]) -> Self {
        let mut seen = [0u8; SORTS];
        let mut bits = 0;
        for &symbol in text {
            let sort = usize::from(SORT_OF[usize::from(symbol)]);
            let occurrence = seen[sort];
            bits |= BIT_OF[sort][usize::from(occurrence)];
            seen[sort] = (occurrence + 1).min(LEVELS as u8 - 1);
        }
        for (place, &symbol) in (0..).zip(text.iter().take(4)) {
            bits |= u64::from(symbol & 15) << (START + 4 * place);
        }
        Self(bits)
    }

    /// At most so many symbols can be matched between the two strings, whose lengths are given.
    #[inline]
    pub fn common_at_most(self, len: usize, other: Self, other_len: usize) -> u32 {
        let here = len as u32 - self.occurrences_beyond(other);
        let there = other_len as u32 - other.occurrences_beyond(self);
        here.min(there)
    }

    /// At least so many edits lie between the two strings; a transposition moves no symbol in or out.
    #[inline]
    pub fn edits_at_least(self, other: Self) -> u32 {
        let here = self.occurrences_beyond(other);
        here.max(other.occurrences_beyond(self))
    }

    /// Upper bound of the Jaro–Winkler similarity of the two strings, whose lengths are given.
    ///
    /// # Numerics
    ///
    /// Never below the measure as computed, not even by its rounding.
    #[inline]
    pub fn jaro_winkler_at_most(self, len: usize, other: Self, other_len: usize) -> f64 {
        let m = f64::from(self.common_at_most(len, other, other_len));
        if m == 0.0 {
            return f64::from(len == 0 && other_len == 0);
        }
        let jaro = (m / len as f64 + m / other_len as f64 + 1.0) / 3.0;
        if jaro < 0.7 {
            return jaro;
        }
        jaro + 0.1 * f64::from(self.prefix_at_most(other)) * (1.0 - jaro)
    }

    /// Whether the Jaro–Winkler similarity of the two strings, whose lengths are given, may be `floor` or more.
    ///
    /// Says the same as [`Signature::jaro_winkler_at_most`] but for a slack of 10⁻⁹, without a division.
    #[inline]
    pub fn may_reach(self, len: usize, other: Self, other_len: usize, floor: f64) -> bool {
        const SLACK: f64 = 1e-9;
        let m = f64::from(self.common_at_most(len, other, other_len));
        let (a, b) = (f64::from(len as u32), f64::from(other_len as u32));
        let jaro = m * (a + b) + a * b; // times 3 |a| |b|
        let bonus = 0.1 * f64::from(self.prefix_at_most(other));
        let scale = 3.0 * a * b;
        (jaro >= (floor.min(0.7) - SLACK) * scale)
            & (jaro * (1.0 - bonus) >= (floor - bonus - SLACK) * scale)
    }

    /// Symbols of this string that the other cannot have.
    #[inline]
    fn occurrences_beyond(self, other: Self) -> u32 {
        (self.0 & !other.0 & OCCURRENCES).count_ones()
    }

    /// At most so many symbols, up to four, start both strings.
    #[inline]
    fn prefix_at_most(self, other: Self) -> u32 {
        let unlike = (self.0 ^ other.0) >> START | 1 << (64 - START);
        unlike.trailing_zeros() / 4
    }
}

/// Sorts of symbols: 26 letters, 10 digits, anything else.
const SORTS: usize = 37;
const DIGITS: usize = 26;
const OTHER: usize = 36;

/// Occurrences told apart, the last of them standing for no bit.
const LEVELS: usize = 5;

/// Letters whose second occurrence has a bit of its own, and those that share theirs with a digit.
const OWN_SECOND: &[u8] = b"AEILNORSTM";
const SHARED_SECOND: &[u8] = b"BCDFGHJKPQUVWXYZ";

/// Letters whose first occurrence shares its bit with a second and with a fourth of each digit.
const WITH_SECOND_DIGIT: &[u8] = b"JQXZVKWFBP";
const WITH_FOURTH_DIGIT: &[u8] = b"ACDEGHILMN";

/// The first bit of second letters, and the first that digits share.
const SECOND: usize = 26;
const SHARED: usize = SECOND + OWN_SECOND.len();

static SORT_OF: [u8; 256] = sort_of();
static BIT_OF: [[u64; LEVELS]; SORTS] = bit_of();

const fn sort_of() -> [u8; 256] {
    let mut table = [OTHER as u8; 256];
    let mut symbol = 0;
    while symbol < 256 {
        let byte = symbol as u8;
        if byte.is_ascii_alphabetic() {
            table[symbol] = byte.to_ascii_uppercase() - b'A';
        } else if byte.is_ascii_digit() {
            table[symbol] = DIGITS as u8 + byte - b'0';
        }
        symbol += 1;
    }
    table
}

const fn bit_of() -> [[u64; LEVELS]; SORTS] {
    let mut table = [[0; LEVELS]; SORTS];
    let mut i = 0;
    while i < DIGITS {
        table[i][0] = 1 << i;
        i += 1;
    }
    i = 0;
    while i < OWN_SECOND.len() {
        table[letter(OWN_SECOND[i])][1] = 1 << (SECOND + i);
        i += 1;
    }
    i = 0;
    while i < SHARED_SECOND.len() {
        let room = START as usize - SHARED;
        table[letter(SHARED_SECOND[i])][1] = 1 << (SHARED + i % room);
        i += 1;
    }
    i = 0;
    while i < OTHER - DIGITS {
        let digit = DIGITS + i;
        table[digit][0] = 1 << (SHARED + i);
        table[digit][1] = 1 << letter(WITH_SECOND_DIGIT[i]);
        table[digit][2] = 1 << (SECOND + i);
        table[digit][3] = 1 << letter(WITH_FOURTH_DIGIT[i]);
        i += 1;
    }
    table[letter(b'A')][2] = table[letter(b'Q')][1];
    table[letter(b'E')][2] = table[letter(b'X')][1];
    table[OTHER][0] = 1 << (START - 1);
    table[OTHER][1] = 1 << SHARED;
    table
}

const fn letter(capital: u8) -> usize {
    (capital - b'A') as usize
}

//! One word about a string that bounds how alike two strings can be.

/// Strings that a layout is fitted to, at most.
const FITTED: usize = 4096;

/// Occurrences of one symbol that can have a bit each.
const OCCURRENCES: usize = 3;

/// Marks an occurrence without a bit.
const NONE: u8 = u8::MAX;

/// Which occurrences of which symbols the bits of a [`Sketch`] stand for.
///
/// A bit says "the symbol occurs at least once" (or twice, or thrice). The layout is fitted to a sample of the strings
/// that will be compared: the 64 occurrences that divide them most evenly, so that few pairs pass by chance.
///
/// # Examples
///
/// ```
/// use throughline::kernel::similarity::SketchLayout;
///
/// let layout = SketchLayout::fit(["ANN", "BOB", "NAN"].map(str::bytes));
/// let [ann, bob, nan] = ["ANN", "BOB", "NAN"].map(|name| layout.sketch(name.bytes()));
/// assert_eq!(ann.common_at_most(bob), 0);
/// assert_eq!(ann.common_at_most(nan), 3);
/// assert!(ann.edits_at_least(bob) >= 2);
/// ```
#[derive(Debug, Clone)]
pub struct SketchLayout {
    bits: Box<[[u8; OCCURRENCES]; 256]>,
}

/// What a layout says of one string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sketch {
    /// One bit for each occurrence that the layout has and the string too.
    pub bits: u64,
    /// Symbols of the string that no bit stands for.
    pub rest: u8,
}

impl SketchLayout {
    /// A layout for strings like these, each given as symbols; symbols of more than 256 sorts are told apart by class.
    pub fn fit<I: IntoIterator<Item = u8>>(strings: impl IntoIterator<Item = I>) -> Self {
        let mut seen = vec![0u32; 256 * OCCURRENCES];
        let mut strings_seen = 0u32;
        for string in strings.into_iter().take(FITTED) {
            strings_seen += 1;
            let mut counts = [0usize; 256];
            for symbol in string {
                let nth = counts[symbol as usize];
                counts[symbol as usize] += 1;
                if nth < OCCURRENCES {
                    seen[symbol as usize * OCCURRENCES + nth] += 1;
                }
            }
        }
        let parts = |times: u32| u64::from(times) * u64::from(strings_seen - times);
        let mut ranked: Vec<usize> = (0..seen.len()).filter(|&at| seen[at] > 0).collect();
        ranked.sort_by_key(|&at| (std::cmp::Reverse(parts(seen[at])), at));
        let mut bits = Box::new([[NONE; OCCURRENCES]; 256]);
        for (bit, at) in ranked.into_iter().take(64).enumerate() {
            bits[at / OCCURRENCES][at % OCCURRENCES] = bit as u8;
        }
        Self { bits }
    }

    /// The sketch of a string.
    pub fn sketch(&self, string: impl IntoIterator<Item = u8>) -> Sketch {
        let mut counts = [0u8; 256];
        let (mut bits, mut rest) = (0u64, 0u8);
        for symbol in string {
            let nth = counts[symbol as usize];
            counts[symbol as usize] = nth.saturating_add(1);
            match self.bits[symbol as usize].get(nth as usize) {
                Some(&bit) if bit != NONE => bits |= 1 << bit,
                _ => rest = rest.saturating_add(1),
            }
        }
        Sketch { bits, rest }
    }
}

impl Sketch {
    /// Upper bound on the number of symbols that two strings of up to 255 symbols have in common, as multisets.
    #[inline(always)]
    pub fn common_at_most(self, other: Self) -> u32 {
        (self.bits & other.bits).count_ones() + u32::from(self.rest.min(other.rest))
    }

    /// Lower bound on the Levenshtein and Damerau–Levenshtein distance: an edit supplies at most one symbol that one
    /// string has and the other lacks.
    #[inline(always)]
    pub fn edits_at_least(self, other: Self) -> u32 {
        let lacking = |a: u64, b: u64| (a & !b).count_ones();
        lacking(self.bits, other.bits).max(lacking(other.bits, self.bits))
    }
}

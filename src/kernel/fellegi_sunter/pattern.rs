//! Agreement patterns as mixed-radix integers, and their counts.

/// The set of agreement patterns of a list of comparisons, each pattern one integer.
///
/// Digit 0 of a comparison is "missing"; digits from 1 are its levels, best first.
///
/// # Examples
///
/// ```
/// use throughline::kernel::fellegi_sunter::PatternSpace;
///
/// let space = PatternSpace::new(&[2, 3]).unwrap(); // two comparisons: two levels and three
/// let pattern = space.encode(&[1, 3]);
/// assert_eq!(space.digits(pattern).collect::<Vec<_>>(), [1, 3]);
/// assert_eq!(space.size(), 12);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternSpace {
    radices: Vec<u64>,
    strides: Vec<u64>,
    size: u64,
}

impl PatternSpace {
    /// The space of comparisons with so many levels each (missing not counted); `None` when the number of
    /// patterns does not fit 64 bits.
    pub fn new(levels: &[usize]) -> Option<Self> {
        let radices: Vec<u64> = levels.iter().map(|&count| count as u64 + 1).collect();
        let mut strides = Vec::with_capacity(radices.len());
        let mut size = 1u64;
        for &radix in &radices {
            strides.push(size);
            size = size.checked_mul(radix)?;
        }
        Some(Self {
            radices,
            strides,
            size,
        })
    }

    /// Number of patterns.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Number of comparisons.
    pub fn comparisons(&self) -> usize {
        self.radices.len()
    }

    /// What a digit of comparison `comparison` is multiplied by.
    ///
    /// # Panics
    ///
    /// When `comparison` is out of range.
    pub fn stride(&self, comparison: usize) -> u64 {
        self.strides[comparison]
    }

    /// The pattern of one digit per comparison.
    pub fn encode(&self, digits: &[u8]) -> u64 {
        digits
            .iter()
            .zip(&self.strides)
            .map(|(&digit, &stride)| u64::from(digit) * stride)
            .sum()
    }

    /// The digits of a pattern, one per comparison.
    pub fn digits(&self, pattern: u64) -> impl Iterator<Item = u8> + '_ {
        let places = self.strides.iter().zip(&self.radices);
        places.map(move |(&stride, &radix)| (pattern / stride % radix) as u8)
    }
}

/// How often each agreement pattern was seen: the sufficient statistic of the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternCounts {
    comparisons: usize,
    digits: Vec<u8>,
    counts: Vec<u64>,
}

impl PatternCounts {
    /// Counts by pattern; patterns in ascending order give the same sums on every run.
    pub fn new(space: &PatternSpace, mut counts: Vec<(u64, u64)>) -> Self {
        counts.sort_unstable();
        let digits = counts
            .iter()
            .flat_map(|&(pattern, _)| space.digits(pattern))
            .collect();
        Self {
            comparisons: space.comparisons(),
            digits,
            counts: counts.into_iter().map(|(_, count)| count).collect(),
        }
    }

    /// Number of distinct patterns.
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// True when no pair was seen.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// Number of comparisons.
    pub fn comparisons(&self) -> usize {
        self.comparisons
    }

    /// Number of pairs.
    pub fn pairs(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Each pattern's digits and count.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], u64)> {
        let digits = self.digits.chunks_exact(self.comparisons.max(1));
        digits.zip(self.counts.iter().copied())
    }
}

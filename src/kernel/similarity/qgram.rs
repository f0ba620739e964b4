//! Similarity of texts by their q-grams, the runs of `q` neighbouring symbols (Ukkonen 1992; the coefficients of
//! Jaccard 1901 and of the vector space model, Salton & McGill 1983).
//!
//! A string that is shorter than `q` but not empty is its own one gram; an empty string has none. No padding is
//! added at the ends.

/// Jaccard coefficient of the two sets of q-grams, 0 to 1: grams in both by grams in either; 1 when both strings
/// are empty, 0 when one is.
///
/// Use it for text whose words change places; how often a gram occurs doesn't count.
///
/// # Panics
///
/// If `q` is 0.
///
/// # Examples
///
/// ```
/// use throughline::kernel::similarity::qgram_jaccard;
///
/// // NI, IG, GH, HT and NA, AC, CH, HT have one of seven in common.
/// assert_eq!(qgram_jaccard(b"NIGHT", b"NACHT", 2), 1.0 / 7.0);
/// ```
pub fn qgram_jaccard<T: Ord>(a: &[T], b: &[T], q: usize) -> f64 {
    let (a, b) = (Grams::of(a, q), Grams::of(b, q));
    let common = a.joint_counts(&b).count();
    let either = a.distinct() + b.distinct() - common;
    if either == 0 {
        return 1.0;
    }
    common as f64 / either as f64
}

/// Cosine of the angle between the two vectors of q-gram counts, 0 to 1; 1 when both strings are empty, 0 when
/// one is.
///
/// Use it where a gram that occurs often should count for more.
///
/// # Panics
///
/// If `q` is 0.
///
/// # Examples
///
/// ```
/// use throughline::kernel::similarity::qgram_cosine;
///
/// // AB twice and BA once against AB once.
/// assert!((qgram_cosine(b"ABAB", b"AB", 2) - 2.0 / 5f64.sqrt()).abs() < 1e-15);
/// ```
pub fn qgram_cosine<T: Ord>(a: &[T], b: &[T], q: usize) -> f64 {
    let (a, b) = (Grams::of(a, q), Grams::of(b, q));
    if a.sorted.is_empty() || b.sorted.is_empty() {
        return f64::from(a.sorted.len() == b.sorted.len());
    }
    let product: usize = a.joint_counts(&b).map(|(x, y)| x * y).sum();
    product as f64 / ((a.squares() * b.squares()) as f64).sqrt()
}

/// The q-grams of a string in order, equal ones together.
struct Grams<'a, T> {
    sorted: Vec<&'a [T]>,
}

impl<'a, T: Ord> Grams<'a, T> {
    fn of(text: &'a [T], q: usize) -> Self {
        assert!(q > 0, "a q-gram has at least one symbol");
        let mut sorted: Vec<&[T]> = match text.len() {
            0 => Vec::new(),
            len => text.windows(q.min(len)).collect(),
        };
        sorted.sort_unstable();
        Self { sorted }
    }

    fn counts(&self) -> impl Iterator<Item = (&'a [T], usize)> {
        let groups = self.sorted.chunk_by(|x, y| x == y);
        groups.map(|group| (group[0], group.len()))
    }

    fn distinct(&self) -> usize {
        self.counts().count()
    }

    fn squares(&self) -> usize {
        self.counts().map(|(_, count)| count * count).sum()
    }

    /// The counts in both strings of every gram that both have.
    fn joint_counts(&self, other: &Self) -> impl Iterator<Item = (usize, usize)> {
        let mut others = other.counts().peekable();
        self.counts().filter_map(move |(gram, count)| {
            while others.next_if(|(next, _)| *next < gram).is_some() {}
            others
                .next_if(|(next, _)| *next == gram)
                .map(|(_, other_count)| (count, other_count))
        })
    }
}

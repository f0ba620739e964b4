//! Levenshtein distance (1966): fewest insertions, deletions and substitutions.

/// Levenshtein distance between two strings of any symbol, in edits.
///
/// # Examples
///
/// ```
/// use throughline::kernel::similarity::levenshtein;
///
/// assert_eq!(levenshtein(b"KITTEN", b"SITTING"), 3);
/// ```
pub fn levenshtein<T: Eq>(a: &[T], b: &[T]) -> usize {
    let (a, b) = super::damerau_levenshtein::strip_affixes(a, b);
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

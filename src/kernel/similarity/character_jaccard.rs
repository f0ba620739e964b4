//! Jaccard coefficient of the sets of symbols of two strings (Jaccard 1901).

/// Symbols in both strings by symbols in either, 0 to 1; 1 when both strings are empty, 0 when one is.
///
/// Order and repetition don't count, so anagrams are alike: use it only to follow an engine that does, such as
/// DuckDB's `jaccard` (on bytes).
///
/// # Examples
///
/// ```
/// use throughline::kernel::similarity::character_jaccard;
///
/// assert_eq!(character_jaccard(b"DUCK", b"LUCK"), 3.0 / 5.0);
/// ```
pub fn character_jaccard<T: Ord>(a: &[T], b: &[T]) -> f64 {
    let (a, b) = (set(a), set(b));
    let common = a
        .iter()
        .filter(|symbol| b.binary_search(symbol).is_ok())
        .count();
    let either = a.len() + b.len() - common;
    if either == 0 {
        return 1.0;
    }
    common as f64 / either as f64
}

/// The distinct symbols in order.
fn set<T: Ord>(text: &[T]) -> Vec<&T> {
    let mut symbols: Vec<&T> = text.iter().collect();
    symbols.sort_unstable();
    symbols.dedup();
    symbols
}

//! Jaro and Jaro–Winkler similarity of any symbols.
//!
//! With `m` matching symbols (equal, and no further apart than half the longer string less one) and `t` half the
//! number of matched symbols that stand in another order, Jaro is `(m/|a| + m/|b| + (m - t)/m) / 3` (Jaro 1989).
//! Winkler (1990) adds `0.1 · l · (1 - jaro)` for a common prefix of `l ≤ 4` symbols when Jaro is above 0.7.
//!
//! Both are symmetric: among equal symbols, taking the first free one in reach pairs them in order from either side.

use super::dialect::Dialect;

/// Jaro similarity of any symbols, 0 to 1; 1 when both are empty, 0 when one is.
pub fn jaro<T: Eq>(a: &[T], b: &[T]) -> f64 {
    jaro_in(Dialect::CodePoints, a, b)
}

/// Jaro–Winkler similarity of any symbols, 0 to 1.
///
/// # Examples
///
/// ```
/// use throughline::kernel::similarity::jaro_winkler;
///
/// assert!((jaro_winkler(b"DIXON", b"DICKSONX") - 0.813_333_333_333_333_4).abs() < 1e-15);
/// ```
pub fn jaro_winkler<T: Eq>(a: &[T], b: &[T]) -> f64 {
    jaro_winkler_in(Dialect::CodePoints, a, b)
}

/// Winkler's prefix bonus on a Jaro similarity that is known already.
pub fn jaro_winkler_from_jaro<T: Eq>(jaro: f64, a: &[T], b: &[T]) -> f64 {
    Dialect::CodePoints.with_prefix(jaro, a, b)
}

/// Jaro similarity as a dialect computes it from symbols.
pub(super) fn jaro_in<T: Eq>(dialect: Dialect, a: &[T], b: &[T]) -> f64 {
    if a.is_empty() || b.is_empty() {
        return dialect.jaro_of_empty(a.len(), b.len());
    }
    dialect.jaro_from(matches(a, b), a.len(), b.len())
}

/// Jaro–Winkler similarity as a dialect computes it from symbols.
pub(super) fn jaro_winkler_in<T: Eq>(dialect: Dialect, a: &[T], b: &[T]) -> f64 {
    dialect.with_prefix(jaro_in(dialect, a, b), a, b)
}

/// What Jaro counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Matches {
    /// Symbols matched.
    pub(super) matched: u32,
    /// Matched symbols whose partner in order differs.
    pub(super) out_of_order: u32,
}

/// How far apart matching symbols may stand.
#[inline]
pub(super) fn reach(len_a: usize, len_b: usize) -> usize {
    (len_a.max(len_b) / 2).saturating_sub(1)
}

fn matches<T: Eq>(a: &[T], b: &[T]) -> Matches {
    let reach = reach(a.len(), b.len());
    let mut taken = vec![false; a.len()];
    let mut matched_b = Vec::with_capacity(b.len().min(a.len()));
    for (j, symbol) in b.iter().enumerate() {
        let low = j.saturating_sub(reach);
        let high = (j + reach + 1).min(a.len());
        let free = (low..high).find(|&i| !taken[i] && a[i] == *symbol);
        if let Some(i) = free {
            taken[i] = true;
            matched_b.push(symbol);
        }
    }
    let matched_a = a.iter().zip(&taken).filter(|(_, taken)| **taken);
    let pairs = matched_a.map(|(symbol, _)| symbol).zip(&matched_b);
    Matches {
        matched: matched_b.len() as u32,
        out_of_order: pairs.filter(|(x, y)| x != *y).count() as u32,
    }
}

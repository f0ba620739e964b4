//! Distances of at most two edits, without a matrix: where two strings first differ, the first edit must touch
//! the first symbol of one of them, so there are only a handful of ways on.

use super::affixes::strip_affixes;

/// The longest distance that [`few_edits`] finds.
pub(super) const FEW: usize = 2;

/// Which symbols one edit may exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Swap {
    /// None: Levenshtein.
    None,
    /// Neighbours, never touched again: optimal string alignment.
    Neighbours,
    /// Neighbours once what stands between them is edited away: Damerau–Levenshtein.
    Apart,
}

/// The distance when it is at most `limit`, which is at most [`FEW`].
#[inline]
pub(super) fn few_edits<T: Eq>(a: &[T], b: &[T], limit: usize, swap: Swap) -> Option<usize> {
    debug_assert!(limit <= FEW);
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let (a, b) = strip_affixes(a, b);
    if a.is_empty() || b.is_empty() {
        return Some(a.len() + b.len());
    }
    if limit >= 1 && one_edit(a, b, swap) {
        return Some(1);
    }
    (limit >= 2 && two_edits(a, b, swap)).then_some(2)
}

/// Whether one edit joins remainders without common ends, neither of them empty.
fn one_edit<T: Eq>(a: &[T], b: &[T], swap: Swap) -> bool {
    match (a, b) {
        ([_], [_]) => true,
        ([w, x], [y, z]) => swap != Swap::None && w == z && x == y,
        _ => false,
    }
}

/// Whether two edits join remainders without common ends, neither of them empty.
fn two_edits<T: Eq>(a: &[T], b: &[T], swap: Swap) -> bool {
    let (a, b) = if a.len() < b.len() { (b, a) } else { (a, b) };
    let longer_by = a.len() - b.len();
    near(&a[1..], b, swap)
        || (longer_by <= 1 && near(&a[1..], &b[1..], swap))
        || (longer_by == 0 && near(a, &b[1..], swap))
        || (swap != Swap::None && longer_by <= 1 && swapped(a, b, swap))
}

/// Whether two edits join the strings, one of them the exchange of the first two symbols of `b`.
fn swapped<T: Eq>(a: &[T], b: &[T], swap: Swap) -> bool {
    match (a, b) {
        ([x, y, rest_a @ ..], [z, w, rest_b @ ..]) if x == w && y == z => {
            near(rest_a, rest_b, swap)
        }
        ([x, _, y], [z, w]) => swap == Swap::Apart && x == w && y == z,
        _ => false,
    }
}

/// Whether at most one edit joins two strings.
fn near<T: Eq>(a: &[T], b: &[T], swap: Swap) -> bool {
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let (a, b) = strip_affixes(a, b);
    a.is_empty() || b.is_empty() || one_edit(a, b, swap)
}

//! Levenshtein distance (1966): fewest insertions, deletions and substitutions.

use super::affixes::strip_affixes;
use super::few_edits::{FEW, Swap, few_edits};
use super::positions::{Positions, WORD};

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
    let (a, b) = strip_affixes(a, b);
    by_rows(a, b, usize::MAX).unwrap_or(a.len().max(b.len()))
}

/// Levenshtein distance between two strings of any symbol when it is at most `limit`, else `None`.
///
/// For byte strings in inner loops, use [`Levenshtein::within`].
///
/// # Examples
///
/// ```
/// use throughline::kernel::similarity::levenshtein_within;
///
/// assert_eq!(levenshtein_within(b"KITTEN", b"SITTING", 3), Some(3));
/// assert_eq!(levenshtein_within(b"KITTEN", b"SITTING", 2), None);
/// ```
pub fn levenshtein_within<T: Eq>(a: &[T], b: &[T], limit: usize) -> Option<usize> {
    if limit <= FEW {
        return few_edits(a, b, limit, Swap::None);
    }
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let (a, b) = strip_affixes(a, b);
    by_rows(a, b, limit)
}

/// The matrix, one row kept, until a whole row lies above `limit`.
fn by_rows<T: Eq>(a: &[T], b: &[T], limit: usize) -> Option<usize> {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        let mut least = row[0];
        for (j, y) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
            least = least.min(row[j + 1]);
        }
        if least > limit {
            return None;
        }
    }
    (row[b.len()] <= limit).then_some(row[b.len()])
}

/// Reusable working memory for Levenshtein distance on bytes, a column of the matrix in one word (Myers 1999, in
/// the form of Hyyrö 2003); use it in inner loops.
///
/// Strings whose remainders without common ends are both longer than 64 bytes take the plain way.
///
/// # Examples
///
/// ```
/// use throughline::kernel::similarity::Levenshtein;
///
/// let mut edits = Levenshtein::default();
/// assert_eq!(edits.distance(b"KITTEN", b"SITTING"), 3);
/// assert_eq!(edits.within(b"KITTEN", b"SITTING", 2), None);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Levenshtein {
    positions: Positions,
}

impl Levenshtein {
    /// The distance in edits.
    pub fn distance(&mut self, a: &[u8], b: &[u8]) -> usize {
        let most = a.len().max(b.len());
        let (a, b) = strip_affixes(a, b);
        self.by_columns(a, b, most).unwrap_or(most)
    }

    /// The distance when it is at most `limit`, else `None`; limits of 0 to 2 need no matrix.
    pub fn within(&mut self, a: &[u8], b: &[u8], limit: usize) -> Option<usize> {
        if limit <= FEW {
            return few_edits(a, b, limit, Swap::None);
        }
        if a.len().abs_diff(b.len()) > limit {
            return None;
        }
        let (a, b) = strip_affixes(a, b);
        self.by_columns(a, b, limit)
    }

    /// The bit-parallel matrix, the shorter string down its side.
    fn by_columns(&mut self, a: &[u8], b: &[u8], limit: usize) -> Option<usize> {
        let (down, along) = if a.len() <= b.len() { (a, b) } else { (b, a) };
        if down.is_empty() {
            return (along.len() <= limit).then_some(along.len());
        }
        if down.len() > WORD {
            return by_rows(down, along, limit);
        }
        self.positions.mark(down);
        let distance = self.last_cell(down.len(), along, limit);
        self.positions.clear(down);
        distance
    }

    /// The last cell of the matrix; the search ends when the columns to come cannot bring it down to `limit`.
    fn last_cell(&self, rows: usize, along: &[u8], limit: usize) -> Option<usize> {
        let last = 1u64 << (rows - 1);
        let (mut rises, mut falls) = (u64::MAX, 0u64);
        let mut distance = rows;
        for (j, &symbol) in along.iter().enumerate() {
            let equal = self.positions.of(symbol);
            let level = ((equal & rises).wrapping_add(rises) ^ rises) | equal | falls;
            let right_rises = falls | !(level | rises);
            let right_falls = level & rises;
            distance += usize::from(right_rises & last != 0);
            distance -= usize::from(right_falls & last != 0);
            if distance > limit.saturating_add(along.len() - j - 1) {
                return None;
            }
            let shifted = right_rises << 1 | 1;
            rises = right_falls << 1 | !(level | shifted);
            falls = shifted & level;
        }
        Some(distance)
    }
}

//! Damerau–Levenshtein distance: edits plus transpositions of neighbours, symbols between them allowed to be
//! edited too (the unrestricted form of Lowrance & Wagner 1975, a metric, not optimal string alignment).

use super::affixes::strip_affixes;
use super::few_edits::{FEW, Swap, few_edits};

/// Damerau–Levenshtein distance between two strings of any symbol, in edits.
///
/// # Examples
///
/// ```
/// use throughline::kernel::similarity::damerau_levenshtein;
///
/// assert_eq!(damerau_levenshtein(b"CA", b"ABC"), 2); // optimal string alignment would say 3
/// ```
pub fn damerau_levenshtein<T: Eq>(a: &[T], b: &[T]) -> usize {
    DamerauLevenshtein::default().distance(a, b)
}

/// Reusable working memory for Damerau–Levenshtein; use it in inner loops.
#[derive(Debug, Clone, Default)]
pub struct DamerauLevenshtein {
    cells: Vec<u32>,
}

impl DamerauLevenshtein {
    /// The distance in edits.
    pub fn distance<T: Eq>(&mut self, a: &[T], b: &[T]) -> usize {
        let (a, b) = strip_affixes(a, b);
        if a.is_empty() || b.is_empty() {
            return a.len() + b.len();
        }
        self.fill(a, b)
    }

    /// The distance when it is at most `limit`, else `None`; limits of 0 to 2 need no matrix.
    pub fn within<T: Eq>(&mut self, a: &[T], b: &[T], limit: usize) -> Option<usize> {
        if limit <= FEW {
            return few_edits(a, b, limit, Swap::Apart);
        }
        if a.len().abs_diff(b.len()) > limit {
            return None;
        }
        let (a, b) = strip_affixes(a, b);
        if a.is_empty() || b.is_empty() {
            return Some(a.len() + b.len());
        }
        self.banded(a, b, limit)
    }

    /// Lowrance–Wagner on the cells within `limit` of the diagonal: a path through any other costs more than
    /// `limit`. A transposition may pass over `s` rows but then costs at least `s`, so `limit + 1` rows in a row
    /// above the limit end the search.
    fn banded<T: Eq>(&mut self, a: &[T], b: &[T], limit: usize) -> Option<usize> {
        let width = 2 * limit + 1;
        let over = limit as u32 + 1;
        self.cells.clear();
        self.cells.resize((a.len() + 1) * width, over);
        (0..=limit.min(b.len())).for_each(|j| self.cells[limit + j] = j as u32);
        let mut rows_over = 0;
        for i in 1..=a.len() {
            let (from, to) = (i.saturating_sub(limit), (i + limit).min(b.len()));
            let mut least = over;
            let mut last_equal = 0;
            for j in from..=to {
                let best = match j {
                    0 => i as u32,
                    _ => self.cell(a, b, (i, j), last_equal, limit).min(over),
                };
                if j > 0 && a[i - 1] == b[j - 1] {
                    last_equal = j;
                }
                self.cells[i * width + j + limit - i] = best;
                least = least.min(best);
            }
            rows_over = if least == over { rows_over + 1 } else { 0 };
            if rows_over > limit {
                return None;
            }
        }
        let distance = self.cells[a.len() * width + b.len() + limit - a.len()];
        (distance < over).then_some(distance as usize)
    }

    /// One cell of the band; `last_equal` is the last column before `j` whose symbol equals row `i`'s.
    fn cell<T: Eq>(
        &self,
        a: &[T],
        b: &[T],
        (i, j): (usize, usize),
        last_equal: usize,
        limit: usize,
    ) -> u32 {
        let width = 2 * limit + 1;
        let at = |row: usize, column: usize| match (column + limit).checked_sub(row) {
            Some(place) if place < width => self.cells[row * width + place],
            _ => limit as u32 + 1,
        };
        let mut best = at(i - 1, j - 1) + u32::from(a[i - 1] != b[j - 1]);
        best = best.min(at(i - 1, j) + 1).min(at(i, j - 1) + 1);
        if last_equal > 0 {
            let nearest = i.saturating_sub(limit).max(1);
            if let Some(k) = (nearest..i).rev().find(|&k| a[k - 1] == b[j - 1]) {
                let between = (i - k - 1) + (j - last_equal - 1);
                best = best.min(at(k - 1, last_equal - 1) + 1 + between as u32);
            }
        }
        best
    }

    /// Lowrance–Wagner on the whole matrix; the last row of each symbol of `a` is found by looking back, which
    /// for the short remainders met after stripping is faster than keeping an alphabet.
    fn fill<T: Eq>(&mut self, a: &[T], b: &[T]) -> usize {
        let width = b.len() + 1;
        self.cells.clear();
        self.cells.resize((a.len() + 1) * width, 0);
        for j in 0..width {
            self.cells[j] = j as u32;
        }
        for i in 1..=a.len() {
            self.cells[i * width] = i as u32;
            let mut last_equal = 0;
            for j in 1..=b.len() {
                let equal = a[i - 1] == b[j - 1];
                let at = i * width + j;
                let substituted = self.cells[at - width - 1] + u32::from(!equal);
                let mut best = substituted
                    .min(self.cells[at - 1] + 1)
                    .min(self.cells[at - width] + 1);
                if last_equal > 0 && i > 1 {
                    let earlier = (1..i).rev().find(|&k| a[k - 1] == b[j - 1]);
                    if let Some(k) = earlier {
                        let before = self.cells[(k - 1) * width + last_equal - 1];
                        best =
                            best.min(before + (i - k - 1) as u32 + 1 + (j - last_equal - 1) as u32);
                    }
                }
                if equal {
                    last_equal = j;
                }
                self.cells[at] = best;
            }
        }
        self.cells[a.len() * width + b.len()] as usize
    }
}

//! Optimal string alignment: edits plus exchanges of neighbours, no symbol edited twice (Boytsov 2011, section
//! 2.2.1, after Damerau 1964). Not a metric; [`damerau_levenshtein`](super::damerau_levenshtein()) is.

use std::mem;

use super::affixes::strip_affixes;
use super::few_edits::{FEW, Swap, few_edits};

/// Optimal string alignment distance between two strings of any symbol, in edits.
///
/// # Examples
///
/// ```
/// use throughline::kernel::similarity::optimal_string_alignment;
///
/// assert_eq!(optimal_string_alignment(b"MARTHA", b"MARHTA"), 1);
/// assert_eq!(optimal_string_alignment(b"CA", b"ABC"), 3); // Damerau–Levenshtein says 2
/// ```
pub fn optimal_string_alignment<T: Eq>(a: &[T], b: &[T]) -> usize {
    OptimalStringAlignment::default().distance(a, b)
}

/// Reusable working memory for optimal string alignment; use it in inner loops.
#[derive(Debug, Clone, Default)]
pub struct OptimalStringAlignment {
    before: Vec<usize>,
    above: Vec<usize>,
    row: Vec<usize>,
}

impl OptimalStringAlignment {
    /// The distance in edits.
    pub fn distance<T: Eq>(&mut self, a: &[T], b: &[T]) -> usize {
        let most = a.len().max(b.len());
        self.banded(a, b, most).unwrap_or(most)
    }

    /// The distance when it is at most `limit`, else `None`; limits of 0 to 2 need no matrix.
    pub fn within<T: Eq>(&mut self, a: &[T], b: &[T], limit: usize) -> Option<usize> {
        if limit <= FEW {
            return few_edits(a, b, limit, Swap::Neighbours);
        }
        self.banded(a, b, limit)
    }

    /// The matrix, row by row, on the cells within `limit` of the diagonal. An exchange passes over one row, so
    /// two rows in a row above the limit end the search.
    fn banded<T: Eq>(&mut self, a: &[T], b: &[T], limit: usize) -> Option<usize> {
        let (a, b) = strip_affixes(a, b);
        if a.len().abs_diff(b.len()) > limit {
            return None;
        }
        let over = limit + 1;
        self.reset(b.len(), over);
        let mut least_above = 0;
        for i in 1..=a.len() {
            let least = self.next_row(a, b, i, limit);
            if least.min(least_above) >= over {
                return None;
            }
            least_above = least;
            mem::swap(&mut self.before, &mut self.above);
            mem::swap(&mut self.above, &mut self.row);
        }
        let distance = self.above[b.len()];
        (distance < over).then_some(distance)
    }

    fn reset(&mut self, columns: usize, over: usize) {
        for row in [&mut self.before, &mut self.row, &mut self.above] {
            row.clear();
            row.resize(columns + 1, over);
        }
        for (j, cell) in self.above.iter_mut().enumerate() {
            *cell = j.min(over);
        }
    }

    /// Fills row `i` inside the band, the cells beside it with `limit + 1`, and gives its least cell.
    fn next_row<T: Eq>(&mut self, a: &[T], b: &[T], i: usize, limit: usize) -> usize {
        let over = limit + 1;
        let from = i.saturating_sub(limit).max(1);
        let to = (i + limit).min(b.len());
        self.row[from - 1] = if from == 1 { i.min(over) } else { over };
        let mut least = self.row[from - 1];
        for j in from..=to {
            let equal = a[i - 1] == b[j - 1];
            let mut best = self.above[j - 1] + usize::from(!equal);
            best = best.min(self.above[j] + 1).min(self.row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(self.before[j - 2] + 1);
            }
            self.row[j] = best.min(over);
            least = least.min(best);
        }
        if to < b.len() {
            self.row[to + 1] = over;
        }
        least
    }
}

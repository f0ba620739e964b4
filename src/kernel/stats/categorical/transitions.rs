//! Where people of each category went, those not followed up included.

use serde::Serialize;

use super::{SquareTable, wilson};
use crate::kernel::stats::Interval;

/// One cell of a transition matrix.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Transition {
    /// Category at baseline.
    pub from: usize,
    /// Category at follow-up; `None` for people not followed up.
    pub to: Option<usize>,
    /// How many people.
    pub count: u64,
    /// Their share of all people who began in `from`, followed up or not.
    pub share: f64,
    /// Wilson's interval of the share.
    pub ci: Interval,
}

/// Counts of people by category at baseline and at follow-up, with attrition as a column of its own.
///
/// Use it to show change without hiding who left: shares are of everyone who began.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::categorical::Transitions;
///
/// let seen = Transitions::new(2, &[0, 0, 1, 1, 1], &[Some(0), Some(1), Some(1), None, None]).unwrap();
/// assert_eq!(seen.not_followed_up(1), 2);
/// assert_eq!(seen.followed_up().unwrap().count(0, 1), 1);
/// let cells = seen.cells(0.95);
/// assert_eq!((cells[5].from, cells[5].to, cells[5].count), (1, None, 2));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Transitions {
    moved: Vec<Vec<u64>>,
    lost: Vec<u64>,
}

impl Transitions {
    /// Counts from one code a person, 0 to `categories` − 1.
    ///
    /// `None` when a code is not among the categories.
    ///
    /// # Panics
    ///
    /// When the slices differ in length.
    pub fn new(categories: usize, baseline: &[usize], follow_up: &[Option<usize>]) -> Option<Self> {
        assert_eq!(
            baseline.len(),
            follow_up.len(),
            "both series have one code a person"
        );
        let mut counts = Self {
            moved: vec![vec![0; categories]; categories],
            lost: vec![0; categories],
        };
        for (&from, to) in baseline.iter().zip(follow_up) {
            let cell = match to {
                Some(to) => counts.moved.get_mut(from)?.get_mut(*to)?,
                None => counts.lost.get_mut(from)?,
            };
            *cell += 1;
        }
        Some(counts)
    }

    /// How many who began in a category were not followed up.
    ///
    /// # Panics
    ///
    /// When there is no such category.
    pub fn not_followed_up(&self, from: usize) -> u64 {
        self.lost[from]
    }

    /// The people with both categories; `None` without a category.
    pub fn followed_up(&self) -> Option<SquareTable> {
        SquareTable::new(self.moved.clone())
    }

    /// Every cell by rows, each row's attrition last; rows that nobody began in are left out.
    ///
    /// # Panics
    ///
    /// When `level` is not strictly between 0 and 1.
    pub fn cells(&self, level: f64) -> Vec<Transition> {
        let mut cells = Vec::new();
        for (from, (row, &lost)) in self.moved.iter().zip(&self.lost).enumerate() {
            let began = row.iter().sum::<u64>() + lost;
            let ends = row.iter().enumerate().map(|(to, &count)| (Some(to), count));
            for (to, count) in ends.chain([(None, lost)]).filter(|_| began > 0) {
                cells.push(Transition {
                    from,
                    to,
                    count,
                    share: count as f64 / began as f64,
                    ci: wilson(count, began, level),
                });
            }
        }
        cells
    }
}

//! Columns of scores, of a wide frame and of a long one.

use std::borrow::Cow;

use polars::prelude::DataFrame;
use rayon::prelude::*;

use crate::error::{OutcomesError, Result};

use super::gather::encode_column;
use super::membership::{ABSENT, Membership};

/// Scores of one measure at one time, one a person, and the rows of those that are there and not finite.
pub(super) struct Scores<'f> {
    pub values: Cow<'f, [f64]>,
    pub not_finite: Vec<u64>,
}

/// A column of a wide frame, borrowed where it has no nulls.
pub(super) fn wide_scores<'f>(frame: &'f DataFrame, name: &str) -> Result<Scores<'f>> {
    let column = frame.column(name)?.f64()?;
    let wrong = |(row, score): (usize, Option<f64>)| {
        score
            .is_some_and(|score| !score.is_finite())
            .then_some(row as u64)
    };
    let whole = column.cont_slice().ok();
    let all_finite = whole.is_some_and(all_finite);
    Ok(Scores {
        not_finite: if all_finite {
            Vec::new()
        } else {
            column.iter().enumerate().filter_map(wrong).collect()
        },
        values: match whole {
            Some(values) => values.into(),
            None => column
                .iter()
                .map(|score| score.unwrap_or(f64::NAN))
                .collect(),
        },
    })
}

/// Without leaving early, several scores at a time: a score times zero is zero, or no number.
pub(super) fn all_finite(scores: &[f64]) -> bool {
    let mut sums = [0.0; 8];
    let (lanes, rest) = scores.as_chunks::<8>();
    for scores in lanes {
        for (sum, score) in sums.iter_mut().zip(scores) {
            *sum += score * 0.0;
        }
    }
    let sums = sums.iter().all(|sum| sum.is_finite());
    sums && rest.iter().all(|score| score.is_finite())
}

/// The rows of a long frame by time.
pub(super) struct Long<'f> {
    /// First row of each person.
    first: Vec<u32>,
    people: &'f [u32],
    /// Each row's time, a place in `times`.
    time: Vec<u32>,
    times: Vec<String>,
    scores: Vec<Option<f64>>,
}

impl<'f> Long<'f> {
    pub(super) fn new(
        frame: &DataFrame,
        time: &str,
        score: &str,
        people: &'f [u32],
    ) -> Result<Self> {
        let (grouping, times) = encode_column(time, frame.column(time)?.str()?);
        let known = people.iter().filter(|&&person| person != ABSENT);
        let count = known.max().map_or(0, |&last| last as usize + 1);
        let mut first = vec![ABSENT; count];
        for (row, &person) in people.iter().enumerate().rev() {
            if let Some(first) = first.get_mut(person as usize) {
                *first = row as u32;
            }
        }
        let long = Self {
            first,
            people,
            time: times,
            times: grouping.labels,
            scores: frame.column(score)?.f64()?.iter().collect(),
        };
        long.check()?;
        Ok(long)
    }

    /// Refuses two scores of one person at one time: the first row that repeats one.
    fn check(&self) -> Result<()> {
        let rows = Membership::new(self.people.to_vec(), self.first.len());
        let repeated = |person: usize| -> Option<(u64, u64)> {
            let own = rows.members(person).iter().map(|&row| row as usize);
            let own = own.filter(|&row| self.scores[row].is_some());
            let mut own: Vec<(u32, u64)> = own.map(|row| (self.time[row], row as u64)).collect();
            own.sort_unstable();
            let pairs = own.windows(2).filter(|pair| pair[0].0 == pair[1].0);
            pairs.map(|pair| (pair[1].1, pair[0].1)).min()
        };
        let found = (0..self.first.len()).into_par_iter().filter_map(repeated);
        match found.min() {
            Some((second, first)) => Err(OutcomesError::RepeatedScore { first, second }.into()),
            None => Ok(()),
        }
    }

    /// Everyone's score at a time.
    pub(super) fn at(&self, time: &str) -> Result<Scores<'static>> {
        let Some(wanted) = self.times.iter().position(|own| own == time) else {
            let (time, present) = (time.to_owned(), self.times.join(", "));
            return Err(OutcomesError::NoTime { time, present }.into());
        };
        let mut values = vec![f64::NAN; self.first.len()];
        let mut not_finite = Vec::new();
        let rows = self
            .time
            .iter()
            .enumerate()
            .filter(|&(_, &own)| own == wanted as u32);
        for (row, _) in rows {
            let value = values.get_mut(self.people[row] as usize);
            let (Some(score), Some(value)) = (self.scores[row], value) else {
                continue;
            };
            if !score.is_finite() {
                not_finite.push(row as u64);
            }
            *value = score;
        }
        Ok(Scores {
            values: values.into(),
            not_finite,
        })
    }

    /// A code of each person, from their first row.
    pub(super) fn first_of_each(&self, codes: &[u32]) -> Vec<u32> {
        self.first.iter().map(|&row| codes[row as usize]).collect()
    }
}

//! Links, with their lead and whether a clerk should look.

use arrow::array::RecordBatch;
use polars::prelude::{Column, DataFrame};

use crate::Result;
use crate::ingest::to_record_batches;
use crate::kernel::fellegi_sunter::match_probability;
use crate::linkage::{FoundBy, ScoredPair};
use crate::standardise::RecordId;

/// A pair of records taken for one person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// The record that comes first.
    pub left: RecordId,
    /// The other record.
    pub right: RecordId,
    /// Match weight: log2 of the posterior odds, prior and term frequencies included.
    pub weight: f64,
    /// The first rule that gave the pair.
    pub found_by: FoundBy,
    /// The weight less that of the runner-up: the strongest pair that would have taken one of the two records to another
    /// person. In bits; infinite when there is none, 0 for a tie, below 0 when a constraint shut out a stronger pair.
    ///
    /// The runner-up may be below the threshold. It is never a pair that may not be one person in any case, and of a
    /// ladder link it is another ladder pair, since no weight outbids the ladder.
    pub margin: f64,
    /// Whether the margin is so small that a clerk should look.
    pub review: bool,
}

impl Link {
    /// The pair as it was scored.
    pub fn pair(&self) -> ScoredPair {
        ScoredPair {
            left: self.left,
            right: self.right,
            weight: self.weight,
            found_by: self.found_by,
        }
    }

    /// The probability that the pair is a match.
    pub fn probability(&self) -> f64 {
        match_probability(self.weight)
    }

    /// Links as a frame: the columns of [`ScoredPair::frame`], then `margin` (`Float64`, null without a runner-up) and
    /// `review` (`Boolean`).
    ///
    /// # Errors
    ///
    /// When the frame engine refuses.
    pub fn frame(links: &[Self]) -> Result<DataFrame> {
        let margin = |link: &Self| (link.margin != f64::INFINITY).then_some(link.margin);
        let margins: Vec<Option<f64>> = links.iter().map(margin).collect();
        let review: Vec<bool> = links.iter().map(|link| link.review).collect();
        let more = [
            Column::new("margin".into(), margins),
            Column::new("review".into(), review),
        ];
        let pairs: Vec<ScoredPair> = links.iter().map(Self::pair).collect();
        Ok(ScoredPair::frame(&pairs)?.hstack(&more)?)
    }

    /// Links as Arrow batches with the columns of [`frame`](Self::frame).
    ///
    /// # Errors
    ///
    /// When the frame engine or Arrow refuses.
    pub fn record_batches(links: &[Self]) -> Result<Vec<RecordBatch>> {
        to_record_batches(&Self::frame(links)?)
    }
}

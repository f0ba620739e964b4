//! Changes sorted once, for all methods that go by order.

use super::ranks::RankSums;
use super::tally::tally;

/// Changes in ascending order with the sums of their ranks.
#[derive(Debug, Clone)]
pub(super) struct SortedChanges {
    pub sorted: Vec<f64>,
    pub ranks: RankSums,
}

impl SortedChanges {
    /// Sorts changes in place: few distinct values by counting them.
    pub(super) fn new(mut changes: Vec<f64>) -> Self {
        if let Some(counts) = tally(&changes) {
            changes.clear();
            for (value, count) in counts {
                changes.resize(changes.len() + count, value);
            }
        } else {
            let mut keys: Vec<u64> = changes.into_iter().map(ordered).collect();
            keys.sort_unstable();
            changes = keys.into_iter().map(from_ordered).collect();
        }
        Self {
            ranks: RankSums::new(&changes),
            sorted: changes,
        }
    }
}

/// An integer that orders as the double does; zeros of either sign are one.
pub(super) fn ordered(value: f64) -> u64 {
    let bits = (value + 0.0).to_bits();
    if bits >> 63 == 1 {
        !bits
    } else {
        bits | 1 << 63
    }
}

/// The double of an integer of [`ordered`].
pub(super) fn from_ordered(place: u64) -> f64 {
    f64::from_bits(if place >> 63 == 1 {
        place & !(1 << 63)
    } else {
        !place
    })
}

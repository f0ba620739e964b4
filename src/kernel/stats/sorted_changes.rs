//! Changes sorted once, for all methods that go by order.

use super::ranks::{RankSums, tied, tied_keys};
use super::tally::tally;

/// Keys are sorted by so many digits of this many bits.
const PASSES: usize = 2;
const DIGIT_BITS: u32 = 11;
const DIGITS: usize = 1 << DIGIT_BITS;
/// Fewer keys than this are sorted by comparison.
const FEW: usize = 256;

/// Changes in ascending order with the sums of their ranks.
#[derive(Debug, Clone)]
pub(super) struct SortedChanges {
    pub sorted: Vec<f64>,
    pub ranks: RankSums,
}

impl SortedChanges {
    /// Sorts changes: few distinct values by counting them, others by size and then by sign.
    pub(super) fn new(mut changes: Vec<f64>) -> Self {
        let Some(counts) = tally(&changes) else {
            return Self::by_size(&changes);
        };
        changes.clear();
        for &(value, count) in &counts {
            changes.resize(changes.len() + count, value);
        }
        let zero = counts.iter().find(|(value, _)| *value == 0.0);
        Self {
            ranks: RankSums::new(tied(&changes), zero.map_or(0, |zero| zero.1)),
            sorted: changes,
        }
    }

    fn by_size(changes: &[f64]) -> Self {
        let key = |change: &f64| change.to_bits() << 1 | change.to_bits() >> 63;
        let keys = sorted_keys(changes.iter().map(key).collect());
        // Zeros of either sign have no size.
        let (zeros, keys) = keys.split_at(keys.partition_point(|key| *key <= 1));
        let ranks = RankSums::new(tied_keys(keys), zeros.len());
        let n_down = ranks.n_down as usize;
        let mut sorted = vec![0.0; changes.len()];
        let (mut down, mut up) = (n_down, n_down + zeros.len());
        for key in keys {
            let (size, is_down) = (f64::from_bits(key >> 1), (key & 1) as usize);
            down -= is_down;
            let (place, change) = if is_down == 1 {
                (down, -size)
            } else {
                (up, size)
            };
            sorted[place] = change;
            up += 1 - is_down;
        }
        Self { sorted, ranks }
    }
}

/// Sorts keys: digit by digit over the leading bits of what they are above the least, each pass a count and a move (Knuth 1998, The Art
/// of Computer Programming 3, section 5.2.5), then by comparison within runs that have those bits in common.
fn sorted_keys(mut keys: Vec<u64>) -> Vec<u64> {
    if keys.len() < FEW {
        keys.sort_unstable();
        return keys;
    }
    let least = keys.iter().fold(u64::MAX, |least, &key| least.min(key));
    let range = keys.iter().fold(0, |most, &key| most.max(key)) - least;
    let differing = u64::BITS - range.leading_zeros();
    let shift = differing.saturating_sub(PASSES as u32 * DIGIT_BITS);
    let leading = |key: u64| (key - least) >> shift;
    let digit =
        |key: u64, pass: usize| (leading(key) >> (pass as u32 * DIGIT_BITS)) as usize % DIGITS;
    let mut counts = [[0_usize; DIGITS]; PASSES];
    for &key in &keys {
        for (pass, counts) in counts.iter_mut().enumerate() {
            counts[digit(key, pass)] += 1;
        }
    }
    let mut moved = vec![0; keys.len()];
    for (pass, counts) in counts.iter_mut().enumerate() {
        let mut start = 0;
        for count in counts.iter_mut() {
            (*count, start) = (start, start + *count);
        }
        for &key in &keys {
            let place = &mut counts[digit(key, pass)];
            moved[*place] = key;
            *place += 1;
        }
        std::mem::swap(&mut keys, &mut moved);
    }
    for run in keys.chunk_by_mut(|&a, &b| leading(a) == leading(b)) {
        if run.len() > 1 {
            run.sort_unstable();
        }
    }
    keys
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

//! How often each value occurs, where the values are few.

/// More distinct values than this are not counted.
const MOST: usize = 512;
/// Slots of the table, a power of two.
const SLOTS: usize = 4 * MOST;
/// 2⁶⁴ over the golden ratio: Knuth (1998), The Art of Computer Programming 3, section 6.4.
const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

/// Each distinct value with its count, in ascending order; `None` where they are more than a few hundred.
///
/// Zeros of either sign are one value, 0.
pub(super) fn tally(values: &[f64]) -> Option<Vec<(f64, usize)>> {
    let mut table = [(0_u64, 0_usize); SLOTS];
    let mut distinct = 0;
    for value in values {
        let bits = (value + 0.0).to_bits();
        let mut slot = (bits.wrapping_mul(MULTIPLIER) >> (64 - SLOTS.ilog2())) as usize;
        loop {
            let (key, count) = &mut table[slot % SLOTS];
            if *count > 0 && *key == bits {
                *count += 1;
                break;
            }
            if *count == 0 {
                (*key, *count) = (bits, 1);
                distinct += 1;
                break;
            }
            slot += 1;
        }
        if distinct > MOST {
            return None;
        }
    }
    let found = table.into_iter().filter(|&(_, count)| count > 0);
    let mut found: Vec<(f64, usize)> = found.map(|(bits, n)| (f64::from_bits(bits), n)).collect();
    found.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    Some(found)
}

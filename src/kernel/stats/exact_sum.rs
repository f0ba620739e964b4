//! Sums that are exact until they are read, so that the order of the values cannot matter.
//!
//! Every double is a whole multiple of 2⁻¹⁰⁷⁴ below 2¹⁰²⁴, so a sum of them fits a long enough fixed-point number: the
//! "small superaccumulator" of Neal (2015), arXiv:1505.05571. A slice does not go there value by value. Adding and taking
//! away a large power of two cuts each value of a block into a multiple of a common unit, which plain addition sums without
//! error, and a rest that is cut again until nothing is left: Rump, Ogita and Oishi (2008), SIAM J. Scientific Computing
//! 31:189, section 3. Whole numbers are done in one round, decimals in two.

use pulp::{Arch, NullaryFnOnce};

/// Bits of the fixed-point number that one place stands for; the other half of a place is room for carries.
const PLACE_BITS: usize = 32;
/// Places for every finite double, with room above for 2⁶⁴ of the largest.
const PLACES: usize = 68;
/// Additions after which places must be carried: each adds less than 2³².
const CARRY_AFTER: u32 = 1 << 30;
/// Values that are cut together, and how many at a time.
const BLOCK: usize = 512;
const LANES: usize = 8;
/// Sums of sizes between which blocks are cut; others go value by value.
const CUT_FROM: f64 = 1e-270;
const CUT_BELOW: f64 = 1e290;
/// 2^52, one and a half times: added to a value it leaves whole multiples of its own last place.
const ROUNDER: f64 = 1.5 * (1_u64 << 52) as f64;

/// An exact sum of doubles.
///
/// Use it where a result must not depend on the order of the rows to the last bit: the exact sum has no order.
///
/// # Numerics
///
/// [`finalise`](Self::finalise) is the double nearest to the sum of all values inserted, ties to even. Sums beyond the range
/// of doubles in between do no harm. An infinity or a NaN gives what plain addition gives.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::ExactSum;
///
/// let mut sum = ExactSum::new();
/// sum.insert_slice(&[1e300, 1.0, 1e-300]);
/// sum.insert(-1e300);
/// assert_eq!(sum.finalise(), 1.0);
/// ```
#[derive(Debug, Clone)]
pub struct ExactSum {
    places: [i64; PLACES],
    uncarried: u32,
    /// The sum of what is not finite.
    beyond: f64,
}

impl Default for ExactSum {
    fn default() -> Self {
        Self {
            places: [0; PLACES],
            uncarried: 0,
            beyond: 0.0,
        }
    }
}

impl ExactSum {
    /// The sum of no values.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one value.
    pub fn insert(&mut self, value: f64) {
        if !value.is_finite() {
            self.beyond += value;
            return;
        }
        let bits = value.to_bits();
        let exponent = (bits >> 52 & 0x7ff) as usize;
        let leading = u64::from(exponent > 0) << 52;
        let mantissa = bits & ((1 << 52) - 1) | leading;
        let above_least = exponent.max(1) - 1;
        let first = above_least / PLACE_BITS;
        let shifted = u128::from(mantissa) << (above_least % PLACE_BITS);
        let sign = if value < 0.0 { -1 } else { 1 };
        for (part, place) in self.places[first..first + 3].iter_mut().enumerate() {
            *place += sign * i64::from((shifted >> (PLACE_BITS * part)) as u32);
        }
        self.uncarried += 1;
        if self.uncarried >= CARRY_AFTER {
            self.carry();
        }
    }

    /// Adds every value of a slice, many times faster than one by one.
    pub fn insert_slice(&mut self, values: &[f64]) {
        Arch::new().dispatch(Slice { sum: self, values });
    }

    /// Adds (x − `from_x`)(y − `from_y`) of every pair, each factor and product rounded to a double.
    pub(super) fn insert_products(
        &mut self,
        (x, from_x): (&[f64], f64),
        (y, from_y): (&[f64], f64),
    ) {
        Arch::new().dispatch(Products {
            sum: self,
            x: (x, from_x),
            y: (y, from_y),
        });
    }

    /// Adds every value that `other` has seen.
    pub fn combine(&mut self, other: &Self) {
        let mut other = other.clone();
        other.carry();
        self.carry();
        for (place, more) in self.places.iter_mut().zip(other.places) {
            *place += more;
        }
        self.uncarried = 2;
        self.beyond += other.beyond;
    }

    /// The double nearest to the sum, ties to even.
    pub fn finalise(&self) -> f64 {
        if self.beyond != 0.0 {
            return self.beyond;
        }
        let mut sum = self.clone();
        sum.carry();
        let negative = sum.places[PLACES - 1] < 0;
        if negative {
            sum.places.iter_mut().for_each(|place| *place = -*place);
            sum.carry();
        }
        let size = sum.nearest_size();
        if negative { -size } else { size }
    }

    /// The sum over `n`, within a unit in the last place, and exactly where it is a double; then what is missing of it.
    pub(super) fn over(&self, n: usize) -> (f64, f64) {
        let n = n as f64;
        let sum = self.finalise();
        let mut rest = self.clone();
        rest.insert(-sum);
        let quotient = sum / n;
        let (product, missing) = exact_product(quotient, n);
        let more = ((sum - product) - missing + rest.finalise()) / n;
        let mean = quotient + more;
        if mean.is_finite() {
            (mean, (quotient - mean) + more)
        } else {
            (quotient, 0.0)
        }
    }

    /// Cuts the first `n` values of the block until nothing is left of them. The block is used up.
    #[inline(always)]
    fn insert_block(&mut self, block: &mut [f64; BLOCK], n: usize) {
        let used = n.next_multiple_of(LANES);
        block[n..used].fill(0.0);
        let lanes = block[..used].as_chunks_mut::<LANES>().0;
        let mut size = size_of_sum(lanes);
        while size > CUT_FROM && size < CUT_BELOW {
            // Twice the size is room for the rounding of the size itself.
            let unit = power_of_two_above(2.0 * size) / (1_u64 << 52) as f64;
            let (sum, left) = cut(lanes, unit * ROUNDER);
            self.insert(sum);
            if !left {
                return;
            }
            // No rest is more than half a unit.
            size = unit * BLOCK as f64;
        }
        for &value in lanes.as_flattened().iter().filter(|value| **value != 0.0) {
            self.insert(value);
        }
    }

    /// Brings every place but the last into 0..2³².
    fn carry(&mut self) {
        let mut carried = 0;
        for place in &mut self.places[..PLACES - 1] {
            let whole = *place + carried;
            carried = whole >> PLACE_BITS;
            *place = whole & u32::MAX as i64;
        }
        self.places[PLACES - 1] += carried;
        self.uncarried = 0;
    }

    /// The nearest double to places that are carried and not negative.
    fn nearest_size(&self) -> f64 {
        let top = self
            .places
            .iter()
            .rposition(|&place| place != 0)
            .unwrap_or(0);
        let base = top.saturating_sub(3);
        let mut wide = 0_u128;
        for &place in self.places[base..base + 4].iter().rev() {
            wide = wide << PLACE_BITS | place as u128;
        }
        // Anything further below only decides ties, and a set last bit says so.
        let lower = self.places[..base].iter().any(|&place| place != 0);
        let exponent = (PLACE_BITS * base) as i32 - 1074;
        let half = exponent / 2;
        (wide | u128::from(lower)) as f64 * 2_f64.powi(half) * 2_f64.powi(exponent - half)
    }
}

/// The values of a slice on their way into a sum, with the vector instructions that the machine has.
struct Slice<'a> {
    sum: &'a mut ExactSum,
    values: &'a [f64],
}

impl NullaryFnOnce for Slice<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let mut block = [0.0; BLOCK];
        for values in self.values.chunks(BLOCK) {
            block[..values.len()].copy_from_slice(values);
            self.sum.insert_block(&mut block, values.len());
        }
    }
}

/// The products of two series, each about a centre, on their way into a sum.
struct Products<'a> {
    sum: &'a mut ExactSum,
    x: (&'a [f64], f64),
    y: (&'a [f64], f64),
}

impl NullaryFnOnce for Products<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let ((x, from_x), (y, from_y)) = (self.x, self.y);
        let mut block = [0.0; BLOCK];
        for (x, y) in x.chunks(BLOCK).zip(y.chunks(BLOCK)) {
            for ((product, x), y) in block.iter_mut().zip(x).zip(y) {
                *product = (x - from_x) * (y - from_y);
            }
            self.sum.insert_block(&mut block, x.len());
        }
    }
}

/// Sum of sizes; not finite where a value is not.
#[inline(always)]
fn size_of_sum(lanes: &[[f64; LANES]]) -> f64 {
    let mut sums = [0.0; LANES];
    for values in lanes {
        for (sum, value) in sums.iter_mut().zip(values) {
            *sum += value.abs();
        }
    }
    sums.iter().sum()
}

/// Takes out of every value the whole multiples of the carrier's last place: their sum, and whether anything is left.
#[inline(always)]
fn cut(lanes: &mut [[f64; LANES]], carrier: f64) -> (f64, bool) {
    let mut sums = [0.0; LANES];
    let mut left = [0_u64; LANES];
    for values in lanes {
        for ((value, sum), left) in values.iter_mut().zip(&mut sums).zip(&mut left) {
            let whole = (*value + carrier) - carrier;
            *sum += whole;
            *value -= whole;
            *left |= value.to_bits();
        }
    }
    let any = left.iter().fold(0, |any, bits| any | bits) << 1;
    (sums.iter().sum(), any != 0)
}

/// A power of two above a positive normal value, at most twice it.
fn power_of_two_above(value: f64) -> f64 {
    f64::from_bits(((value.to_bits() >> 52) + 1) << 52)
}

/// A product as a double and what is missing of it: Dekker (1971), Numerische Mathematik 18:224.
fn exact_product(a: f64, b: f64) -> (f64, f64) {
    let split = |value: f64| {
        let scaled = value * ((1_u64 << 27) + 1) as f64;
        let high = scaled - (scaled - value);
        (high, value - high)
    };
    let ((a_high, a_low), (b_high, b_low)) = (split(a), split(b));
    let product = a * b;
    let missing = a_low * b_low - (product - a_high * b_high - a_low * b_high - a_high * b_low);
    (product, missing)
}

//! Follow-up minus baseline, without the noise of binary subtraction.

/// Digits kept of a difference, counted from the first digit of the larger score. A double holds 15 decimal digits
/// faithfully; subtraction spoils the last.
const DIGITS: i32 = 14;
/// Powers of ten that a double holds exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];
/// Powers of ten from the least score that is rounded to the first that is not.
const FROM_LEAST: [f64; 24] = [
    1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7,
    1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14,
];
/// Scores this near a power of ten, relatively, ask the logarithm on which side they are.
const NEAR_POWER: f64 = 1e-14;
/// Pairs that are looked at together for scores that are all whole, in tenths or in hundredths.
const BLOCK: usize = 256;
const LARGEST_COUNT: f64 = 1e12;
/// Up to this size a sum with [`ROUNDER`] less it is rounded to a whole number.
const WHOLE_BELOW: f64 = (1_u64 << 51) as f64;
const ROUNDER: f64 = 1.5 * (1_u64 << 52) as f64;

/// Change from one score to the next, as decimal scores would give it.
///
/// Use it before ranking or counting changes: in binary 83.0 − 81.6 and 89.1 − 87.7 are two numbers, which breaks a
/// tie that the scores have.
///
/// # Numerics
///
/// The difference is rounded at the 14th digit of the larger score, and is then the double nearest to the
/// decimal: equal decimal changes are equal doubles. A change smaller than 1e−14 of the score is lost. Scores too large
/// or too small for that (from 1e14, below 1e−9) are subtracted as they are.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::difference;
///
/// assert_ne!(83.0 - 81.6, 89.1 - 87.7);
/// assert_eq!(difference(81.6, 83.0), difference(87.7, 89.1));
/// assert_eq!(difference(81.6, 83.0), 1.4);
/// ```
#[inline]
pub fn difference(baseline: f64, follow_up: f64) -> f64 {
    without_noise(follow_up - baseline, baseline.abs().max(follow_up.abs()))
}

/// A sum of decimals of which `largest` is the largest, rounded at that one's 14th digit.
#[inline]
pub(super) fn without_noise(sum: f64, largest: f64) -> f64 {
    if sum == 0.0 || !sum.is_finite() {
        return sum;
    }
    match scale_of(first_digit(largest)) {
        Some(scale) => rounded(sum * scale) / scale,
        None => sum,
    }
}

/// What makes the last digit kept a whole number, by the power of ten of the first.
#[inline]
fn scale_of(first_digit: i32) -> Option<f64> {
    let places = usize::try_from(DIGITS - 1 - first_digit).ok()?;
    POWERS.get(places).copied()
}

/// The power of ten of the first digit: the logarithm to base ten, rounded down.
#[inline]
fn first_digit(size: f64) -> i32 {
    by_table(size).unwrap_or_else(|| by_logarithm(size))
}

/// [`first_digit`]; `None` where only the logarithm can tell.
#[inline]
fn by_table(size: f64) -> Option<i32> {
    if !(FROM_LEAST[0]..FROM_LEAST[23]).contains(&size) {
        return None;
    }
    // The binary exponent times log₁₀ 2, rounded down, is the answer or one less.
    let exponent = (size.to_bits() >> 52) as i32 - 1023;
    let least = (exponent * 1233) >> 12;
    let next = FROM_LEAST[(least + 10) as usize];
    let near = (size - next).abs() <= NEAR_POWER * next;
    (!near).then(|| least + i32::from(size >= next))
}

#[cold]
fn by_logarithm(size: f64) -> i32 {
    size.log10().floor() as i32
}

/// Rounded to a whole number, halves away from zero.
#[inline]
fn rounded(value: f64) -> f64 {
    if value.abs() >= WHOLE_BELOW {
        return value.round();
    }
    rounded_below(value)
}

/// [`rounded`] of a value whose size is below [`WHOLE_BELOW`].
#[inline]
fn rounded_below(value: f64) -> f64 {
    let even = (value + ROUNDER) - ROUNDER;
    // What `even` moved by is exact; only a half moved towards zero is to go the other way.
    let half_lost = value - even == 0.5_f64.copysign(value);
    (if half_lost {
        even + 1_f64.copysign(value)
    } else {
        even
    })
    .copysign(value)
}

/// [`difference`] of each pair.
///
/// # Panics
///
/// When the slices differ in length.
pub fn differences(baseline: &[f64], follow_up: &[f64]) -> Vec<f64> {
    assert_eq!(
        baseline.len(),
        follow_up.len(),
        "both series have one value a pair"
    );
    let mut changes = Vec::with_capacity(baseline.len());
    for (baseline, follow_up) in baseline.chunks(BLOCK).zip(follow_up.chunks(BLOCK)) {
        let found = push_in_units::<1>(&mut changes, baseline, follow_up)
            || push_in_units::<10>(&mut changes, baseline, follow_up)
            || push_in_units::<100>(&mut changes, baseline, follow_up)
            || push_of_one_decade(&mut changes, baseline, follow_up);
        if !found {
            let pairs = baseline.iter().zip(follow_up);
            changes.extend(pairs.map(|(&baseline, &follow_up)| difference(baseline, follow_up)));
        }
    }
    changes
}

/// Subtracts scores that all are whole numbers over `UNITS`; `false` where one is not. A change is the double nearest to a
/// whole number over `UNITS`, which is what [`difference`] comes to.
fn push_in_units<const UNITS: u32>(
    changes: &mut Vec<f64>,
    baseline: &[f64],
    follow_up: &[f64],
) -> bool {
    let units = f64::from(UNITS);
    let (mut from, mut to) = ([0.0; BLOCK], [0.0; BLOCK]);
    let (from, to) = (&mut from[..baseline.len()], &mut to[..follow_up.len()]);
    // Most blocks of other scores are known by their first.
    let first = to_whole(&mut from[..1], &baseline[..1], units);
    if !(first && to_whole(from, baseline, units) && to_whole(to, follow_up, units)) {
        return false;
    }
    changes.extend(from.iter().zip(to).map(|(from, to)| (*to - *from) / units));
    true
}

/// Subtracts scores of pairs whose larger score always has its first digit in the same place, so that all changes are rounded
/// at one digit; `false` where that is not so, or a score is too near a power of ten to tell.
fn push_of_one_decade(changes: &mut Vec<f64>, baseline: &[f64], follow_up: &[f64]) -> bool {
    let (mut least, mut most) = (u64::MAX, 0);
    for (from, to) in baseline.iter().zip(follow_up) {
        // Sizes order as their bits do; what is no number is the largest.
        let larger = from.abs().to_bits().max(to.abs().to_bits());
        (least, most) = (least.min(larger), most.max(larger));
    }
    let first = by_table(f64::from_bits(least));
    let Some(first) = first.filter(|_| first == by_table(f64::from_bits(most))) else {
        return false;
    };
    let Some(scale) = scale_of(first) else {
        return false;
    };
    let pairs = baseline.iter().zip(follow_up);
    changes.extend(pairs.map(|(from, to)| rounded_below((to - from) * scale) / scale));
    true
}

/// Counts scores in units; `false` where one is not a whole number of them, or too large for 14 digits to have them.
fn to_whole(counts: &mut [f64], scores: &[f64], units: f64) -> bool {
    counts
        .iter_mut()
        .zip(scores)
        .fold(true, |all, (count, score)| {
            *count = ((score * units + ROUNDER) - ROUNDER).copysign(*score);
            all & (*count / units == *score) & (count.abs() < LARGEST_COUNT)
        })
}

//! Tails of the standard normal distribution, through the complementary error function.
//!
//! Cody (1969), Mathematics of Computation 23:631, tables II to IV: three rational functions whose error is below the
//! rounding of a double. statrs' own erfc is right to ten digits in the tail.

use std::f64::consts::{PI, SQRT_2};

use super::quantile::normal_quantile;

/// Where one rational function takes over from another.
const MIDDLE_FROM: f64 = 0.46875;
const TAIL_FROM: f64 = 4.0;
/// erf(x)/x as a function of x².
const NEAR_ZERO: ([f64; 5], [f64; 5]) = (
    [
        1.857_777_061_846_031_4e-1,
        3.161_123_743_870_565_5,
        1.138_641_541_510_501_6e2,
        3.774_852_376_853_02e2,
        3.209_377_589_138_469_5e3,
    ],
    [
        1.0,
        2.360_129_095_234_412_1e1,
        2.440_246_379_344_441_8e2,
        1.282_616_526_077_372_3e3,
        2.844_236_833_439_171e3,
    ],
);
/// exp(x²) erfc(x) as a function of x.
const MIDDLE: ([f64; 9], [f64; 9]) = (
    [
        2.153_115_354_744_038_7e-8,
        5.641_884_969_886_701e-1,
        8.883_149_794_388_375,
        6.611_919_063_714_163e1,
        2.986_351_381_974_001e2,
        8.819_522_212_417_69e2,
        1.712_047_612_634_070_7e3,
        2.051_078_377_826_071_7e3,
        1.230_339_354_797_997_3e3,
    ],
    [
        1.0,
        1.574_492_611_070_983_6e1,
        1.176_939_508_913_125e2,
        5.371_811_018_620_099e2,
        1.621_389_574_566_690_2e3,
        3.290_799_235_733_459_7e3,
        4.362_619_090_143_247e3,
        3.439_367_674_143_721_6e3,
        1.230_339_354_803_749_3e3,
    ],
);
/// x² (1/√π − x exp(x²) erfc(x)) as a function of 1/x².
const TAIL: ([f64; 6], [f64; 6]) = (
    [
        1.631_538_713_730_209_8e-2,
        3.053_266_349_612_323_3e-1,
        3.603_448_999_498_044_5e-1,
        1.257_817_261_112_292_4e-1,
        1.608_378_514_874_228e-2,
        6.587_491_615_298_378e-4,
    ],
    [
        1.0,
        2.568_520_192_289_822,
        1.872_952_849_923_467_3,
        5.279_051_029_514_284e-1,
        6.051_834_131_244_132e-2,
        2.335_204_976_268_691_7e-3,
    ],
);

/// P(Z ≤ z) for a standard normal Z.
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * erfc(-z / SQRT_2)
}

/// P(|Z| ≥ |z|) for a standard normal Z: a two-sided p value.
pub fn normal_two_sided_p(z: f64) -> f64 {
    erfc(z.abs() / SQRT_2)
}

/// The density of the standard normal distribution at z.
pub fn normal_density(z: f64) -> f64 {
    (-z * z / 2.0).exp() / (2.0 * PI).sqrt()
}

/// The z that a two-sided interval of this coverage reaches to: P(|Z| < z) = `level`.
///
/// # Panics
///
/// When `level` is not strictly between 0 and 1.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::normal_critical;
///
/// assert!((normal_critical(0.95) - 1.959963984540054).abs() < 1e-12);
/// ```
pub fn normal_critical(level: f64) -> f64 {
    assert!(
        level > 0.0 && level < 1.0,
        "a level is strictly between 0 and 1"
    );
    -normal_quantile((1.0 - level) / 2.0)
}

/// 2/√π ∫ₓ^∞ exp(−u²) du: 1 − x R(x²) near zero, else exp(−x²) times a rational function of x or of 1/x².
fn erfc(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    let size = x.abs();
    if size <= MIDDLE_FROM {
        return 1.0 - x * ratio(x * x, &NEAR_ZERO.0, &NEAR_ZERO.1);
    }
    let scaled = if size <= TAIL_FROM {
        ratio(size, &MIDDLE.0, &MIDDLE.1)
    } else {
        let inverse = 1.0 / (size * size);
        let correction = inverse * ratio(inverse, &TAIL.0, &TAIL.1);
        (1.0 / PI.sqrt() - correction) / size
    };
    // x² to more digits than a double has: the square of a short number, and the rest.
    let short = f64::from((size * 16.0) as u32) / 16.0;
    let upper = (-short * short).exp() * (-(size - short) * (size + short)).exp() * scaled;
    match (size < 30.0, x < 0.0) {
        (true, false) => upper,
        (true, true) => 2.0 - upper,
        (false, false) => 0.0,
        (false, true) => 2.0,
    }
}

/// A ratio of two polynomials, the highest power first.
fn ratio(x: f64, numerator: &[f64], denominator: &[f64]) -> f64 {
    let value = |polynomial: &[f64]| polynomial.iter().fold(0.0, |sum, c| sum * x + c);
    value(numerator) / value(denominator)
}

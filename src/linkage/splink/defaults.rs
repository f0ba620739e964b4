//! The m and u probabilities that Splink scores with where a model has none.

/// Share of matches at the best level.
const BEST_M: f64 = 0.95;

/// Splink's m probabilities for a comparison of so many levels, best first: 0.95, and the rest in equal parts.
pub(super) fn default_m(levels: usize) -> Vec<f64> {
    let rest = (1.0 - BEST_M) / (levels as f64 - 1.0);
    let mut m = vec![rest; levels];
    m[0] = BEST_M;
    m
}

/// Splink's u probabilities, best first: m over 2 to a match weight, 10 at the best level and at the others evenly from
/// 3 down to -5.
pub(super) fn default_u(levels: usize) -> Vec<f64> {
    let steps = levels as f64 - 2.0;
    let weight = |level: usize| match (level, levels) {
        (0, _) => 10.0,
        (_, 2) => -5.0,
        // Counted from the worst level, as Splink does, so that rounding is the same.
        (level, _) => -5.0 + (levels - 1 - level) as f64 * (8.0 / steps),
    };
    let m = default_m(levels).into_iter().enumerate();
    m.map(|(level, m)| m / weight(level).exp2()).collect()
}

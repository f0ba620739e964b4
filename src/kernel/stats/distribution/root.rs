//! Root finding in a bracket.

/// The zero of a continuous function between `low` and `high`, where its signs differ: Ridders (1979), IEEE Trans.
/// Circuits and Systems 26:979, which halves the bracket at least, to the last bits of the argument.
///
/// The end whose value is nearer zero when the signs do not differ.
pub(in crate::kernel::stats) fn root_between(
    f: impl Fn(f64) -> f64,
    mut low: f64,
    mut high: f64,
) -> f64 {
    let (mut at_low, mut at_high) = (f(low), f(high));
    if at_low == 0.0 {
        return low;
    }
    if at_high == 0.0 {
        return high;
    }
    if (at_low > 0.0) == (at_high > 0.0) {
        return if at_low.abs() < at_high.abs() {
            low
        } else {
            high
        };
    }
    for _ in 0..400 {
        let middle = f64::midpoint(low, high);
        if (high - low).abs() <= 4.0 * f64::EPSILON * middle.abs()
            || middle == low
            || middle == high
        {
            break;
        }
        let at_middle = f(middle);
        if at_middle == 0.0 {
            return middle;
        }
        let scale = (at_middle * at_middle - at_low * at_high).sqrt();
        let guess = middle + (middle - low) * (at_low - at_high).signum() * at_middle / scale;
        let ends = [(middle, at_middle)].into_iter().chain(
            (guess.is_finite() && guess > low.min(high) && guess < low.max(high))
                .then(|| (guess, f(guess))),
        );
        for (x, value) in ends {
            if value == 0.0 {
                return x;
            }
            if x <= low.min(high) || x >= low.max(high) {
                continue;
            }
            if (value > 0.0) == (at_low > 0.0) {
                (low, at_low) = (x, value);
            } else {
                (high, at_high) = (x, value);
            }
        }
    }
    f64::midpoint(low, high)
}

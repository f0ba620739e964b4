//! Term-frequency adjustment.

use proptest::prelude::*;
use throughline::kernel::fellegi_sunter::term_frequency_weight;

use super::close;

/// Splink 4 multiplies Bayes factors: `pow(u_exact / (CASE …), weight)`, with each side's frequency standing in for the
/// other's when that is missing, and the floor applied last.
fn by_cases(u_exact: f64, left: Option<f64>, right: Option<f64>, floor: f64, weight: f64) -> f64 {
    let (Some(l), Some(r)) = (left.or(right), right.or(left)) else {
        return 1.0;
    };
    let divisor = if l >= r && l > floor {
        l
    } else if r > l && r > floor {
        r
    } else {
        floor
    };
    (u_exact / divisor).powf(weight)
}

proptest! {
    #[test]
    fn it_is_the_log_of_the_factor(
        u in 1e-4f64..0.5,
        left in prop::option::of(1e-6f64..0.5),
        right in prop::option::of(1e-6f64..0.5),
        floor in 0.0f64..0.01,
        weight in 0.0f64..1.0,
    ) {
        let found = term_frequency_weight(u, left, right, floor, weight);
        prop_assert!((found.exp2() / by_cases(u, left, right, floor, weight) - 1.0).abs() < 1e-12);
        prop_assert_eq!(found, term_frequency_weight(u, right, left, floor, weight));
    }
}

#[test]
fn the_larger_frequency_and_the_floor_count() {
    close(
        term_frequency_weight(0.01, Some(0.001), Some(0.002), 0.0, 1.0),
        5f64.log2(),
        1e-12,
    );
    close(
        term_frequency_weight(0.01, Some(1e-6), Some(1e-6), 0.001, 1.0),
        10f64.log2(),
        1e-12,
    );
    close(
        term_frequency_weight(0.01, Some(1e-6), Some(0.04), 0.001, 0.5),
        -1.0,
        1e-12,
    );
    assert_eq!(
        term_frequency_weight(0.01, Some(1e-6), Some(1e-6), 0.001, 0.0),
        0.0
    );
    // A floor above u takes weight away even from the rarest value.
    assert!(term_frequency_weight(0.0005, Some(1e-6), Some(1e-6), 0.001, 1.0) < 0.0);
}

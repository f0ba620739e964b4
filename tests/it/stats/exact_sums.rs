//! Exact sums, and moments that do not depend on order.

use super::*;

/// Sums as non-overlapping pieces: Shewchuk (1997), Discrete and Computational Geometry 18:305, Grow-Expansion, as Python's
/// `math.fsum` does it. For values whose partial sums stay finite.
fn by_expansion(values: &[f64]) -> f64 {
    let mut pieces: Vec<f64> = Vec::new();
    for &value in values {
        let mut carried = value;
        let mut kept = Vec::new();
        for &piece in &pieces {
            let (large, small) = if carried.abs() < piece.abs() {
                (piece, carried)
            } else {
                (carried, piece)
            };
            let sum = large + small;
            let error = small - (sum - large);
            if error != 0.0 {
                kept.push(error);
            }
            carried = sum;
        }
        kept.push(carried);
        pieces = kept;
    }
    let Some(mut sum) = pieces.pop() else {
        return 0.0;
    };
    while let Some(piece) = pieces.pop() {
        let before = sum;
        sum = before + piece;
        let error = piece - (sum - before);
        if error != 0.0 {
            // A tie that a smaller piece decides.
            let further = pieces
                .last()
                .is_some_and(|next| (*next < 0.0) == (error < 0.0));
            let moved = sum + 2.0 * error;
            return if further && moved - sum == 2.0 * error {
                moved
            } else {
                sum
            };
        }
    }
    sum
}

fn of_slice(values: &[f64]) -> f64 {
    let mut sum = ExactSum::new();
    sum.insert_slice(values);
    sum.finalise()
}

fn any_double() -> impl Strategy<Value = f64> {
    prop_oneof![
        (-1_000_000i64..1_000_000).prop_map(|n| n as f64 / 10.0),
        (any::<i64>(), -1074i32..900).prop_map(|(n, e)| n as f64
            * 2_f64.powi(e.max(-1000))
            * 2_f64.powi(e.min(-1000) + 1000)),
        -1e3..1e3_f64,
    ]
}

proptest! {
    /// Oracles: expansions for doubles of any size; integer arithmetic for multiples of 2⁻⁴⁰.
    #[test]
    fn sums_are_the_nearest_double(values in prop::collection::vec(any_double(), 0..700), turn in 0usize..700) {
        let expected = by_expansion(&values);
        prop_assert_eq!(of_slice(&values), expected);
        let mut one_by_one = ExactSum::new();
        let mut rest = ExactSum::new();
        for (place, &value) in values.iter().enumerate() {
            if place < turn { one_by_one.insert(value) } else { rest.insert(value) }
        }
        one_by_one.combine(&rest);
        prop_assert_eq!(one_by_one.finalise(), expected);
    }

    #[test]
    fn sums_are_those_of_integers(values in prop::collection::vec(any::<i64>(), 0..1500)) {
        let doubles: Vec<f64> = values.iter().map(|&v| v as f64 * 0.5_f64.powi(40)).collect();
        let whole: i128 = values.iter().map(|&v| v as f64 as i128).sum();
        prop_assert_eq!(of_slice(&doubles), whole as f64 * 0.5_f64.powi(40));
    }

    /// Any turn and reversal of the values, in slices and one by one.
    #[test]
    fn moments_have_no_order(values in prop::collection::vec(any_double(), 2..900), by in 1usize..900) {
        let mut turned = values.clone();
        turned.rotate_left(by % values.len());
        turned.reverse();
        let (one, other) = (Moments::from_slice(&values), Moments::from_slice(&turned));
        prop_assert_eq!(one.finalise().unwrap().mean.to_bits(), other.finalise().unwrap().mean.to_bits());
        let variance = |m: Moments| m.finalise().unwrap().variance.unwrap().to_bits();
        prop_assert_eq!(variance(one), variance(other));
    }
}

#[test]
fn sums_beyond_the_range_and_below_it() {
    assert_eq!(ExactSum::new().finalise(), 0.0);
    assert_eq!(
        of_slice(&[f64::MAX, f64::MAX, -f64::MAX, -f64::MAX, 1.5]),
        1.5
    );
    assert_eq!(of_slice(&[f64::MAX, f64::MAX]), f64::INFINITY);
    assert_eq!(of_slice(&[5e-324; 3]), 1.5e-323);
    assert_eq!(
        of_slice(&[-f64::MIN_POSITIVE, 5e-324]),
        -f64::MIN_POSITIVE + 5e-324
    );
    assert_eq!(of_slice(&[1e16, 1.0, 1e-300]), 1e16 + 2.0);
    assert_eq!(of_slice(&[1e16, 1.0]), 1e16);
    assert_eq!(of_slice(&[1.0, f64::INFINITY, 2.0]), f64::INFINITY);
    assert!(of_slice(&[f64::NEG_INFINITY, f64::INFINITY]).is_nan());
    assert!(of_slice(&[f64::NAN]).is_nan());
    // Python 3: math.fsum([0.1] * 10**6) is 100000.00000000000555 rounded.
    assert_eq!(of_slice(&vec![0.1; 1_000_000]), 100_000.0);
}

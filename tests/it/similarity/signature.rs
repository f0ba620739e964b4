//! Signatures never promise less than a measure gives.

use proptest::prelude::*;
use throughline::kernel::similarity::{Signature, damerau_levenshtein, jaro_winkler};

use super::pair;

fn assert_bounds(x: &[u8], y: &[u8]) {
    let (left, right) = (Signature::of(x), Signature::of(y));
    let exact = jaro_winkler(x, y);
    let common: usize = (0..=255u8)
        .map(|symbol| {
            let count = |text: &[u8]| text.iter().filter(|&&c| c == symbol).count();
            count(x).min(count(y))
        })
        .sum();
    assert!(left.common_at_most(x.len(), right, y.len()) as usize >= common);
    assert!(left.edits_at_least(right) as usize <= damerau_levenshtein(x, y));
    assert!(left.jaro_winkler_at_most(x.len(), right, y.len()) >= exact);
    assert!(left.may_reach(x.len(), right, y.len(), exact));
}

#[test]
fn unlike_values_are_told_apart() {
    let (smith, jones) = (Signature::of(b"SMITH"), Signature::of(b"JONES"));
    assert_eq!(smith.common_at_most(5, jones, 5), 1);
    assert_eq!(smith.edits_at_least(jones), 4);
    assert!(!smith.may_reach(5, jones, 5, 0.7));
    let (a, b) = (Signature::of(b"4857773456"), Signature::of(b"9434765919"));
    assert!(!a.may_reach(10, b, 10, 0.92));
    let (mark, marc) = (Signature::of(b"MARK"), Signature::of(b"MARC"));
    assert!(mark.may_reach(4, marc, 4, 0.88) && mark.edits_at_least(marc) == 1);
    let (bark, mark) = (Signature::of(b"BARK"), Signature::of(b"MARK"));
    assert!(!bark.may_reach(4, mark, 4, 0.88), "no prefix, no bonus");
}

#[test]
fn empty_strings_are_bounded_too() {
    assert_bounds(b"", b"");
    assert_bounds(b"", b"ANN");
    assert_bounds(b"ANN", b"");
}

#[test]
fn case_and_place_are_no_difference_in_what_is_there() {
    let (a, b) = (Signature::of(b"Ann-Marie"), Signature::of(b"MARIE ANN"));
    assert_eq!(a.edits_at_least(b), 0);
    assert_eq!(a.common_at_most(9, b, 9), 9);
}

proptest! {
    #[test]
    fn bounds_hold_for_names_and_numbers((a, b) in pair()) {
        assert_bounds(a.as_bytes(), b.as_bytes());
    }

    #[test]
    fn bounds_hold_for_repeated_symbols(a in "[AEQX07]{0,24}", b in "[AEQX07]{0,24}") {
        assert_bounds(a.as_bytes(), b.as_bytes());
    }

    #[test]
    fn bounds_hold_for_any_bytes(a: Vec<u8>, b: Vec<u8>) {
        assert_bounds(&a, &b);
    }

    #[test]
    fn the_two_forms_of_the_bound_agree((a, b) in pair(), floor in 0.0..1.0f64) {
        let (x, y) = (Signature::of(a.as_bytes()), Signature::of(b.as_bytes()));
        let most = x.jaro_winkler_at_most(a.len(), y, b.len());
        let m = f64::from(x.common_at_most(a.len(), y, b.len()));
        let jaro = (m / a.len() as f64 + m / b.len() as f64 + 1.0) / 3.0; // not used where m is 0
        if (most - floor).abs() > 1e-8 && (jaro - 0.7).abs() > 1e-8 && m > 0.0 {
            prop_assert_eq!(x.may_reach(a.len(), y, b.len(), floor), most >= floor);
        }
    }
}

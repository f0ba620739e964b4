//! Edit distances against their recursive definitions, another implementation, and published values.

use proptest::prelude::*;
use throughline::kernel::similarity::{
    DamerauLevenshtein, Levenshtein, OptimalStringAlignment, damerau_levenshtein, levenshtein,
    levenshtein_within, optimal_string_alignment,
};

use super::text;

/// The definition, symbol by symbol from the end; `swaps` adds exchanges of neighbours.
fn by_definition(a: &[u8], b: &[u8], swaps: bool) -> usize {
    let (Some((x, a_rest)), Some((y, b_rest))) = (a.split_last(), b.split_last()) else {
        return a.len() + b.len();
    };
    let mut least = by_definition(a_rest, b_rest, swaps) + usize::from(x != y);
    least = least.min(by_definition(a_rest, b, swaps) + 1);
    least = least.min(by_definition(a, b_rest, swaps) + 1);
    if let (true, [a_start @ .., w, _], [b_start @ .., z, _]) = (swaps, a, b)
        && w == y
        && x == z
    {
        least = least.min(by_definition(a_start, b_start, swaps) + 1);
    }
    least
}

/// Distances at most `limit`, or nothing.
fn up_to(distance: usize, limit: usize) -> Option<usize> {
    (distance <= limit).then_some(distance)
}

/// Boytsov (2011), Indexing methods for approximate dictionary searching, section 2.2.1: the pair that tells the
/// restricted distance from the unrestricted one. Levenshtein: Navarro (2001), A guided tour to approximate
/// string matching, figure 2 (SURVEY, SURGERY).
#[test]
fn published_pairs_keep_their_distances() {
    assert_eq!(optimal_string_alignment(b"CA", b"ABC"), 3);
    assert_eq!(damerau_levenshtein(b"CA", b"ABC"), 2);
    assert_eq!(levenshtein(b"SURVEY", b"SURGERY"), 2);
    assert_eq!(Levenshtein::default().distance(b"SURVEY", b"SURGERY"), 2);
}

#[test]
fn code_points_are_one_symbol_each() {
    let (a, b): (Vec<char>, Vec<char>) = ("ZOË".chars().collect(), "ZOE".chars().collect());
    assert_eq!(levenshtein_within(&a, &b, 1), Some(1));
    assert_eq!(levenshtein("ZOË".as_bytes(), "ZOE".as_bytes()), 2);
    assert_eq!(optimal_string_alignment(&a, &b), 1);
}

#[test]
fn an_empty_string_is_its_length_away() {
    let mut edits = Levenshtein::default();
    assert_eq!(edits.distance(b"", b""), 0);
    assert_eq!(edits.distance(b"ANNA", b""), 4);
    assert_eq!(edits.within(b"", b"ANNA", 3), None);
    assert_eq!(edits.within(b"", b"ANNA", 4), Some(4));
    assert_eq!(optimal_string_alignment(b"", b"AB"), 2);
}

#[test]
fn one_memory_serves_many_pairs() {
    let mut edits = Levenshtein::default();
    for (a, b, expected) in [
        ("ABCABC", "BCDBCD", 3),
        ("XYZ", "ABC", 3),
        ("ABCABC", "BCDBCD", 3),
    ] {
        assert_eq!(edits.distance(a.as_bytes(), b.as_bytes()), expected);
    }
}

proptest! {
    #[test]
    fn definitions_are_kept(a in "[A-C]{0,6}", b in "[A-C]{0,6}") {
        let (x, y) = (a.as_bytes(), b.as_bytes());
        prop_assert_eq!(levenshtein(x, y), by_definition(x, y, false));
        prop_assert_eq!(optimal_string_alignment(x, y), by_definition(x, y, true));
    }

    #[test]
    fn another_implementation_agrees(a in text(), b in text()) {
        let (x, y) = (a.as_bytes(), b.as_bytes());
        prop_assert_eq!(damerau_levenshtein(x, y), strsim::damerau_levenshtein(&a, &b));
        prop_assert_eq!(levenshtein(x, y), strsim::levenshtein(&a, &b));
        prop_assert_eq!(optimal_string_alignment(x, y), strsim::osa_distance(&a, &b));
    }

    #[test]
    fn the_bit_parallel_way_is_the_plain_one(a in text(), b in text()) {
        let (x, y) = (a.as_bytes(), b.as_bytes());
        prop_assert_eq!(Levenshtein::default().distance(x, y), levenshtein(x, y));
    }

    #[test]
    fn a_limit_changes_no_distance_within_it(a in text(), b in text(), limit in 0usize..9) {
        let (x, y) = (a.as_bytes(), b.as_bytes());
        let plain = up_to(levenshtein(x, y), limit);
        prop_assert_eq!(Levenshtein::default().within(x, y, limit), plain);
        prop_assert_eq!(levenshtein_within(x, y, limit), plain);
        let aligned = OptimalStringAlignment::default().within(x, y, limit);
        prop_assert_eq!(aligned, up_to(optimal_string_alignment(x, y), limit));
        let unrestricted = DamerauLevenshtein::default().within(x, y, limit);
        prop_assert_eq!(unrestricted, up_to(damerau_levenshtein(x, y), limit));
    }

    /// Short strings over two symbols, where nearly every pair is a few edits apart.
    #[test]
    fn a_limit_changes_no_short_distance(a in "[AB]{0,7}", b in "[AB]{0,7}", limit in 0usize..4) {
        let (x, y) = (a.as_bytes(), b.as_bytes());
        prop_assert_eq!(levenshtein_within(x, y, limit), up_to(by_definition(x, y, false), limit));
        let aligned = OptimalStringAlignment::default().within(x, y, limit);
        prop_assert_eq!(aligned, up_to(by_definition(x, y, true), limit));
        let unrestricted = DamerauLevenshtein::default().within(x, y, limit);
        prop_assert_eq!(unrestricted, up_to(strsim::damerau_levenshtein(&a, &b), limit));
    }

    #[test]
    fn more_kinds_of_edit_never_lengthen_the_way(a in "[A-D]{0,9}", b in "[A-D]{0,9}") {
        let (x, y) = (a.as_bytes(), b.as_bytes());
        prop_assert!(damerau_levenshtein(x, y) <= optimal_string_alignment(x, y));
        prop_assert!(optimal_string_alignment(x, y) <= levenshtein(x, y));
        prop_assert_eq!(optimal_string_alignment(x, y), optimal_string_alignment(y, x));
    }
}

//! Signatures never promise less than a measure gives.

use proptest::prelude::*;
use throughline::kernel::similarity::{Signature, damerau_levenshtein, jaro_winkler};

use super::pair;

proptest! {
    #[test]
    fn signatures_bound_both_measures((a, b) in pair()) {
        let (x, y) = (a.as_bytes(), b.as_bytes());
        let (left, right) = (Signature::of(x), Signature::of(y));
        prop_assert!(left.edits_at_least(right) as usize <= damerau_levenshtein(x, y));
        prop_assert!(left.jaro_winkler_at_most(x.len(), right, y.len()) >= jaro_winkler(x, y) - 1e-12 || x.is_empty());
    }
}

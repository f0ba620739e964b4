//! q-gram measures against sets and maps, and published values.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use throughline::kernel::similarity::{character_jaccard, qgram_cosine, qgram_jaccard};

use super::pair;

fn counts(text: &[u8], q: usize) -> BTreeMap<Vec<u8>, usize> {
    let mut counts = BTreeMap::new();
    if !text.is_empty() && text.len() < q {
        counts.insert(text.to_vec(), 1);
    }
    for start in 0..(text.len() + 1).saturating_sub(q) {
        *counts.entry(text[start..start + q].to_vec()).or_insert(0) += 1;
    }
    counts
}

fn jaccard_by_definition(a: &[u8], b: &[u8], q: usize) -> f64 {
    let (a, b): (BTreeSet<_>, BTreeSet<_>) = (
        counts(a, q).into_keys().collect(),
        counts(b, q).into_keys().collect(),
    );
    let either = a.union(&b).count();
    if either == 0 {
        return 1.0;
    }
    a.intersection(&b).count() as f64 / either as f64
}

fn cosine_by_definition(a: &[u8], b: &[u8], q: usize) -> f64 {
    let (a, b) = (counts(a, q), counts(b, q));
    if a.is_empty() || b.is_empty() {
        return f64::from(a.is_empty() && b.is_empty());
    }
    let dot: f64 = a
        .iter()
        .map(|(gram, x)| (x * b.get(gram).unwrap_or(&0)) as f64)
        .sum();
    let norm = |c: &BTreeMap<_, usize>| c.values().map(|x| (x * x) as f64).sum::<f64>().sqrt();
    dot / (norm(&a) * norm(&b))
}

/// DuckDB's documentation of text functions: `jaccard('duck', 'luck')` is 0.6. The bigrams of *night* and *nacht*,
/// one of four in common, are the usual worked example of the Sørensen–Dice coefficient, 2·1/(4 + 4) = 1/4.
#[test]
fn published_pairs_keep_their_values() {
    assert_eq!(character_jaccard(b"duck", b"luck"), 0.6);
    assert_eq!(qgram_jaccard(b"night", b"nacht", 2), 1.0 / 7.0);
    assert_eq!(qgram_cosine(b"night", b"nacht", 2), 0.25);
}

#[test]
fn short_strings_are_one_gram_and_empty_ones_none() {
    assert_eq!(qgram_jaccard(b"AB", b"AB", 3), 1.0);
    assert_eq!(qgram_jaccard(b"AB", b"BA", 3), 0.0);
    assert_eq!(qgram_jaccard(b"AB", b"ABC", 3), 0.0);
    assert_eq!(qgram_cosine(b"A", b"A", 2), 1.0);
    for measure in [qgram_jaccard::<u8>, qgram_cosine::<u8>] {
        assert_eq!(measure(b"", b"", 2), 1.0);
        assert_eq!(measure(b"", b"A", 2), 0.0);
        assert_eq!(measure(b"ABC", b"", 2), 0.0);
    }
}

#[test]
#[should_panic(expected = "at least one symbol")]
fn a_gram_of_nothing_is_refused() {
    qgram_jaccard(b"A", b"A", 0);
}

proptest! {
    #[test]
    fn definitions_are_kept((a, b) in pair(), q in 1usize..5) {
        let (x, y) = (a.as_bytes(), b.as_bytes());
        prop_assert_eq!(qgram_jaccard(x, y, q), jaccard_by_definition(x, y, q));
        prop_assert!((qgram_cosine(x, y, q) - cosine_by_definition(x, y, q)).abs() < 1e-14);
        prop_assert_eq!(character_jaccard(x, y), jaccard_by_definition(x, y, 1));
    }

    #[test]
    fn a_string_is_wholly_like_itself((a, b) in pair(), q in 1usize..5) {
        let (x, y) = (a.as_bytes(), b.as_bytes());
        prop_assert_eq!(qgram_jaccard(x, x, q), 1.0);
        prop_assert_eq!(qgram_cosine(x, x, q), 1.0);
        prop_assert_eq!(qgram_jaccard(x, y, q), qgram_jaccard(y, x, q));
        prop_assert!((0.0..=1.0).contains(&qgram_cosine(x, y, q)));
    }
}

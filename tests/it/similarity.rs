//! Similarities against naive definitions, other implementations, and published values.

mod edits;

use proptest::prelude::*;
use throughline::kernel::similarity::{Jaro, Signature, damerau_levenshtein, jaro, jaro_winkler};

/// Published pairs: Winkler (1990), table of name comparisons (names, Jaro, Jaro–Winkler to three places).
#[test]
fn jaro_winkler_gives_winklers_table() {
    let table = [
        ("SHACKLEFORD", "SHACKELFORD", 0.970, 0.982),
        ("DUNNINGHAM", "CUNNIGHAM", 0.896, 0.896),
        ("NICHLESON", "NICHULSON", 0.926, 0.956),
        ("JONES", "JOHNSON", 0.790, 0.832),
        ("MASSEY", "MASSIE", 0.889, 0.933),
        ("ABROMS", "ABRAMS", 0.889, 0.922),
        ("ITMAN", "SMITH", 0.467, 0.467),
        ("JERALDINE", "GERALDINE", 0.926, 0.926),
        ("MARHTA", "MARTHA", 0.944, 0.961),
        ("MICHELLE", "MICHAEL", 0.869, 0.921),
        ("JULIES", "JULIUS", 0.889, 0.933),
        ("TANYA", "TONYA", 0.867, 0.880),
        ("DWAYNE", "DUANE", 0.822, 0.840),
        ("SEAN", "SUSAN", 0.783, 0.805),
        ("JON", "JOHN", 0.917, 0.933),
    ];
    for (a, b, expected_jaro, expected_winkler) in table {
        let (a, b) = (a.as_bytes(), b.as_bytes());
        assert!((jaro(a, b) - expected_jaro).abs() < 0.001, "{a:?} {b:?}");
        assert!(
            (jaro_winkler(a, b) - expected_winkler).abs() < 0.001,
            "{a:?} {b:?}"
        );
    }
}

#[test]
fn empty_strings_are_alike_only_to_each_other() {
    let mut fast = Jaro::default();
    assert_eq!(fast.similarity(b"", b""), 1.0);
    assert_eq!(fast.similarity(b"", b"A"), 0.0);
    assert_eq!(jaro_winkler::<u8>(b"", b""), 1.0);
    assert_eq!(damerau_levenshtein(b"", b"AB"), 2);
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-D]{0,12}",
        "[A-Z ]{0,20}",
        "[0-9A-Z]{0,13}",
        "[A-C]{60,70}"
    ]
}

proptest! {
    #[test]
    fn another_implementation_agrees(a in text(), b in text()) {
        prop_assert!((jaro(a.as_bytes(), b.as_bytes()) - strsim::jaro(&a, &b)).abs() < 1e-12);
    }

    #[test]
    fn bit_parallel_jaro_is_the_plain_one(a in text(), b in text()) {
        let mut fast = Jaro::default();
        prop_assert_eq!(fast.similarity(a.as_bytes(), b.as_bytes()), jaro(a.as_bytes(), b.as_bytes()));
        prop_assert_eq!(fast.winkler(b.as_bytes(), a.as_bytes()), jaro_winkler(b.as_bytes(), a.as_bytes()));
    }

    #[test]
    fn signatures_bound_both_measures(a in text(), b in text()) {
        let (x, y) = (a.as_bytes(), b.as_bytes());
        let (left, right) = (Signature::of(x), Signature::of(y));
        prop_assert!(left.edits_at_least(right) as usize <= damerau_levenshtein(x, y));
        prop_assert!(left.jaro_winkler_at_most(x.len(), right, y.len()) >= jaro_winkler(x, y) - 1e-12 || x.is_empty());
    }
}

//! Jaro and Jaro–Winkler against published values, another implementation, and their plain form.

use proptest::collection::vec;
use proptest::prelude::*;
use throughline::kernel::similarity::{Jaro, jaro, jaro_winkler};

use super::{pair, text};

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
    let mut fast = Jaro::default();
    for (a, b, expected_jaro, expected_winkler) in table {
        let (a, b) = (a.as_bytes(), b.as_bytes());
        assert!((jaro(a, b) - expected_jaro).abs() < 0.001, "{a:?} {b:?}");
        assert!(
            (jaro_winkler(a, b) - expected_winkler).abs() < 0.001,
            "{a:?} {b:?}"
        );
        assert_eq!(fast.winkler(a, b), jaro_winkler(a, b));
    }
}

#[test]
fn empty_strings_are_alike_only_to_each_other() {
    let mut fast = Jaro::default();
    assert_eq!(fast.similarity(b"", b""), 1.0);
    assert_eq!(fast.similarity(b"", b"A"), 0.0);
    assert_eq!(fast.similarity(b"A", b""), 0.0);
    assert_eq!(jaro_winkler::<u8>(b"", b""), 1.0);
    fast.prepare(b"");
    assert_eq!(fast.winkler_against_at_least(b"", 0.9), Some(1.0));
    assert_eq!(fast.winkler_against_at_least(b"A", 0.1), None);
    assert_eq!(fast.winkler_against_at_least(b"A", 0.0), Some(0.0));
}

/// The definition with its two lists of matched symbols written out.
fn by_definition(a: &[u8], b: &[u8]) -> f64 {
    let reach = (a.len().max(b.len()) / 2).saturating_sub(1);
    let mut partner = vec![None; a.len()];
    for (j, y) in b.iter().enumerate() {
        let free = |&i: &usize| partner[i].is_none() && a[i] == *y && i.abs_diff(j) <= reach;
        if let Some(i) = (0..a.len()).find(free) {
            partner[i] = Some(j);
        }
    }
    let of_a: Vec<u8> = (0..a.len())
        .filter(|&i| partner[i].is_some())
        .map(|i| a[i])
        .collect();
    let of_b: Vec<u8> = (0..b.len())
        .filter(|&j| partner.contains(&Some(j)))
        .map(|j| b[j])
        .collect();
    if of_a.is_empty() {
        return f64::from(a.is_empty() && b.is_empty());
    }
    let m = of_a.len() as f64;
    let t = (of_a.iter().zip(&of_b).filter(|(x, y)| x != y).count() / 2) as f64;
    (m / a.len() as f64 + m / b.len() as f64 + (m - t) / m) / 3.0
}

proptest! {
    #[test]
    fn the_definition_is_kept((a, b) in pair()) {
        prop_assert!((jaro(a.as_bytes(), b.as_bytes()) - by_definition(a.as_bytes(), b.as_bytes())).abs() < 1e-15);
    }

    #[test]
    fn another_implementation_agrees((a, b) in pair()) {
        prop_assert!((jaro(a.as_bytes(), b.as_bytes()) - strsim::jaro(&a, &b)).abs() < 1e-12);
    }

    #[test]
    fn neither_side_is_first((a, b) in pair()) {
        prop_assert_eq!(jaro(a.as_bytes(), b.as_bytes()), jaro(b.as_bytes(), a.as_bytes()));
        prop_assert_eq!(jaro_winkler(a.as_bytes(), b.as_bytes()), jaro_winkler(b.as_bytes(), a.as_bytes()));
    }

    #[test]
    fn a_prepared_string_gives_the_same_bits((a, b) in pair(), others in vec(text(), 0..4)) {
        let mut fast = Jaro::default();
        for left in others.iter().chain([&a]) {
            fast.prepare(left.as_bytes());
            for right in others.iter().chain([&b]) {
                let (x, y) = (left.as_bytes(), right.as_bytes());
                prop_assert_eq!(fast.against(y), jaro(x, y));
                prop_assert_eq!(fast.winkler_against(y), jaro_winkler(x, y));
            }
        }
    }

    #[test]
    fn a_floor_changes_nothing_at_or_above_it((a, b) in pair(), floor in 0.0..=1.0) {
        let (x, y) = (a.as_bytes(), b.as_bytes());
        let exact = jaro_winkler(x, y);
        let mut fast = Jaro::default();
        fast.prepare(x);
        prop_assert_eq!(fast.winkler_against_at_least(y, floor), (exact >= floor).then_some(exact));
        prop_assert_eq!(fast.winkler_against_at_least(y, exact), Some(exact));
        prop_assert_eq!(fast.winkler_against_at_least(y, exact.next_up()), None);
    }
}

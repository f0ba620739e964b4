//! Dialects against the engines they follow.

use proptest::prelude::*;
use throughline::kernel::similarity::{Dialect, Jaro, jaro, jaro_winkler, levenshtein};

use super::pair;

/// Values of DuckDB 1.4.0 and of Spark 3.5.1 with Splink's functions; the file names its sources.
const GOLDEN: &str = include_str!("golden.tsv");

#[test]
fn engines_values_are_kept() {
    let mut pairs = 0;
    for line in GOLDEN.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let (engine, a, b) = (fields[0], fields[1], fields[2]);
        let dialect: Dialect = serde_json::from_str(&format!("\"{engine}\"")).unwrap();
        let expected: Vec<f64> = fields[3..]
            .iter()
            .map(|value| value.parse().unwrap())
            .collect();
        let ours = [
            dialect.jaro(a, b),
            dialect.jaro_winkler(a, b),
            dialect.levenshtein(a, b) as f64,
            dialect.damerau_levenshtein(a, b) as f64,
            dialect.jaccard(a, b).unwrap(),
        ];
        assert_eq!(ours, expected[..], "{line}");
        pairs += 1;
    }
    assert_eq!(pairs, 68);
}

/// DuckDB 1.4.0: Jaro and Jaro–Winkler of empty strings are 0, `jaccard` fails with "An argument too short!".
/// Splink's functions for Spark: two empty strings are alike, one is not.
#[test]
fn empty_strings_follow_the_engine() {
    for (a, b, alike) in [("", "", 1.0), ("", "ANNA", 0.0), ("ANNA", "", 0.0)] {
        for dialect in [Dialect::CodePoints, Dialect::Spark] {
            assert_eq!(dialect.jaro(a, b), alike);
            assert_eq!(dialect.jaro_winkler(a, b), alike);
            assert_eq!(dialect.jaccard(a, b), Some(alike));
        }
        assert_eq!(Dialect::DuckDb.jaro(a, b), 0.0);
        assert_eq!(Dialect::DuckDb.jaro_winkler(a, b), 0.0);
        assert_eq!(Dialect::DuckDb.jaccard(a, b), None);
        assert_eq!(Dialect::DuckDb.damerau_levenshtein(a, b), a.len() + b.len());
    }
}

#[test]
fn dialects_are_written_in_snake_case() {
    let names = serde_json::to_string(&[Dialect::CodePoints, Dialect::DuckDb, Dialect::Spark]);
    assert_eq!(names.unwrap(), r#"["code_points","duckdb","spark"]"#);
    let read: Dialect = serde_json::from_str("\"duckdb\"").unwrap();
    assert_eq!(read, Dialect::DuckDb);
    assert_eq!(Dialect::default(), Dialect::CodePoints);
}

proptest! {
    #[test]
    fn a_prepared_string_follows_its_dialect((a, b) in pair()) {
        for dialect in [Dialect::CodePoints, Dialect::DuckDb, Dialect::Spark] {
            let mut prepared = Jaro::new(dialect);
            prepared.prepare(a.as_bytes());
            prop_assert_eq!(prepared.against(b.as_bytes()), dialect.jaro(&a, &b));
            let winkler = dialect.jaro_winkler(&a, &b);
            prop_assert_eq!(prepared.winkler_against(b.as_bytes()), winkler);
            prop_assert_eq!(prepared.winkler_against_at_least(b.as_bytes(), winkler), Some(winkler));
            prop_assert_eq!(prepared.winkler_against_at_least(b.as_bytes(), winkler.next_up()), None);
        }
    }

    #[test]
    fn code_points_are_chars(a in "[A-DÉÖ😀]{0,9}", b in "[A-DÉÖ😀]{0,9}") {
        let (x, y): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
        prop_assert_eq!(Dialect::CodePoints.jaro(&a, &b), jaro(&x, &y));
        prop_assert_eq!(Dialect::CodePoints.jaro_winkler(&a, &b), jaro_winkler(&x, &y));
        prop_assert_eq!(Dialect::CodePoints.levenshtein(&a, &b), levenshtein(&x, &y));
        prop_assert_eq!(Dialect::CodePoints.damerau_levenshtein(&a, &b), strsim::damerau_levenshtein(&a, &b));
        prop_assert_eq!(Dialect::Spark.levenshtein(&a, &b), levenshtein(&x, &y));
        prop_assert_eq!(Dialect::DuckDb.levenshtein(&a, &b), levenshtein(a.as_bytes(), b.as_bytes()));
    }
}

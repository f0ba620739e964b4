//! What is refused, and what the message says.

use super::{condition, level, model, read};
use serde_json::json;

const ASYMMETRIC: &str = "depends on which of the two records is the left one";
const NOTHING: &str = "nothing here corresponds to";

#[test]
fn conditions_without_a_counterpart_are_refused() {
    let table = [
        ("lower(a_l) = lower(a_r)", "`lower`"),
        ("upper(a_l) = upper(a_r)", "`upper`"),
        ("trim(a_l) = trim(a_r)", "TRIM"),
        ("soundex(a_l) = soundex(a_r)", "`soundex`"),
        ("jaro_sim(a_l, a_r) >= 0.9", "`jaro_sim`"),
        ("hamming(a_l, a_r) <= 1", "`hamming`"),
        ("jaccard(substr(a_l, 2), substr(a_r, 2)) >= 0.5", "substr"),
        (
            "substr(a_l, -2, 2) = substr(a_r, -2, 2)",
            "a first place and a length from 1 to 255",
        ),
        (
            "substr(a_l, 1, 300) = substr(a_r, 1, 300)",
            "a first place and a length from 1 to 255",
        ),
        (
            "substr(lower(a_l), 1, 3) = substr(lower(a_r), 1, 3)",
            "anything but a column",
        ),
        (
            "regexp_extract(a_l, '^x', 0) = regexp_extract(a_r, '^x', 0)",
            "wrap it in NULLIF",
        ),
        (
            "nullif(regexp_extract(a_l, '(x)y', 1), '') = nullif(regexp_extract(a_r, '(x)y', 1), '')",
            "group 0",
        ),
        (
            "nullif(regexp_extract(a_l, 'a++', 0), '') = nullif(regexp_extract(a_r, 'a++', 0), '')",
            "regular expression",
        ),
        (
            r"nullif(regexp_extract(a_l, '\bx', 0), '') is null",
            "regular expression",
        ),
        ("nullif(a_l, '-') = nullif(a_r, '-')", "`nullif`"),
        (
            "try_strptime(a_l, '%Y-%m-%dT%H:%M:%SZ') = try_strptime(a_r, '%Y-%m-%dT%H:%M:%SZ')",
            "date format",
        ),
        (
            "try_strptime(a_l, '%y%m%d') = try_strptime(a_r, '%y%m%d')",
            "date format",
        ),
        ("try_strptime(a_l, ['%Y', '%m']) is null", NOTHING),
        ("abs(date_diff('month', a_l, a_r)) <= 1", "`datediff`"),
        ("a_l[1] = a_r[1]", "a_l[1]"),
        (
            "array_cosine_similarity(a_l, a_r) >= 0.9",
            "array_cosine_similarity",
        ),
        (
            "list_max(list_transform(a_l, x -> jaro_similarity(x, a_r[1]))) >= 0.9",
            NOTHING,
        ),
        ("a_l || b_l = a_r || b_r", "`||`"),
        ("a_l IN ('x') AND a_r IN ('x')", "IN"),
        ("a_l = 3 AND a_r = 3", "a number"),
        ("levenshtein(a_l, a_r) <= length(a_l)", "isn't a constant"),
        (
            "levenshtein(a_l, b_r) <= 1 AND levenshtein(b_l, a_r) <= 1",
            "not the same of both records",
        ),
        ("levenshtein(a_l, a_l) <= 1", "not the same of both records"),
        ("a_l = b_l AND a_r = b_r", "two values of one record"),
        ("a = a", "ends neither in _l nor in _r"),
        ("l.a = r.a", "l.a"),
        ("coalesce(a_l = a_r, false)", "`coalesce`"),
        ("a_l", "standing alone"),
        ("abs(year(a_l) - year(a_r)) <= 1", "a difference of year(a)"),
    ];
    for (sql, said) in table {
        let error = condition("duckdb", sql).expect_err(sql);
        let text = error.to_string();
        let said = if said == "`datediff`" {
            "`date_diff`"
        } else {
            said
        };
        assert!(text.contains(said), "{sql}: {text}");
        assert!(error.is_linkage());
    }
}

#[test]
fn conditions_that_tell_left_from_right_are_refused() {
    for sql in [
        "a_l = b_r",
        "a_l IS NULL",
        "a_l IS NULL OR b_r IS NULL",
        "a_l = 'x'",
        "a_l = b_r AND a_r = 'x'",
        "(a_l = a_r) OR (a_l = b_r)",
        "a_l IS NOT NULL AND b_l = b_r",
    ] {
        let text = condition("duckdb", sql).expect_err(sql).to_string();
        assert!(text.contains(ASYMMETRIC), "{sql}: {text}");
    }
    for sql in [
        "a_l IS NULL AND a_r IS NULL",
        "a_l IS NOT NULL OR a_r IS NOT NULL",
        "a_l = b_r OR a_r = b_l",
        "a_l = 'x' OR a_r = 'x'",
    ] {
        let text = condition("duckdb", sql).expect_err(sql).to_string();
        assert!(text.contains(NOTHING), "{sql}: {text}");
    }
}

#[test]
fn negations_of_what_may_be_null_are_refused() {
    for sql in [
        "NOT (a_l = b_r AND a_r = b_l)",
        "NOT array_length(list_intersect(a_l, a_r)) >= 1",
        "array_length(list_intersect(a_l, a_r)) < 1",
        "NOT (a_l = 'x' AND a_r = 'x')",
        "NOT abs(x_l - x_r) / greatest(x_l, x_r) < 0.1",
    ] {
        let text = condition("duckdb", sql).expect_err(sql).to_string();
        assert!(text.contains("negates a test"), "{sql}: {text}");
    }
}

#[test]
fn thresholds_that_ask_nothing_or_too_much_are_refused() {
    for sql in [
        "jaro_similarity(a_l, a_r) >= 0",
        "jaro_similarity(a_l, a_r) > 1",
        "levenshtein(a_l, a_r) < 0",
        "array_length(list_intersect(a_l, a_r)) >= 0",
        "abs(x_l - x_r) < 0",
    ] {
        let text = condition("duckdb", sql).expect_err(sql).to_string();
        assert!(text.contains("within the threshold"), "{sql}: {text}");
    }
}

#[test]
fn spark_is_read_as_spark() {
    // A double-quoted name is a text in Spark, and DuckDB's functions are not there.
    for sql in [
        r#""a_l" = "a_r""#,
        "jaro_winkler_similarity(a_l, a_r) >= 0.9",
        "try_strptime(a_l, '%Y-%m-%d') IS NULL OR try_strptime(a_r, '%Y-%m-%d') IS NULL",
        r"try_to_timestamp(a_l, 'yyyy-MM-dd\'T\'HH:mm:ssXXX') = try_to_timestamp(a_r, 'yyyy-MM-dd\'T\'HH:mm:ssXXX')",
        "nullif(regexp_extract(a_l, 'x'), '') = nullif(regexp_extract(a_r, 'x'), '')",
    ] {
        assert!(condition("spark", sql).is_err(), "{sql}");
    }
}

#[test]
fn text_that_is_no_expression_is_refused() {
    for sql in [
        "a_l =",
        "a_l = a_r; drop table x",
        "a_l = a_r a_l = a_r",
        "",
    ] {
        let text = condition("duckdb", sql).expect_err(sql).to_string();
        assert!(text.contains("can't be read as SQL"), "{sql}: {text}");
    }
}

#[test]
fn a_message_names_comparison_level_and_sql() {
    let levels = [
        json!({"sql_condition": "a_l IS NULL OR a_r IS NULL", "is_null_level": true}),
        level("a_l = a_r"),
        level("lower(a_l) =\n   lower(a_r)"),
        level("ELSE"),
    ];
    let error = read(&model("duckdb", &levels, &[]))
        .unwrap_err()
        .to_string();
    assert_eq!(
        error,
        "the Splink model can't be taken over: comparison `it`, level 3: nothing here corresponds to `lower` as it is \
         used; the SQL is lower(a_l) = lower(a_r)"
    );
    let rules = [json!("l.a = r.a"), json!({"blocking_rule": "l.a = r.b"})];
    let levels = [level("a_l = a_r"), level("ELSE")];
    let error = read(&model("duckdb", &levels, &rules)).unwrap_err();
    let expected = format!("blocking rule 2: it {ASYMMETRIC}; the SQL is l.a = r.b");
    assert!(error.to_string().contains(&expected), "{error}");
}

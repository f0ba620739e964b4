//! Blocking rules.

use serde_json::{Value, json};
use throughline::Result;
use throughline::linkage::{BlockingRule, SplinkFinding};

use super::{level, model, read};

fn rules(dialect: &str, rule: Value) -> Result<(Vec<BlockingRule>, Vec<SplinkFinding>)> {
    let levels = [level("a_l = a_r"), level("ELSE")];
    let model = read(&model(dialect, &levels, &[rule]))?;
    Ok((model.spec.blocking().to_vec(), model.findings))
}

/// The rules of one rule of SQL, written as JSON.
fn written(dialect: &str, rule: Value) -> Value {
    let (rules, _) = rules(dialect, rule).unwrap_or_else(|error| panic!("{error}"));
    serde_json::to_value(rules).unwrap()
}

#[test]
fn rules_of_block_on_are_read() {
    let table = [
        ("duckdb", r#"l."a" = r."a""#, json!([["a"]])),
        (
            "duckdb",
            r#"(l."a b" = r."a b") AND (SUBSTRING(l.s, 1, 3) = SUBSTRING(r.s, 1, 3))"#,
            json!([["a b", "substring(s, 1, 3)"]]),
        ),
        (
            "duckdb",
            "R.a=L.A and year(l.dob) = year(r.dob)",
            json!([["a", "year(dob)"]]),
        ),
        (
            "spark",
            "(l.`a` = r.`a`) AND (LEFT(l.x, 2) = LEFT(r.x, 2))",
            json!([["a", "substring(x, 1, 2)"]]),
        ),
        ("duckdb", "1=1", json!([[]])),
        ("duckdb", "true", json!([[]])),
    ];
    for (dialect, sql, expected) in table {
        assert_eq!(written(dialect, json!(sql)), expected, "{sql}");
        let table = json!({"blocking_rule": sql, "sql_dialect": dialect});
        assert_eq!(written(dialect, table), expected, "{sql}");
    }
}

#[test]
fn columns_are_swapped_where_the_rule_is_symmetric() {
    let both = "l.given_name = r.surname and l.surname = r.given_name";
    let expected = json!([["given_name = surname", "surname = given_name"]]);
    assert_eq!(written("duckdb", json!(both)), expected);

    // In one direction or the other: the two records play two roles.
    let either = "(l.a = r.b and l.c = r.c) or (l.c = r.c and r.a = l.b)";
    assert_eq!(written("duckdb", json!(either)), json!([["a = b", "c"]]));

    let one = rules("duckdb", json!("l.a = r.b")).unwrap_err().to_string();
    assert!(
        one.contains("depends on which of the two records is the left one"),
        "{one}"
    );
}

#[test]
fn other_predicates_become_a_filter() {
    let sql = "l.a = r.a and levenshtein(l.b, r.b) <= 2 and l.c <> r.c and l.d is not null and r.d is not null";
    let expected = json!([{"on": ["a"], "filter": {"all": [
        {"levenshtein": {"column": "b", "at_most": 2}},
        {"all": [{"not": {"missing": "c"}}, {"not": {"exact": "c"}}]},
        {"not": {"missing": "d"}},
    ]}}]);
    // The negated equality's parts are drawn into the conjunction.
    let mut flat = expected.clone();
    flat[0]["filter"]["all"] = json!([
        {"levenshtein": {"column": "b", "at_most": 2}},
        {"not": {"missing": "c"}},
        {"not": {"exact": "c"}},
        {"not": {"missing": "d"}},
    ]);
    assert_eq!(written("duckdb", json!(sql)), flat);

    let one_sided = rules("duckdb", json!("l.a = r.a and l.sex = 'F'")).unwrap_err();
    assert!(
        one_sided.to_string().contains("which of the two records"),
        "{one_sided}"
    );
}

#[test]
fn a_disjunction_becomes_several_rules() {
    let (rules, findings) =
        rules("duckdb", json!("l.a = r.a or (l.b = r.b and l.c = r.c)")).unwrap();
    assert_eq!(
        serde_json::to_value(rules).unwrap(),
        json!([["a"], ["b", "c"]])
    );
    assert_eq!(findings, [SplinkFinding::SplitRule { rule: 1, into: 2 }]);
}

#[test]
fn exploded_arrays_become_parts_of_several_values() {
    let rule =
        |sql: &str, explode: &[&str]| json!({"blocking_rule": sql, "arrays_to_explode": explode});
    let (read, findings) = rules(
        "duckdb",
        rule("(l.\"p\" = r.\"p\") AND (l.\"b\" = r.\"b\")", &["p"]),
    )
    .unwrap();
    assert_eq!(
        serde_json::to_value(read).unwrap(),
        json!([["split(p, \"|\")", "b"]])
    );
    assert_eq!(
        findings,
        [SplinkFinding::ArrayColumn { column: "p".into() }]
    );

    for sql in [
        "l.b = r.b",
        "substr(l.p, 1, 2) = substr(r.p, 1, 2)",
        "l.p = r.p and levenshtein(l.p, r.p) < 2",
    ] {
        let error = rules("duckdb", rule(sql, &["p"])).unwrap_err().to_string();
        assert!(error.contains("exploded but not compared whole"), "{error}");
    }
}

#[test]
fn salting_is_dropped_and_no_rule_is_every_pair() {
    let salted = json!({"blocking_rule": "l.a = r.a", "salting_partitions": 4});
    let (rules, findings) = rules("spark", salted).unwrap();
    assert_eq!(rules, [BlockingRule::on(["a"]).unwrap()]);
    assert_eq!(findings, [SplinkFinding::Salting { rule: 1 }]);

    let none = read(&model("duckdb", &[level("a_l = a_r"), level("ELSE")], &[])).unwrap();
    assert_eq!(none.spec.blocking(), [BlockingRule::everything()]);
    assert_eq!(none.findings, [SplinkFinding::EveryPair]);
}

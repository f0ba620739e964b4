//! Levels, parameters, term frequencies and keys of a model.

use serde_json::{Value, json};
use throughline::linkage::{Condition, LinkageSpec, SplinkFinding, SplinkModel, TermFrequency};

use super::{level, model, read};

fn null(sql: &str) -> Value {
    json!({"sql_condition": sql, "is_null_level": true})
}

fn bare(sql: &str) -> Value {
    json!({"sql_condition": sql})
}

fn merged(mut level: Value, with: Value) -> Value {
    let with = with.as_object().unwrap().clone();
    level.as_object_mut().unwrap().extend(with);
    level
}

/// The model of these levels, with the null level and ELSE around them.
fn of(levels: &[Value]) -> Value {
    let all = [
        &[null("a_l IS NULL OR a_r IS NULL")],
        levels,
        &[level("ELSE")],
    ]
    .concat();
    model("duckdb", &all, &[json!("l.a = r.a")])
}

fn said(model: &Value) -> String {
    read(model).unwrap_err().to_string()
}

/// `_default_m_values` and `_default_u_values` of Splink 5.0.0 (the same in 4.0.16), best level first.
#[test]
fn missing_parameters_are_splinks_defaults() {
    let five_m = [0.95, 0.0125, 0.0125, 0.0125, 0.0125];
    let five_u = [
        0.000927734375,
        0.0015625000000000014,
        0.009921256574801257,
        0.06299605249474372,
        0.40000000000000036,
    ];
    let table: [(&[f64], &[f64]); 3] = [
        (&[0.95, 0.05], &[0.000927734375, 1.6000000000000014]),
        (
            &[0.95, 0.025, 0.025],
            &[0.000927734375, 0.0031250000000000028, 0.8000000000000007],
        ),
        (&five_m, &five_u),
    ];
    for (m, u) in table {
        let above = (1..m.len()).map(|at| bare(&format!("levenshtein(a_l, a_r) <= {at}")));
        let levels: Vec<Value> = above.chain([bare("ELSE")]).collect();
        let read = read(&model("duckdb", &levels, &[json!("l.a = r.a")])).unwrap();
        let close = |found: &[f64], expected: &[f64]| {
            found.len() == expected.len()
                && found
                    .iter()
                    .zip(expected)
                    .all(|(a, b)| (a - b).abs() < 1e-15)
        };
        assert!(close(&read.m[0], m), "{:?}", read.m);
        assert!(close(&read.u[0], u), "{:?}", read.u);
        assert!(!read.is_trained);
        assert_eq!(read.findings.len(), 2 * m.len());
        let comparison = "it".to_owned();
        let (level, value) = (1, read.m[0][0]);
        assert_eq!(
            read.findings[0],
            SplinkFinding::DefaultM {
                comparison,
                level,
                value
            }
        );
    }
}

#[test]
fn a_level_never_seen_scores_one_in_a_million() {
    let unseen = json!({"m_probability": "level not observed in training dataset"});
    let read = read(&of(&[
        level("a_l = a_r"),
        merged(level("levenshtein(a_l, a_r) <= 1"), unseen),
    ]))
    .unwrap();
    assert_eq!(read.m[0], [0.5, 1e-6, 0.5]);
    let (comparison, level) = ("it".to_owned(), 3);
    assert_eq!(read.findings, [SplinkFinding::Unseen { comparison, level }]);
}

#[test]
fn probabilities_out_of_range_are_refused() {
    for value in [0.0, -0.1, 1.5, 1e-310] {
        let wrong = merged(level("a_l = a_r"), json!({"u_probability": value}));
        assert!(
            said(&of(&[wrong])).contains("is not from 1e-300 to 1"),
            "{value}"
        );
    }
    let text = merged(level("a_l = a_r"), json!({"m_probability": "high"}));
    assert!(said(&of(&[text])).contains("\"high\" is not a probability"));
    let certain = merged(
        of(&[level("a_l = a_r")]),
        json!({"probability_two_random_records_match": 1.0}),
    );
    assert!(said(&certain).contains("must lie between 0 and 1"));
}

#[test]
fn null_levels_say_when_a_pair_is_missing() {
    let missing = Condition::Missing("a".into());
    let first = read(&of(&[level("a_l = a_r")])).unwrap();
    assert_eq!(first.spec.comparisons()[0].missing(), Some(&missing));
    assert_eq!(first.m[0].len(), 2);

    // Below another level it is reached only where that one doesn't hold.
    let levels = [
        level("b_l = b_r"),
        null("a_l IS NULL OR a_r IS NULL"),
        level("a_l = a_r"),
        level("ELSE"),
    ];
    let later = read(&model("duckdb", &levels, &[json!("l.a = r.a")])).unwrap();
    let no_level_above = Condition::Not(Box::new(Condition::Any(vec![Condition::exact("b")])));
    let expected = Condition::All(vec![missing, no_level_above]);
    assert_eq!(later.spec.comparisons()[0].missing(), Some(&expected));
    assert_eq!(later.spec.comparisons()[0].levels().len(), 2);

    // Without one no pair is missing.
    let levels = [level("a_l = a_r"), level("ELSE")];
    let none = read(&model("duckdb", &levels, &[json!("l.a = r.a")])).unwrap();
    assert_eq!(
        none.spec.comparisons()[0].missing(),
        Some(&Condition::Any(vec![]))
    );
    for spec in [later.spec, none.spec] {
        assert_eq!(
            LinkageSpec::from_toml(&spec.to_toml().unwrap()).unwrap(),
            spec
        );
    }
}

#[test]
fn levels_end_with_else() {
    let rules = [json!("l.a = r.a")];
    let refused = |levels: &[Value]| said(&model("duckdb", levels, &rules));
    let (exact, ending, missing) = (
        level("a_l = a_r"),
        level("else"),
        null("a_l IS NULL OR a_r IS NULL"),
    );
    assert!(refused(std::slice::from_ref(&exact)).contains("level 1: the last level is not ELSE"));
    assert!(
        refused(&[exact.clone(), null("ELSE")]).contains("level 2: the last level is not ELSE")
    );
    assert!(refused(&[ending.clone(), exact.clone()]).contains("level 1: ELSE comes before"));
    assert!(
        refused(&[exact, ending.clone(), missing.clone()]).contains("level 2: ELSE comes before")
    );
    assert!(refused(&[missing, ending]).contains("no level besides ELSE"));
    assert!(refused(&[]).contains("the comparison `it` has no level"));
}

#[test]
fn fixed_parameters_are_held() {
    let fixed = json!({"fix_m_probability": true, "fix_u_probability": false});
    let mut written = of(&[
        merged(level("a_l = a_r"), fixed.clone()),
        level("levenshtein(a_l, a_r) <= 1"),
    ]);
    let read_back = read(&written).unwrap();
    let levels = read_back.spec.comparisons()[0].levels();
    assert_eq!((levels[0].m, levels[0].u), (Some(0.5), None));
    assert_eq!((levels[1].m, levels[1].u), (None, None));
    assert!(read_back.findings.is_empty());

    let ending = &mut written["comparisons"][0]["comparison_levels"][3];
    *ending = merged(level("ELSE"), fixed);
    let comparison = "it".to_owned();
    assert_eq!(
        read(&written).unwrap().findings,
        [SplinkFinding::ElseNotHeld { comparison }]
    );
}

#[test]
fn term_frequencies_are_taken_over() {
    let adjusted =
        |column: &str| json!({"tf_adjustment_column": column, "tf_adjustment_weight": 1.0});
    let weighted = json!({"tf_adjustment_column": "\"a\"", "tf_adjustment_weight": 0.5, "tf_minimum_u_value": 0.01});
    let own = json!({"tf_adjustment_column": "b", "tf_adjustment_weight": 1.0, "disable_tf_exact_match_detection": true});
    let read_back = read(&of(&[
        merged(level("a_l = a_r"), adjusted("A")),
        merged(level("jaro_similarity(a_l, a_r) >= 0.9"), weighted),
        merged(level("levenshtein(a_l, a_r) <= 3"), own),
    ]))
    .unwrap();
    let levels = read_back.spec.comparisons()[0].levels();
    let expected = [
        TermFrequency::of("a"),
        TermFrequency {
            weight: 0.5,
            minimum_u: 0.01,
            ..TermFrequency::of("a")
        },
        TermFrequency {
            own_u: true,
            ..TermFrequency::of("b")
        },
    ];
    for (level, expected) in levels.iter().zip(expected) {
        assert_eq!(level.term_frequency, Some(expected));
    }
    assert!(read_back.findings.is_empty());
    assert_eq!(read_back.columns, ["a", "b"]);
}

#[test]
fn term_frequencies_want_an_exact_level() {
    let adjusted = json!({"tf_adjustment_column": "a", "tf_adjustment_weight": 1.0});
    let fuzzy = merged(level("levenshtein(a_l, a_r) <= 1"), adjusted.clone());
    let both = level("a_l = a_r AND b_l = b_r");
    assert!(
        said(&of(&[both, fuzzy.clone()]))
            .contains("no level is exact agreement on that column alone")
    );
    // Splink doesn't take a cast for exact agreement; here it is.
    let cast = level("CAST(a_l AS TEXT) = CAST(a_r AS TEXT)");
    assert!(said(&of(&[cast.clone(), fuzzy.clone()])).contains("no level is exact agreement"));
    assert!(
        said(&of(&[cast, level("a_l = a_r"), fuzzy.clone()])).contains("an earlier level casts a")
    );
    assert!(read(&of(&[level("(A_L) = a_r"), fuzzy])).is_ok());
}

#[test]
fn adjustments_without_effect_or_weight_are_findings() {
    let idle = json!({"tf_adjustment_column": "a", "tf_adjustment_weight": 0.0});
    let read_back = read(&of(&[merged(level("levenshtein(a_l, a_r) <= 1"), idle)])).unwrap();
    assert_eq!(
        read_back.spec.comparisons()[0].levels()[0].term_frequency,
        None
    );
    let (comparison, number) = ("it".to_owned(), 2);
    assert_eq!(
        read_back.findings,
        [SplinkFinding::IdleAdjustment {
            comparison,
            level: number
        }]
    );

    let left_out = json!({"tf_adjustment_column": "a"});
    let read_back = read(&of(&[merged(level("a_l = a_r"), left_out)])).unwrap();
    assert_eq!(
        read_back.spec.comparisons()[0].levels()[0].term_frequency,
        Some(TermFrequency::of("a"))
    );
    let (comparison, number) = ("it".to_owned(), 2);
    assert_eq!(
        read_back.findings,
        [SplinkFinding::WeightLeftOut {
            comparison,
            level: number
        }]
    );
}

#[test]
fn keys_of_both_versions_are_known_and_others_are_findings() {
    let plain = of(&[level("a_l = a_r")]);
    for key in [
        "bayes_factor_column_prefix",
        "match_weight_column_prefix",
        "linker_uid",
    ] {
        assert!(
            read(&merged(plain.clone(), json!({key: "x_"})))
                .unwrap()
                .findings
                .is_empty()
        );
    }
    let mut odd = merged(plain, json!({"colour": "red"}));
    odd["comparisons"][0]["comparison_levels"][1]["shape"] = json!("round");
    let findings: Vec<String> = read(&odd)
        .unwrap()
        .findings
        .iter()
        .map(ToString::to_string)
        .collect();
    let expected = [
        "the settings: the key `colour` is ignored",
        "comparison `it`, level 2: the key `shape` is ignored",
    ];
    assert_eq!(findings, expected);
}

#[test]
fn what_is_left_out_of_the_settings_is_splinks_default() {
    let text = r#"{"link_type": "link_and_dedupe", "comparisons": [{"comparison_levels": [
        {"sql_condition": "a_l = a_r AND b_l = b_r", "m_probability": 0.5, "u_probability": 0.5},
        {"sql_condition": "ELSE", "m_probability": 0.5, "u_probability": 0.5}]}]}"#;
    let model = SplinkModel::from_json(text).unwrap();
    assert_eq!(
        (model.lambda, model.unique_id.as_str()),
        (0.0001, "unique_id")
    );
    assert_eq!(model.source_dataset, "source_dataset");
    assert_eq!(model.spec.comparisons()[0].label(), "custom_a_b");
    assert_eq!(
        model.findings,
        [SplinkFinding::DialectAssumed, SplinkFinding::EveryPair]
    );
}

#[test]
fn files_that_are_no_model_are_refused() {
    for text in ["", "[]", "{}", r#"{"link_type": "sideways"}"#] {
        let error = SplinkModel::from_json(text).unwrap_err();
        assert!(
            error.is_linkage() && error.to_string().contains("can't be read"),
            "{error}"
        );
    }
    let postgres = merged(
        of(&[level("a_l = a_r")]),
        json!({"sql_dialect": "postgres"}),
    );
    assert!(said(&postgres).contains("models of duckdb and spark are read"));
    let translated = merged(level("a_l = a_r"), json!({"base_dialect_str": "spark"}));
    assert!(said(&of(&[translated])).contains("written in the dialect spark"));
    assert!(SplinkModel::read("no/such/model.json").unwrap_err().is_io());
}

#[test]
fn dates_of_spark_and_parts_past_the_start_are_findings() {
    let sql = "substr(a_l, 3, 2) = substr(a_r, 3, 2) \
               AND date(try_to_timestamp(d_l, 'yyyy-MM-dd')) = date(try_to_timestamp(d_r, 'yyyy-MM-dd'))";
    let read = read(&model(
        "spark",
        &[level(sql), level("ELSE")],
        &[json!("l.a = r.a")],
    ))
    .unwrap();
    let expected = [
        SplinkFinding::ShortValues {
            part: "substring(a, 3, 2)".into(),
        },
        SplinkFinding::StrictDates {
            format: "%Y-%m-%d".into(),
        },
    ];
    assert_eq!(read.findings, expected);
}

#[test]
fn the_specification_survives_its_own_file() {
    for text in [
        include_str!("../../golden/splink/forms_v4.json"),
        include_str!("../../golden/splink/standard_v5.json"),
    ] {
        let spec = SplinkModel::from_json(text).unwrap().spec;
        assert_eq!(
            LinkageSpec::from_toml(&spec.to_toml().unwrap()).unwrap(),
            spec
        );
    }
}

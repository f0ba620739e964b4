//! Every form of condition that Splink's own levels generate, and some that users write.

use throughline::linkage::Condition;

use super::condition;

fn check(dialect: &str, table: &[(&str, &str)]) {
    for (sql, expected) in table {
        let expected: Condition = serde_json::from_str(expected).unwrap();
        let read = condition(dialect, sql).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(read, expected, "{dialect}: {sql}");
    }
}

const SECTOR: &str = "^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? [0-9]";
const VALID: &str = "^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? [0-9][A-Za-z]{2}$";

/// As printed by `create_sql` of the level library of Splink 4.0.16 and 5.0.0 for DuckDB.
#[test]
fn duckdb_levels_are_read() {
    check(
        "duckdb",
        &[
            (r#""a_l" IS NULL OR "a_r" IS NULL"#, r#"{"missing": "a"}"#),
            (r#""a_l" = "a_r""#, r#"{"exact": "a"}"#),
            (r#""a b_l" = "a b_r""#, r#"{"exact": "a b"}"#),
            (
                r#"levenshtein("a_l", "a_r") <= 1"#,
                r#"{"levenshtein": {"column": "a", "at_most": 1}}"#,
            ),
            (
                r#"damerau_levenshtein("a_l", "a_r") <= 2"#,
                r#"{"damerau_levenshtein": {"column": "a", "at_most": 2}}"#,
            ),
            (
                r#"jaro_winkler_similarity("a_l", "a_r") >= 0.92"#,
                r#"{"jaro_winkler": {"column": "a", "at_least": 0.92}}"#,
            ),
            (
                r#"jaro_similarity("a_l", "a_r") >= 0.9"#,
                r#"{"jaro": {"column": "a", "at_least": 0.9}}"#,
            ),
            (
                r#"jaccard("a_l", "a_r") >= 0.9"#,
                r#"{"jaccard": {"column": "a", "at_least": 0.9}}"#,
            ),
            (
                r#"array_length(list_intersect("a_l", "a_r")) >= 2"#,
                r#"{"intersects": {"column": "split(a, \"|\")", "at_least": 2}}"#,
            ),
            (
                r#"try_strptime("d_l", '%Y-%m-%d') IS NULL OR try_strptime("d_r", '%Y-%m-%d') IS NULL"#,
                r#"{"missing": "date(d, \"%Y-%m-%d\")"}"#,
            ),
            (
                r#"ABS(EPOCH(try_strptime("d_l", '%d/%m/%Y')) - EPOCH(try_strptime("d_r", '%d/%m/%Y'))) <= 2629800.0"#,
                r#"{"date_within": {"column": "date(d, \"%d/%m/%Y\")", "at_most": 30.0}}"#,
            ),
            (
                r#"ABS(EPOCH("d_l") - EPOCH("d_r")) <= 31557600.0"#,
                r#"{"date_within": {"column": "d", "at_most": 365.0}}"#,
            ),
            (
                r#"ABS(EPOCH("d_l") - EPOCH("d_r")) <= 86400"#,
                r#"{"date_within": {"column": "d", "at_most": 1.0}}"#,
            ),
            (
                r#"levenshtein(CAST("d_l" AS TEXT), CAST("d_r" AS TEXT)) <= 1"#,
                r#"{"levenshtein": {"column": "d", "at_most": 1}}"#,
            ),
            (
                r#"CAST("a_l" AS VARCHAR) = "a_r"::text"#,
                r#"{"exact": "a"}"#,
            ),
            (
                r#""f_l" = "s_r" AND "f_r" = "s_l""#,
                r#"{"reversed": ["f", "s"]}"#,
            ),
            (
                r#"("f_l" IS NULL OR "f_r" IS NULL) AND ("s_l" IS NULL OR "s_r" IS NULL)"#,
                r#"{"all": [{"missing": "f"}, {"missing": "s"}]}"#,
            ),
            (
                r#"("lat_l" IS NULL OR "lat_r" IS NULL) OR ("lon_l" IS NULL OR "lon_r" IS NULL)"#,
                r#"{"any": [{"missing": "lat"}, {"missing": "lon"}]}"#,
            ),
            (
                r#"("f_l" = "f_r") AND ("s_l" = "s_r")"#,
                r#"{"all": [{"exact": "f"}, {"exact": "s"}]}"#,
            ),
            (
                r#"(jaro_winkler_similarity("f_l", "f_r") >= 0.88) AND (jaro_winkler_similarity("s_l", "s_r") >= 0.88)"#,
                r#"{"all": [{"jaro_winkler": {"column": "f", "at_least": 0.88}},
                            {"jaro_winkler": {"column": "s", "at_least": 0.88}}]}"#,
            ),
            (
                r#"(ABS("x_l" - "x_r") / (CASE WHEN "x_r" > "x_l" THEN "x_r" ELSE "x_l" END)) < 0.1"#,
                r#"{"percent_within": {"column": "x", "at_most": 9.999999999999998}}"#,
            ),
            (
                r#"ABS("x_l" - "x_r") <= 5"#,
                r#"{"number_within": {"column": "x", "at_most": 5.0}}"#,
            ),
            (
                r#""x_l" = 'male' AND "x_r" = 'male'"#,
                r#"{"exact": "pattern(x, \"\\Amale\\z\")"}"#,
            ),
            (
                r#""x_l" = CAST('2001-01-01' AS DATE) AND "x_r" = CAST('2001-01-01' AS DATE)"#,
                r#"{"exact": "pattern(x, \"\\A2001\\-01\\-01\\z\")"}"#,
            ),
            (
                r#"SUBSTRING("x_l", 1, 3) = SUBSTRING("x_r", 1, 3)"#,
                r#"{"exact": "substring(x, 1, 3)"}"#,
            ),
            (
                r#"LEFT(x_l, 2) = LEFT(x_r, 2)"#,
                r#"{"exact": "substring(x, 1, 2)"}"#,
            ),
            (
                r#"RIGHT(x_l, 2) = RIGHT(x_r, 2)"#,
                r#"{"exact": "pattern(x, \"(?s).{1,2}\\z\")"}"#,
            ),
            (r#"YEAR(x_l) = YEAR(x_r)"#, r#"{"exact": "year(x)"}"#),
            (
                r#"EXTRACT(month FROM x_l) = date_part('month', x_r)"#,
                r#"{"exact": "month(x)"}"#,
            ),
            (
                r#"NOT ("x_l" = "x_r")"#,
                r#"{"all": [{"not": {"missing": "x"}}, {"not": {"exact": "x"}}]}"#,
            ),
            (
                r#"("x_l" = "x_r") OR ((levenshtein("y_l", "y_r") <= 2) AND (NOT ("z_l" IS NULL OR "z_r" IS NULL)))"#,
                r#"{"any": [{"exact": "x"}, {"all": [
                    {"levenshtein": {"column": "y", "at_most": 2}}, {"not": {"missing": "z"}}]}]}"#,
            ),
        ],
    );
}

#[test]
fn duckdb_patterns_are_read() {
    let sector = format!("NULLIF(regexp_extract(\"p_l\", '{SECTOR}', 0), '')");
    let sector = format!("{sector} = {}", sector.replace("p_l", "p_r"));
    let valid = format!("NULLIF(regexp_extract(\"p_l\", '{VALID}', 0), '') IS NULL");
    let valid = format!("{valid} OR {}", valid.replace("p_l", "p_r"));
    let user = "NULLIF(regexp_extract(\"p_l\", '^[^@]+', 0), '')";
    let user = format!(
        "jaro_winkler_similarity({user}, {}) >= 0.88",
        user.replace("p_l", "p_r")
    );
    check(
        "duckdb",
        &[
            (
                &sector,
                &format!(r#"{{"exact": "pattern(p, \"{SECTOR}\")"}}"#),
            ),
            (
                &valid,
                &format!(r#"{{"missing": "pattern(p, \"{VALID}\")"}}"#),
            ),
            (
                &user,
                r#"{"jaro_winkler": {"column": "pattern(p, \"^[^@]+\")", "at_least": 0.88}}"#,
            ),
            (
                r"nullif(regexp_extract(p_l, '\d+[\w.]\S', 0), '') = nullif(regexp_extract(p_r, '\d+[\w.]\S', 0), '')",
                r#"{"exact": "pattern(p, \"[0-9]+[0-9A-Za-z_.][^\\t\\n\\f\\r ]\")"}"#,
            ),
        ],
    );
}

/// As printed by `create_sql` of Splink 4.0.16 and 5.0.0 for Spark.
#[test]
fn spark_levels_are_read() {
    check(
        "spark",
        &[
            ("`a_l` IS NULL OR `a_r` IS NULL", r#"{"missing": "a"}"#),
            ("`a b_l` = `a b_r`", r#"{"exact": "a b"}"#),
            (
                "levenshtein(`a_l`, `a_r`) <= 1",
                r#"{"levenshtein": {"column": "a", "at_most": 1}}"#,
            ),
            (
                "damerau_levenshtein(`a_l`, `a_r`) <= 2",
                r#"{"damerau_levenshtein": {"column": "a", "at_most": 2}}"#,
            ),
            (
                "jaro_winkler(`a_l`, `a_r`) >= 0.92",
                r#"{"jaro_winkler": {"column": "a", "at_least": 0.92}}"#,
            ),
            (
                "jaro_sim(`a_l`, `a_r`) >= 0.9",
                r#"{"jaro": {"column": "a", "at_least": 0.9}}"#,
            ),
            (
                "jaccard(`a_l`, `a_r`) >= 0.9",
                r#"{"jaccard": {"column": "a", "at_least": 0.9}}"#,
            ),
            (
                "SIZE(ARRAY_INTERSECT(`a_l`, `a_r`)) >= 1",
                r#"{"intersects": {"column": "split(a, \"|\")"}}"#,
            ),
            (
                "date(try_to_timestamp(`d_l`, 'yyyy-MM-dd')) IS NULL OR date(try_to_timestamp(`d_r`, 'yyyy-MM-dd')) IS NULL",
                r#"{"missing": "date(d, \"%Y-%m-%d\")"}"#,
            ),
            (
                "ABS(UNIX_TIMESTAMP(date(try_to_timestamp(`d_l`, 'dd/MM/yyyy'))) \
                 - UNIX_TIMESTAMP(date(try_to_timestamp(`d_r`, 'dd/MM/yyyy')))) <= 2629800.0",
                r#"{"date_within": {"column": "date(d, \"%d/%m/%Y\")", "at_most": 30.0}}"#,
            ),
            (
                "abs(datediff(date(try_to_timestamp(`d_l`, 'yyyyMMdd')), date(try_to_timestamp(`d_r`, 'yyyyMMdd')))) \
                 <= floor(31557600.0 / 86400)",
                r#"{"date_within": {"column": "date(d, \"%Y%m%d\")", "at_most": 365.0}}"#,
            ),
            (
                "abs(datediff(`d_l`, `d_r`)) <= floor(315576000.0 / 86400)",
                r#"{"date_within": {"column": "d", "at_most": 3652.0}}"#,
            ),
            (
                "levenshtein(CAST(`d_l` AS STRING), CAST(`d_r` AS STRING)) <= 1",
                r#"{"levenshtein": {"column": "d", "at_most": 1}}"#,
            ),
            (
                "`f_l` = `s_r` AND `f_r` = `s_l`",
                r#"{"reversed": ["f", "s"]}"#,
            ),
            (
                "NULLIF(regexp_extract(`x_l`, '^[A-Z]\\\\d', 0), '') = NULLIF(regexp_extract(`x_r`, '^[A-Z]\\\\d', 0), '')",
                r#"{"exact": "pattern(x, \"^[A-Z][0-9]\")"}"#,
            ),
            (
                r#"`x_l` = "it's" AND `x_r` = 'it\'s'"#,
                r#"{"exact": "pattern(x, \"\\Ait\\'s\\z\")"}"#,
            ),
        ],
    );
}

/// `great_circle_distance_km_sql` of Splink, with its line breaks.
fn kilometres(quote: char, longitude: &str) -> String {
    let of = |column: &str| format!("{quote}{column}{quote}");
    let (lat_l, lat_r) = (of("lat_l"), of("lat_r"));
    let (long_l, long_r) = (of(&format!("{longitude}_l")), of(&format!("{longitude}_r")));
    let cosine = format!(
        "
        sin( radians({lat_l}) ) * sin( radians({lat_r}) ) +
        cos( radians({lat_l}) ) * cos( radians({lat_r}) )
            * cos( radians({long_r} - {long_l}) )
    "
    );
    format!(
        "
        cast(
            acos(
        case
            when ({cosine}) > 1 then 1
            when ({cosine}) < -1 then -1
            else ({cosine})
        end
            ) * 6371
            as float
        )"
    )
}

#[test]
fn distances_on_the_ground_are_read() {
    for (dialect, quote) in [("duckdb", '"'), ("spark", '`')] {
        let km = kilometres(quote, "lon");
        let plain = format!("{km} <= 10.5");
        let guarded = format!(
            "({quote}lat_r{quote} is not null AND {quote}lat_l{quote} is not null AND {quote}lon_l{quote} is not null \
             AND {quote}lon_r{quote} is not null) AND {km} <= 1"
        );
        check(
            dialect,
            &[
                (
                    &plain,
                    r#"{"kilometres": {"latitude": "lat", "longitude": "lon", "at_most": 10.5}}"#,
                ),
                (
                    &guarded,
                    r#"{"all": [{"not": {"missing": "lat"}}, {"not": {"missing": "lon"}},
                        {"kilometres": {"latitude": "lat", "longitude": "lon", "at_most": 1.0}}]}"#,
                ),
            ],
        );
    }
    let miles = kilometres('"', "lon").replace("6371", "3959");
    assert!(condition("duckdb", &format!("{miles} <= 1")).is_err());
}

#[test]
fn spelling_makes_no_difference() {
    let jaro_winkler = r#"{"jaro_winkler": {"column": "name", "at_least": 0.9}}"#;
    let near = r#"{"date_within": {"column": "date(born, \"%Y-%m-%d\")", "at_most": 10.0}}"#;
    check(
        "duckdb",
        &[
            (
                "jaro_winkler_similarity(name_l, name_r) >= 0.9",
                jaro_winkler,
            ),
            (
                "JARO_WINKLER_SIMILARITY(\"name_l\", name_R) >= .9",
                jaro_winkler,
            ),
            (
                "((jaro_winkler_similarity((name_l), (NAME_R))) >= (0.90))",
                jaro_winkler,
            ),
            (
                "0.9 <= jaro_winkler_similarity(name_r, name_l)",
                jaro_winkler,
            ),
            (
                "abs(epoch(strptime(born_r, '%Y-%m-%d')) - epoch(strptime(born_l, '%Y-%m-%d'))) <= 60*60*24*10 + 5",
                near,
            ),
            (
                "abs(date_diff('day', try_strptime(born_l, '%Y-%m-%d'), try_strptime(born_r, '%Y-%m-%d'))) < 11",
                near,
            ),
            (
                "name_r is null or (name_l is null)",
                r#"{"missing": "name"}"#,
            ),
            (
                "name_l is not null and name_r is not null and name_l is not null",
                r#"{"not": {"missing": "name"}}"#,
            ),
            ("nullif(name_l, '') = name_r", r#"{"exact": "name"}"#),
            ("s_r = f_l and s_l = f_r", r#"{"reversed": ["f", "s"]}"#),
            (
                "abs(x_l - x_r) < 1",
                r#"{"number_within": {"column": "x", "at_most": 0.9999999999999999}}"#,
            ),
            (
                "levenshtein(name_l, name_r) > 2",
                r#"{"all": [{"not": {"missing": "name"}}, {"not": {"levenshtein": {"column": "name", "at_most": 2}}}]}"#,
            ),
            (
                "jaro_similarity(name_l, name_r) > 0.5",
                r#"{"jaro": {"column": "name", "at_least": 0.5000000000000001}}"#,
            ),
            (
                "len(array_intersect(a_l, a_r)) > 1",
                r#"{"intersects": {"column": "split(a, \"|\")", "at_least": 2}}"#,
            ),
            (
                "abs(x_l - x_r) / greatest(x_r, x_l) <= 0.07",
                r#"{"percent_within": {"column": "x", "at_most": 7.0}}"#,
            ),
        ],
    );
    // Splink's functions for Spark give 0 where a value is missing, so that their negation is true there.
    check(
        "spark",
        &[
            (
                "NOT jaro_winkler(a_l, a_r) >= 0.9",
                r#"{"not": {"jaro_winkler": {"column": "a", "at_least": 0.9}}}"#,
            ),
            (
                "levenshtein(a_l, a_r) > 2",
                r#"{"all": [{"not": {"missing": "a"}}, {"not": {"levenshtein": {"column": "a", "at_most": 2}}}]}"#,
            ),
        ],
    );
}

//! Specifications as text.

use proptest::prelude::*;
use throughline::kernel::similarity::Dialect;
use throughline::linkage::{
    BlockingRule, Cardinality, Comparison, Condition, KeyPart, Level, LinkType, LinkageSpec, Prior,
    RecordName, Relief, TermFrequency,
};

use super::blocking::any_rule;
use super::comparing::comparison;
use super::{SMALL, records, rule};

/// A specification with every key, written by hand.
const EVERY_KEY: &str = r#"
link_type = "link"
dialect = "duckdb"
u_pairs = 5
session_pairs = 6
seed = 7
pair_budget = 8
byte_budget = 9
duplicate_free = ["health"]
never_link = [["health/12", "school/a/b"]]
interactions = [["surname", "home"]]
nicknames = [["LIZ", "ELIZABETH"]]
blocking = [
    ["prefix(surname, 3)", "forename = surname"],
    { on = ["sex"], neighbourhood = { by = ["date_of_birth"], window = 5 }, filter = { exact = "area(postcode)" } },
]
training = [["upn"]]
oversize = { above = 100, then = "split" }

[prior.deterministic]
rules = [["upn"], []]
recall = 0.75

[[ladder]]
name = "same number"
rule = ["upn"]

[[pairing]]
left = "health"
right = "school"
how = "one_to_many"

[[kin]]
name = "twins"
agree_on = ["surname", "home"]

[[comparison]]
name = "surname"
levels = [
    { missing_when = { missing = "surname" } },
    { when = { exact = "surname" }, term_frequency = { column = "surname", weight = 0.5, minimum_u = 0.001 } },
    { when = { any = [
        { jaro = { column = "surname", at_least = 0.9 } },
        { jaro_winkler = { column = "surname", at_least = 0.9 } },
        { jaccard = { column = "surname", at_least = 0.9 } },
        { qgram_jaccard = { column = "surname", at_least = 0.9 } },
        { qgram_cosine = { column = "surname", q = 3, at_least = 0.9 } },
        { levenshtein = { column = "surname", at_most = 1 } },
        { optimal_string_alignment = { column = "surname", at_most = 1 } },
        { damerau_levenshtein = { column = "surname", at_most = 1 } },
        { nickname = "surname" },
        { reversed = ["surname", "forename"] },
    ] }, m = 0.25, u = 0.125 },
    "else",
]

[[comparison]]
name = "home"
levels = [
    { when = { all = [
        { date_within = { column = "date_of_birth", at_most = 1.5, unit = "months" } },
        { day_month_swapped = "date_of_birth" },
        { one_digit = "date_of_birth" },
        { number_within = { column = "x", at_most = 1.0 } },
        { percent_within = { column = "x", at_most = 1.0 } },
        { kilometres = { latitude = "x", longitude = "y", at_most = 1.0 } },
        { intersects = { column = 'split(x, "|")' } },
        { not = { missing = 'pattern(x, "^[0-9]+")' } },
    ] }, term_frequency = { column = "x", own_u = true } },
]
"#;

#[test]
fn every_key_is_read_and_survives_being_written() {
    let spec = LinkageSpec::from_toml(EVERY_KEY).unwrap();
    let written = spec.to_toml().unwrap();
    assert_eq!(LinkageSpec::from_toml(&written).unwrap(), spec, "{written}");
    let again: toml::Table = written.parse().unwrap();
    let first: toml::Table = EVERY_KEY.parse().unwrap();
    assert!(first.keys().eq(again.keys()), "{written}");
    assert_eq!(spec.chosen_link_type(), Some(LinkType::Link));
    assert_eq!(spec.chosen_dialect(), Dialect::DuckDb);
    let surname = &spec.comparisons()[0];
    assert_eq!(
        (surname.level_count(), surname.missing()),
        (3, Some(&Condition::Missing("surname".into())))
    );
    assert_eq!(
        (surname.levels()[1].m, surname.levels()[1].u),
        (Some(0.25), Some(0.125))
    );
    assert_eq!(spec.blocking()[1].window().unwrap().window, 5);
}

#[test]
fn the_builder_says_the_same_as_the_file() {
    let built = LinkageSpec::new()
        .link_type(LinkType::Dedupe)
        .seed(3)
        .u_pairs(4)
        .session_pairs(5)
        .pair_budget(6)
        .byte_budget(7)
        .dialect(Dialect::Spark)
        .nicknames([vec!["LIZ", "BETTY"]])
        .duplicate_free("health")
        .pair("health", "health", Cardinality::Never)
        .never_link(
            RecordName {
                dataset: "health".into(),
                record_id: "1".into(),
            },
            RecordName {
                dataset: "health".into(),
                record_id: "2".into(),
            },
        )
        .oversize(9, Relief::Drop)
        .prior(Prior::Fixed(0.25))
        .ladder("number", rule(["upn"]))
        .block(rule(["surname"]))
        .train_on(rule(["forename"]))
        .guard("twins", &["surname"])
        .interact("surname", "forename")
        .compare(Comparison::category("surname"))
        .compare(Comparison::new(
            "forename",
            vec![Condition::exact("forename")],
        ));
    let read = LinkageSpec::from_toml(
        r#"
link_type = "dedupe"
seed = 3
u_pairs = 4
session_pairs = 5
pair_budget = 6
byte_budget = 7
dialect = "spark"
nicknames = [["LIZ", "BETTY"]]
duplicate_free = ["health"]
never_link = [["health/1", "health/2"]]
oversize = { above = 9, then = "drop" }
prior = { fixed = 0.25 }
ladder = [{ name = "number", rule = ["upn"] }]
pairing = [{ left = "health", right = "health", how = "never" }]
kin = [{ name = "twins", agree_on = ["surname"] }]
interactions = [["surname", "forename"]]
blocking = [["surname"]]
training = [["forename"]]
comparison = [
    { name = "surname", levels = [{ when = { exact = "surname" }, term_frequency = { column = "surname" } }] },
    { name = "forename", levels = [{ when = { exact = "forename" } }] },
]
"#,
    );
    assert_eq!(read.unwrap(), built);
}

#[test]
fn the_specification_chosen_for_records_survives() {
    let records = records(&[SMALL]);
    let spec = LinkageSpec::for_records(&records).unwrap();
    let text = spec.to_toml().unwrap();
    assert_eq!(LinkageSpec::from_toml(&text).unwrap(), spec);
}

fn refused(text: &str) -> String {
    let error = LinkageSpec::from_toml(text).unwrap_err();
    assert!(error.is_linkage());
    error.to_string()
}

#[test]
fn text_that_can_not_be_meant_is_refused_with_its_place() {
    let message = refused("blocking = [[\"surname\"]]\nbocking = 1\ncomparison = []\n");
    assert!(
        message.contains("bocking") && message.contains("line 2"),
        "{message}"
    );
    let levels = |levels: &str| {
        refused(&format!(
            "blocking = []\n[[comparison]]\nname = \"x\"\nlevels = [{levels}]\n"
        ))
    };
    let after = levels("\"else\", { when = { exact = \"x\" } }");
    assert!(after.contains("`x` has a level after \"else\""), "{after}");
    let twice =
        levels("{ missing_when = { missing = \"x\" } }, { missing_when = { missing = \"y\" } }");
    assert!(
        twice.contains("`x`") && twice.contains("two null levels"),
        "{twice}"
    );
    let word = levels("\"otherwise\"");
    assert!(
        word.contains("\"otherwise\"") && word.contains("line 2"),
        "{word}"
    );
    let part = refused("blocking = [[\"prefix(surname)\"]]\ncomparison = []");
    assert!(part.contains("prefix(surname, 3)"), "{part}");
    let never =
        refused("never_link = [[\"health\", \"school/1\"]]\nblocking = []\ncomparison = []");
    assert!(never.contains("dataset/id"), "{never}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn random_specifications_survive(
        rules in prop::collection::vec(any_rule(), 0..4),
        ladder in prop::collection::vec(any_rule(), 0..3),
        comparisons in prop::collection::vec(comparison("a"), 0..3),
        (m, weight, minimum_u) in (prop::option::of(0.001f64..0.9), 0.0f64..2.0, 0.0f64..1.0),
        own_u in prop::bool::ANY,
    ) {
        let spec = rules.iter().fold(LinkageSpec::new(), |spec, rule| spec.block(rule.clone()));
        let spec = ladder.iter().fold(spec, |spec, rule| spec.ladder("step", rule.clone()));
        let adjustment = TermFrequency { column: "x_name".into(), weight, minimum_u, own_u };
        let spec = comparisons.iter().fold(spec, |spec, comparison| {
            let adjust = |level: &Level| Level { m, term_frequency: Some(adjustment.clone()), ..level.clone() };
            let levels = comparison.levels().iter().map(adjust).collect();
            let adjusted = Comparison::of_levels(comparison.label(), levels);
            spec.compare(match comparison.missing() {
                Some(missing) => adjusted.missing_when(missing.clone()),
                None => adjusted,
            })
        });
        let text = spec.to_toml().unwrap();
        prop_assert_eq!(LinkageSpec::from_toml(&text).unwrap(), spec.clone());
        let json = serde_json::to_string(&spec).unwrap();
        prop_assert_eq!(serde_json::from_str::<LinkageSpec>(&json).unwrap(), spec);
    }

    #[test]
    fn key_parts_survive_text(column in "[a-z_]{1,12}", (n, from) in (1u8..9, 1u8..9), which in 0usize..19) {
        let text = [
            column.clone(),
            format!("prefix({column}, {n})"),
            format!("suffix({column}, {n})"),
            format!("substring({column}, {from}, {n})"),
            format!("year({column})"),
            format!("month({column})"),
            format!("day({column})"),
            format!("outward({column})"),
            format!("sector({column})"),
            format!("area({column})"),
            format!("soundex({column})"),
            format!("metaphone({column})"),
            format!("metaphones({column})"),
            format!("sorted_tokens({column})"),
            format!("username({column})"),
            format!("date({column}, \"%d/%m/%Y\")"),
            format!("pattern({column}, \"^[0-9]{{1,{n}}}(a|b)=\")"),
            format!("split({column}, \"|\")"),
            format!("split({column}, \", \")"),
        ][which].clone();
        let part: KeyPart = text.parse().unwrap();
        prop_assert_eq!(part.to_string(), text);
        prop_assert_eq!(part.column(), column);
    }
}

#[test]
fn parts_that_are_none_are_refused() {
    for text in [
        "",
        "prefix(surname)",
        "prefix(surname, 0)",
        "prefix(, 3)",
        "half(surname)",
        "year(x",
        "substring(x, 0, 2)",
        "pattern(x, \"(\")",
        "split(x, \"\")",
        "date(x, %Y)",
        "prefix(x, 300)",
    ] {
        let error = text.parse::<KeyPart>().unwrap_err();
        assert!(
            error.is_linkage() && error.to_string().contains(&format!("`{text}`")),
            "{error}"
        );
    }
    assert!(BlockingRule::on(["surname", "half(x)"]).is_err());
}

//! The engine's levels of agreement against the naive ones, on random records and random comparisons.

use proptest::prelude::*;
use throughline::kernel::similarity::Dialect;
use throughline::linkage::{
    BlockingRule, Comparison, Condition, DateUnit, DateWithin, Edits, Intersects, KeyPart,
    Kilometres, LinkageSpec, NumberWithin, QgramSimilar, Similar,
};

use super::naive::{COLUMNS, World};
use super::{BASE, every_candidate, file, telling, verbatim};

const NAMES: [&str; 14] = [
    "ANN",
    "ANNE",
    "ANNA",
    "JOSÉ",
    "JOSE",
    "ZOË ANN",
    "ANN ZOË",
    "SMITH",
    "SMYTH",
    "SCHMIDT",
    "LIZ",
    "Elizabeth",
    "ŁUKASZ",
    "a@b",
];
const DAYS: [&str; 12] = [
    "2010-03-04",
    "2010-04-03",
    "2010-03-05",
    "2010-03-14",
    "2011-03-04",
    "2010-12-31",
    "2011-01-01",
    "2010-02-30",
    "04/03/2010",
    "2010-13-01",
    "1999-11-11",
    "2010-30-40",
];
const NUMBERS: [&str; 9] = ["0", "1", "1.5", "-3", "100", "101", "99.5", "none", "1e2"];
const PLACES: [&str; 6] = [
    "ZA1 1AA", "ZA1 1AB", "ZA1 2AA", "ZA2 1AA", "ZB1 1AA", "nowhere",
];

fn text() -> BoxedStrategy<Option<String>> {
    let pooled = prop::sample::select(&NAMES[..]).prop_map(str::to_owned);
    let short = "[ABÉ]{1,5}";
    let long = "[A-Fa-c0-3 éßŁ]{1,24}"
        .prop_map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
    let text = prop_oneof![3 => pooled.boxed(), 3 => short.boxed(), 2 => long.boxed()];
    prop_oneof![6 => text.prop_map(Some), 1 => Just(None)].boxed()
}

fn pooled(values: &'static [&'static str]) -> BoxedStrategy<Option<String>> {
    let present = prop::sample::select(values).prop_map(|value| Some(value.to_owned()));
    prop_oneof![5 => present, 1 => Just(None)].boxed()
}

fn set() -> BoxedStrategy<Option<String>> {
    let members =
        prop::collection::vec(prop::sample::select(&["A", "B", "C", "D E", ""][..]), 0..4);
    members.prop_map(|members| Some(members.join("|"))).boxed()
}

/// Values of [`COLUMNS`].
pub fn row() -> impl Strategy<Value = Vec<Option<String>>> {
    let place = (48u32..52, 0u32..9).prop_map(|(degree, tenth)| Some(format!("{degree}.{tenth}")));
    let columns: Vec<BoxedStrategy<Option<String>>> = vec![
        text(),
        text(),
        pooled(&DAYS),
        pooled(&NUMBERS),
        place.clone().boxed(),
        place.boxed(),
        set(),
        pooled(&PLACES),
    ];
    columns
}

pub fn rows(most: usize) -> impl Strategy<Value = Vec<Vec<Option<String>>>> {
    prop::collection::vec(row(), 2..most)
}

pub fn world() -> impl Strategy<Value = World> {
    let dialect = prop::sample::select(&[Dialect::CodePoints, Dialect::DuckDb, Dialect::Spark][..]);
    (rows(14), dialect).prop_map(|(rows, dialect)| World {
        source: vec![0; rows.len()],
        rows,
        dialect,
        nicknames: vec![
            vec!["Liz".into(), "ELIZABETH".into()],
            vec!["ANN".into(), "ANNE".into(), "José".into()],
            vec!["ANNA".into(), "ANNE".into()],
        ],
    })
}

/// Part of one value of a column of names.
fn part() -> impl Strategy<Value = KeyPart> {
    let parts = [
        "x_name",
        "x_other",
        "x_place",
        "x_day",
        "prefix(x_name, 3)",
        "suffix(x_other, 2)",
        "substring(x_name, 2, 3)",
        "soundex(x_name)",
        "metaphone(x_name)",
        "sorted_tokens(x_name)",
        "username(x_name)",
        "outward(x_place)",
        "sector(x_place)",
        "area(x_place)",
        "year(x_day)",
        "month(x_day)",
        "day(x_day)",
    ];
    prop::sample::select(parts.map(|part| part.parse::<KeyPart>().unwrap()).to_vec())
}

fn whole(column: &str) -> KeyPart {
    KeyPart::whole(column)
}

fn similar() -> impl Strategy<Value = Similar> {
    let at_least = prop_oneof![4 => 0.05f64..1.0, 1 => Just(1.0)];
    (part(), at_least).prop_map(|(column, at_least)| Similar { column, at_least })
}

fn qgram() -> impl Strategy<Value = QgramSimilar> {
    (similar(), 1u8..4).prop_map(|(similar, q)| QgramSimilar {
        column: similar.column,
        q,
        at_least: similar.at_least,
    })
}

fn edits() -> impl Strategy<Value = Edits> {
    (part(), 0u32..5).prop_map(|(column, at_most)| Edits { column, at_most })
}

fn leaf() -> BoxedStrategy<Condition> {
    let several =
        prop::sample::select(&["split(x_set, \"|\")", "metaphones(x_name)", "x_name"][..])
            .prop_map(|part| part.parse::<KeyPart>().unwrap());
    let unit = prop::sample::select(&[DateUnit::Days, DateUnit::Months, DateUnit::Years][..]);
    let number =
        (prop::sample::select(&[0.0, 0.5, 1.0, 2.5, 100.0][..])).prop_map(|at_most| NumberWithin {
            column: whole("x_number"),
            at_most,
        });
    let within = (0.0f64..40.0, unit).prop_map(|(at_most, unit)| DateWithin {
        column: whole("x_day"),
        at_most,
        unit,
    });
    let far = (0.0f64..300.0).prop_map(|at_most| Kilometres {
        latitude: whole("x_north"),
        longitude: whole("x_east"),
        at_most,
    });
    let sets =
        (several.clone(), 1u32..3).prop_map(|(column, at_least)| Intersects { column, at_least });
    prop_oneof![
        part().prop_map(Condition::Exact),
        part().prop_map(Condition::Missing),
        several.prop_map(Condition::Missing),
        similar().prop_map(Condition::Jaro),
        similar().prop_map(Condition::JaroWinkler),
        similar().prop_map(Condition::Jaccard),
        qgram().prop_map(Condition::QgramJaccard),
        qgram().prop_map(Condition::QgramCosine),
        edits().prop_map(Condition::Levenshtein),
        edits().prop_map(Condition::OptimalStringAlignment),
        edits().prop_map(Condition::DamerauLevenshtein),
        part().prop_map(Condition::Nickname),
        (part(), part()).prop_map(|(a, b)| Condition::Reversed(a, b)),
        within.prop_map(Condition::DateWithin),
        Just(Condition::DayMonthSwapped(whole("x_day"))),
        Just(Condition::OneDigit(whole("x_day"))),
        number.clone().prop_map(Condition::NumberWithin),
        number.prop_map(Condition::PercentWithin),
        far.prop_map(Condition::Kilometres),
        sets.prop_map(Condition::Intersects),
    ]
    .boxed()
}

pub fn condition() -> impl Strategy<Value = Condition> {
    leaf().prop_recursive(2, 8, 3, |inner| {
        let several = || prop::collection::vec(inner.clone(), 0..4);
        prop_oneof![
            several().prop_map(Condition::All),
            several().prop_map(Condition::Any),
            inner.clone().prop_map(|one| Condition::Not(Box::new(one))),
        ]
    })
}

pub fn comparison(name: &'static str) -> impl Strategy<Value = Comparison> {
    let levels = prop::collection::vec(condition(), 1..(BASE as usize - 2));
    (levels, prop::option::weighted(0.3, condition())).prop_map(move |(levels, missing)| {
        let comparison = Comparison::new(name, levels);
        match missing {
            Some(missing) => comparison.missing_when(missing),
            None => comparison,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]
    #[test]
    fn every_pair_is_at_the_level_that_its_values_say(
        world in world(),
        comparisons in (comparison("a"), comparison("b"), comparison("c")),
    ) {
        let records = verbatim(&[&file(&COLUMNS, &world.rows)]);
        let spec = LinkageSpec::new()
            .dialect(world.dialect)
            .nicknames(world.nicknames.clone())
            .block(BlockingRule::everything())
            .compare(comparisons.0)
            .compare(comparisons.1)
            .compare(comparisons.2);
        let scored = every_candidate(&telling(spec.clone()), &records);
        let rows = world.rows.len();
        prop_assert_eq!(scored.pairs().len(), rows * (rows - 1) / 2);
        for pair in scored.pairs() {
            let ids = (pair.left.index(), pair.right.index());
            let digits: Vec<usize> = spec.comparisons().iter().map(|c| world.digit(c, ids)).collect();
            let told: u32 = digits.iter().zip(0..).map(|(&digit, place)| digit as u32 * BASE.pow(place)).sum();
            prop_assert_eq!(pair.weight, f64::from(told), "{:?}: {:?}", ids, digits);
        }
    }
}

/// Several hundred records, so that batches are full and cut, and values long beyond any sketch.
#[test]
fn full_batches_and_long_values_are_judged_alike() {
    let word = |n: usize, len: usize| -> String {
        (0..len)
            .map(|at| char::from(b'A' + ((n * 7 + at * at * (n % 5 + 1)) % 26) as u8))
            .collect()
    };
    let long = |n: usize| match n % 10 {
        0 => "X".repeat(300 + n % 3),
        1 => word(n / 20, 280),
        2 => "Y".repeat(260 + n % 4),
        _ => word(n / 3, 3 + n % 9),
    };
    let row = |n: usize| {
        let mut row = vec![None; COLUMNS.len()];
        row[0] = Some(long(n));
        row[1] = (!n.is_multiple_of(4)).then(|| word(n / 2, 4 + n % 3));
        row
    };
    let world = World {
        rows: (0..150).map(row).collect(),
        dialect: Dialect::CodePoints,
        nicknames: Vec::new(),
        source: vec![0; 150],
    };
    let records = verbatim(&[&file(&COLUMNS, &world.rows)]);
    let spec = LinkageSpec::new()
        .block(BlockingRule::everything())
        .compare(Comparison::name("x_other"))
        .compare(Comparison::new(
            "edits",
            vec![
                Condition::exact("x_name"),
                Condition::levenshtein("x_name", 2),
                Condition::jaro_winkler("x_name", 0.83),
                Condition::damerau_levenshtein("x_other", 2),
            ],
        ));
    let scored = every_candidate(&telling(spec.clone()), &records);
    assert_eq!(scored.pairs().len(), 150 * 149 / 2);
    let mut seen = std::collections::BTreeSet::new();
    for pair in scored.pairs() {
        let ids = (pair.left.index(), pair.right.index());
        let digits = spec
            .comparisons()
            .iter()
            .map(|c| world.digit(c, ids) as u32);
        let told: u32 = digits
            .zip(0..)
            .map(|(digit, place)| digit * BASE.pow(place))
            .sum();
        assert_eq!(pair.weight, f64::from(told), "{ids:?}");
        seen.insert(told);
    }
    assert!(seen.len() > 8, "{seen:?}");
}

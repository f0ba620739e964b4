//! Splink's own pairs and match weights through the engine: small models in `tests/golden/splink`, and large ones from
//! the folder that `THROUGHLINE_GOLDEN` names (model and pairs) on the file that `THROUGHLINE_GOLDEN_DATA` names.

use std::collections::BTreeMap;
use std::path::Path;

use throughline::ingest::{self, Source};
use throughline::linkage::{ScoredPairs, Scoring, SplinkModel};
use throughline::schema::Schema;
use throughline::standardise::Records;

/// Match weights by record ids.
type Weights = BTreeMap<(String, String), f64>;

/// Splink's pairs; the weight stands in the column named.
fn expected(path: &Path, weight: &str) -> Weights {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let place = reader
        .headers()
        .unwrap()
        .iter()
        .position(|name| name == weight)
        .unwrap();
    let row = |row: csv::Result<csv::StringRecord>| {
        let row = row.unwrap();
        let (a, b) = (row[0].to_owned(), row[1].to_owned());
        (
            (a.clone().min(b.clone()), a.max(b)),
            row[place].parse().unwrap(),
        )
    };
    reader.records().map(row).collect()
}

fn found(records: &Records, scored: &ScoredPairs) -> Weights {
    let id = |record: throughline::standardise::RecordId| {
        records.record_ids().get(record.index()).unwrap().to_owned()
    };
    let pair = |pair: &throughline::linkage::ScoredPair| {
        let (a, b) = (id(pair.left), id(pair.right));
        ((a.clone().min(b.clone()), a.max(b)), pair.weight)
    };
    scored.pairs().iter().map(pair).collect()
}

fn scored(model: &Path, data: &[&Path], floor: f64) -> Weights {
    let source = |path: &&Path| Source::file(path, Schema::register());
    let read = ingest::read(&data.iter().map(source).collect::<Vec<_>>()).unwrap();
    assert!(read.reports.iter().all(|report| report.quarantined() == 0));
    let records = Records::verbatim(&read).unwrap();
    let model = SplinkModel::read(model).unwrap().into_model();
    let scoring = Scoring::new().at_least_weight(floor);
    found(&records, &model.score_with(&records, &scoring).unwrap())
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/splink")
}

#[test]
fn the_engine_gives_the_pairs_and_weights_of_splink() {
    let folder = folder();
    for name in ["standard_v4", "standard_v5", "forms_v4", "forms_v5"] {
        let model = folder.join(format!("{name}.json"));
        let expected = expected(&folder.join(format!("{name}_pairs.csv")), "match_weight");
        let found = scored(&model, &[&folder.join("people.csv")], f64::NEG_INFINITY);
        assert!(
            expected.len() > 500 && found.keys().eq(expected.keys()),
            "{name}"
        );
        for (ids, weight) in &found {
            assert!(
                (weight - expected[ids]).abs() < 1e-9,
                "{name} {ids:?}: {weight} {}",
                expected[ids]
            );
        }
    }
}

/// Splink keeps pairs of a match probability of at least 0.001 there.
#[test]
fn the_engine_gives_the_pairs_and_weights_of_splink_on_a_hundred_thousand_records() {
    let named = |name: &str| std::env::var_os(name);
    let (Some(folder), Some(data)) = (
        named("THROUGHLINE_GOLDEN"),
        named("THROUGHLINE_GOLDEN_DATA"),
    ) else {
        println!("skipped: THROUGHLINE_GOLDEN and THROUGHLINE_GOLDEN_DATA are not set");
        return;
    };
    let file = |name: &str| Path::new(&folder).join(name);
    let expected = expected(&file("p52_pairs.csv"), "w");
    let floor = (0.001f64 / 0.999).log2();
    assert!(expected.values().all(|weight| *weight >= floor));
    let found = scored(&file("p52_model.json"), &[Path::new(&data)], floor);
    let only = |a: &Weights, b: &Weights| a.iter().filter(|(ids, _)| !b.contains_key(*ids)).count();
    println!("{} pairs here, {} of Splink", found.len(), expected.len());
    assert_eq!((only(&found, &expected), only(&expected, &found)), (0, 0));
    let apart = found
        .iter()
        .map(|(ids, weight)| (weight - expected[ids]).abs());
    let largest = apart.fold(0.0, f64::max);
    println!("largest difference {largest:e}");
    assert!(largest < 1e-9, "{largest}");
}

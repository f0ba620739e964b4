//! Splink's own pairs, comparison vectors and match weights, from models of versions 4 and 5 on invented people
//! (`tests/golden/make_splink_golden.py` makes them).

use std::collections::BTreeMap;

use throughline::linkage::SplinkModel;

use super::naive::{Record, blocks, frequencies, gamma, weight};

const PEOPLE: &str = include_str!("../../golden/splink/people.csv");

/// A pair by its ids, with Splink's comparison vector and match weight.
type Pairs = BTreeMap<(String, String), (Vec<i32>, f64)>;

fn people() -> (Vec<String>, Vec<Record>) {
    let mut reader = csv::Reader::from_reader(PEOPLE.as_bytes());
    let columns = reader.headers().unwrap().clone();
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        let values = columns.iter().zip(row.iter()).skip(2);
        let present = values.filter(|(_, value)| !value.is_empty());
        let record = present.map(|(column, value)| (column.to_owned(), value.to_owned()));
        (row[0].to_owned(), record.collect())
    });
    rows.unzip()
}

fn pairs(text: &str) -> Pairs {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        let vector = row[2].split(' ').map(|level| level.parse().unwrap());
        let ids = (row[0].to_owned(), row[1].to_owned());
        (ids, (vector.collect(), row[3].parse().unwrap()))
    });
    rows.collect()
}

fn check(model: &str, expected: &str) {
    let model = SplinkModel::from_json(model).unwrap();
    assert_eq!(model.unique_id, "record_id");
    let expected = pairs(expected);
    let (ids, records) = people();
    let frequencies = frequencies(&records);
    let mut found = 0;
    for (l, left) in records.iter().enumerate() {
        for (r, right) in records.iter().enumerate().skip(l + 1) {
            let ids = (ids[l].clone(), ids[r].clone());
            let blocked = model
                .spec
                .blocking()
                .iter()
                .any(|rule| blocks(rule, left, right));
            assert_eq!(blocked, expected.contains_key(&ids), "{ids:?}");
            if !blocked {
                continue;
            }
            let (vector, expected) = &expected[&ids];
            let comparisons = model.spec.comparisons().iter();
            let levels: Vec<i32> = comparisons.map(|c| gamma(c, left, right)).collect();
            assert_eq!(levels, *vector, "{ids:?}");
            let weight = weight(&model, &frequencies, left, right);
            assert!(
                (weight - expected).abs() < 1e-9,
                "{ids:?}: {weight} {expected}"
            );
            found += 1;
        }
    }
    assert_eq!(found, expected.len());
}

#[test]
fn ready_made_comparisons_give_the_pairs_and_weights_of_splink_4() {
    check(
        include_str!("../../golden/splink/standard_v4.json"),
        include_str!("../../golden/splink/standard_v4_pairs.csv"),
    );
}

#[test]
fn ready_made_comparisons_give_the_pairs_and_weights_of_splink_5() {
    check(
        include_str!("../../golden/splink/standard_v5.json"),
        include_str!("../../golden/splink/standard_v5_pairs.csv"),
    );
}

#[test]
fn other_forms_give_the_pairs_and_weights_of_splink_4() {
    check(
        include_str!("../../golden/splink/forms_v4.json"),
        include_str!("../../golden/splink/forms_v4_pairs.csv"),
    );
}

#[test]
fn other_forms_give_the_pairs_and_weights_of_splink_5() {
    check(
        include_str!("../../golden/splink/forms_v5.json"),
        include_str!("../../golden/splink/forms_v5_pairs.csv"),
    );
}

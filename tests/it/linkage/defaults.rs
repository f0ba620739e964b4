//! Linkage from records to people, mostly by the specification that the records themselves suggest.

use throughline::ingest::{self, EncodedColumn, Source};
use throughline::linkage::{BlockingRule, Comparison, Condition, LinkType, LinkageSpec, Truth};
use throughline::schema::Schema;
use throughline::standardise::{RecordId, Standardiser};

use super::{SMALL, probability, records, register_records};

#[test]
fn close_records_become_one_person_and_others_stay_apart() {
    let records = records(&[SMALL]);
    let model = LinkageSpec::for_records(&records)
        .unwrap()
        .train(&records)
        .unwrap();
    let people = model
        .score(&records)
        .unwrap()
        .resolve(probability(0.5))
        .unwrap();
    let person = |record| people.person(RecordId(record));
    assert_eq!(person(0), person(1));
    assert_eq!(person(2), person(3));
    assert_eq!(people.person_count(), 4);
    assert!(people.weights()[0].is_finite() && people.weights()[4].is_infinite());
}

#[test]
fn one_record_is_one_person() {
    let records = records(&["id,forename,surname,dob\n1,Ann,Smith,2010-03-04\n"]);
    let model = LinkageSpec::for_records(&records)
        .unwrap()
        .train(&records)
        .unwrap();
    let scored = model.score(&records).unwrap();
    assert_eq!(scored.pairs().len(), 0);
    assert_eq!(scored.resolve(probability(0.9)).unwrap().person_count(), 1);
}

#[test]
fn identical_records_are_one_person() {
    for count in [2, 5, 300] {
        let row = |n: usize| format!("{n},Ann,Smith,2010-03-04,ZA1 1AA\n");
        let text = "id,forename,surname,dob,postcode\n".to_owned()
            + &(0..count).map(row).collect::<String>();
        let records = records(&[&text]);
        let model = LinkageSpec::for_records(&records)
            .unwrap()
            .train(&records)
            .unwrap();
        let people = model
            .score(&records)
            .unwrap()
            .resolve(probability(0.9))
            .unwrap();
        assert_eq!(people.person_count(), 1, "{count} records");
    }
}

#[test]
fn records_without_any_identifier_are_refused_by_name() {
    let records = records(&["id,forename,surname\n1,,\n2,,\n"]);
    let error = LinkageSpec::for_records(&records).unwrap_err();
    assert!(error.is_linkage());
    assert!(error.to_string().contains("forename"), "{error}");
}

#[test]
fn swapped_names_meet_the_reversed_condition() {
    let text = "id,forename,surname,dob\n1,Ann,Smith,2010-03-04\n2,Smith,Ann,2010-03-04\n3,Bo,Ann,2011-05-06\n";
    let records = records(&[text]);
    let names = Comparison::new(
        "names",
        vec![Condition::Reversed("forename".into(), "surname".into())],
    );
    let spec = LinkageSpec::new()
        .block(BlockingRule::everything())
        .compare(names)
        .compare(Comparison::date("date_of_birth"));
    let model = spec.train(&records).unwrap();
    let scored = model.score(&records).unwrap();
    let best = scored
        .pairs()
        .iter()
        .max_by(|a, b| a.weight.total_cmp(&b.weight))
        .unwrap();
    assert_eq!((best.left, best.right), (RecordId(0), RecordId(1)));
}

#[test]
fn synthetic_people_are_found_again() {
    let (records, truth) = register_records(2_500, 2);
    let spec = LinkageSpec::for_records(&records).unwrap();
    let model = spec.train(&records).unwrap();
    assert!(model.convergence().converged, "{:?}", model.convergence());
    let scored = model.score(&records).unwrap();
    let truth = Truth::new(&records, &truth, LinkType::LinkAndDedupe).unwrap();
    let best = scored.best_f1(&truth).unwrap();
    assert!(best.f1 > 0.93, "{best:?}");
    let clusters = scored.resolve(probability(0.95)).unwrap().accuracy(&truth);
    assert!(
        clusters.precision > 0.9 && clusters.recall > 0.85,
        "{clusters:?}"
    );
}

#[test]
fn accuracy_counts_what_blocking_missed() {
    let records = records(&[SMALL]);
    let truth = EncodedColumn::from_values(["a", "a", "b", "b", "b", "c"]);
    let truth = Truth::new(&records, &truth, LinkType::LinkAndDedupe).unwrap();
    assert_eq!(truth.pairs(), 4);
    let model = LinkageSpec::for_records(&records)
        .unwrap()
        .train(&records)
        .unwrap();
    let people = model
        .score(&records)
        .unwrap()
        .resolve(probability(0.5))
        .unwrap();
    let found = people.accuracy(&truth);
    assert_eq!((found.precision, found.recall), (1.0, 0.5));
}

/// FEBRL4 (synthetic Australian people by the Febrl project): 5,000 true pairs between two files.
#[test]
fn febrl4_is_linked_without_spec_or_label() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/linkage");
    let path = |name: &str| std::path::Path::new(folder).join(name);
    if !path("febrl4a.csv").exists() {
        println!("skipped: febrl4a.csv is not there");
        return;
    }
    let sources =
        ["febrl4a.csv", "febrl4b.csv"].map(|name| Source::file(path(name), Schema::register()));
    let records = Standardiser::default()
        .records(&ingest::read(&sources).unwrap().datasets)
        .unwrap();
    let person = |id: &str| Some(id.split('-').take(2).collect::<Vec<_>>().join("-"));
    let truth = Truth::new(&records, &records.record_ids().map(person), LinkType::Link).unwrap();
    assert_eq!(truth.pairs(), 5_000);
    let spec = LinkageSpec::for_link_type(&records, LinkType::Link).unwrap();
    let scored = spec.train(&records).unwrap().score(&records).unwrap();
    let best = scored.best_f1(&truth).unwrap();
    let at_default = scored.accuracy(&truth, probability(0.95));
    assert!(best.f1 >= 0.995, "{best:?}");
    assert!(
        at_default.precision >= 0.999 && at_default.recall >= 0.985,
        "{at_default:?}"
    );
}

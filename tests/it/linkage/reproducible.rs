//! The same bits whatever the number of threads and however the input is cut.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use proptest::prelude::*;
use throughline::ingest::{self, EncodedColumn, Source, Table};
use throughline::linkage::{
    Comparison, LinkType, LinkageModel, LinkageSpec, Relief, ScoredPairs, Scoring,
};
use throughline::run::Run;
use throughline::schema::Schema;
use throughline::standardise::Records;
use throughline::synthetic::Population;

use super::blocking::any_rule;
use super::comparing::{comparison, rows};
use super::naive::COLUMNS;
use super::{file, probability, register_records, rule, verbatim};

/// Everything that a run gives, floats as bits.
#[derive(Debug, PartialEq)]
struct Bits {
    model: String,
    pairs: Vec<(u32, u32, u64, String)>,
    candidates: u64,
    people: Vec<u32>,
    weights: Vec<u64>,
}

/// A model as text that shows every bit of its numbers.
fn bits_of_model(model: &LinkageModel) -> String {
    let parameters = model.parameters();
    let bits: Vec<u64> = parameters
        .m
        .iter()
        .chain(&parameters.u)
        .flatten()
        .map(|p| p.to_bits())
        .collect();
    format!(
        "{} {bits:?} {:?} {:?}",
        parameters.lambda.to_bits(),
        parameters,
        model.convergence()
    )
}

fn bits(model: &LinkageModel, scored: &ScoredPairs) -> Bits {
    let people = scored.resolve(probability(0.9)).unwrap();
    let pair = |p: &throughline::linkage::ScoredPair| {
        (
            p.left.0,
            p.right.0,
            p.weight.to_bits(),
            format!("{:?}", p.found_by),
        )
    };
    Bits {
        model: bits_of_model(model),
        pairs: scored.pairs().iter().map(pair).collect(),
        candidates: scored.candidate_pairs(),
        people: people.persons().iter().map(|person| person.0).collect(),
        weights: people
            .weights()
            .iter()
            .map(|weight| weight.to_bits())
            .collect(),
    }
}

fn run(spec: &LinkageSpec, records: &Records, threads: usize, floor: f64) -> Bits {
    let run = Run::new().threads(threads);
    let model = spec.train_with(records, &run).unwrap();
    let scoring = Scoring::new().at_least_weight(floor).run(run);
    bits(&model, &model.score_with(records, &scoring).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn random_specifications_give_the_same_bits_at_any_thread_count(
        rows in rows(60),
        rules in prop::collection::vec(any_rule(), 1..3),
        training in prop::collection::vec(any_rule(), 0..3),
        comparisons in (comparison("a"), comparison("b")),
        oversize in prop::option::of((1u32..9, prop::sample::select(&[Relief::Drop, Relief::Split][..]))),
        (u_pairs, session_pairs, seed) in (1u64..800, 1u64..400, 0u64..1_000),
    ) {
        let records = verbatim(&[&file(&COLUMNS, &rows)]);
        let spec = LinkageSpec::new().u_pairs(u_pairs).session_pairs(session_pairs).seed(seed);
        let spec = rules.iter().fold(spec, |spec, rule| spec.block(rule.clone()));
        let spec = training.iter().fold(spec, |spec, rule| spec.train_on(rule.clone()));
        let spec = spec.compare(comparisons.0).compare(comparisons.1);
        let spec = spec.compare(Comparison::name("x_other")).guard("kin", &["x_other"]);
        let spec = match oversize {
            Some((above, then)) => spec.oversize(above, then),
            None => spec,
        };
        let one = run(&spec, &records, 1, f64::NEG_INFINITY);
        for threads in [2, 7] {
            prop_assert_eq!(&one, &run(&spec, &records, threads, f64::NEG_INFINITY));
        }
    }
}

#[test]
fn a_register_gives_the_same_bits_at_any_thread_count() {
    let (records, _) = register_records(1_500, 9);
    let chosen = LinkageSpec::for_records(&records).unwrap();
    let blocked = LinkageSpec::new()
        .block(rule(["surname"]))
        .block(rule(["forename = surname"]))
        .block(rule(["metaphones(forename)", "sex"]))
        .block(rule(["sex"]).neighbourhood(vec!["date_of_birth".into()], 9))
        .ladder("same number", rule(["upn"]))
        .u_pairs(300_000)
        .session_pairs(20_000)
        .compare(Comparison::forename_surname("forename", "surname"))
        .compare(Comparison::date("date_of_birth"))
        .compare(Comparison::home("address_line", "postcode"))
        .interact("date_of_birth", "home");
    for spec in [chosen, blocked] {
        let one = run(&spec, &records, 1, -10.0);
        assert!(one.pairs.len() > 500, "{}", one.pairs.len());
        assert!(one == run(&spec, &records, 2, -10.0) && one == run(&spec, &records, 7, -10.0));
    }
}

fn register_text(people: u64) -> String {
    let mut text = Vec::new();
    let population = Population::builder(people).seed(12).build().unwrap();
    population.write_register(&mut text, |_| ()).unwrap();
    String::from_utf8(text).unwrap()
}

/// The header and the rows of a file, in so many files of like size.
fn cut(text: &str, files: usize) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let rows = lines.len() - 1;
    let piece = |place: usize| {
        let (from, to) = (rows * place / files, rows * (place + 1) / files);
        [&lines[..1], &lines[1 + from..1 + to]].concat().join("\n") + "\n"
    };
    (0..files).map(piece).collect()
}

/// Three files in place of one: other codes, other datasets, the same rows.
#[test]
fn rows_in_several_files_give_the_same_bits() {
    let text = register_text(700);
    let of = |files: usize| {
        let texts = cut(&text, files);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let records = super::records(&texts);
        let spec = LinkageSpec::for_link_type(&records, LinkType::LinkAndDedupe).unwrap();
        run(&spec, &records, 2, -10.0)
    };
    let one = of(1);
    assert!(one.pairs.len() > 300);
    assert!(one == of(3) && one == of(8));
}

/// The same frame as Arrow batches of many sizes.
#[test]
fn batches_of_any_size_give_the_same_bits() {
    let text = register_text(400);
    let table = Table::from_bytes("people", text.as_bytes()).unwrap();
    let array = |column: &EncodedColumn| -> ArrayRef {
        Arc::new(
            (0..column.len())
                .map(|row| column.get(row))
                .collect::<StringArray>(),
        )
    };
    let columns = table.headers().iter().zip(table.columns());
    let whole = RecordBatch::try_from_iter_with_nullable(
        columns.map(|(header, column)| (header.clone(), array(column), true)),
    );
    let whole = whole.unwrap();
    let rows = whole.num_rows();
    let of = |size: usize| {
        let starts = (0..rows).step_by(size);
        let batches: Vec<_> = starts
            .map(|at| whole.slice(at, size.min(rows - at)))
            .collect();
        let source = Source::batches("people", &batches, Schema::register());
        let read = ingest::read(&[source]).unwrap();
        let records = Records::verbatim(&read).unwrap();
        let spec = LinkageSpec::for_records(&records).unwrap();
        run(&spec, &records, 2, -10.0)
    };
    let one = of(rows);
    assert!(one.pairs.len() > 100);
    assert!(one == of(1) && one == of(97));
}

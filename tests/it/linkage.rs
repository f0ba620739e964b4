//! The linkage chapter on records made from text: specification, blocking, comparing, training, scoring.

mod blocking;
mod comparing;
mod defaults;
mod dependence;
mod draws;
mod estimation;
mod evaluate;
mod findings;
mod frequency;
mod golden;
mod kin;
mod naive;
mod oversize;
mod pairing;
mod refusals;
mod reproducible;
mod resolve;
mod running;
mod specification;
mod telling;

use throughline::ingest::{self, EncodedColumn, Ingested, Source};
use throughline::linkage::{
    BlockingRule, LinkageModel, LinkageSpec, MatchProbability, ScoredPairs, Scoring, SplinkModel,
};
use throughline::schema::Schema;
use throughline::standardise::{Records, Standardiser};
use throughline::synthetic::Population;

fn read(files: &[&str]) -> Ingested {
    let source = |(place, text): (usize, &&str)| {
        let name = format!("file{place}");
        Source::bytes(name, text.as_bytes().to_vec(), Schema::register())
    };
    let sources: Vec<Source> = files.iter().enumerate().map(source).collect();
    ingest::read(&sources).unwrap()
}

/// Standardised records of files called file0, file1, and so on.
fn records(files: &[&str]) -> Records {
    let datasets = read(files).datasets;
    Standardiser::default().records(&datasets).unwrap()
}

/// Records as they are in the files, columns under their headers.
fn verbatim(files: &[&str]) -> Records {
    Records::verbatim(&read(files)).unwrap()
}

/// A file of columns and rows, the first column being the record's number; `None` is a missing value.
fn file(columns: &[&str], rows: &[Vec<Option<String>>]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record([&["record_id"], columns].concat())
        .unwrap();
    for (place, row) in rows.iter().enumerate() {
        let values = row.iter().map(|value| value.clone().unwrap_or_default());
        let id = format!("r{place}");
        let whole: Vec<String> = std::iter::once(id).chain(values).collect();
        writer.write_record(&whole).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

/// A synthetic register with the true person of each record.
fn register_records(people: u64, seed: u64) -> (Records, EncodedColumn) {
    let mut text = Vec::new();
    let population = Population::builder(people).seed(seed).build().unwrap();
    population.write_register(&mut text, |_| ()).unwrap();
    let mut read = ingest::read_one(&Source::bytes("people", text, Schema::register())).unwrap();
    let truth = read.dataset.take_identifier("person").unwrap();
    let records = Standardiser::default().records(&[read.dataset]).unwrap();
    (records, truth)
}

fn probability(p: f64) -> MatchProbability {
    MatchProbability::new(p).unwrap()
}

fn rule<const N: usize>(parts: [&str; N]) -> BlockingRule {
    BlockingRule::on(parts).unwrap()
}

/// A model whose parameters are set by hand.
fn model(spec: LinkageSpec, lambda: f64, m: Vec<Vec<f64>>, u: Vec<Vec<f64>>) -> LinkageModel {
    let taken = SplinkModel {
        spec,
        m,
        u,
        lambda,
        unique_id: "record_id".into(),
        source_dataset: String::new(),
        is_trained: true,
        findings: Vec::new(),
        columns: Vec::new(),
    };
    taken.into_model()
}

/// Levels count up in powers of this base, comparison by comparison.
const BASE: u32 = 8;

/// A model that gives a pair's agreement pattern for its weight: level `k` (from 1) of comparison `c` adds
/// `k · BASE^c`, missing nothing.
fn telling(spec: LinkageSpec) -> LinkageModel {
    let comparisons = spec.comparisons().iter().enumerate();
    let u: Vec<Vec<f64>> = comparisons
        .map(|(place, comparison)| {
            let power = |level: usize| -f64::from(level as u32 * BASE.pow(place as u32));
            let levels = 1..=comparison.level_count();
            levels.map(|level| power(level).exp2()).collect()
        })
        .collect();
    let m = u.iter().map(|levels| vec![1.0; levels.len()]).collect();
    model(spec, 0.5, m, u)
}

/// Every candidate pair, whatever its weight.
fn every_candidate(model: &LinkageModel, records: &Records) -> ScoredPairs {
    let scoring = Scoring::new().at_least_weight(f64::NEG_INFINITY);
    model.score_with(records, &scoring).unwrap()
}

const SMALL: &str = "\
record_id,forename,surname,dob,postcode
1,Ann,Smith,2010-03-04,ZA1 1AA
2,Anne,Smith,2010-03-04,ZA1 1AA
3,Bilal,Khan,2012-07-19,ZA2 3BB
4,Bilal,Kahn,2012-07-19,ZA2 3BB
5,Cerys,Jones,2009-11-30,ZA5 9CD
6,Dafydd,Evans,2014-01-22,ZA7 2EF
";

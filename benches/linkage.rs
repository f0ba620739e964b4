//! Linkage: similarities, and each stage on synthetic registers of stated size. Every bench asserts its answer.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use throughline::ingest::{self, Source};
use throughline::kernel::similarity::{DamerauLevenshtein, Jaro, Signature};
use throughline::linkage::{BlockingRule, LinkageModel, LinkageSpec, MatchProbability};
use throughline::schema::Schema;
use throughline::standardise::{Records, Standardiser};
use throughline::synthetic::Population;

fn register(people: u64) -> Records {
    let mut text = Vec::new();
    let population = Population::builder(people)
        .seed(1)
        .build()
        .expect("the size is allowed");
    population
        .write_register(&mut text, |_| ())
        .expect("memory takes any text");
    let source = Source::bytes("people", text, Schema::register());
    let mut read = ingest::read_one(&source).expect("the register is well formed");
    read.dataset
        .take_identifier("person")
        .expect("the register says who each record is");
    Standardiser::default()
        .records(&[read.dataset])
        .expect("the names differ")
}

fn trained(records: &Records) -> LinkageModel {
    LinkageSpec::for_records(records)
        .and_then(|spec| spec.train(records))
        .expect("the register has identifiers")
}

fn similarities(criterion: &mut Criterion) {
    let people: Vec<String> = Population::builder(2_000)
        .seed(3)
        .build()
        .expect("the size is allowed")
        .persons()
        .map(|person| person.surname.to_uppercase())
        .collect();
    let pairs: Vec<(&[u8], &[u8])> = people
        .iter()
        .zip(people.iter().skip(7))
        .map(|(a, b)| (a.as_bytes(), b.as_bytes()))
        .collect();
    let mut group = criterion.benchmark_group("similarity_1993_surname_pairs");
    assert_eq!(pairs.len(), 1_993);
    group.throughput(Throughput::Elements(pairs.len() as u64));
    let mut jaro = Jaro::default();
    group.bench_function("jaro_winkler", |bench| {
        bench.iter(|| {
            let sum: f64 = pairs
                .iter()
                .map(|(a, b)| jaro.winkler(black_box(a), b))
                .sum();
            assert!(sum > 100.0 && sum < 1_500.0);
            sum
        });
    });
    let mut edits = DamerauLevenshtein::default();
    group.bench_function("damerau_levenshtein_within_2", |bench| {
        bench.iter(|| {
            let near = pairs
                .iter()
                .filter(|(a, b)| edits.within(black_box(a), b, 2).is_some())
                .count();
            assert!(near < 1_000);
            near
        });
    });
    let signatures: Vec<_> = pairs
        .iter()
        .map(|(a, b)| (Signature::of(a), Signature::of(b)))
        .collect();
    group.bench_function("signature_bound", |bench| {
        bench.iter(|| {
            let far = signatures
                .iter()
                .filter(|(a, b)| black_box(*a).edits_at_least(*b) > 2)
                .count();
            assert!(far > 500);
            far
        });
    });
    group.finish();
}

fn stages(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("linkage");
    group.sample_size(10);
    for people in [1_000u64, 10_000] {
        let records = register(people);
        let model = trained(&records);
        let candidates = model
            .score(&records)
            .expect("within the budget")
            .candidate_pairs();
        assert!(candidates > 10 * people);
        group.throughput(Throughput::Elements(candidates));
        group.bench_function(BenchmarkId::new("score_people", people), |bench| {
            bench.iter(|| {
                let scored = model.score(&records).expect("within the budget");
                assert_eq!(scored.candidate_pairs(), candidates);
                scored
            });
        });
        group.bench_function(BenchmarkId::new("train_people", people), |bench| {
            bench.iter(|| {
                let again = trained(&records);
                assert_eq!(again, model);
                again
            });
        });
        let scored = model.score(&records).expect("within the budget");
        let threshold = MatchProbability::new(0.95).expect("a probability");
        group.bench_function(BenchmarkId::new("resolve_people", people), |bench| {
            bench.iter(|| {
                let found = scored.resolve(threshold).expect("nothing is refused");
                assert!(found.person_count() < records.len());
                found
            });
        });
    }
    group.finish();
}

fn blocks(criterion: &mut Criterion) {
    let records = register(5_000);
    let spec = LinkageSpec::for_records(&records).expect("the register has identifiers");
    let rule = BlockingRule::on(["year(date_of_birth)"]).expect("the rule is well formed");
    let wide = spec
        .comparisons()
        .iter()
        .cloned()
        .fold(LinkageSpec::new().block(rule), LinkageSpec::compare);
    let model = wide.train(&records).expect("the register has identifiers");
    let pairs = model
        .score(&records)
        .expect("within the budget")
        .candidate_pairs();
    assert!(pairs > 1_000_000);
    let mut group = criterion.benchmark_group("block_compare_score");
    group
        .sample_size(10)
        .throughput(Throughput::Elements(pairs));
    group.bench_function("year_of_birth_5000_people", |bench| {
        bench.iter(|| {
            let scored = model.score(&records).expect("within the budget");
            assert_eq!(scored.candidate_pairs(), pairs);
            scored
        });
    });
    group.finish();
}

criterion_group!(benches, similarities, stages, blocks);
criterion_main!(benches);

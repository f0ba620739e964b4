//! Standardising: names one at a time, and a whole register of a million rows with 300,000 distinct names.

use std::fmt::Write;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use throughline::ingest::{Dataset, Source, read_one};
use throughline::schema::Schema;
use throughline::standardise::{self, Standardiser};

const ROWS: usize = 1_000_000;
const NAMES: usize = 300_000;

const SYLLABLES: [&str; 20] = [
    "an", "be", "co", "da", "el", "fi", "go", "ha", "is", "jo", "ka", "lu", "mi", "no", "or", "pe",
    "é", "ra", "o'", "to",
];

/// The name of a number: five syllables, so that different numbers under 3.2 million have different names.
fn name(mut number: usize) -> String {
    let mut name = String::from("B");
    for _ in 0..5 {
        name.push_str(SYLLABLES[number % 20]);
        number /= 20;
    }
    name
}

fn register() -> Dataset {
    let mut text = String::from("record_id,forename,surname,date_of_birth,postcode,address_line\n");
    for row in 0..ROWS {
        let (forename, surname) = (name(row * 7_919 % NAMES), name(row * 104_729 % NAMES));
        let (day, month, year) = (1 + row % 28, 1 + row / 28 % 12, 1990 + row / 336 % 30);
        let (district, number) = (1 + row % 19, row % 3_000);
        writeln!(
            text,
            "{row},{forename},{surname},{day:02}/{month:02}/{year},so{district}{}ab,{number} High St",
            row % 10,
        )
        .expect("writing to a string");
    }
    let source = Source::bytes("register", text.into_bytes(), Schema::register());
    let checked = read_one(&source).expect("a register");
    assert_eq!(checked.dataset.len(), ROWS);
    checked.dataset
}

fn names(criterion: &mut Criterion) {
    let names: Vec<String> = (0..NAMES).map(name).collect();
    let mut group = criterion.benchmark_group("standardise");
    group.throughput(Throughput::Elements(NAMES as u64));
    group.bench_function("names_300k", |bencher| {
        bencher.iter(|| {
            let read = names
                .iter()
                .filter(|raw| standardise::name(raw).value().is_some());
            assert_eq!(black_box(read.count()), NAMES);
        });
    });
    group.finish();
}

fn records(criterion: &mut Criterion) {
    let datasets = [register()];
    let standardiser = Standardiser::default();
    let mut group = criterion.benchmark_group("standardise");
    group.sample_size(10);
    group.throughput(Throughput::Elements(ROWS as u64));
    group.bench_function("records_1m_rows_300k_names", |bencher| {
        bencher.iter(|| {
            let records = standardiser.records(&datasets).expect("records");
            assert_eq!(black_box(&records).len(), ROWS);
        });
    });
    group.finish();
}

criterion_group!(benches, names, records);
criterion_main!(benches);

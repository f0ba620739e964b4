//! Reading delimited text: the plain table, and the checked dataset. Each run asserts its answer.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use throughline::ingest::{Source, Table, read_one};
use throughline::schema::Schema;

const ROWS: usize = 100_000;
const SEED: u64 = 2024;

/// A register of ten columns: ids all different, names and places repeated as in life.
fn register() -> Vec<u8> {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    let mut text = String::from(
        "record_id,person,source,forename,surname,date_of_birth,sex,postcode,address_line,upn\n",
    );
    for row in 0..ROWS {
        let mut draw = |choices: u32| rng.random_range(0..choices);
        let (year, month, day) = (2000 + draw(20), 1 + draw(12), 1 + draw(28));
        text.push_str(&format!(
            "r{row},p{},s{},Forename{},Surname{},{year}-{month:02}-{day:02},{},NV{} {}AB,{} High Street,A{:012}\n",
            draw(ROWS as u32),
            draw(8),
            draw(2_000),
            draw(20_000),
            if draw(2) == 0 { "F" } else { "M" },
            draw(90),
            draw(10),
            draw(200),
            draw(u32::MAX),
        ));
    }
    text.into_bytes()
}

fn ingest(criterion: &mut Criterion) {
    let bytes = register();
    let mut group = criterion.benchmark_group("ingest");
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.sample_size(10);
    group.bench_function("table_100k_rows_10_columns", |bencher| {
        bencher.iter(|| {
            let table = Table::from_bytes("register", &bytes).unwrap();
            assert_eq!(table.len(), ROWS);
            table
        });
    });
    let source = Source::bytes("register", bytes.clone(), Schema::register());
    group.bench_function("dataset_100k_rows_10_columns", |bencher| {
        bencher.iter(|| {
            let checked = read_one(&source).unwrap();
            assert_eq!(checked.dataset.len(), ROWS);
            checked
        });
    });
    group.finish();
}

criterion_group!(benches, ingest);
criterion_main!(benches);

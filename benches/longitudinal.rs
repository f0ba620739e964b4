//! Following a million score records of 120 000 people, and counting what they said.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use polars::prelude::{Column, DataFrame, Int32Chunked, IntoColumn, IntoSeries};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use throughline::ingest::{Dataset, EncodedColumn, Source, read_one};
use throughline::linkage::PersonIndex;
use throughline::longitudinal::{
    Direction, Measure, Repeats, Start, StartEvent, Study, Wave, Window,
};
use throughline::schema::{DatasetKind, Schema};
use throughline::voice::themes;

const PEOPLE: u32 = 120_000;
const SCORES: u32 = 1_000_000;
const PIECES: u32 = 200_000;
const DOMAINS: [&str; 4] = ["feeling_safe", "things_to_do", "confidence", "skills"];

struct Data {
    datasets: Vec<Dataset>,
    people: PersonIndex,
    study: Study,
}

fn dates(name: &str, days: Vec<i32>) -> Column {
    let days = Int32Chunked::from_vec(name.into(), days);
    days.into_date().into_series().into_column()
}

fn dataset(name: &str, schema: Schema, columns: Vec<Column>) -> Dataset {
    let frame = DataFrame::new_infer_height(columns).expect("columns of one length");
    let checked = read_one(&Source::frame(name, frame, schema)).expect("a readable frame");
    assert_eq!(checked.report.quarantined(), 0);
    checked.dataset
}

fn partners(rows: u32, rng: &mut ChaCha8Rng) -> Column {
    let names: Vec<String> = (0..rows)
        .map(|_| format!("partner {}", rng.random_range(1..9)))
        .collect();
    Column::new("partner".into(), names)
}

fn data() -> Data {
    let mut rng = ChaCha8Rng::seed_from_u64(8);
    let start = |person: u32| 19_000 + (person % 300) as i32;
    let owners = |rows: u32, rng: &mut ChaCha8Rng| -> Vec<u32> {
        (0..rows).map(|_| rng.random_range(0..PEOPLE)).collect()
    };
    let referrals = vec![
        partners(PEOPLE, &mut rng),
        Column::new("service".into(), vec!["early_help"; PEOPLE as usize]),
        dates("referral_date", (0..PEOPLE).map(start).collect()),
    ];
    let scored = owners(SCORES, &mut rng);
    let days = |people: &[u32], rng: &mut ChaCha8Rng| -> Vec<i32> {
        let day = |&person: &u32| start(person) + rng.random_range(-60..500);
        people.iter().map(day).collect()
    };
    let outcomes = vec![
        partners(SCORES, &mut rng),
        Column::new(
            "instrument".into(),
            vec!["personal_outcome"; SCORES as usize],
        ),
        Column::new(
            "domain".into(),
            (0..SCORES as usize)
                .map(|row| DOMAINS[row % 4])
                .collect::<Vec<_>>(),
        ),
        Column::new(
            "score".into(),
            (0..SCORES)
                .map(|_| f64::from(rng.random_range(0..11_u8)))
                .collect::<Vec<_>>(),
        ),
        dates("outcome_date", days(&scored, &mut rng)),
    ];
    let spoken = owners(PIECES, &mut rng);
    let voice = vec![
        partners(PIECES, &mut rng),
        dates("voice_date", days(&spoken, &mut rng)),
        Column::new(
            "themes".into(),
            vec!["home;school;friends"; PIECES as usize],
        ),
    ];
    let datasets = vec![
        dataset("referrals", Schema::referrals(), referrals),
        dataset("outcomes", Schema::outcomes(), outcomes),
        dataset("voice", Schema::voice(), voice),
    ];
    let numbers = (0..PEOPLE).chain(scored).chain(spoken);
    let numbers = EncodedColumn::from_values(numbers.map(|person| person.to_string()));
    let people = PersonIndex::from_known(&datasets, &numbers).expect("one number a record");
    Data {
        datasets,
        people,
        study: study(),
    }
}

fn study() -> Study {
    let mut study = Study::builder("bench")
        .start(Start::new(StartEvent::Referral, Repeats::First))
        .baseline(Window::new(-30, 45))
        .wave(Wave::new("3 months", Window::new(60, 135)))
        .wave(Wave::new("6 months", Window::new(136, 270)))
        .wave(Wave::new("12 months", Window::new(271, 455)))
        .group("partner")
        .group("service");
    for domain in DOMAINS {
        study = study.measure(Measure {
            domain: Some(domain.into()),
            minimal_important_change: Some(1.0),
            ..Measure::new(
                domain,
                DatasetKind::Outcomes,
                "personal_outcome",
                (0.0, 10.0),
                Direction::HigherIsBetter,
            )
        });
    }
    study.build().expect("a sound study")
}

fn follow(criterion: &mut Criterion) {
    let data = data();
    let mut group = criterion.benchmark_group("longitudinal");
    group.sample_size(10);
    let run = || {
        data.study
            .follow(&data.datasets, &data.people)
            .expect("it fits")
    };
    let followed = run();
    assert_eq!(followed.episodes.len(), PEOPLE as usize);
    assert_eq!(followed.paired.frame().height(), 12 * PEOPLE as usize);
    let read: u64 = followed.score_flow.iter().map(|flow| flow.read).sum();
    assert_eq!(read, u64::from(SCORES));
    group.bench_function("follow/1000000_scores", |bencher| {
        bencher.iter_batched(|| (), |()| black_box(run()), BatchSize::PerIteration)
    });
    let count = || themes(&data.datasets, &data.people, &followed).expect("they fit");
    assert_eq!(count().rows().len(), 36);
    group.bench_function("themes/200000_pieces", |bencher| {
        bencher.iter(|| black_box(count()))
    });
    group.finish();
}

criterion_group!(benches, follow);
criterion_main!(benches);

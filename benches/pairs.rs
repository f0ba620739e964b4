//! The loop over pairs, on one thread: pairs a second of the seven-comparison person model.
//!
//! An observer starts the clock at the first portion of a step and stops it after the last, so that the loop alone is
//! timed: neither the dictionaries, rows and blocks that are made before it, nor the estimation that follows. One
//! thread walks the portions in order, which makes that exact.

mod people;

use std::hint::black_box;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use criterion::{
    BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main,
};
use throughline::linkage::{BlockingRule, LinkageModel, LinkageSpec, Scoring};
use throughline::run::{Observer, Progress, Run, Step};
use throughline::standardise::Records;

const SIZES: [u64; 2] = [10_000, 100_000];

/// Pairs of a training session; whole blocks are sampled beyond.
const SESSION: u64 = 5_000_000;

/// Times the loop of one step.
struct Stopwatch {
    step: Step,
    times: Mutex<Times>,
}

#[derive(Default)]
struct Times {
    /// When the first portion of the step under way began.
    began: Option<Instant>,
    took: Duration,
}

impl Stopwatch {
    fn of(step: Step) -> Self {
        let times = Mutex::default();
        Self { step, times }
    }

    fn took(self) -> Duration {
        let times = self.times.into_inner().expect("no thread panicked");
        assert!(times.took > Duration::ZERO, "the step was watched");
        times.took
    }
}

impl Observer for Stopwatch {
    fn progress(&self, progress: Progress) {
        if progress.done == progress.total {
            let mut times = self.times.lock().expect("no thread panicked");
            let began = times.began.take().expect("portions are asked for first");
            if progress.step == self.step {
                times.took += began.elapsed();
            }
        }
    }

    fn is_cancelled(&self) -> bool {
        let mut times = self.times.lock().expect("no thread panicked");
        times.began.get_or_insert_with(Instant::now);
        false
    }
}

/// The seven comparisons, all of them active in a training rule that reads none of their columns.
fn seven_comparisons() -> LinkageSpec {
    let rule = BlockingRule::on(["cohort"]).expect("the rule is well formed");
    let spec = LinkageSpec::new()
        .block(rule.clone())
        .train_on(rule)
        .session_pairs(SESSION)
        .u_pairs(SESSION);
    let comparisons = people::model().comparisons().to_vec();
    comparisons.into_iter().fold(spec, LinkageSpec::compare)
}

fn train(spec: &LinkageSpec, records: &Records, step: Step) -> (LinkageModel, Duration) {
    let watch = Stopwatch::of(step);
    let run = Run::new().threads(1).observer(&watch);
    let model = spec
        .train_with(records, &run)
        .expect("the register has identifiers");
    (model, watch.took())
}

/// Blocks, compares and tabulates the pairs of one rule: people of one year of birth.
fn tabulate(criterion: &mut Criterion) {
    let spec = seven_comparisons();
    let mut group = criterion.benchmark_group("block_compare_tabulate_one_thread");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.warm_up_time(Duration::from_millis(500));
    for size in people::sizes(SIZES) {
        let records = people::register(size);
        let (model, _) = train(&spec, &records, Step::Training);
        let [session] = &model.convergence().sessions[..] else {
            panic!("there is one training rule");
        };
        assert_eq!(session.estimated.len(), 7);
        assert!(session.compared > SESSION / 2 && session.compared < 2 * SESSION);
        group.throughput(Throughput::Elements(session.compared));
        group.bench_function(
            BenchmarkId::new("same_year_of_birth_people", size),
            |bench| {
                bench.iter_custom(|times| {
                    let once = |_| {
                        let (again, took) = train(&spec, black_box(&records), Step::Training);
                        assert_eq!(again, model);
                        took
                    };
                    (0..times).map(once).sum()
                });
            },
        );
        group.throughput(Throughput::Elements(model.convergence().u_pairs));
        group.bench_function(BenchmarkId::new("random_pairs_people", size), |bench| {
            bench.iter_custom(|times| {
                let once = |_| {
                    let (again, took) = train(&spec, black_box(&records), Step::Sampling);
                    assert_eq!(again, model);
                    took
                };
                (0..times).map(once).sum()
            });
        });
    }
    group.finish();
}

/// Blocks by seven rules, each pair once, compares and weighs; the floor keeps nothing.
fn weigh(criterion: &mut Criterion) {
    let spec = people::model().session_pairs(SESSION).u_pairs(SESSION);
    let mut group = criterion.benchmark_group("block_compare_weigh_one_thread");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.warm_up_time(Duration::from_millis(500));
    for size in people::sizes(SIZES) {
        let records = people::register(size);
        let model = spec.train(&records).expect("the register has identifiers");
        let score = |model: &LinkageModel| {
            let watch = Stopwatch::of(Step::Scoring);
            let run = Run::new().threads(1).observer(&watch);
            let scoring = Scoring::new().at_least_weight(f64::INFINITY).run(run);
            let scored = model
                .score_with(&records, &scoring)
                .expect("within the budget");
            assert!(scored.pairs().is_empty());
            (scored.candidate_pairs(), watch.took())
        };
        let planned = spec.plan(&records).expect("within the budget").pairs;
        assert!(planned > 2 * size);
        group.throughput(Throughput::Elements(planned));
        group.bench_function(BenchmarkId::new("seven_rules_people", size), |bench| {
            bench.iter_custom(|times| {
                let once = |_| {
                    let (candidates, took) = score(black_box(&model));
                    assert_eq!(candidates, planned);
                    took
                };
                (0..times).map(once).sum()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, tabulate, weigh);
criterion_main!(benches);

//! Each stage of linkage on registers of stated size, on all threads. Every bench asserts its answer.

mod people;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use throughline::kernel::graph::{Edge, connected_components};
use throughline::linkage::{LinkageSpec, MatchProbability};

const SIZES: [u64; 3] = [1_000, 10_000, 100_000];

fn stages(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("linkage");
    group.sample_size(10);
    let threshold = MatchProbability::new(0.95).expect("a probability");
    for size in people::sizes(SIZES) {
        let records = people::register(size);
        let spec = people::model();
        let train = |spec: &LinkageSpec| spec.train(&records).expect("there are identifiers");
        let model = train(&spec);
        let score = || {
            black_box(&model)
                .score(&records)
                .expect("within the budget")
        };
        let scored = score();
        let candidates = spec.plan(&records).expect("within the budget").pairs;
        group.bench_function(BenchmarkId::new("plan_people", size), |bench| {
            bench.iter(|| {
                let plan = black_box(&spec).plan(&records).expect("within the budget");
                assert_eq!(plan.pairs, candidates);
                plan
            });
        });
        group.bench_function(BenchmarkId::new("train_people", size), |bench| {
            bench.iter(|| {
                let again = train(black_box(&spec));
                assert_eq!(again, model);
                again
            });
        });
        group.throughput(Throughput::Elements(candidates));
        group.bench_function(BenchmarkId::new("score_people", size), |bench| {
            bench.iter(|| {
                let again = score();
                assert_eq!(again.candidate_pairs(), candidates);
                assert_eq!(again.pairs().len(), scored.pairs().len());
                again
            });
        });
        let found = scored.resolve(threshold).expect("nothing is refused");
        let persons = found.person_count();
        let people = size as usize;
        assert!(
            persons > people * 9 / 10 && persons < people * 6 / 5,
            "{persons}"
        );
        group.throughput(Throughput::Elements(records.len() as u64));
        group.bench_function(BenchmarkId::new("resolve_people", size), |bench| {
            bench.iter(|| {
                let again = black_box(&scored).resolve(threshold);
                let again = again.expect("nothing is refused");
                assert_eq!(again.person_count(), persons);
                again
            });
        });
    }
    group.finish();
}

/// Clusters of one to four nodes in chains of strong edges, each tied to the next by a weak one.
fn chains(nodes: u32) -> (Vec<Edge>, usize) {
    let (mut edges, mut clusters) = (Vec::new(), 0);
    let mut first = 0;
    while first < nodes {
        let size = (1 + clusters as u32 % 4).min(nodes - first);
        edges.extend((first..first + size - 1).map(|node| Edge::new(node + 1, node, 12.0)));
        edges.extend((first > 0).then(|| Edge::new(first - 1, first, -3.0)));
        first += size;
        clusters += 1;
    }
    (edges, clusters)
}

fn components(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("connected_components");
    group.sample_size(20);
    for nodes in [10_000, 100_000, 1_000_000] {
        let (edges, clusters) = chains(nodes);
        group.throughput(Throughput::Elements(edges.len() as u64));
        group.bench_function(BenchmarkId::new("nodes", nodes), |bench| {
            bench.iter(|| {
                let found = connected_components(nodes as usize, black_box(&edges), 0.0);
                assert_eq!(found.clusters(), clusters);
                found
            });
        });
    }
    group.finish();
}

criterion_group!(benches, stages, components);
criterion_main!(benches);

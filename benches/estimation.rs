//! Estimation on counts of agreement patterns, at several numbers of pairs.

use std::collections::BTreeMap;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rand::distr::{Distribution, weighted::WeightedIndex};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use throughline::kernel::fellegi_sunter::{
    EmFit, EmSettings, Information, Parameters, PatternCounts, PatternSpace, best_of_starts,
    expectation_maximisation, standard_errors,
};

const PAIRS: [u64; 3] = [10_000, 100_000, 1_000_000];

/// Levels of the seven comparisons of the person model, "anything else" included.
const LEVELS: [usize; 7] = [5, 5, 6, 5, 4, 2, 3];

/// One pair in so many is a match, as in a training session.
const LAMBDA: f64 = 0.05;

/// `top` at the first level, the rest spread evenly.
fn levels(top: f64) -> Vec<Vec<f64>> {
    let of = |&count: &usize| {
        let rest = (1.0 - top) / (count - 1) as f64;
        std::iter::once(top)
            .chain(std::iter::repeat_n(rest, count - 1))
            .collect()
    };
    LEVELS.iter().map(of).collect()
}

/// Matches mostly agree in full, others in nothing.
fn truth() -> Parameters {
    let mut u = levels(0.9);
    u.iter_mut().for_each(|levels| levels.reverse());
    Parameters::new(LAMBDA, levels(0.8), u)
}

/// Pairs drawn from the truth, one value in twenty missing.
fn counts(pairs: u64) -> PatternCounts {
    let space = PatternSpace::new(&LEVELS).expect("the space is small");
    let truth = truth();
    let draws = [&truth.m, &truth.u].map(|known| {
        let weights = |levels: &Vec<f64>| WeightedIndex::new(levels).expect("shares");
        known.iter().map(weights).collect::<Vec<_>>()
    });
    let mut rng = ChaCha8Rng::seed_from_u64(pairs);
    let mut counts: BTreeMap<u64, u64> = BTreeMap::new();
    for _ in 0..pairs {
        let class = usize::from(!rng.random_bool(LAMBDA));
        let mut digit = |draw: &WeightedIndex<f64>| match rng.random_bool(0.05) {
            true => 0,
            false => 1 + draw.sample(&mut rng) as u8,
        };
        let digits: Vec<u8> = draws[class].iter().map(&mut digit).collect();
        *counts.entry(space.encode(&digits)).or_default() += 1;
    }
    PatternCounts::new(&space, counts.into_iter().collect())
}

fn start(lambda: f64) -> Parameters {
    Parameters::new(lambda, levels(0.6), truth().u)
}

fn recovers(fit: &EmFit) -> bool {
    let near = |(m, truth): (&Vec<f64>, &Vec<f64>)| (m[0] - truth[0]).abs() < 0.1;
    let truth = truth();
    let close = fit.parameters.m.iter().zip(&truth.m).all(near);
    fit.converged && fit.monotone && close && (fit.parameters.lambda - LAMBDA).abs() < 0.01
}

fn estimation(criterion: &mut Criterion) {
    let settings = EmSettings::new(LEVELS.len());
    for pairs in PAIRS {
        let counts = counts(pairs);
        assert_eq!(counts.pairs(), pairs);
        let fit = expectation_maximisation(&counts, start(0.5), &settings);
        assert!(recovers(&fit));
        let name = format!("estimation_{}_patterns", counts.len());
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10);
        let patterns = counts.len() as u64;
        group.throughput(Throughput::Elements(patterns * u64::from(fit.iterations)));
        group.bench_function(BenchmarkId::new("em_pairs", pairs), |bench| {
            bench.iter(|| {
                let again = expectation_maximisation(black_box(&counts), start(0.5), &settings);
                assert_eq!(again, fit);
                again
            });
        });
        group.throughput(Throughput::Elements(patterns));
        group.bench_function(
            BenchmarkId::new("em_of_three_starts_pairs", pairs),
            |bench| {
                bench.iter(|| {
                    let starts = [0.5, 0.05, 0.01].map(start).to_vec();
                    let best = best_of_starts(black_box(&counts), starts, &settings);
                    assert!(best.agree && recovers(&best.best));
                    best
                });
            },
        );
        group.bench_function(BenchmarkId::new("standard_errors_pairs", pairs), |bench| {
            bench.iter(|| {
                let parameters = &black_box(&fit).parameters;
                let errors = standard_errors(&counts, parameters, &settings, Information::Observed);
                let least = (LAMBDA * (1.0 - LAMBDA) / pairs as f64).sqrt();
                assert!(
                    errors
                        .lambda
                        .is_some_and(|e| e > 0.9 * least && e < 2.0 * least)
                );
                errors
            });
        });
        group.finish();
    }
}

criterion_group!(benches, estimation);
criterion_main!(benches);

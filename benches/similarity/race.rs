//! Several ways to one answer, timed side by side.

use std::hint::black_box;

use criterion::{Criterion, Throughput};

use crate::corpus::{Corpus, Pair};

/// Sums a measure over pairs.
type Total<'a> = Box<dyn FnMut(&[Pair]) -> f64 + 'a>;

/// A way to measure pairs; gives the sum over them.
pub struct Contender<'a> {
    name: &'static str,
    total: Total<'a>,
}

impl<'a> Contender<'a> {
    /// One that takes pairs all at once.
    pub fn of_all(name: &'static str, total: impl FnMut(&[Pair]) -> f64 + 'a) -> Self {
        let total = Box::new(total);
        Self { name, total }
    }

    /// One that takes pairs one by one.
    pub fn of(name: &'static str, mut measure: impl FnMut(&str, &str) -> f64 + 'a) -> Self {
        Self::of_all(name, move |pairs| {
            pairs.iter().map(|(a, b)| measure(a, b)).sum()
        })
    }
}

/// A distance within a limit as a number.
pub fn within(distance: Option<usize>) -> f64 {
    distance.map_or(-1.0, |edits| edits as f64)
}

/// Times the contenders once all agree on every pair.
pub fn race(
    criterion: &mut Criterion,
    measure: &str,
    corpus: &Corpus,
    mut contenders: Vec<Contender<'_>>,
) {
    let Corpus { name, pairs } = corpus;
    for pair in pairs {
        let one = std::slice::from_ref(pair);
        let answers: Vec<f64> = contenders.iter_mut().map(|c| (c.total)(one)).collect();
        let agree = |answer: &f64| (answer - answers[0]).abs() < 1e-12;
        assert!(
            answers.iter().all(agree),
            "{measure} of {pair:?}: {answers:?}"
        );
    }
    let expected = (contenders[0].total)(pairs);
    let mut group = criterion.benchmark_group(format!("{measure}/{}_{name}", pairs.len()));
    group.throughput(Throughput::Elements(pairs.len() as u64));
    for Contender { name, total } in &mut contenders {
        group.bench_function(*name, |bench| {
            bench.iter(|| {
                let sum = total(black_box(pairs));
                assert!((sum - expected).abs() < 1e-6);
                sum
            });
        });
    }
    group.finish();
}

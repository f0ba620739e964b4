//! The statistics kernel: each bench is seeded, checks its answer, and names its size.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use throughline::kernel::stats::pooling::Studies;
use throughline::kernel::stats::{
    Moments, paired_t, pearson, signed_rank_exact, signed_rank_normal, t_critical,
};

fn changes(n: usize) -> Vec<f64> {
    let mut rng = ChaCha8Rng::seed_from_u64(n as u64);
    let mut draw = || -> f64 { StandardNormal.sample(&mut rng) };
    (0..n).map(|_| (10.0 * draw()).round() / 2.0).collect()
}

fn moments(c: &mut Criterion) {
    let values = changes(100_000);
    let other = changes(100_001);
    assert!(
        Moments::from_slice(&values)
            .finalise()
            .is_some_and(|m| m.mean.abs() < 0.1)
    );
    c.bench_function("moments/100k", |b| {
        b.iter(|| Moments::from_slice(black_box(&values)))
    });
    c.bench_function("pearson/100k", |b| {
        b.iter(|| pearson(black_box(&values), black_box(&other[..100_000])))
    });
}

fn tests(c: &mut Criterion) {
    let values = changes(40);
    assert!(paired_t(&values, 0.95).is_some_and(|change| change.n == 40));
    c.bench_function("paired_t/40", |b| {
        b.iter(|| paired_t(black_box(&values), 0.95))
    });
    c.bench_function("t_critical/df1000", |b| {
        b.iter(|| t_critical(0.95, black_box(1000.0)))
    });
    for n in [50, 200, 500] {
        let values = changes(n);
        let exact = signed_rank_exact(&values).expect("some change is not zero");
        let normal = signed_rank_normal(&values, true).expect("some change is not zero");
        assert!((exact.p - normal.p).abs() < 0.01);
        c.bench_function(&format!("signed_rank_exact/{n}"), |b| {
            b.iter(|| signed_rank_exact(black_box(&values)))
        });
    }
    let values = changes(100_000);
    c.bench_function("signed_rank_normal/100k", |b| {
        b.iter(|| signed_rank_normal(black_box(&values), true))
    });
}

fn pooling(c: &mut Criterion) {
    let effects = changes(8);
    let variances = (1..=8).map(f64::from).collect();
    let studies = Studies::new(effects, variances).expect("every variance is above zero");
    assert!(studies.pool(0.95).tau_squared.converged);
    c.bench_function("pool/8", |b| b.iter(|| black_box(&studies).pool(0.95)));
}

criterion_group!(benches, moments, tests, pooling);
criterion_main!(benches);

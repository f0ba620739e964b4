//! The statistics kernel: each bench is seeded, checks its answer, and names its size.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use throughline::kernel::stats::pooling::Studies;
use throughline::kernel::stats::resampling::{bootstrap_mean, bootstrap_mean_by_unit, sign_flip};
use throughline::kernel::stats::{
    Moments, PairedSample, SignedRankSettings, ZeroMethod, differences, paired_t, pearson,
    signed_rank_exact, signed_rank_normal, t_critical,
};

/// Pairs of a large cell of a comparison.
const CELL: usize = 20_000;

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

/// Correlated scores in whole units, in tenths, and as they come.
fn cells() -> [(&'static str, Vec<f64>, Vec<f64>); 3] {
    [("whole", 1.0), ("tenths", 10.0), ("continuous", 0.0)].map(|(name, unit)| {
        let mut rng = ChaCha8Rng::seed_from_u64(20);
        let mut normal = || -> f64 { StandardNormal.sample(&mut rng) };
        let in_units = |score: f64| {
            if unit > 0.0 {
                (score * unit).round() / unit
            } else {
                score
            }
        };
        let pairs = (0..CELL).map(|_| {
            let before = normal();
            let after = 0.7 * before + 0.7 * normal();
            (in_units(20.0 + 6.0 * before), in_units(18.0 + 6.0 * after))
        });
        let (baseline, follow_up) = pairs.unzip();
        (name, baseline, follow_up)
    })
}

/// What a cell of a comparison asks of its pairs.
fn answers(sample: &PairedSample) -> (f64, f64, usize) {
    let pratt = SignedRankSettings {
        zeros: ZeroMethod::Pratt,
        ..SignedRankSettings::default()
    };
    let test = sample.signed_rank(pratt).expect("some change is not zero");
    (
        sample.t_test(0.95).mean,
        test.p,
        sample.effects().len() + sample.effect_intervals(0.95).len(),
    )
}

fn cell(c: &mut Criterion) {
    for (name, baseline, follow_up) in cells() {
        let sample = || PairedSample::new(&baseline, &follow_up).expect("there are pairs");
        let (mean, p, effects) = answers(&sample());
        assert!((mean + 2.0).abs() < 0.15 && p < 1e-100 && effects == 24);
        c.bench_function(&format!("differences/{name}/20k"), |b| {
            b.iter(|| differences(black_box(&baseline), &follow_up))
        });
        c.bench_function(&format!("paired_sample/{name}/20k"), |b| b.iter(sample));
        c.bench_function(&format!("cell/{name}/20k"), |b| {
            b.iter(|| answers(&sample()))
        });
        let sample = sample();
        c.bench_function(&format!("effect_intervals/{name}/20k"), |b| {
            b.iter(|| black_box(&sample).effect_intervals(0.95))
        });
        c.bench_function(&format!("hodges_lehmann/{name}/20k"), |b| {
            b.iter(|| black_box(&sample).hodges_lehmann(0.95))
        });
    }
}

fn resampling(c: &mut Criterion) {
    let people: Vec<usize> = (0..CELL).map(|row| row / 2).collect();
    for (name, baseline, follow_up) in cells() {
        let changes = differences(&baseline, &follow_up);
        let change = paired_t(&changes, 0.95).expect("there are pairs");
        let found = bootstrap_mean(&changes, 2_000, 1, 0.95).expect("there are pairs");
        assert!((found.se * (CELL as f64).sqrt() / change.sd - 1.0).abs() < 0.1);
        c.bench_function(&format!("bootstrap_mean/{name}/2k_of_20k"), |b| {
            b.iter(|| bootstrap_mean(black_box(&changes), 2_000, 1, 0.95))
        });
        c.bench_function(&format!("bootstrap_mean_by_unit/{name}/2k_of_20k"), |b| {
            b.iter(|| bootstrap_mean_by_unit(black_box(&changes), &people, 2_000, 1, 0.95))
        });
        c.bench_function(&format!("sign_flip/{name}/2k_of_20k"), |b| {
            b.iter(|| sign_flip(black_box(&changes), 2_000, 1))
        });
    }
}

fn pooling(c: &mut Criterion) {
    let effects = changes(8);
    let variances = (1..=8).map(f64::from).collect();
    let studies = Studies::new(effects, variances).expect("every variance is above zero");
    assert!(studies.pool(0.95).tau_squared.converged);
    c.bench_function("pool/8", |b| b.iter(|| black_box(&studies).pool(0.95)));
}

criterion_group!(benches, moments, tests, cell, resampling, pooling);
criterion_main!(benches);

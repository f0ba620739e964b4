//! Bounds from sketches: what it costs to know that a pair is not worth measuring.

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use throughline::kernel::similarity::{Sketch, SketchLayout, levenshtein};

use crate::corpus::{Corpus, Pair};

/// Pairs further apart than this are not worth measuring.
const LIMIT: u32 = 2;

pub fn benches(criterion: &mut Criterion) {
    for corpus in Corpus::all() {
        let Corpus { name, pairs } = &corpus;
        let lefts = || pairs.iter().map(|(left, _)| left.bytes());
        let layout = SketchLayout::fit(lefts());
        let sketch = |(a, b): &Pair| [a, b].map(|text| layout.sketch(text.bytes()));
        let sketches: Vec<[Sketch; 2]> = pairs.iter().map(sketch).collect();
        for ((a, b), [x, y]) in pairs.iter().zip(&sketches) {
            let edits = levenshtein(a.as_bytes(), b.as_bytes());
            assert!(x.edits_at_least(*y) as usize <= edits);
        }
        let mut group = criterion.benchmark_group(format!("sketch/{}_{name}", pairs.len()));
        group.throughput(Throughput::Elements(pairs.len() as u64));
        group.bench_function("fit", |bench| {
            bench.iter(|| {
                let fitted = SketchLayout::fit(black_box(lefts()));
                let [first, _] = &sketches[0];
                assert_eq!(fitted.sketch(pairs[0].0.bytes()), *first);
                fitted
            });
        });
        group.bench_function("make_two", |bench| {
            bench.iter(|| {
                let made: Vec<[Sketch; 2]> = black_box(pairs).iter().map(sketch).collect();
                assert_eq!(made[pairs.len() - 1], sketches[pairs.len() - 1]);
                made
            });
        });
        let far = |[x, y]: &&[Sketch; 2]| x.edits_at_least(*y) > LIMIT;
        let expected = sketches.iter().filter(far).count();
        assert!(expected > pairs.len() / 4 && expected < pairs.len());
        group.bench_function("edits_at_least", |bench| {
            bench.iter(|| {
                let count = black_box(&sketches).iter().filter(far).count();
                assert_eq!(count, expected);
                count
            });
        });
        let common = |[x, y]: &[Sketch; 2]| u64::from(x.common_at_most(*y));
        let expected: u64 = sketches.iter().map(common).sum();
        group.bench_function("common_at_most", |bench| {
            bench.iter(|| {
                let sum: u64 = black_box(&sketches).iter().map(common).sum();
                assert_eq!(sum, expected);
                sum
            });
        });
        group.finish();
    }
}

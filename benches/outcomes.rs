//! Methods over many cells, from a frame in memory; with `--race FILE RESAMPLES`, one timed run for `benches/peers/outcomes.py`.

use std::fs::File;
use std::hint::black_box;
use std::time::Instant;

use criterion::Criterion;
use polars::prelude::{Column, DataFrame, IntoLazy};
use polars_io::SerReader;
use polars_io::parquet::read::ParquetReader;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use throughline::kernel::stats::ZeroMethod;
use throughline::longitudinal::Direction;
use throughline::outcomes::{Analysis, FrameScores, Method, Results};

const MEASURES: usize = 6;
const GROUPS: usize = 50;
const PEOPLE: usize = 100_000;

fn scores(frame: &DataFrame) -> FrameScores {
    let scores = FrameScores::wide(frame.clone().lazy()).group_by("group");
    (0..MEASURES).fold(scores, |scores, measure| {
        let (before, after) = (format!("before_{measure}"), format!("after_{measure}"));
        scores.measure(
            &format!("measure {measure}"),
            Direction::HigherIsBetter,
            before,
            [("after", after)],
        )
    })
}

fn tests() -> Analysis {
    Analysis {
        zeros: ZeroMethod::Pratt,
        overall: false,
        ..Analysis::of([Method::PairedT, Method::SignedRank, Method::Effects])
    }
}

fn bootstrap(resamples: u32) -> Analysis {
    Analysis {
        resamples,
        overall: false,
        ..Analysis::of([Method::Bootstrap])
    }
}

/// Whole-number scores in even measures, continuous ones in odd.
fn people(count: usize) -> DataFrame {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut draw = || -> f64 { StandardNormal.sample(&mut rng) };
    let groups: Vec<String> = (0..count)
        .map(|row| format!("group {:02}", row % GROUPS))
        .collect();
    let mut columns = vec![Column::new("group".into(), groups)];
    for measure in 0..MEASURES {
        let traits: Vec<f64> = (0..count).map(|_| draw()).collect();
        let mut wave = |name: &str, shift: f64| {
            let score = |trait_: &f64| {
                let raw = 20.0 + 6.0 * (trait_ + shift + 0.6 * draw());
                if measure % 2 == 0 { raw.round() } else { raw }
            };
            let values: Vec<f64> = traits.iter().map(score).collect();
            Column::new(format!("{name}_{measure}").into(), values)
        };
        columns.extend([wave("before", 0.0), wave("after", 0.1)]);
    }
    DataFrame::new(count, columns).expect("columns of one length")
}

fn cells(c: &mut Criterion) {
    let frame = people(PEOPLE);
    let scores = scores(&frame);
    let results = scores.analyse(&tests()).expect("sound scores");
    assert_eq!(results.of(Method::PairedT).count(), MEASURES * GROUPS);
    assert!(
        results
            .of(Method::PairedT)
            .all(|row| row.n == (PEOPLE / GROUPS) as u64)
    );
    let mut group = c.benchmark_group("outcomes");
    group.sample_size(10);
    group.bench_function("tests/100k people, 300 cells", |b| {
        b.iter(|| black_box(&scores).analyse(&tests()))
    });
    let resampled = scores.analyse(&bootstrap(200)).expect("sound scores");
    assert!(
        resampled
            .rows()
            .iter()
            .all(|row| row.ci.is_some() && row.seed.is_some())
    );
    group.bench_function("200 BCa resamples/100k people, 300 cells", |b| {
        b.iter(|| black_box(&scores).analyse(&bootstrap(200)))
    });
    group.finish();
}

/// Times one file and prints seconds, memory and every cell as JSON.
fn race(file: &str, resamples: u32) {
    let opened = File::open(file).expect("the file is there");
    let frame = ParquetReader::new(opened).finish().expect("a Parquet file");
    let scores = scores(&frame);
    let started = Instant::now();
    let results = scores.analyse(&tests()).expect("sound scores");
    let tests = started.elapsed().as_secs_f64();
    let peak_mb = peak_mb();
    let started = Instant::now();
    let resampled = scores.analyse(&bootstrap(resamples)).expect("sound scores");
    let bootstrap = started.elapsed().as_secs_f64();
    assert!(resampled.rows().iter().all(|row| row.ci.is_some()));
    let printed = serde_json::json!({
        "tests": tests,
        "bootstrap": bootstrap,
        "peak_mb": peak_mb,
        "cells": cells_of(&results),
    });
    println!("{printed}");
}

/// Group, measure, mean change, its interval, t, p, p of the signed ranks, the effect and its interval.
fn cells_of(results: &Results) -> Vec<serde_json::Value> {
    let means = results.of(Method::PairedT);
    let ranks = results.of(Method::SignedRank);
    let effects = results
        .of(Method::Effects)
        .filter(|row| row.quantity == "d_av_rms");
    let cells = means.zip(ranks).zip(effects);
    cells
        .map(|((mean, ranks), effect)| {
            let measure: usize = mean.measure["measure ".len()..].parse().expect("a number");
            let (ci, effect_ci) = (
                mean.ci.expect("an interval"),
                effect.ci.expect("an interval"),
            );
            serde_json::json!([
                mean.group,
                measure,
                mean.estimate,
                ci.lower,
                ci.upper,
                mean.statistic,
                mean.p,
                ranks.p,
                effect.estimate,
                effect_ci.lower,
                effect_ci.upper
            ])
        })
        .collect()
}

/// Peak resident memory in MiB, where the system tells.
fn peak_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1024.0)
}

fn main() {
    let given: Vec<String> = std::env::args().collect();
    if let [_, flag, file, resamples] = given.as_slice()
        && flag == "--race"
    {
        return race(file, resamples.parse().expect("a number of resamples"));
    }
    let mut criterion = Criterion::default().configure_from_args();
    cells(&mut criterion);
    criterion.final_summary();
}

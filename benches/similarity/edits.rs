//! Edit distances, whole and within the limits that comparisons ask for.

use criterion::Criterion;
use rapidfuzz::distance::{damerau_levenshtein, levenshtein, osa};
use throughline::kernel::similarity::{DamerauLevenshtein, Levenshtein, OptimalStringAlignment};

use crate::corpus::Corpus;
use crate::race::{Contender, race, within};

const OURS: &str = "throughline";
const RAPIDFUZZ: &str = "rapidfuzz";
const STRSIM: &str = "strsim";

pub fn benches(criterion: &mut Criterion) {
    for corpus in Corpus::all() {
        distances(criterion, &corpus);
        for limit in [1, 3] {
            limited(criterion, &corpus, limit);
        }
    }
}

fn distances(criterion: &mut Criterion, corpus: &Corpus) {
    let mut ours = Levenshtein::default();
    let contenders = vec![
        Contender::of(OURS, |a, b| {
            ours.distance(a.as_bytes(), b.as_bytes()) as f64
        }),
        Contender::of(RAPIDFUZZ, |a, b| {
            levenshtein::distance(a.bytes(), b.bytes()) as f64
        }),
        Contender::of(STRSIM, |a, b| strsim::levenshtein(a, b) as f64),
    ];
    race(criterion, "levenshtein", corpus, contenders);
    let mut ours = OptimalStringAlignment::default();
    let contenders = vec![
        Contender::of(OURS, |a, b| {
            ours.distance(a.as_bytes(), b.as_bytes()) as f64
        }),
        Contender::of(RAPIDFUZZ, |a, b| osa::distance(a.bytes(), b.bytes()) as f64),
        Contender::of(STRSIM, |a, b| strsim::osa_distance(a, b) as f64),
    ];
    race(criterion, "optimal_string_alignment", corpus, contenders);
    let mut ours = DamerauLevenshtein::default();
    let contenders = vec![
        Contender::of(OURS, |a, b| {
            ours.distance(a.as_bytes(), b.as_bytes()) as f64
        }),
        Contender::of(RAPIDFUZZ, |a, b| {
            damerau_levenshtein::distance(a.bytes(), b.bytes()) as f64
        }),
        Contender::of(STRSIM, |a, b| strsim::damerau_levenshtein(a, b) as f64),
    ];
    race(criterion, "damerau_levenshtein", corpus, contenders);
}

fn limited(criterion: &mut Criterion, corpus: &Corpus, limit: usize) {
    let mut ours = Levenshtein::default();
    let args = levenshtein::Args::default().score_cutoff(limit);
    let contenders = vec![
        Contender::of(OURS, |a, b| {
            within(ours.within(a.as_bytes(), b.as_bytes(), limit))
        }),
        Contender::of(RAPIDFUZZ, |a, b| {
            within(levenshtein::distance_with_args(a.bytes(), b.bytes(), &args))
        }),
    ];
    let name = format!("levenshtein_within_{limit}");
    race(criterion, &name, corpus, contenders);
    let mut ours = OptimalStringAlignment::default();
    let args = osa::Args::default().score_cutoff(limit);
    let contenders = vec![
        Contender::of(OURS, |a, b| {
            within(ours.within(a.as_bytes(), b.as_bytes(), limit))
        }),
        Contender::of(RAPIDFUZZ, |a, b| {
            within(osa::distance_with_args(a.bytes(), b.bytes(), &args))
        }),
    ];
    let name = format!("optimal_string_alignment_within_{limit}");
    race(criterion, &name, corpus, contenders);
    let mut ours = DamerauLevenshtein::default();
    let args = damerau_levenshtein::Args::default().score_cutoff(limit);
    let contenders = vec![
        Contender::of(OURS, |a, b| {
            within(ours.within(a.as_bytes(), b.as_bytes(), limit))
        }),
        Contender::of(RAPIDFUZZ, |a, b| {
            within(damerau_levenshtein::distance_with_args(
                a.bytes(),
                b.bytes(),
                &args,
            ))
        }),
    ];
    let name = format!("damerau_levenshtein_within_{limit}");
    race(criterion, &name, corpus, contenders);
}

//! Jaro and Jaro–Winkler: single calls, and one name prepared against many.

use criterion::Criterion;
use rapidfuzz::distance::{jaro, jaro_winkler};
use throughline::kernel::similarity::{self, Jaro};

use crate::corpus::{Corpus, Pair, RUN};
use crate::race::{Contender, race};

/// The similarity that a likely slip of the pen leaves.
const FLOOR: f64 = 0.88;

pub fn benches(criterion: &mut Criterion) {
    for corpus in Corpus::all() {
        single(criterion, &corpus);
        let runs = corpus.runs();
        prepared(criterion, &runs);
        prepared_at_least(criterion, &runs);
    }
}

fn single(criterion: &mut Criterion, corpus: &Corpus) {
    let mut ours = Jaro::default();
    let contenders = vec![
        Contender::of("throughline", |a, b| {
            ours.similarity(a.as_bytes(), b.as_bytes())
        }),
        Contender::of("throughline_any_symbol", |a, b| {
            similarity::jaro(a.as_bytes(), b.as_bytes())
        }),
        Contender::of("rapidfuzz", |a, b| jaro::similarity(a.bytes(), b.bytes())),
        Contender::of("strsim", strsim::jaro),
    ];
    race(criterion, "jaro", corpus, contenders);
    let mut ours = Jaro::default();
    let contenders = vec![
        Contender::of("throughline", |a, b| {
            ours.winkler(a.as_bytes(), b.as_bytes())
        }),
        Contender::of("throughline_any_symbol", |a, b| {
            similarity::jaro_winkler(a.as_bytes(), b.as_bytes())
        }),
        Contender::of("rapidfuzz", |a, b| {
            jaro_winkler::similarity(a.bytes(), b.bytes())
        }),
        Contender::of("strsim", strsim::jaro_winkler),
    ];
    race(criterion, "jaro_winkler", corpus, contenders);
}

/// Sums over runs of pairs with one left value, prepared once a run.
fn by_runs<P>(
    mut prepare: impl FnMut(&[u8]) -> P,
    measure: impl Fn(&P, &[u8]) -> f64,
) -> impl FnMut(&[Pair]) -> f64 {
    move |pairs| {
        let of_run = |run: &[Pair]| {
            let left = prepare(run[0].0.as_bytes());
            let rights = run
                .iter()
                .map(|(_, right)| measure(&left, right.as_bytes()));
            rights.sum::<f64>()
        };
        pairs.chunks(RUN).map(of_run).sum()
    }
}

/// As [`by_runs`], in the memory of one [`Jaro`].
fn in_place(measure: impl Fn(&Jaro, &[u8]) -> f64) -> impl FnMut(&[Pair]) -> f64 {
    let mut jaro = Jaro::default();
    move |pairs| {
        let of_run = |run: &[Pair]| {
            jaro.prepare(run[0].0.as_bytes());
            let rights = run
                .iter()
                .map(|(_, right)| measure(&jaro, right.as_bytes()));
            rights.sum::<f64>()
        };
        pairs.chunks(RUN).map(of_run).sum()
    }
}

fn prepared(criterion: &mut Criterion, runs: &Corpus) {
    let contenders = vec![
        Contender::of_all("throughline", in_place(|left, right| left.against(right))),
        Contender::of_all(
            "rapidfuzz",
            by_runs(
                |left| jaro::BatchComparator::new(left.iter().copied()),
                |left, right| left.similarity(right.iter().copied()),
            ),
        ),
    ];
    race(criterion, "jaro_prepared", runs, contenders);
    let contenders = vec![
        Contender::of_all(
            "throughline",
            in_place(|left, right| left.winkler_against(right)),
        ),
        Contender::of_all(
            "rapidfuzz",
            by_runs(
                |left| jaro_winkler::BatchComparator::new(left.iter().copied()),
                |left, right| left.similarity(right.iter().copied()),
            ),
        ),
    ];
    race(criterion, "jaro_winkler_prepared", runs, contenders);
}

fn prepared_at_least(criterion: &mut Criterion, runs: &Corpus) {
    let args = jaro_winkler::Args::default().score_cutoff(FLOOR);
    let reached = |similarity: Option<f64>| similarity.unwrap_or(0.0);
    let contenders = vec![
        Contender::of_all(
            "throughline",
            in_place(|left, right| reached(left.winkler_against_at_least(right, FLOOR))),
        ),
        Contender::of_all(
            "rapidfuzz",
            by_runs(
                |left| jaro_winkler::BatchComparator::new(left.iter().copied()),
                |left, right| reached(left.similarity_with_args(right.iter().copied(), &args)),
            ),
        ),
    ];
    let name = "jaro_winkler_prepared_at_least_0.88";
    race(criterion, name, runs, contenders);
}

//! Similarities of sets of symbols and of q-grams, against the same in plain collections.

use std::collections::{BTreeMap, BTreeSet};

use criterion::Criterion;
use throughline::kernel::similarity::{character_jaccard, qgram_cosine, qgram_jaccard};

use crate::corpus::Corpus;
use crate::race::{Contender, race};

const OURS: &str = "throughline";
const PLAIN: &str = "collections";

pub fn benches(criterion: &mut Criterion) {
    for corpus in Corpus::all() {
        let contenders = vec![
            Contender::of(OURS, |a, b| character_jaccard(a.as_bytes(), b.as_bytes())),
            Contender::of(PLAIN, |a, b| jaccard(a, b, 1)),
        ];
        race(criterion, "character_jaccard", &corpus, contenders);
        let contenders = vec![
            Contender::of(OURS, |a, b| qgram_jaccard(a.as_bytes(), b.as_bytes(), 2)),
            Contender::of(PLAIN, |a, b| jaccard(a, b, 2)),
        ];
        race(criterion, "bigram_jaccard", &corpus, contenders);
        let contenders = vec![
            Contender::of(OURS, |a, b| qgram_cosine(a.as_bytes(), b.as_bytes(), 2)),
            Contender::of(PLAIN, |a, b| cosine(a, b, 2)),
        ];
        race(criterion, "bigram_cosine", &corpus, contenders);
    }
}

fn grams(text: &str, q: usize) -> impl Iterator<Item = &[u8]> {
    text.as_bytes().windows(q.min(text.len()))
}

fn jaccard(a: &str, b: &str, q: usize) -> f64 {
    let [a, b] = [a, b].map(|text| grams(text, q).collect::<BTreeSet<_>>());
    a.intersection(&b).count() as f64 / a.union(&b).count() as f64
}

fn cosine(a: &str, b: &str, q: usize) -> f64 {
    let counts = [a, b].map(|text| {
        let mut counts: BTreeMap<&[u8], f64> = BTreeMap::new();
        grams(text, q).for_each(|gram| *counts.entry(gram).or_default() += 1.0);
        counts
    });
    let common = |(gram, count): (&&[u8], &f64)| count * counts[1].get(gram).unwrap_or(&0.0);
    let product: f64 = counts[0].iter().map(common).sum();
    let [a, b] = [0, 1].map(|side| counts[side].values().map(|n| n * n).sum::<f64>());
    product / (a * b).sqrt()
}

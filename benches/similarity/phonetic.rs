//! Phonetic codes, made anew for each pair, against codes made once.

use std::collections::HashMap;

use criterion::Criterion;
use throughline::kernel::similarity::{double_metaphone, soundex};

use crate::corpus::Corpus;
use crate::race::{Contender, race};

pub fn benches(criterion: &mut Criterion) {
    let [surnames, _] = Corpus::all();
    let soundexes = table(&surnames, soundex);
    let contenders = vec![
        Contender::of("made_anew", |a, b| f64::from(soundex(a) == soundex(b))),
        Contender::of("made_once", |a, b| f64::from(soundexes[a] == soundexes[b])),
    ];
    race(criterion, "soundex", &surnames, contenders);
    let metaphone = |name: &str| double_metaphone(name, 4).expect("a surname sounds");
    let codes = table(&surnames, metaphone);
    let contenders = vec![
        Contender::of("made_anew", |a, b| {
            f64::from(metaphone(a).meets(&metaphone(b)))
        }),
        Contender::of("made_once", |a, b| f64::from(codes[a].meets(&codes[b]))),
    ];
    race(criterion, "double_metaphone", &surnames, contenders);
}

fn table<T>(corpus: &Corpus, code: impl Fn(&str) -> T) -> HashMap<&str, T> {
    let names = corpus.pairs.iter().flat_map(|(a, b)| [a, b]);
    names.map(|name| (name.as_str(), code(name))).collect()
}

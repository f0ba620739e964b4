//! Similarities against naive definitions, other implementations, and published values.

mod dialect;
mod distance_km;
mod edits;
mod jaro;
mod nickname;
mod phonetic;
mod qgram;
mod sketch;

use proptest::collection::vec;
use proptest::prelude::*;

/// Texts of the kinds that records hold, and some that fill or overflow a machine word.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-D]{0,12}",
        "[A-Z ]{0,20}",
        "[0-9A-Z]{0,13}",
        "[A-C]{60,70}"
    ]
}

/// A text and the same text after up to four slips of the hand, or two texts.
fn pair() -> impl Strategy<Value = (String, String)> {
    let slips = vec((0usize..4, any::<prop::sample::Index>(), 0u8..26), 0..5);
    let alike = (text(), slips).prop_map(|(text, slips)| {
        let mut other = text.clone().into_bytes();
        for (kind, place, letter) in slips {
            slip(
                &mut other,
                kind,
                place.index(text.len().max(1)),
                b'A' + letter,
            );
        }
        (text, String::from_utf8(other).unwrap())
    });
    prop_oneof![alike, (text(), text())]
}

fn slip(text: &mut Vec<u8>, kind: usize, place: usize, letter: u8) {
    let place = place.min(text.len());
    if kind == 0 || place + 1 >= text.len() {
        text.insert(place, letter);
    } else if kind == 1 {
        text.remove(place);
    } else if kind == 2 {
        text[place] = letter;
    } else {
        text.swap(place, place + 1);
    }
}

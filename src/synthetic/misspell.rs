//! How writing goes wrong: keys, scans, sounds and accents.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::draw::Draw;

/// One slip at the keyboard: a neighbouring key, a letter left out, doubled or added, or two in the wrong order.
pub(crate) fn typo(draw: &mut Draw, text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() < 3 {
        return text.to_string();
    }
    let at = 1 + draw.below(letters.len() - 1);
    match draw.weighted(&[0.35, 0.25, 0.2, 0.2]) {
        0 => letters[at] = neighbour(draw, letters[at]),
        1 => drop(letters.remove(at)),
        2 => letters.insert(at, neighbour(draw, letters[at - 1].to_ascii_lowercase())),
        _ if at + 1 < letters.len() => letters.swap(at, at + 1),
        _ => letters.push(letters[at]),
    }
    letters.into_iter().collect()
}

/// One digit for another in a code or date written as text.
pub(crate) fn wrong_digit(draw: &mut Draw, text: &str) -> String {
    let places: Vec<usize> = text
        .bytes()
        .enumerate()
        .filter(|(_, byte)| byte.is_ascii_digit())
        .map(|(place, _)| place)
        .collect();
    if places.is_empty() {
        return text.to_string();
    }
    let at = places[draw.below(places.len())];
    let step = 1 + draw.below(9) as u8;
    let wrong = |byte: u8| char::from(b'0' + (byte - b'0' + step) % 10);
    text.char_indices()
        .map(|(place, letter)| match place == at {
            true => wrong(letter as u8),
            false => letter,
        })
        .collect()
}

/// A letter taken for one that looks like it, as when paper is scanned.
pub(crate) fn scanned(draw: &mut Draw, text: &str) -> String {
    const LOOK_ALIKE: [(&str, &str); 12] = [
        ("rn", "m"),
        ("m", "rn"),
        ("cl", "d"),
        ("l", "1"),
        ("o", "0"),
        ("i", "l"),
        ("e", "c"),
        ("h", "b"),
        ("u", "v"),
        ("S", "5"),
        ("B", "8"),
        ("ri", "n"),
    ];
    replace_one(draw, text, &LOOK_ALIKE)
}

/// Spelt as it sounds.
pub(crate) fn by_sound(draw: &mut Draw, text: &str) -> String {
    const SOUND_ALIKE: [(&str, &str); 30] = [
        ("ph", "f"),
        ("ck", "k"),
        ("ie", "y"),
        ("ey", "y"),
        ("y", "ie"),
        ("ee", "ea"),
        ("ea", "ee"),
        ("ai", "ay"),
        ("ay", "ai"),
        ("ll", "l"),
        ("tt", "t"),
        ("nn", "n"),
        ("ss", "s"),
        ("rr", "r"),
        ("n", "nn"),
        ("l", "ll"),
        ("t", "tt"),
        ("c", "k"),
        ("k", "c"),
        ("z", "s"),
        ("s", "z"),
        ("th", "t"),
        ("gh", "h"),
        ("ou", "o"),
        ("oo", "u"),
        ("au", "o"),
        ("er", "ar"),
        ("en", "an"),
        ("on", "en"),
        ("Mac", "Mc"),
    ];
    replace_one(draw, text, &SOUND_ALIKE)
}

/// The same text without accents, in plain Latin letters.
pub(crate) fn without_accents(text: &str) -> String {
    text.nfd()
        .filter(|letter| !is_combining_mark(*letter))
        .map(|letter| match letter {
            'ł' => 'l',
            'Ł' => 'L',
            'ø' => 'o',
            'đ' => 'd',
            'ı' => 'i',
            other => other,
        })
        .collect()
}

/// Applies one of the replacements that fit, past the first letter unless nothing else fits; a slip of the
/// keyboard where none does.
fn replace_one(draw: &mut Draw, text: &str, pairs: &[(&str, &str)]) -> String {
    let fits: Vec<(usize, &(&str, &str))> = pairs
        .iter()
        .filter_map(|pair| text.rfind(pair.0).map(|at| (at, pair)))
        .collect();
    if fits.is_empty() {
        return typo(draw, text);
    }
    let (at, (from, to)) = fits[draw.below(fits.len())];
    format!("{}{to}{}", &text[..at], &text[at + from.len()..])
}

fn neighbour(draw: &mut Draw, letter: char) -> char {
    const KEYS: [(&str, char); 26] = [
        ("qwsz", 'a'),
        ("vghn", 'b'),
        ("xdfv", 'c'),
        ("serfcx", 'd'),
        ("wsdr", 'e'),
        ("drtgvc", 'f'),
        ("ftyhbv", 'g'),
        ("gyujnb", 'h'),
        ("ujko", 'i'),
        ("huikmn", 'j'),
        ("jiolm", 'k'),
        ("kop", 'l'),
        ("njk", 'm'),
        ("bhjm", 'n'),
        ("iklp", 'o'),
        ("ol", 'p'),
        ("wa", 'q'),
        ("edft", 'r'),
        ("awedxz", 's'),
        ("rfgy", 't'),
        ("yhji", 'u'),
        ("cfgb", 'v'),
        ("qase", 'w'),
        ("zsdc", 'x'),
        ("tghu", 'y'),
        ("asx", 'z'),
    ];
    let lower = letter.to_ascii_lowercase();
    let Some((near, _)) = KEYS.iter().find(|(_, key)| *key == lower) else {
        return match letter.is_ascii_digit() {
            true => char::from(b'0' + (letter as u8 - b'0' + 1 + draw.below(9) as u8) % 10),
            false => 'e',
        };
    };
    let found = char::from(near.as_bytes()[draw.below(near.len())]);
    match letter.is_ascii_uppercase() {
        true => found.to_ascii_uppercase(),
        false => found,
    }
}

#[cfg(test)]
mod tests {
    use super::super::draw::Purpose;
    use super::*;

    #[test]
    fn a_typo_is_one_slip() {
        let mut draw = Draw::new(3, Purpose::People, 0);
        for _ in 0..2_000 {
            let slipped = typo(&mut draw, "Featherstone");
            assert!(strsim::damerau_levenshtein("Featherstone", &slipped) <= 1);
            assert!(slipped.starts_with('F'));
        }
    }

    #[test]
    fn a_wrong_digit_changes_one_digit() {
        let mut draw = Draw::new(3, Purpose::People, 0);
        for _ in 0..500 {
            let wrong = wrong_digit(&mut draw, "ZA12 3XY");
            assert_eq!(strsim::hamming("ZA12 3XY", &wrong), Ok(1));
        }
    }

    #[test]
    fn accents_go_and_letters_stay() {
        assert_eq!(without_accents("Łukasz Wójcik"), "Lukasz Wojcik");
        assert_eq!(without_accents("Zoë O'Neill"), "Zoe O'Neill");
    }
}

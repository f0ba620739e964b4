//! Letters as they are compared: upper case, without diacritics.

use unicode_normalization::UnicodeNormalization;

/// Upper case without diacritics; letters that do not decompose are spelt out (Ø is O, Æ is AE, ß is SS).
/// Apostrophes and invisible characters are dropped; digits and punctuation stay. Letters of other scripts than
/// Latin stay in their script, in upper case where it has one.
pub(crate) fn fold(raw: &str) -> String {
    if raw.is_ascii() {
        let mut upper = raw.to_ascii_uppercase();
        upper.retain(|c| !matches!(c, '\'' | '`'));
        return upper;
    }
    let upper: String = raw
        .chars()
        .filter(|&c| !is_dropped(c))
        .nfkd()
        .filter(|&c| !is_dropped(c))
        .flat_map(char::to_uppercase)
        .collect();
    let mut spelt = String::with_capacity(upper.len());
    for c in upper.nfkd().filter(|&c| !is_dropped(c)) {
        match spelt_out(c) {
            Some(letters) => spelt.push_str(letters),
            None => spelt.push(c),
        }
    }
    compose(spelt)
}

/// Canonical composition, so that scripts whose letters decompose (Hangul) come out whole.
pub(crate) fn compose(text: String) -> String {
    if text.is_ascii() {
        text
    } else {
        text.nfc().collect()
    }
}

fn is_dropped(c: char) -> bool {
    is_apostrophe(c) || is_diacritic(c) || is_invisible(c)
}

fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '`'
            | '\u{b4}'
            | '\u{2b9}'
            | '\u{2bb}'..='\u{2bf}'
            | '\u{2c8}'
            | '\u{2018}'..='\u{201b}'
            | '\u{2032}'
            | '\u{2035}'
            | '\u{a78b}'
            | '\u{a78c}'
            | '\u{ff07}'
    )
}

/// The blocks of combining diacritical marks; vowel signs of Indic scripts are letters and stay.
fn is_diacritic(c: char) -> bool {
    matches!(
        c,
        '\u{300}'..='\u{36f}'
            | '\u{1ab0}'..='\u{1aff}'
            | '\u{1dc0}'..='\u{1dff}'
            | '\u{20d0}'..='\u{20ff}'
            | '\u{fe20}'..='\u{fe2f}'
    )
}

fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
    )
}

fn spelt_out(c: char) -> Option<&'static str> {
    Some(match c {
        'Ø' => "O",
        'Ł' => "L",
        'Æ' => "AE",
        'Œ' => "OE",
        'Đ' | 'Ð' | 'Ɖ' => "D",
        'Þ' => "TH",
        'Ħ' => "H",
        'Ŧ' => "T",
        'Ŋ' => "NG",
        'Ə' => "E",
        'Ɨ' => "I",
        'ẞ' => "SS",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_do_not_decompose_are_spelt_out() {
        assert_eq!(fold("Søren Łukasz Straße Æsa"), "SOREN LUKASZ STRASSE AESA");
        assert_eq!(fold("Đặng Þór Ðorđe"), "DANG THOR DORDE");
    }

    #[test]
    fn apostrophes_of_every_shape_go() {
        for text in [
            "O'Brien",
            "O’Brien",
            "O‘Brien",
            "O`Brien",
            "O´Brien",
            "OʼBrien",
            "O＇Brien",
        ] {
            assert_eq!(fold(text), "OBRIEN", "{text}");
        }
    }

    #[test]
    fn other_scripts_keep_their_letters() {
        assert_eq!(fold("김철수"), "김철수");
        assert_eq!(fold("नेहा"), "नेहा");
        assert_eq!(fold("Ёлка"), "ЕЛКА");
    }
}

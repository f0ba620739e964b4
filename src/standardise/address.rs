//! The first line of an address.

use unicode_normalization::char::is_combining_mark;

use crate::ingest::FindingKind;
use crate::standardise::fold::{compose, fold};
use crate::standardise::value::{StandardValue, is_nothing, upper};

/// Makes an address line standard: upper case, no diacritics or apostrophes, punctuation to a space, common
/// abbreviations spelt out.
///
/// `ST`, `DR` and the like are spelt out only where a part of the address ends, because `ST` before a name is a
/// saint. "No fixed abode" is missing and a [`FindingKind::PlaceholderValue`]. Standardising a standard line
/// changes nothing.
///
/// # Examples
///
/// ```
/// use throughline::standardise;
///
/// let line = standardise::address_line("Apt. 2, 14 St. John's Rd");
/// assert_eq!(line.value(), Some("FLAT 2 14 ST JOHNS ROAD"));
/// assert_eq!(standardise::address_line("NFA").value(), None);
/// ```
pub fn address_line(raw: &str) -> StandardValue {
    if is_nothing(&upper(raw)) {
        return StandardValue::default();
    }
    let folded = fold(raw);
    let mut line = String::with_capacity(folded.len());
    for part in folded.split([',', ';', '\n']) {
        let words: Vec<&str> = part
            .split(parts_words)
            .filter(|word| !word.is_empty())
            .collect();
        for (place, word) in words.iter().enumerate() {
            let ends = place + 1 == words.len();
            let word = spelt_out(word, line.is_empty(), ends);
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    let line = compose(line);
    if NOWHERE.contains(&line.as_str()) {
        StandardValue::dropped(FindingKind::PlaceholderValue)
    } else if is_nothing(&line) {
        StandardValue::default()
    } else {
        StandardValue::kept(line)
    }
}

const NOWHERE: [&str; 9] = [
    "NFA",
    "N F A",
    "NO FIXED ABODE",
    "OF NO FIXED ABODE",
    "NO FIXED ADDRESS",
    "NO ADDRESS",
    "ADDRESS UNKNOWN",
    "ADDRESS NOT KNOWN",
    "UNKNOWN ADDRESS",
];

fn parts_words(c: char) -> bool {
    !(c.is_alphanumeric() || is_combining_mark(c))
}

/// The word in full: dwellings anywhere, roads anywhere but first, the ambiguous ones only where a part ends.
fn spelt_out(word: &str, first: bool, ends: bool) -> &str {
    match word {
        "APT" | "APARTMENT" | "FLT" => "FLAT",
        _ if first => word,
        "RD" => "ROAD",
        "AVE" | "AVN" => "AVENUE",
        "LN" => "LANE",
        "CRES" | "CRESC" | "CRST" => "CRESCENT",
        "GDN" => "GARDEN",
        "GDNS" => "GARDENS",
        "GRV" => "GROVE",
        "SQ" => "SQUARE",
        "TER" | "TERR" | "TCE" => "TERRACE",
        "HSE" => "HOUSE",
        "BLDG" => "BUILDING",
        "BLDGS" => "BUILDINGS",
        _ if !ends => word,
        "ST" | "STR" => "STREET",
        "DR" => "DRIVE",
        "AV" => "AVENUE",
        "CL" => "CLOSE",
        "CT" | "CRT" => "COURT",
        "PL" => "PLACE",
        "PK" => "PARK",
        "GR" => "GROVE",
        "WY" => "WAY",
        _ => word,
    }
}

//! Personal names.

use std::borrow::Cow;

use unicode_normalization::char::is_combining_mark;

use crate::ingest::FindingKind;
use crate::standardise::fold::{compose, fold};
use crate::standardise::placeholder::is_placeholder;

/// One name cell made standard: a forename or a surname, or both in one cell as `SURNAME, Forename`.
///
/// Made by [`name`]; two cells of one record are read together by [`PersonName`](crate::standardise::PersonName).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StandardName {
    text: String,
    placeholder: bool,
    surname_first: Option<Box<SurnameFirst>>,
}

/// The two parts of a cell that reads `SURNAME, Forename`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SurnameFirst {
    /// What stands before the comma.
    pub surname: StandardName,
    /// What stands after it.
    pub forename: StandardName,
}

impl StandardName {
    /// The name, `None` when the cell held none or a placeholder.
    pub fn value(&self) -> Option<&str> {
        (!self.text.is_empty() && !self.placeholder).then_some(self.text.as_str())
    }

    /// True when the cell held words that stand for a name not yet known (`Baby Smith`, `Twin 1`, `NK`).
    pub fn is_placeholder(&self) -> bool {
        self.placeholder
    }

    /// The parts, when the cell has a comma with a name on both sides.
    pub fn surname_first(&self) -> Option<&SurnameFirst> {
        self.surname_first.as_deref()
    }

    pub(crate) fn finding(&self) -> Option<FindingKind> {
        self.placeholder.then_some(FindingKind::PlaceholderName)
    }

    pub(crate) fn into_text(self) -> String {
        self.text
    }

    fn from_words(words: &[&str]) -> Self {
        let words = bare(words);
        let text = compose(words.join(" "));
        Self {
            placeholder: is_placeholder(words, &text),
            text,
            surname_first: None,
        }
    }
}

/// Makes one name cell standard.
///
/// Upper case; diacritics and apostrophes dropped (`O'BRIEN` is `OBRIEN`); hyphens and other punctuation to a
/// space; digits, bracketed or quoted known-as names, titles and suffixes dropped while a name stays;
/// placeholders recognised. A cell of two names around a comma can be
/// [taken apart](StandardName::surname_first); its [value](StandardName::value) is all of it.
///
/// Standardising a standard name changes nothing.
///
/// # Examples
///
/// ```
/// use throughline::standardise;
///
/// assert_eq!(standardise::name("Mrs Zoë  O’Brien-Łoś (Zo)").value(), Some("ZOE OBRIEN LOS"));
/// assert_eq!(standardise::name("Mr").value(), Some("MR"));
/// assert_eq!(standardise::name("Baby Smith").value(), None);
/// assert!(standardise::name("Twin 1").is_placeholder());
/// ```
pub fn name(raw: &str) -> StandardName {
    if raw.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        // Most names are one plain word, and there is nothing in it to part or drop.
        return StandardName::from_words(&[&raw.to_ascii_uppercase()]);
    }
    let mut text = fold(raw);
    text.retain(|c| !c.is_numeric());
    let outside = outside_brackets(&text);
    let text = if has_letter(&outside) {
        &outside
    } else {
        &*text
    };
    let Some((before, after)) = text.split_once(',') else {
        return StandardName::from_words(&words(text));
    };
    let (surname, forename) = (words(before), words(after));
    let mut whole = StandardName::from_words(&[bare(&surname), bare(&forename)].concat());
    let parts = SurnameFirst {
        surname: StandardName::from_words(&surname),
        forename: StandardName::from_words(&forename),
    };
    let named = !parts.surname.text.is_empty() && !parts.forename.text.is_empty();
    if named && !is_only_affix(bare(&forename)) {
        whole.surname_first = Some(Box::new(parts));
    }
    whole
}

const TITLES: [&str; 15] = [
    "MR", "MRS", "MS", "MISS", "MX", "MSTR", "MASTER", "DR", "REV", "REVD", "PROF", "SIR", "DAME",
    "CLLR", "MESSRS",
];

const ENDINGS: [&str; 13] = [
    "JR", "JNR", "SR", "SNR", "ESQ", "II", "III", "MR", "MRS", "MS", "MISS", "MX", "DR",
];

/// Words after which another name of the same person follows.
const ALSO: [&str; 4] = ["AKA", "NEE", "FKA", "FORMERLY"];

/// The name without titles, suffixes and what follows `AKA` or `NEE`, while one word stays.
fn bare<'a, 'b>(mut words: &'a [&'b str]) -> &'a [&'b str] {
    while words.len() > 1 && TITLES.contains(&words[0]) {
        words = &words[1..];
    }
    if let Some(place) = words.iter().skip(1).position(|word| ALSO.contains(word)) {
        words = &words[..=place];
    }
    while words.len() > 1 && ENDINGS.contains(&words[words.len() - 1]) {
        words = &words[..words.len() - 1];
    }
    words
}

/// True for what may follow a comma without being a forename: `SMITH, Jr`.
fn is_only_affix(words: &[&str]) -> bool {
    words
        .iter()
        .all(|word| TITLES.contains(word) || ENDINGS.contains(word))
}

fn has_letter(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

/// The text outside brackets and double quotes; one that is opened and not closed runs to the end.
fn outside_brackets(text: &str) -> Cow<'_, str> {
    if !text.contains(|c| closing(c).is_some()) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut until = None;
    for c in text.chars() {
        match until {
            Some(close) if c == close => until = None,
            Some(_) => {}
            None => {
                until = closing(c);
                out.push(if until.is_some() { ' ' } else { c });
            }
        }
    }
    Cow::Owned(out)
}

fn closing(c: char) -> Option<char> {
    match c {
        '(' => Some(')'),
        '[' => Some(']'),
        '{' => Some('}'),
        '"' => Some('"'),
        '“' => Some('”'),
        _ => None,
    }
}

/// Runs of letters and their marks.
fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !(c.is_alphabetic() || is_combining_mark(c)))
        .filter(|word| has_letter(word))
        .collect()
}

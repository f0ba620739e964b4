//! Words that stand where a name is not known yet.

/// A cell that starts with one of these names no one: `BABY SMITH`, `UNBORN OF ANNA`, `TWIN ONE`.
const LEADS: [&str; 16] = [
    "BABY",
    "BABYBOY",
    "BABYGIRL",
    "UNBORN",
    "UNBORNBABY",
    "UNKNOWN",
    "UNNAMED",
    "INFANT",
    "NEWBORN",
    "FOETUS",
    "FETUS",
    "TWIN",
    "TRIPLET",
    "ANONYMOUS",
    "ANON",
    "TESTPATIENT",
];

/// A cell of these words alone, with one of [`LEADS`] among them, names no one: `MALE INFANT`, `FIRST TWIN`.
const QUALIFIERS: [&str; 18] = [
    "MALE", "FEMALE", "BOY", "GIRL", "THE", "A", "B", "C", "ST", "ND", "RD", "FIRST", "SECOND",
    "THIRD", "ELDER", "YOUNGER", "MISS", "MASTER",
];

/// Whole cells that name no one.
const WHOLE: [&str; 31] = [
    "NK",
    "N K",
    "NA",
    "N A",
    "NULL",
    "NIL",
    "NONE",
    "NAN",
    "UNK",
    "TBC",
    "TBA",
    "TO BE CONFIRMED",
    "NOT KNOWN",
    "NOT YET KNOWN",
    "NOT STATED",
    "NOT GIVEN",
    "NOT RECORDED",
    "NOT AVAILABLE",
    "NOT APPLICABLE",
    "NO NAME",
    "NO FORENAME",
    "NO SURNAME",
    "NO FIRST NAME",
    "MALE",
    "FEMALE",
    "MALE CHILD",
    "FEMALE CHILD",
    "REDACTED",
    "WITHHELD",
    "TEST",
    "ZZTEST",
];

/// True when the words of one cell, titles and suffixes gone, stand for a name not known; `text` is all of them.
pub(crate) fn is_placeholder(words: &[&str], text: &str) -> bool {
    let Some(first) = words.first() else {
        return false;
    };
    let is_lead = |word: &&str| LEADS.contains(word);
    LEADS.contains(first)
        || words.contains(&"UNBORN")
        || words.iter().any(is_lead)
            && words
                .iter()
                .all(|word| is_lead(word) || QUALIFIERS.contains(word))
        || WHOLE.contains(&text)
        || words.iter().all(|word| is_filler(word))
}

/// `XX`, `ZZZ`: a letter that no name repeats, and nothing else.
fn is_filler(word: &str) -> bool {
    word.len() > 1 && (word.bytes().all(|b| b == b'X') || word.bytes().all(|b| b == b'Z'))
}

//! What may be quoted.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::Result;
use crate::ingest::Dataset;
use crate::linkage::PersonIndex;
use crate::longitudinal::linked::Linked;
use crate::schema::DatasetKind;
use crate::voice::themes::codes;

/// How many pieces of voice carry a theme, and how many of them may be quoted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quotable {
    /// The theme's code.
    pub theme: String,
    /// Pieces that carry it.
    pub pieces: u64,
    /// Of those, pieces whose consent to quote is a plain yes; no answer is not consent.
    pub consented: u64,
    /// People with at least one consented piece.
    pub people: u64,
}

/// Counts, by theme in alphabetical order, the pieces of voice that may be quoted; no text is given out.
///
/// # Errors
///
/// When the person index numbers other records than those of `datasets`, in order.
pub fn quotable(datasets: &[Dataset], people: &PersonIndex) -> Result<Vec<Quotable>> {
    let linked = Linked::check(datasets, people)?;
    let mut pieces: BTreeMap<&str, Vec<(u32, bool)>> = BTreeMap::new();
    for part in linked.parts(DatasetKind::Voice) {
        let consents = part.flags("consent_to_quote")?.iter();
        let rows = part.text("themes")?.iter().zip(consents).zip(part.persons);
        for ((themes, consent), person) in rows {
            let mut own: Vec<&str> = codes(themes.unwrap_or("")).collect();
            own.sort_unstable();
            own.dedup();
            for theme in own {
                let piece = (person.0, consent == Some(true));
                pieces.entry(theme).or_default().push(piece);
            }
        }
    }
    Ok(pieces.into_iter().map(count).collect())
}

fn count((theme, pieces): (&str, Vec<(u32, bool)>)) -> Quotable {
    let consented = pieces.iter().filter(|(_, consented)| *consented);
    let mut people: Vec<u32> = consented.map(|&(person, _)| person).collect();
    let consented = people.len() as u64;
    people.sort_unstable();
    people.dedup();
    Quotable {
        theme: theme.into(),
        pieces: pieces.len() as u64,
        consented,
        people: people.len() as u64,
    }
}

//! Measures of a comparison: each is taken at most once for a pair of values, and bounded before it is taken.

use super::node::Lane;

/// What a measure is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Measure {
    Jaro,
    JaroWinkler,
    Jaccard,
    QgramJaccard(u8),
    QgramCosine(u8),
    Levenshtein,
    OptimalStringAlignment,
    DamerauLevenshtein,
}

impl Measure {
    pub(super) fn is_distance(self) -> bool {
        matches!(
            self,
            Self::Levenshtein | Self::OptimalStringAlignment | Self::DamerauLevenshtein
        )
    }
}

/// What is known of a pair without taking the measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Bound {
    /// Nothing but presence.
    Present,
    /// Jaro similarity must reach this for any level to hold.
    Jaro {
        sketch: Lane,
        sizes: Lane,
        floor: f32,
    },
    /// At most so many edits, by length and sketch.
    Edits {
        sketch: Lane,
        sizes: Lane,
        ceiling: u32,
    },
    /// At most one edit between ISO dates, by their digits.
    DateEdit { digits: Lane },
}

/// A measure of one field in one comparison.
#[derive(Debug, Clone)]
pub(super) struct Metric {
    pub(super) measure: Measure,
    pub(super) field: usize,
    pub(super) lane: Lane,
    /// Lowest similarity or highest distance that any level asks for.
    pub(super) loosest: f64,
    pub(super) bound: Bound,
}

impl Metric {
    /// Widens what any level asks for.
    pub(super) fn admit(&mut self, asked: f64) {
        self.loosest = match self.measure.is_distance() {
            true => self.loosest.max(asked),
            false => self.loosest.min(asked),
        };
    }
}

/// The Jaro similarity that a Jaro–Winkler similarity of `floor` needs at least, with a common prefix of four.
pub(super) fn jaro_needed(floor: f64) -> f64 {
    floor.min(((floor - 0.4) / 0.6).max(0.7))
}

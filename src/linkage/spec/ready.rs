//! Ready-made comparisons.

use crate::linkage::{Comparison, Condition, DateUnit, KeyPart, TermFrequency, Transform};

fn part(column: &str, transform: Transform) -> KeyPart {
    KeyPart::new(column, transform)
}

fn same_part(column: &str, transform: Transform) -> Condition {
    Condition::Exact(part(column, transform))
}

fn edits(column: &str, at_most: u32) -> Condition {
    Condition::damerau_levenshtein(column, at_most)
}

impl Comparison {
    /// A name: exact (with term frequency), Jaro–Winkler at least 0.92, 0.88, 0.7, anything else.
    pub fn name(column: &str) -> Self {
        let similar = [0.92, 0.88, 0.7].map(|at_least| Condition::jaro_winkler(column, at_least));
        let levels = [vec![Condition::exact(column)], similar.to_vec()].concat();
        Self::new(column, levels).with_term_frequency(column)
    }

    /// Forename and surname together: both exact; the two reversed; both Jaro–Winkler at least 0.92, then 0.88;
    /// surname exact, then forename exact (each with term frequency); anything else.
    pub fn forename_surname(forename: &str, surname: &str) -> Self {
        let both = |at_least| {
            let alike = |column: &str| Condition::jaro_winkler(column, at_least);
            Condition::All(vec![alike(forename), alike(surname)])
        };
        let levels = vec![
            Condition::All(vec![Condition::exact(forename), Condition::exact(surname)]),
            Condition::Reversed(forename.into(), surname.into()),
            both(0.92),
            both(0.88),
            Condition::exact(surname),
            Condition::exact(forename),
        ];
        let names = Self::new(format!("{forename}_{surname}"), levels);
        names
            .with_term_frequency(surname)
            .with_term_frequency(forename)
    }

    /// Text such as a place: exact (with term frequency), Jaro–Winkler at least 0.9, 0.7, anything else.
    pub fn text(column: &str) -> Self {
        let similar = [0.9, 0.7].map(|at_least| Condition::jaro_winkler(column, at_least));
        let levels = [vec![Condition::exact(column)], similar.to_vec()].concat();
        Self::new(column, levels).with_term_frequency(column)
    }

    /// A date: exact, one edit or day and month swapped, same year within 31 days, within a year, anything else.
    pub fn date(column: &str) -> Self {
        let near = Condition::Any(vec![
            edits(column, 1),
            Condition::DayMonthSwapped(column.into()),
        ]);
        let within = [31.0, 366.0].map(|days| Condition::date_within(column, days, DateUnit::Days));
        let levels = [vec![Condition::exact(column), near], within.to_vec()].concat();
        Self::new(column, levels)
    }

    /// A postcode: exact, one edit, same sector, same outward half, anything else.
    pub fn postcode(column: &str) -> Self {
        let levels = vec![
            Condition::exact(column),
            edits(column, 1),
            same_part(column, Transform::Sector),
            same_part(column, Transform::Outward),
        ];
        Self::new(column, levels)
    }

    /// An address line: exact (with term frequency), two edits, the same words in another order or Jaro–Winkler at
    /// least 0.9, anything else.
    pub fn address(column: &str) -> Self {
        let alike = Condition::Any(vec![
            same_part(column, Transform::SortedTokens),
            Condition::jaro_winkler(column, 0.9),
        ]);
        let levels = vec![Condition::exact(column), edits(column, 2), alike];
        Self::new(column, levels).with_term_frequency(column)
    }

    /// A home, by address line and postcode together, because the two agree or differ together: both exact;
    /// address exact, or two edits off at the same postcode; address two edits off, or alike in the same outward
    /// area; postcode exact; postcode one edit off or of the same sector; same outward area; anything else.
    pub fn home(address: &str, postcode: &str) -> Self {
        let exact = Condition::exact;
        let outward = || same_part(postcode, Transform::Outward);
        let near = Condition::All(vec![edits(address, 2), exact(postcode)]);
        let alike = Condition::All(vec![Condition::jaro_winkler(address, 0.9), outward()]);
        let sector = same_part(postcode, Transform::Sector);
        let levels = vec![
            Condition::All(vec![exact(address), exact(postcode)]),
            Condition::Any(vec![exact(address), near]),
            Condition::Any(vec![edits(address, 2), alike]),
            exact(postcode),
            Condition::Any(vec![edits(postcode, 1), sector]),
            outward(),
        ];
        Self::new("home", levels)
    }

    /// An email address: exact (with term frequency); the same before the `@`; Jaro–Winkler at least 0.88 of the
    /// whole, then of what stands before the `@`; anything else.
    pub fn email(column: &str) -> Self {
        let username = || part(column, Transform::Username);
        let levels = vec![
            Condition::exact(column),
            Condition::Exact(username()),
            Condition::jaro_winkler(column, 0.88),
            Condition::jaro_winkler(username(), 0.88),
        ];
        Self::new(column, levels).with_term_frequency(column)
    }

    /// An identifier whose digits mean nothing: exact, one edit, two edits, anything else.
    pub fn identifier(column: &str) -> Self {
        let levels = vec![Condition::exact(column), edits(column, 1), edits(column, 2)];
        Self::new(column, levels)
    }

    /// An identifier with a check digit, of which only valid values are compared: exact, or anything else. One wrong
    /// character breaks the check, so two valid numbers that nearly agree are two people's.
    pub fn checked_identifier(column: &str) -> Self {
        Self::new(column, vec![Condition::exact(column)])
    }

    /// A category such as sex: exact (with term frequency) or not.
    pub fn category(column: &str) -> Self {
        Self::new(column, vec![Condition::exact(column)]).with_term_frequency(column)
    }

    /// Adjusts every written level of the comparison by a column's term frequencies, the exact level's u probability
    /// in the numerator: as the exact level is adjusted, so are the fuzzy ones.
    pub fn with_term_frequency_at_every_level(mut self, adjustment: TermFrequency) -> Self {
        for level in self.levels_mut() {
            level.term_frequency = Some(adjustment.clone());
        }
        self
    }
}

//! What a study may know of a person beyond the records: sex and year of birth.

use crate::error::Result;
use crate::ingest::{EncodedColumn, MISSING};
use crate::linkage::{PersonId, PersonIndex};
use crate::longitudinal::linked::check_sources;
use crate::schema::Identifier;
use crate::standardise::Records;

/// Sex and year of birth of each person, for grouping by sex and age band.
///
/// Both are identifiers, which payload never holds. This table is the one way by which a study learns them, and
/// it holds nothing finer: no day or month of birth, no name, no place. Derive it from the linked records, or
/// make it from a register of your own.
///
/// # Examples
///
/// ```
/// use throughline::linkage::PersonId;
/// use throughline::longitudinal::{PersonAttribute, PersonAttributes};
///
/// let attributes = PersonAttributes::from_values([
///     PersonAttribute { sex: Some("F"), birth_year: Some(2012) },
///     PersonAttribute { sex: None, birth_year: Some(2015) },
/// ]);
/// assert_eq!(attributes.sex(PersonId(0)), Some("F"));
/// assert_eq!(attributes.birth_year(PersonId(1)), Some(2015));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonAttributes {
    sex: EncodedColumn,
    birth_years: Vec<Option<i32>>,
}

/// One person's attributes, for [`PersonAttributes::from_values`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PersonAttribute<'a> {
    /// Sex as the standard writes it, M or F.
    pub sex: Option<&'a str>,
    /// Calendar year of birth.
    pub birth_year: Option<i32>,
}

impl PersonAttributes {
    /// A table of the caller's own, one entry a person in order of [`PersonId`].
    pub fn from_values<'a>(people: impl IntoIterator<Item = PersonAttribute<'a>>) -> Self {
        let people: Vec<_> = people.into_iter().collect();
        Self {
            sex: EncodedColumn::from_values(people.iter().map(|own| own.sex.unwrap_or(""))),
            birth_years: people.iter().map(|own| own.birth_year).collect(),
        }
    }

    /// Takes for each person the value that most of their records have; of values equally common, the one whose
    /// first record comes earliest. A person without any is left without.
    ///
    /// # Errors
    ///
    /// When the person index numbers other records than these.
    pub fn from_records(records: &Records, people: &PersonIndex) -> Result<Self> {
        check_sources(people.sources(), records.sources())?;
        let column = |identifier: Identifier| {
            let column = records.column(identifier.name());
            column.map(|column| &column.values)
        };
        let none = vec![MISSING; people.person_count()];
        let sex = column(Identifier::Sex);
        let sex_codes = sex.map(|sex| majority(people, sex.codes()));
        let sex_of = |code: u32| sex.map_or("", |sex| sex.pool().value(code));
        let born = column(Identifier::DateOfBirth).map(years);
        let born_codes = born.as_ref().map(|years| majority(people, years.codes()));
        let year_of = |code: u32| born.as_ref()?.pool().value(code).parse().ok();
        Ok(Self {
            sex: EncodedColumn::from_values(
                sex_codes
                    .unwrap_or_else(|| none.clone())
                    .into_iter()
                    .map(sex_of),
            ),
            birth_years: born_codes
                .unwrap_or(none)
                .into_iter()
                .map(year_of)
                .collect(),
        })
    }

    /// Number of people.
    pub fn len(&self) -> usize {
        self.birth_years.len()
    }

    /// True when there is no person.
    pub fn is_empty(&self) -> bool {
        self.birth_years.is_empty()
    }

    /// The sex of a person, `None` where not known.
    ///
    /// # Panics
    ///
    /// When the person is out of range.
    pub fn sex(&self, person: PersonId) -> Option<&str> {
        self.sex.get(person.0 as usize)
    }

    /// The year of birth of a person, `None` where not known.
    ///
    /// # Panics
    ///
    /// When the person is out of range.
    pub fn birth_year(&self, person: PersonId) -> Option<i32> {
        self.birth_years[person.0 as usize]
    }
}

/// The years of ISO dates.
fn years(dates: &EncodedColumn) -> EncodedColumn {
    dates.map(|date| {
        let year = date.split('-').next()?;
        year.parse::<i32>().ok().map(|_| year.to_string())
    })
}

/// Each person's commonest code that is not missing.
fn majority(people: &PersonIndex, codes: &[u32]) -> Vec<u32> {
    let records = people.persons().iter().zip(codes).enumerate();
    let mut seen: Vec<(PersonId, u32, usize)> = records
        .filter(|&(_, (_, &code))| code != MISSING)
        .map(|(record, (&person, &code))| (person, code, record))
        .collect();
    seen.sort_unstable();
    let mut best = vec![(0, usize::MAX, MISSING); people.person_count()];
    for run in seen.chunk_by(|left, right| (left.0, left.1) == (right.0, right.1)) {
        let (person, code, first) = run[0];
        let (count, earliest, kept) = &mut best[person.0 as usize];
        if run.len() > *count || run.len() == *count && first < *earliest {
            (*count, *earliest, *kept) = (run.len(), first, code);
        }
    }
    best.into_iter().map(|(_, _, code)| code).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standardise::{RecordColumn, RecordSource};

    fn records(sex: &[&str], born: &[&str]) -> Records {
        let column = |identifier, values: &[&str]| RecordColumn {
            identifier,
            values: EncodedColumn::from_values(values),
        };
        Records {
            sources: vec![RecordSource {
                name: "register".into(),
                rows: 0..sex.len() as u32,
            }],
            record_ids: EncodedColumn::from_values(sex.iter().map(|_| "")),
            columns: vec![
                column(Identifier::Sex, sex),
                column(Identifier::DateOfBirth, born),
            ],
            findings: Vec::new(),
        }
    }

    fn index(records: &Records, persons: &[u32]) -> PersonIndex {
        PersonIndex {
            sources: records.sources.clone(),
            persons: persons.iter().copied().map(PersonId).collect(),
            weights: vec![f64::INFINITY; persons.len()],
            person_count: persons.iter().max().map_or(0, |last| last + 1),
            threshold: 1.0,
        }
    }

    #[test]
    fn the_commonest_value_wins_and_a_tie_goes_to_the_earliest() {
        let records = records(
            &["F", "M", "M", "M", "F", "", ""],
            &[
                "2012-01-01",
                "2013-05-05",
                "2012-06-06",
                "2010-01-01",
                "",
                "2011-01-01",
                "",
            ],
        );
        let people = index(&records, &[0, 0, 0, 1, 1, 1, 2]);
        let attributes = PersonAttributes::from_records(&records, &people).unwrap();
        let all: Vec<_> = (0..3)
            .map(|person| {
                let person = PersonId(person);
                (attributes.sex(person), attributes.birth_year(person))
            })
            .collect();
        assert_eq!(
            all,
            [
                (Some("M"), Some(2012)),
                (Some("M"), Some(2010)),
                (None, None)
            ]
        );
    }

    #[test]
    fn records_of_another_linkage_are_refused() {
        let records = records(&["F"], &[""]);
        let mut people = index(&records, &[0]);
        people.sources[0].name = "other".into();
        let error = PersonAttributes::from_records(&records, &people).unwrap_err();
        assert!(error.to_string().contains("other (1 rows)"), "{error}");
    }
}

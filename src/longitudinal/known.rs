//! People who are known already, by a number of the caller's own.

use crate::error::{Result, StudyError};
use crate::ingest::{Dataset, EncodedColumn, MISSING};
use crate::linkage::{PersonId, PersonIndex};
use crate::longitudinal::linked::sources_of;

impl PersonIndex {
    /// The index of people who need no linking, because every record carries a number of the person already.
    ///
    /// `numbers` has one entry per record, datasets in order and rows in order; records of one number are one
    /// person, a record without a number is a person of its own. Nothing had to be matched, so every weight is
    /// infinite and the threshold is 1.
    ///
    /// # Errors
    ///
    /// When there is not exactly one number per record.
    ///
    /// # Examples
    ///
    /// ```
    /// use throughline::ingest::EncodedColumn;
    /// use throughline::linkage::PersonIndex;
    ///
    /// let numbers = EncodedColumn::from_values::<&str>([]);
    /// assert_eq!(PersonIndex::from_known(&[], &numbers)?.person_count(), 0);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn from_known(datasets: &[Dataset], numbers: &EncodedColumn) -> Result<Self> {
        let sources = sources_of(datasets);
        let records = sources.last().map_or(0, |source| source.rows.end as usize);
        if numbers.len() != records {
            return Err(StudyError::KnownLength {
                numbers: numbers.len(),
                records,
            }
            .into());
        }
        let mut person_of: Vec<Option<PersonId>> = vec![None; numbers.pool().len()];
        let mut person_count = 0;
        let mut next = || {
            person_count += 1;
            PersonId(person_count - 1)
        };
        let person = |&code: &u32| match code {
            MISSING => next(),
            code => *person_of[code as usize].get_or_insert_with(&mut next),
        };
        let persons: Vec<PersonId> = numbers.codes().iter().map(person).collect();
        Ok(Self {
            sources,
            weights: vec![f64::INFINITY; persons.len()],
            persons,
            person_count,
            threshold: 1.0,
        })
    }
}

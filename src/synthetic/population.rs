//! A population: its size, its seed, and its people and records made as they are asked for.

use std::io::Write;

use rayon::prelude::*;

use super::household;
use super::person::Person;
use super::rates::Rates;
use super::register::{self, COLUMNS, RegisterRecord};
use crate::error::{Result, SyntheticError};

/// People are made in blocks of this many, each from streams of its own, so that blocks can be made in any order
/// and on any number of threads with the same result.
pub(crate) const BLOCK: usize = 1000;
/// Blocks held in memory at a time while a file is written.
const BLOCKS_AT_ONCE: u64 = 32;
const MOST_PEOPLE: u64 = 20_000_000;

/// A seeded population of invented people and the records that agencies hold of them.
///
/// Nothing is stored: people and records are made as they are asked for, so that ten million records take no
/// more memory than ten thousand. The same number of people, seed and rates give the same bytes on every
/// machine and at any thread count.
///
/// # Examples
///
/// Records for a test, with the truth:
///
/// ```
/// use throughline::synthetic::Population;
///
/// let population = Population::builder(500).seed(7).build()?;
/// let people = population.persons().count();
/// let records: Vec<_> = population.records().collect();
/// assert_eq!(people, 500);
/// assert!(records.len() > 500);
/// assert!(records.iter().all(|record| record.person < 500));
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Population {
    people: u64,
    seed: u64,
    rates: Rates,
}

/// Settings of a [`Population`].
#[derive(Debug, Clone)]
pub struct PopulationBuilder {
    people: u64,
    seed: u64,
    rates: Rates,
}

impl PopulationBuilder {
    /// The seed; 1 unless set.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The rates of families, errors and gaps; the documented ones unless set.
    pub fn rates(mut self, rates: Rates) -> Self {
        self.rates = rates;
        self
    }

    /// Checks the settings.
    ///
    /// # Errors
    ///
    /// When there are no people or more than 20 million, or a rate isn't a share.
    pub fn build(self) -> Result<Population> {
        let Self {
            people,
            seed,
            rates,
        } = self;
        if !(1..=MOST_PEOPLE).contains(&people) {
            return Err(SyntheticError::People {
                asked: people,
                most: MOST_PEOPLE,
            }
            .into());
        }
        rates.check()?;
        Ok(Population {
            people,
            seed,
            rates,
        })
    }
}

impl Population {
    /// Settings for a population of so many people.
    pub fn builder(people: u64) -> PopulationBuilder {
        PopulationBuilder {
            people,
            seed: 1,
            rates: Rates::default(),
        }
    }

    /// Number of people.
    pub fn people(&self) -> u64 {
        self.people
    }

    /// The seed.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The rates.
    pub fn rates(&self) -> &Rates {
        &self.rates
    }

    /// The people as they truly are, by number; households stand together.
    pub fn persons(&self) -> impl Iterator<Item = Person> + '_ {
        (0..self.blocks()).flat_map(|block| self.block(block))
    }

    /// The register's records: each person one to four times, in the order that
    /// [`write_register`](Self::write_register) writes them.
    pub fn records(&self) -> impl Iterator<Item = RegisterRecord> + '_ {
        (0..self.blocks()).flat_map(|block| self.block_records(block))
    }

    /// The register's records in memory, made in parallel; the same as [`records`](Self::records).
    pub fn register(&self) -> Vec<RegisterRecord> {
        (0..self.blocks())
            .into_par_iter()
            .flat_map_iter(|block| self.block_records(block))
            .collect()
    }

    /// Writes the register as CSV (UTF-8, ISO dates, columns record_id, person, source, forename, surname,
    /// date_of_birth, sex, postcode, address_line, upn) and returns the number of records.
    ///
    /// `progress` is told how many people are done, now and then.
    ///
    /// # Errors
    ///
    /// When the writer refuses.
    pub fn write_register(
        &self,
        mut writer: impl Write,
        mut progress: impl FnMut(u64),
    ) -> Result<u64> {
        let refused = SyntheticError::Write;
        writeln!(writer, "{}", COLUMNS.join(",")).map_err(refused)?;
        let mut records = 0;
        self.in_batches(
            |block| {
                let rows = self.block_records(block);
                Ok((rows.len() as u64, as_csv(&rows)?))
            },
            |done, batch: Vec<(u64, Vec<u8>)>| {
                for (rows, bytes) in batch {
                    records += rows;
                    writer.write_all(&bytes).map_err(refused)?;
                }
                progress(done);
                Ok(())
            },
        )?;
        writer.flush().map_err(refused)?;
        Ok(records)
    }

    pub(crate) fn blocks(&self) -> u64 {
        self.people.div_ceil(BLOCK as u64)
    }

    /// People of one block.
    pub(crate) fn block(&self, block: u64) -> Vec<Person> {
        let count = (self.people - block * BLOCK as u64).min(BLOCK as u64);
        household::people(self.seed, &self.rates, block, count as usize)
    }

    fn block_records(&self, block: u64) -> Vec<RegisterRecord> {
        register::records(self.seed, &self.rates, block, &self.block(block))
    }

    /// Makes blocks in parallel, a few at a time, and hands them on in order with the number of people done.
    pub(crate) fn in_batches<T: Send>(
        &self,
        make: impl Fn(u64) -> Result<T> + Sync,
        mut take: impl FnMut(u64, Vec<T>) -> Result<()>,
    ) -> Result<()> {
        for first in (0..self.blocks()).step_by(BLOCKS_AT_ONCE as usize) {
            let next = (first + BLOCKS_AT_ONCE).min(self.blocks());
            let batch = (first..next)
                .into_par_iter()
                .map(&make)
                .collect::<Result<Vec<T>>>()?;
            take((next * BLOCK as u64).min(self.people), batch)?;
        }
        Ok(())
    }
}

fn as_csv(rows: &[RegisterRecord]) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::with_capacity(rows.len() * 100));
    for row in rows {
        row.write(&mut writer)
            .map_err(|error| SyntheticError::Write(error.into()))?;
    }
    writer
        .into_inner()
        .map_err(|error| SyntheticError::Write(error.into_error()).into())
}

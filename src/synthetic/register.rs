//! The plain register: person records from several sources, with the truth beside each.

use chrono::NaiveDate;

use super::draw::{Draw, Purpose};
use super::observe::{Clerk, Observed};
use super::person::Person;
use super::population::BLOCK;
use super::rates::Rates;

/// Where a register's records come from; the order of [`Rates::upn_missing`].
const SOURCES: [&str; 4] = ["education", "social_care", "early_help", "health"];
/// Record numbers that one block may use.
const NUMBERS_IN_BLOCK: u64 = 4 * BLOCK as u64;

/// One record of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterRecord {
    /// The record's id, unique in the register, such as `R00000042`; tells nothing about the person.
    pub record_id: String,
    /// The truth: number of the person whose record it is.
    pub person: u64,
    /// Which service holds it: `education`, `social_care`, `early_help` or `health`.
    pub source: &'static str,
    /// Forename as recorded, empty where missing.
    pub forename: String,
    /// Surname as recorded, empty where missing.
    pub surname: String,
    /// Date of birth as recorded, `None` where missing.
    pub date_of_birth: Option<NaiveDate>,
    /// `F`, `M`, or empty where missing.
    pub sex: &'static str,
    /// Postcode as recorded, empty where missing.
    pub postcode: String,
    /// First line of the address as recorded, empty where missing.
    pub address_line: String,
    /// Unique Pupil Number as recorded, permanent or temporary, empty where missing.
    pub upn: String,
}

/// The register's columns, in order.
pub(crate) const COLUMNS: [&str; 10] = [
    "record_id",
    "person",
    "source",
    "forename",
    "surname",
    "date_of_birth",
    "sex",
    "postcode",
    "address_line",
    "upn",
];

impl RegisterRecord {
    fn new(person: u64, source: &'static str, observed: Observed) -> Self {
        Self {
            record_id: String::new(),
            person,
            source,
            forename: observed.forename,
            surname: observed.surname,
            date_of_birth: observed.date_of_birth,
            sex: observed.sex,
            postcode: observed.postcode,
            address_line: observed.address_line,
            upn: observed.upn,
        }
    }

    pub(crate) fn write(&self, writer: &mut csv::Writer<Vec<u8>>) -> csv::Result<()> {
        writer.write_record([
            &self.record_id,
            &self.person.to_string(),
            self.source,
            &self.forename,
            &self.surname,
            &self
                .date_of_birth
                .map_or_else(String::new, |date| date.to_string()),
            self.sex,
            &self.postcode,
            &self.address_line,
            &self.upn,
        ])
    }
}

/// The records of one block of people, in random order.
pub(crate) fn records(
    seed: u64,
    rates: &Rates,
    block: u64,
    people: &[Person],
) -> Vec<RegisterRecord> {
    let mut draw = Draw::new(seed, Purpose::Register, block);
    let mut records = Vec::with_capacity(people.len() * 2);
    for person in people {
        let count = 1 + draw.weighted(&rates.records_per_person);
        let mut sources = [0, 1, 2, 3];
        draw.shuffle(&mut sources);
        for (nth, &source) in sources[..count].iter().enumerate() {
            let observed =
                Clerk::new(rates, &mut draw).record(person, rates.upn_missing[source], nth as u64);
            records.push(RegisterRecord::new(
                person.number,
                SOURCES[source],
                observed,
            ));
        }
    }
    draw.shuffle(&mut records);
    for (place, record) in (1..).zip(&mut records) {
        record.record_id = format!("R{:08}", block * NUMBERS_IN_BLOCK + place);
    }
    records
}

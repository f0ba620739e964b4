//! The five datasets of the eight agencies, a block of people at a time.

use std::collections::BTreeMap;

use super::agency::{AGENCIES, Agency};
use super::draw::{Draw, Purpose};
use super::identifiers;
use super::journey::{Entry, Event, Journey};
use super::misspell;
use super::observe::{Clerk, Observed};
use super::person::Person;
use super::population::BLOCK;
use super::rates::Rates;
use super::sheet::{Damage, Wording};
use super::trajectory::MEASURES;
use super::truth::Expectation;
use crate::error::Result;
use crate::schema::DatasetKind;

/// Record numbers that one block may use in one file.
const NUMBERS_IN_BLOCK: u64 = 40 * BLOCK as u64;
/// Of rows: the person's details were typed in anew, with errors of their own.
const TYPED_ANEW: f64 = 0.03;
/// Of health and learner numbers: one digit wrong.
const WRONG_NUMBER: f64 = 0.005;

/// A file of the datasets: the agency's place in [`AGENCIES`], and the kind.
pub(crate) type Sheet = (usize, DatasetKind);

/// Every file of the datasets.
pub(crate) fn sheets() -> impl Iterator<Item = Sheet> {
    let kinds = |(place, agency): (usize, &'static Agency)| {
        agency.kinds.iter().map(move |&kind| (place, kind))
    };
    AGENCIES.iter().enumerate().flat_map(kinds)
}

/// A file's name under the folder of the datasets, without its ending: also the dataset's name in the truth.
pub(crate) fn name((agency, kind): Sheet) -> String {
    format!("{}/{kind}", AGENCIES[agency].name)
}

/// The first line of a file, with its byte-order mark if it has one.
pub(crate) fn header(sheet: Sheet) -> Result<Vec<u8>> {
    let agency = &AGENCIES[sheet.0];
    let wording = agency.layout.wording;
    let headers: Vec<String> = columns(sheet)
        .map(|field| wording.header(field).to_string())
        .collect();
    let line = agency.layout.csv(&[headers])?;
    Ok([agency.layout.encoding.mark(), &line].concat())
}

/// The fields of a file, in order.
fn columns((agency, kind): Sheet) -> impl Iterator<Item = &'static str> {
    let identifiers = AGENCIES[agency].held.iter().map(|(field, _)| *field);
    ["record_id", "partner"]
        .into_iter()
        .chain(identifiers)
        .chain(payload(kind).iter().copied())
}

/// The fields that only this kind has; the first is its date.
fn payload(kind: DatasetKind) -> &'static [&'static str] {
    match kind {
        DatasetKind::Referrals => &[
            "referral_date",
            "source",
            "service",
            "outcome",
            "primary_need",
            "end_date",
        ],
        DatasetKind::CareLeavers => &["contact_date", "in_touch", "activity", "accommodation"],
        DatasetKind::Assessments => &[
            "assessment_date",
            "instrument",
            "domain",
            "score",
            "informant",
        ],
        DatasetKind::Outcomes => &["outcome_date", "instrument", "domain", "score"],
        DatasetKind::Voice => &[
            "voice_date",
            "kind",
            "speaker",
            "text",
            "themes",
            "consent_to_quote",
        ],
        DatasetKind::Register => &[],
    }
}

/// One block's part of every file, and of the truth.
pub(crate) struct Block {
    pub(crate) rows: BTreeMap<Sheet, Vec<u8>>,
    pub(crate) records: u64,
    /// Lines of `truth/persons.csv`.
    pub(crate) persons: Vec<Vec<String>>,
    /// Lines of `truth/people.csv`.
    pub(crate) people: Vec<Vec<String>>,
    pub(crate) expectation: Expectation,
}

impl Block {
    /// Makes a block; expectations from so many simulated courses a person and battery.
    pub(crate) fn new(
        seed: u64,
        rates: &Rates,
        block: u64,
        people: &[Person],
        courses: usize,
    ) -> Result<Self> {
        let journeys = journeys(seed, block, people);
        let mut draw = Draw::new(seed, Purpose::Sheets, block);
        let mut drafts: BTreeMap<Sheet, Vec<Draft>> = BTreeMap::new();
        for (person, journey) in people.iter().zip(&journeys) {
            let mut office = Office::new(rates, person);
            for entry in &journey.entries {
                let sheet = (entry.agency, entry.kind);
                let draft = office.draft(&mut draw, sheet, entry);
                drafts.entry(sheet).or_default().push(draft);
            }
        }
        let mut made = Self {
            rows: BTreeMap::new(),
            records: 0,
            persons: Vec::new(),
            people: people
                .iter()
                .zip(&journeys)
                .map(|(person, journey)| truth_of(person, journey))
                .collect(),
            expectation: Expectation::of(seed, block, &journeys, courses),
        };
        for (sheet, mut rows) in drafts {
            draw.shuffle(&mut rows);
            made.file(&mut draw, sheet, rows, block * NUMBERS_IN_BLOCK)?;
        }
        Ok(made)
    }

    /// Numbers a file's rows, spoils a few, and turns them into bytes.
    fn file(
        &mut self,
        draw: &mut Draw,
        sheet: Sheet,
        drafts: Vec<Draft>,
        numbered: u64,
    ) -> Result<()> {
        let agency = &AGENCIES[sheet.0];
        let place = |field| columns(sheet).position(|column| column == field);
        let date = place(payload(sheet.1)[0]).unwrap_or(0);
        let score = place("score");
        let letter = sheet.1.name()[..1].to_uppercase();
        let mut lines = Vec::with_capacity(drafts.len());
        for (number, draft) in (numbered + 1..).zip(drafts) {
            let id = format!("{}-{letter}{number:06}", agency.prefix);
            let truth = vec![name(sheet), id.clone(), draft.person.to_string()];
            self.persons.push(truth);
            let mut values = draft.values;
            values[0] = id;
            let damage = Damage::draw(draw);
            if damage == Some(Damage::Repeated) {
                lines.push(values.clone());
            } else if let Some(damage) = damage {
                damage.apply(&mut values, date, score, agency.layout.dates);
            }
            lines.push(values);
        }
        self.records += lines.len() as u64;
        self.rows.insert(sheet, agency.layout.csv(&lines)?);
        Ok(())
    }
}

/// The journeys of a block's people.
pub(crate) fn journeys(seed: u64, block: u64, people: &[Person]) -> Vec<Journey> {
    let mut draw = Draw::new(seed, Purpose::Journeys, block);
    people
        .iter()
        .map(|person| Journey::draw(&mut draw, person))
        .collect()
}

/// A row without its record id.
struct Draft {
    person: u64,
    values: Vec<String>,
}

/// Writes one person's rows: each system of each agency has the person's details once and repeats them.
struct Office<'a> {
    rates: &'a Rates,
    person: &'a Person,
    details: BTreeMap<Sheet, Vec<String>>,
}

impl<'a> Office<'a> {
    fn new(rates: &'a Rates, person: &'a Person) -> Self {
        Self {
            rates,
            person,
            details: BTreeMap::new(),
        }
    }

    fn draft(&mut self, draw: &mut Draw, sheet: Sheet, entry: &Entry) -> Draft {
        let anew = draw.chance(TYPED_ANEW);
        let details = match self.details.get(&sheet) {
            Some(details) if !anew => details.clone(),
            _ => self.details(draw, sheet.0),
        };
        self.details.entry(sheet).or_insert_with(|| details.clone());
        let agency = &AGENCIES[sheet.0];
        let mut values = vec![String::new(), agency.title.to_string()];
        values.extend(details);
        values.push(agency.layout.dates.write(entry.date));
        values.extend(event(agency, &entry.event));
        Draft {
            person: self.person.number,
            values,
        }
    }

    fn details(&self, draw: &mut Draw, agency: usize) -> Vec<String> {
        let held = AGENCIES[agency].held;
        let missing = held
            .iter()
            .find(|(field, _)| *field == "upn")
            .map_or(1.0, |(_, share)| 1.0 - share);
        let observed = Clerk::new(self.rates, draw).record(self.person, missing, agency as u64);
        held.iter()
            .map(
                |&(field, share)| match field == "upn" || draw.chance(share) {
                    true => self.identifier(draw, agency, field, &observed),
                    false => String::new(),
                },
            )
            .collect()
    }

    fn identifier(
        &self,
        draw: &mut Draw,
        agency: usize,
        field: &str,
        observed: &Observed,
    ) -> String {
        let person = self.person;
        let layout = &AGENCIES[agency].layout;
        let number = match field {
            "nhs_number" => Some(person.nhs_number()),
            "chi" => Some(person.chi()),
            "uln" => person.uln(),
            "scn" => person.scn(),
            _ => None,
        };
        if let Some(number) = number {
            return match draw.chance(WRONG_NUMBER) {
                true => misspell::wrong_digit(draw, &number),
                false => number,
            };
        }
        match (field, layout.wording) {
            ("local_id", _) => {
                identifiers::local_id(AGENCIES[agency].prefix, person.number, agency)
            }
            ("forename", _) => observed.forename.clone(),
            ("surname", Wording::Office) => observed.surname.to_uppercase(),
            ("surname", _) => observed.surname.clone(),
            ("date_of_birth", _) => observed
                .date_of_birth
                .map_or_else(String::new, |date| layout.dates.write(date)),
            ("sex", wording) => wording.code(observed.sex).to_string(),
            ("postcode", _) => observed.postcode.clone(),
            ("address_line", _) => observed.address_line.clone(),
            ("upn", _) => observed.upn.clone(),
            _ => String::new(),
        }
    }
}

/// The payload of a row after its date.
fn event(agency: &Agency, event: &Event) -> Vec<String> {
    let wording = agency.layout.wording;
    let code = |code| wording.code(code).to_string();
    match event {
        Event::Referral {
            source,
            service,
            outcome,
            need,
            end,
        } => {
            let end = end.map_or_else(String::new, |date| agency.layout.dates.write(date));
            let need = need.to_string();
            vec![
                source.to_string(),
                code(service.code()),
                code(outcome),
                need,
                end,
            ]
        }
        Event::Contact {
            in_touch,
            activity,
            accommodation,
        } => [in_touch, activity, accommodation]
            .map(|code| code.to_string())
            .to_vec(),
        Event::Score {
            measure,
            score,
            informant,
        } => {
            let measure = &MEASURES[*measure];
            let mut values = vec![
                code(measure.instrument),
                measure.domain.to_string(),
                score.to_string(),
            ];
            if measure.battery.kind() == DatasetKind::Assessments {
                values.push(code(informant));
            }
            values
        }
        Event::Voice(note) => vec![
            code(note.kind),
            code(note.speaker),
            note.text.clone(),
            note.themes.join("|"),
            code(if note.consent { "true" } else { "false" }),
        ],
    }
}

/// The columns of `truth/people.csv`.
pub(crate) const PEOPLE_COLUMNS: [&str; 13] = [
    "person",
    "household",
    "role",
    "forename",
    "surname",
    "former_surname",
    "sex",
    "date_of_birth",
    "postcode",
    "address_line",
    "council",
    "service",
    "start_date",
];

fn truth_of(person: &Person, journey: &Journey) -> Vec<String> {
    let start = journey.start;
    let or_empty = |value: Option<String>| value.unwrap_or_default();
    vec![
        person.number.to_string(),
        person.household.to_string(),
        person.role.name().to_string(),
        person.forename.clone(),
        person.surname.clone(),
        or_empty(person.former_surname.clone()),
        person.sex.to_string(),
        person.date_of_birth.to_string(),
        person.address.postcode.clone(),
        person.address.line.clone(),
        or_empty(start.map(|start| AGENCIES[start.council].title.to_string())),
        or_empty(start.map(|start| start.subject.service.code().to_string())),
        or_empty(start.map(|start| start.date.to_string())),
    ]
}

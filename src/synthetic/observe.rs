//! From what is true of a person to what a record says.

use chrono::{Datelike, NaiveDate};

use super::draw::Draw;
use super::identifiers;
use super::misspell;
use super::person::{AS_AT, FamilyRole, Person};
use super::pools;
use super::rates::Rates;

/// Identifiers as one record has them; empty or `None` where missing.
#[derive(Debug, Clone)]
pub(crate) struct Observed {
    pub(crate) forename: String,
    pub(crate) surname: String,
    pub(crate) date_of_birth: Option<NaiveDate>,
    pub(crate) sex: &'static str,
    pub(crate) postcode: String,
    pub(crate) address_line: String,
    pub(crate) upn: String,
}

/// Writes records of people down, with the errors of its rates.
pub(crate) struct Clerk<'a> {
    rates: &'a Rates,
    draw: &'a mut Draw,
    factor: f64,
}

impl<'a> Clerk<'a> {
    pub(crate) fn new(rates: &'a Rates, draw: &'a mut Draw) -> Self {
        Self {
            rates,
            draw,
            factor: 1.0,
        }
    }

    /// One record of a person, in which a UPN is missing at the given rate.
    pub(crate) fn record(&mut self, person: &Person, upn_missing: f64, nth: u64) -> Observed {
        self.factor = match self.draw.chance(self.rates.careless) {
            true => self.rates.careless_factor,
            false => 1.0,
        };
        let mut forename = self.forename(person);
        let mut surname = self.surname(person);
        if self.errs(self.rates.names_swapped) {
            std::mem::swap(&mut forename, &mut surname);
        }
        let (postcode, address_line) = self.address(person);
        Observed {
            forename,
            surname,
            date_of_birth: self.date_of_birth(person.date_of_birth),
            sex: self.sex(person),
            postcode,
            address_line,
            upn: self.upn(person, upn_missing, nth),
        }
    }

    fn errs(&mut self, rate: f64) -> bool {
        self.draw.chance((rate * self.factor).min(1.0))
    }

    fn forename(&mut self, person: &Person) -> String {
        if self.errs(self.rates.forename_missing) {
            return String::new();
        }
        if let Some(placeholder) = self.placeholder(person) {
            return placeholder;
        }
        let short = pools::nicknames(&person.forename);
        let usual = match !short.is_empty() && self.errs(self.rates.nickname) {
            true => self.draw.pick(short).to_string(),
            false => self.accented(&person.forename),
        };
        let (typo, sound) = (self.rates.forename_typo, self.rates.forename_by_sound);
        self.misspelt(usual, typo, sound)
    }

    fn placeholder(&mut self, person: &Person) -> Option<String> {
        let age = person.age_on(AS_AT);
        let twin = person.role == FamilyRole::Twin && age < 2;
        if !(twin || age < 1) || !self.errs(self.rates.placeholder_forename) {
            return None;
        }
        Some(match twin {
            true => format!("Twin {}", 1 + person.number % 2),
            false => self
                .draw
                .pick(&["Baby", "Unborn", "Baby Boy", "Baby Girl"])
                .to_string(),
        })
    }

    fn surname(&mut self, person: &Person) -> String {
        let mut surname = &person.surname;
        if let Some(former) = &person.former_surname
            && self.draw.chance(self.rates.former_surname)
        {
            surname = former;
        }
        let mut written = self.accented(surname);
        if let Some((first, second)) = surname.split_once('-') {
            if self.draw.chance(self.rates.half_surname) {
                written = match self.draw.chance(0.6) {
                    true => second.to_string(),
                    false => first.to_string(),
                };
            } else if self.draw.chance(0.15) {
                written = format!("{first} {second}");
            }
        }
        let (typo, sound) = (self.rates.surname_typo, self.rates.surname_by_sound);
        self.misspelt(written, typo, sound)
    }

    fn accented(&mut self, name: &str) -> String {
        match !name.is_ascii() && self.draw.chance(self.rates.accents_dropped) {
            true => misspell::without_accents(name),
            false => name.to_string(),
        }
    }

    fn misspelt(&mut self, name: String, typo: f64, sound: f64) -> String {
        if self.errs(typo) {
            misspell::typo(self.draw, &name)
        } else if self.errs(sound) {
            misspell::by_sound(self.draw, &name)
        } else if self.errs(self.rates.name_scanned / 2.0) {
            misspell::scanned(self.draw, &name)
        } else {
            name
        }
    }

    fn date_of_birth(&mut self, born: NaiveDate) -> Option<NaiveDate> {
        if self.errs(self.rates.birth_missing) {
            return None;
        }
        if self.errs(self.rates.first_of_january) {
            return NaiveDate::from_ymd_opt(born.year(), 1, 1);
        }
        if self.errs(self.rates.day_month_swapped)
            && let Some(swapped) = NaiveDate::from_ymd_opt(born.year(), born.day(), born.month())
            && swapped <= AS_AT
        {
            return Some(swapped);
        }
        if self.errs(self.rates.birth_digit) {
            return Some(self.one_digit_wrong(born));
        }
        Some(born)
    }

    /// Another date that differs in one digit of day, month or year and isn't in the future.
    fn one_digit_wrong(&mut self, born: NaiveDate) -> NaiveDate {
        loop {
            let wrong = match self.draw.weighted(&[0.5, 0.2, 0.3]) {
                0 => born.with_day(self.changed(born.day())),
                1 => born.with_month(self.changed(born.month())),
                _ => born.with_year(born.year() + self.draw.between(-3, 3) as i32),
            };
            if let Some(wrong) = wrong
                && wrong != born
                && wrong <= AS_AT
            {
                return wrong;
            }
        }
    }

    /// The number with its ones or its tens changed.
    fn changed(&mut self, number: u32) -> u32 {
        match self.draw.chance(0.7) {
            true => number / 10 * 10 + self.draw.below(10) as u32,
            false => number % 10 + 10 * self.draw.below(4) as u32,
        }
    }

    fn sex(&mut self, person: &Person) -> &'static str {
        if self.errs(self.rates.sex_missing) {
            ""
        } else if self.errs(self.rates.sex_wrong) {
            person.sex.other().code()
        } else {
            person.sex.code()
        }
    }

    /// Postcode and address line.
    fn address(&mut self, person: &Person) -> (String, String) {
        let address = match &person.former_address {
            Some(former) if self.draw.chance(self.rates.former_address) => former,
            _ => &person.address,
        };
        let postcode = if self.errs(self.rates.postcode_missing) {
            String::new()
        } else if self.errs(self.rates.postcode_typo) {
            self.wrong_postcode(&address.postcode)
        } else {
            address.postcode.clone()
        };
        let mut line = address.line.clone();
        if self.errs(self.rates.address_missing) {
            line.clear();
        } else if self.errs(self.rates.address_abbreviated) {
            line = abbreviated(&line);
        } else if self.errs(self.rates.address_typo) {
            line = misspell::typo(self.draw, &line);
        }
        (postcode, line)
    }

    fn wrong_postcode(&mut self, postcode: &str) -> String {
        match self.draw.weighted(&[0.5, 0.3, 0.2]) {
            0 => misspell::wrong_digit(self.draw, postcode),
            1 => {
                let mut letters: Vec<char> = postcode.chars().collect();
                let last = letters.len() - 1;
                letters[last] =
                    self.draw.pick(&["A", "B", "D", "E", "F", "G"]).as_bytes()[0].into();
                letters.into_iter().collect()
            }
            _ => {
                let mut letters: Vec<char> = postcode.chars().collect();
                let last = letters.len() - 1;
                letters.swap(last - 1, last);
                letters.into_iter().collect()
            }
        }
    }

    fn upn(&mut self, person: &Person, missing: f64, nth: u64) -> String {
        let Some(upn) = person.upn() else {
            return String::new();
        };
        if self.errs(missing) {
            String::new()
        } else if self.errs(self.rates.upn_temporary) {
            identifiers::temporary_upn(person.number, person.locality, person.date_of_birth, nth)
        } else if self.errs(self.rates.upn_typo) {
            misspell::wrong_digit(self.draw, &upn)
        } else {
            upn
        }
    }
}

fn abbreviated(line: &str) -> String {
    const SHORT: [(&str, &str); 10] = [
        ("Road", "Rd"),
        ("Street", "St"),
        ("Close", "Cl"),
        ("Avenue", "Ave"),
        ("Lane", "Ln"),
        ("Drive", "Dr"),
        ("Court", "Ct"),
        ("Crescent", "Cres"),
        ("Gardens", "Gdns"),
        ("Terrace", "Terr"),
    ];
    SHORT
        .iter()
        .find_map(|(long, short)| Some(format!("{}{short}", line.strip_suffix(long)?)))
        .unwrap_or_else(|| line.to_string())
}

//! Families and the people in them.

use chrono::{Days, NaiveDate};

use super::draw::{Draw, Purpose};
use super::person::{FamilyRole, Person, Sex, days_ago};
use super::place::{self, Address};
use super::pools::{self, NamePool};
use super::population::BLOCK;
use super::rates::Rates;

/// The people of one block, in order of their numbers; `count` of them.
pub(crate) fn people(seed: u64, rates: &Rates, block: u64, count: usize) -> Vec<Person> {
    let mut draw = Draw::new(seed, Purpose::People, block);
    let mut people = Vec::with_capacity(BLOCK + 8);
    while people.len() < count {
        let number = block * BLOCK as u64 + people.len() as u64;
        let mut household = Household::new(&mut draw, rates, block, number);
        household.settle(&mut people);
    }
    people.truncate(count);
    people
}

#[derive(Clone, Copy, PartialEq)]
enum Form {
    Together,
    LoneParent,
    Step,
    Blended,
    Foster,
    Alone,
}

struct Household<'a> {
    draw: &'a mut Draw,
    rates: &'a Rates,
    number: u64,
    form: Form,
    names: NamePool,
    locality: u8,
    surname: String,
    address: Address,
    former_address: Option<Address>,
}

impl<'a> Household<'a> {
    fn new(draw: &'a mut Draw, rates: &'a Rates, block: u64, number: u64) -> Self {
        let names = NamePool::draw(draw);
        let locality = place::locality(draw);
        let form = match draw.chance(rates.care_leavers) {
            true => Form::Alone,
            false => [
                Form::Together,
                Form::LoneParent,
                Form::Step,
                Form::Blended,
                Form::Foster,
            ][draw.weighted(&[0.50, 0.28, 0.10, 0.07, 0.05])],
        };
        let moved = draw.chance(rates.moved);
        let former_address = (moved || form == Form::Foster).then(|| {
            let elsewhere = draw.chance(0.08).then(|| place::locality(draw));
            Address::near(draw, elsewhere.unwrap_or(locality), block)
        });
        Self {
            surname: family_surname(draw, rates, names),
            address: Address::near(draw, locality, block),
            draw,
            rates,
            number,
            form,
            names,
            locality,
            former_address,
        }
    }

    /// Adds the household's people.
    fn settle(&mut self, people: &mut Vec<Person>) {
        let first = people.len();
        for (nth, born) in self.births().into_iter().enumerate() {
            let sex = self.sex();
            let (role, surname) = self.belonging(nth);
            let number = self.number + (people.len() - first) as u64;
            let child = self.child(number, born, sex, role, surname, &people[first..]);
            people.push(child);
            if self.form != Form::Alone && self.draw.chance(self.rates.twins) {
                let twin = self.twin(&people[first..]);
                if let Some(last) = people.last_mut() {
                    last.role = FamilyRole::Twin;
                }
                people.push(twin);
            }
        }
    }

    fn child(
        &mut self,
        number: u64,
        date_of_birth: NaiveDate,
        sex: Sex,
        role: FamilyRole,
        surname: String,
        siblings: &[Person],
    ) -> Person {
        let changed = match self.form {
            Form::Step | Form::Blended => self.rates.surname_changed,
            _ => self.rates.surname_changed / 6.0,
        };
        let former_surname = self
            .draw
            .chance(changed)
            .then(|| family_surname(self.draw, self.rates, self.names));
        Person {
            number,
            household: self.number,
            role,
            forename: self.forename(sex, siblings),
            surname,
            former_surname,
            sex,
            date_of_birth,
            address: self.address.clone(),
            former_address: self.former_address.clone(),
            locality: self.locality,
        }
    }

    /// The twin of the youngest so far.
    fn twin(&mut self, siblings: &[Person]) -> Person {
        let other = &siblings[siblings.len() - 1];
        let sex = match self.draw.chance(self.rates.same_sex_twins) {
            true => other.sex,
            false => other.sex.other(),
        };
        Person {
            number: other.number + 1,
            forename: self.forename(sex, siblings),
            sex,
            role: FamilyRole::Twin,
            ..other.clone()
        }
    }

    /// Dates of birth, eldest first.
    fn births(&mut self) -> Vec<NaiveDate> {
        if self.form == Form::Alone {
            return vec![days_ago(self.draw.between(17 * 366, 26 * 365 - 8) as u64)];
        }
        let children = 1 + self.draw.weighted(&[0.72, 0.20, 0.06, 0.02]);
        let gaps: Vec<u64> = (1..children)
            .map(|_| self.draw.between(400, 1500) as u64)
            .collect();
        let eldest = 18 * 365
            - self
                .draw
                .between(0, 18 * 365 - 1 - gaps.iter().sum::<u64>() as i64) as u64;
        let mut births = vec![days_ago(eldest)];
        for gap in gaps {
            births.push(births[births.len() - 1] + Days::new(gap));
        }
        births
    }

    fn sex(&mut self) -> Sex {
        match self.draw.chance(0.49) {
            true => Sex::Female,
            false => Sex::Male,
        }
    }

    /// Role and surname of the nth child.
    fn belonging(&mut self, nth: usize) -> (FamilyRole, String) {
        let own =
            |household: &mut Self| family_surname(household.draw, household.rates, household.names);
        match self.form {
            Form::Alone => (FamilyRole::CareLeaver, self.surname.clone()),
            Form::Foster if nth > 0 && self.draw.chance(0.3) => {
                (FamilyRole::FosterChild, own(self))
            }
            Form::Foster => (FamilyRole::FosterChild, self.surname.clone()),
            Form::Step => (FamilyRole::StepChild, self.surname.clone()),
            Form::Blended if nth % 2 == 1 => (FamilyRole::StepChild, own(self)),
            _ => (FamilyRole::Child, self.surname.clone()),
        }
    }

    /// A forename that no sibling has.
    fn forename(&mut self, sex: Sex, siblings: &[Person]) -> String {
        loop {
            let forename = pools::forename(self.draw, self.names, sex);
            if siblings.iter().all(|sibling| sibling.forename != forename) {
                return forename.to_string();
            }
        }
    }
}

fn family_surname(draw: &mut Draw, rates: &Rates, names: NamePool) -> String {
    let surname = pools::surname(draw, names);
    match draw.chance(rates.double_barrelled) {
        true => format!("{surname}-{}", pools::surname(draw, names)),
        false => surname,
    }
}

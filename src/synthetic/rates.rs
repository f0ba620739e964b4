//! How often things are as they are, and how often they are written down wrongly.

use crate::error::{Result, SyntheticError};

/// Every share that a synthetic population is made by, each between 0 and 1.
///
/// The defaults make a register on which a good probabilistic linker reaches a pairwise F1 of about 0.96: a few
/// pairs in a hundred have lost what would tell them apart, or what would bring them together.
///
/// # Examples
///
/// ```
/// use throughline::synthetic::{Population, Rates};
///
/// let clean = Rates { forename_typo: 0.0, surname_typo: 0.0, ..Rates::default() };
/// let population = Population::builder(100).rates(clean).build()?;
/// assert_eq!(population.rates().forename_typo, 0.0);
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Rates {
    /// Of births in families: twins.
    pub twins: f64,
    /// Of twins: both of one sex.
    pub same_sex_twins: f64,
    /// Of households: a care leaver of 17 to 25 living alone.
    pub care_leavers: f64,
    /// Of households: moved, so that records hold either address.
    pub moved: f64,
    /// Of people in step-families and blended families: changed surname (others: a sixth of this).
    pub surname_changed: f64,
    /// Of people: a double-barrelled surname.
    pub double_barrelled: f64,

    /// Of people in the register: how many have one, two, three and four records.
    pub records_per_person: [f64; 4],
    /// Of records: written without care, every error below `careless_factor` times as likely.
    pub careless: f64,
    /// How many times as likely errors are in a careless record (1 or more).
    pub careless_factor: f64,

    /// Of records whose person has a usual short name: written under it.
    pub nickname: f64,
    /// Of records: a slip of the keyboard in the forename.
    pub forename_typo: f64,
    /// Of records: the forename spelt as it sounds.
    pub forename_by_sound: f64,
    /// Of records: a look-alike letter in the forename or surname, as from a scan.
    pub name_scanned: f64,
    /// Of records: forename missing.
    pub forename_missing: f64,
    /// Of records of people under 1, or one of twins under 2: a placeholder ("Baby", "Twin 1") for a forename.
    pub placeholder_forename: f64,
    /// Of records: forename and surname in each other's place.
    pub names_swapped: f64,
    /// Of records whose person has an accent in their name: written without.
    pub accents_dropped: f64,
    /// Of records: a slip of the keyboard in the surname.
    pub surname_typo: f64,
    /// Of records: the surname spelt as it sounds.
    pub surname_by_sound: f64,
    /// Of records whose person changed surname: the former one.
    pub former_surname: f64,
    /// Of records whose person has a double-barrelled surname: one half of it.
    pub half_surname: f64,

    /// Of records: day and month of birth exchanged, where both are 12 or less.
    pub day_month_swapped: f64,
    /// Of records: one digit of the date of birth wrong.
    pub birth_digit: f64,
    /// Of records: 1 January of the year of birth.
    pub first_of_january: f64,
    /// Of records: date of birth missing.
    pub birth_missing: f64,
    /// Of records: the other sex.
    pub sex_wrong: f64,
    /// Of records: sex missing.
    pub sex_missing: f64,

    /// Of records whose person moved: the former address.
    pub former_address: f64,
    /// Of records: a wrong character in the postcode.
    pub postcode_typo: f64,
    /// Of records: postcode missing.
    pub postcode_missing: f64,
    /// Of records: street abbreviated ("Rd", "Cl").
    pub address_abbreviated: f64,
    /// Of records: a slip of the keyboard in the address line.
    pub address_typo: f64,
    /// Of records: address line missing.
    pub address_missing: f64,

    /// Of records whose person has a UPN: missing, by source (education, social care, early help, health).
    pub upn_missing: [f64; 4],
    /// Of records whose person has a UPN: a temporary one.
    pub upn_temporary: f64,
    /// Of records whose person has a UPN: one digit wrong.
    pub upn_typo: f64,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            twins: 0.0155,
            same_sex_twins: 0.63,
            care_leavers: 0.13,
            moved: 0.40,
            surname_changed: 0.30,
            double_barrelled: 0.05,
            records_per_person: [0.38, 0.38, 0.18, 0.06],
            careless: 0.05,
            careless_factor: 3.0,
            nickname: 0.06,
            forename_typo: 0.022,
            forename_by_sound: 0.012,
            name_scanned: 0.004,
            forename_missing: 0.003,
            placeholder_forename: 0.06,
            names_swapped: 0.006,
            accents_dropped: 0.5,
            surname_typo: 0.022,
            surname_by_sound: 0.012,
            former_surname: 0.4,
            half_surname: 0.25,
            day_month_swapped: 0.02,
            birth_digit: 0.022,
            first_of_january: 0.007,
            birth_missing: 0.005,
            sex_wrong: 0.005,
            sex_missing: 0.01,
            former_address: 0.375,
            postcode_typo: 0.015,
            postcode_missing: 0.04,
            address_abbreviated: 0.08,
            address_typo: 0.03,
            address_missing: 0.03,
            upn_missing: [0.02, 0.08, 0.10, 0.15],
            upn_temporary: 0.03,
            upn_typo: 0.006,
        }
    }
}

impl Rates {
    /// Checks that every rate is a share and that the shares that must add up do.
    pub(crate) fn check(&self) -> Result<()> {
        for (name, value) in self.shares() {
            if !(0.0..=1.0).contains(&value) {
                return Err(SyntheticError::RateNotAShare { name, value }.into());
            }
        }
        if !(1.0..=100.0).contains(&self.careless_factor) {
            return Err(SyntheticError::CarelessFactor {
                value: self.careless_factor,
            }
            .into());
        }
        let sum: f64 = self.records_per_person.iter().sum();
        if (sum - 1.0).abs() > 1e-9 {
            return Err(SyntheticError::RecordsPerPerson { sum }.into());
        }
        Ok(())
    }

    fn shares(&self) -> impl Iterator<Item = (&'static str, f64)> {
        let named = [
            ("twins", self.twins),
            ("same_sex_twins", self.same_sex_twins),
            ("care_leavers", self.care_leavers),
            ("moved", self.moved),
            ("surname_changed", self.surname_changed),
            ("double_barrelled", self.double_barrelled),
            ("careless", self.careless),
            ("nickname", self.nickname),
            ("forename_typo", self.forename_typo),
            ("forename_by_sound", self.forename_by_sound),
            ("name_scanned", self.name_scanned),
            ("forename_missing", self.forename_missing),
            ("placeholder_forename", self.placeholder_forename),
            ("names_swapped", self.names_swapped),
            ("accents_dropped", self.accents_dropped),
            ("surname_typo", self.surname_typo),
            ("surname_by_sound", self.surname_by_sound),
            ("former_surname", self.former_surname),
            ("half_surname", self.half_surname),
            ("day_month_swapped", self.day_month_swapped),
            ("birth_digit", self.birth_digit),
            ("first_of_january", self.first_of_january),
            ("birth_missing", self.birth_missing),
            ("sex_wrong", self.sex_wrong),
            ("sex_missing", self.sex_missing),
            ("former_address", self.former_address),
            ("postcode_typo", self.postcode_typo),
            ("postcode_missing", self.postcode_missing),
            ("address_abbreviated", self.address_abbreviated),
            ("address_typo", self.address_typo),
            ("address_missing", self.address_missing),
            ("upn_temporary", self.upn_temporary),
            ("upn_typo", self.upn_typo),
        ];
        let several = self
            .records_per_person
            .map(|share| ("records_per_person", share));
        let missing = self.upn_missing.map(|share| ("upn_missing", share));
        named.into_iter().chain(several).chain(missing)
    }
}

//! Synthetic populations: the same bytes every time, errors at the rates asked for, and truth that can be found
//! again in the records.

mod datasets;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use throughline::synthetic::{FamilyRole, Person, Population, Rates, RegisterRecord};

fn population(people: u64) -> Population {
    Population::builder(people).seed(11).build().unwrap()
}

fn careful() -> Rates {
    Rates {
        careless: 0.0,
        ..Rates::default()
    }
}

/// A share lies within four standard errors of its rate.
fn assert_share(what: &str, hits: usize, of: usize, rate: f64) {
    let share = hits as f64 / of as f64;
    let error = (rate * (1.0 - rate) / of as f64).sqrt();
    assert!(of > 100, "{what}: only {of} chances");
    assert!(
        (share - rate).abs() <= 4.0 * error,
        "{what}: {share} of {of}, {rate} was asked for"
    );
}

#[test]
fn same_seed_same_bytes_at_any_thread_count() {
    let written = |threads: usize, seed: u64| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        let population = Population::builder(3_500).seed(seed).build().unwrap();
        let mut bytes = Vec::new();
        pool.build()
            .unwrap()
            .install(|| population.write_register(&mut bytes, |_| ()))
            .unwrap();
        bytes
    };
    let one = written(1, 5);
    assert!(one == written(4, 5));
    assert!(one != written(1, 6));
    assert_eq!(fnv_1a(&one), GOLDEN, "the register's bytes have changed");
}

/// Checksum of the register of 3,500 people with seed 5; changes only when the generator is changed on purpose.
const GOLDEN: u64 = 1_585_711_438_648_360_393;

fn fnv_1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[test]
fn written_records_are_the_records() {
    let population = population(1_234);
    let mut bytes = Vec::new();
    let mut told = Vec::new();
    let count = population
        .write_register(&mut bytes, |done| told.push(done))
        .unwrap();
    let records: Vec<RegisterRecord> = population.records().collect();
    assert_eq!(records, population.register());
    assert_eq!(count, records.len() as u64);
    assert_eq!(told.last(), Some(&1_234));
    let mut reader = csv::Reader::from_reader(&bytes[..]);
    for (row, record) in reader.records().zip(&records) {
        let row = row.unwrap();
        assert_eq!(row[0], record.record_id);
        assert_eq!(row[1], record.person.to_string());
        assert_eq!(row[8], record.address_line);
    }
    let ids: BTreeSet<&str> = records.iter().map(|r| r.record_id.as_str()).collect();
    let people: BTreeSet<u64> = records.iter().map(|r| r.person).collect();
    assert_eq!((ids.len(), people.len()), (records.len(), 1_234));
}

#[test]
fn errors_come_at_their_rates() {
    let rates = careful();
    let population = Population::builder(20_000)
        .rates(rates.clone())
        .build()
        .unwrap();
    let people: Vec<Person> = population.persons().collect();
    let records = population.register();
    let n = records.len();
    assert!((n as f64 / 20_000.0 - 1.92).abs() < 0.03);
    let count = |holds: &dyn Fn(&RegisterRecord, &Person) -> bool| {
        let of = |r: &&RegisterRecord| holds(r, &people[r.person as usize]);
        records.iter().filter(of).count()
    };
    let missing = count(&|r, _| r.postcode.is_empty());
    assert_share("postcode missing", missing, n, rates.postcode_missing);
    let missing = count(&|r, _| r.address_line.is_empty());
    assert_share("address missing", missing, n, rates.address_missing);
    let missing = count(&|r, _| r.date_of_birth.is_none());
    assert_share("birth missing", missing, n, rates.birth_missing);
    let (missing, wrong) = (
        count(&|r, _| r.sex.is_empty()),
        count(&|r, p| !r.sex.is_empty() && r.sex != p.sex.code()),
    );
    assert_share("sex missing", missing, n, rates.sex_missing);
    assert_share("sex wrong", wrong, n - missing, rates.sex_wrong);
    let moved = count(&|_, p| p.former_address.is_some());
    let former = count(&|r, p| {
        let address = p.former_address.as_ref();
        address.is_some_and(|a| a.postcode == r.postcode && p.address.postcode != r.postcode)
    });
    let kept = 1.0 - rates.postcode_missing - rates.postcode_typo;
    let of_moved = former as f64 / moved as f64;
    assert!(
        (of_moved - rates.former_address * kept).abs() < 0.06,
        "{of_moved}"
    );
    let renamed = |p: &Person| {
        let former = p.former_surname.as_deref().unwrap_or("-");
        !former.contains('-') && former.is_ascii() && !p.surname.contains('-')
    };
    let changed = count(&|_, p| renamed(p));
    let former = count(&|r, p| renamed(p) && p.former_surname.as_ref() == Some(&r.surname));
    let spelt_right = 1.0 - rates.surname_typo - rates.surname_by_sound - rates.names_swapped;
    assert_share(
        "former surname",
        former,
        changed,
        rates.former_surname * spelt_right,
    );
}

#[test]
fn upns_are_missing_and_temporary_at_their_rates() {
    let rates = careful();
    let population = Population::builder(20_000)
        .rates(rates.clone())
        .build()
        .unwrap();
    let people: Vec<Person> = population.persons().collect();
    let records = population.register();
    for (place, source) in ["education", "social_care", "early_help", "health"]
        .iter()
        .enumerate()
    {
        let theirs: Vec<&RegisterRecord> = records
            .iter()
            .filter(|r| r.source == *source && people[r.person as usize].upn().is_some())
            .collect();
        let held: Vec<_> = theirs.iter().filter(|r| !r.upn.is_empty()).collect();
        let temporary = held.iter().filter(|r| r.upn.ends_with(char::is_alphabetic));
        let missing = theirs.len() - held.len();
        assert_share(source, missing, theirs.len(), rates.upn_missing[place]);
        assert_share(source, temporary.count(), held.len(), rates.upn_temporary);
    }
}

#[test]
fn families_have_twins_siblings_and_changed_names() {
    let population = population(30_000);
    let people: Vec<Person> = population.persons().collect();
    let twins: Vec<&Person> = people
        .iter()
        .filter(|p| p.role == FamilyRole::Twin)
        .collect();
    let share = twins.len() as f64 / people.len() as f64;
    assert!((0.02..0.04).contains(&share), "{share} are twins");
    let pairs: Vec<(&Person, &Person)> = twins
        .windows(2)
        .filter(|pair| pair[0].number + 1 == pair[1].number)
        .map(|pair| (pair[0], pair[1]))
        .filter(|(one, other)| one.household == other.household)
        .filter(|(one, other)| one.date_of_birth == other.date_of_birth)
        .collect();
    assert!(pairs.len() * 2 >= twins.len() * 9 / 10);
    for (one, other) in &pairs {
        assert_eq!(
            (&one.surname, &one.address),
            (&other.surname, &other.address)
        );
        assert_ne!(one.forename, other.forename);
    }
    let same_sex = pairs.iter().filter(|(one, other)| one.sex == other.sex);
    assert_share(
        "same sex",
        same_sex.count(),
        pairs.len(),
        population.rates().same_sex_twins,
    );
    let mut households = BTreeMap::<u64, u64>::new();
    for person in &people {
        *households.entry(person.household).or_default() += 1;
    }
    let together: u64 = households.values().filter(|&&size| size > 1).sum();
    let share = together as f64 / people.len() as f64;
    assert!((0.38..0.52).contains(&share), "{share} have siblings");
    for role in [
        FamilyRole::StepChild,
        FamilyRole::FosterChild,
        FamilyRole::CareLeaver,
    ] {
        assert!(people.iter().any(|person| person.role == role));
    }
    let changed = people.iter().filter(|p| p.former_surname.is_some()).count();
    assert!((0.05..0.15).contains(&(changed as f64 / people.len() as f64)));
}

/// Check characters as the agencies that issue the numbers define them, worked out apart from the generator.
#[test]
fn identifiers_pass_their_checks() {
    let digits = |text: &str| -> Vec<u32> { text.chars().filter_map(|c| c.to_digit(10)).collect() };
    let weighted = |text: &str| -> u32 {
        digits(text)
            .iter()
            .zip((1..=10).rev())
            .map(|(d, w)| d * w)
            .sum()
    };
    let mut upns = BTreeSet::new();
    for person in population(5_000).persons() {
        let nhs = person.nhs_number();
        assert!(nhs.starts_with("999") && nhs.len() == 10 && weighted(&nhs) % 11 == 0);
        let chi = person.chi();
        let born = person.date_of_birth.format("%d%m%y").to_string();
        assert!(chi.starts_with(&born) && chi.len() == 10 && weighted(&chi) % 11 == 0);
        assert_eq!(digits(&chi)[8] % 2 == 1, person.sex.code() == "M");
        if let Some(uln) = person.uln() {
            assert!(uln.len() == 10 && weighted(&uln) % 11 == 10);
        }
        if let Some(scn) = person.scn() {
            assert_eq!(digits(&scn).len(), 9);
        }
        if let Some(upn) = person.upn() {
            let sum: u32 = digits(&upn).iter().zip(2..).map(|(d, w)| d * w).sum();
            let letter = b"ABCDEFGHJKLMNPQRTUVWXYZ"[(sum % 23) as usize];
            assert!(upn.len() == 13 && upn.as_bytes()[0] == letter && &upn[1..2] == "0");
            assert!(upns.insert(upn));
        }
    }
    assert!(upns.len() > 3_500);
}

#[test]
fn impossible_settings_are_refused() {
    let none = Population::builder(0).build().unwrap_err();
    assert!(none.is_synthetic() && none.to_string().contains("from 1 to"));
    let rate = Rates {
        moved: 1.5,
        ..Rates::default()
    };
    let rate = Population::builder(5).rates(rate).build().unwrap_err();
    assert!(rate.to_string().contains("the rate moved is 1.5"));
    let several = Rates {
        records_per_person: [0.5, 0.0, 0.0, 0.0],
        ..Rates::default()
    };
    let several = Population::builder(5).rates(several).build().unwrap_err();
    assert!(several.to_string().contains("records_per_person"));
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let file = population(5).write_datasets(file, |_| ()).unwrap_err();
    assert!(file.is_synthetic() && file.to_string().contains("is a file"));
}
